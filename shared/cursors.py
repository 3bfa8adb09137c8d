"""Where a list goes on, as its caller is told: an opaque text that tells no number and fits no other list.

AES-SIV (RFC 5297) of a position under a key derived (HKDF, RFC 5869) from another. What the list is of, what it is
filtered by and the class of who asks are authenticated with it, so nobody can make one up or carry it elsewhere.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared.errors import Invalid

PATTERN = r"^[A-Za-z0-9_-]{32}$"
SEALED = r"^[A-Za-z0-9_-]{40,640}$"
"""What says more than a position."""
_SEALED = b"sealed"
_WIDTH = 8


class Cursors:
    """Makes cursors and reads them."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESSIV(HKDF(SHA256(), 64, None, b"nexus cursor").derive(key))

    def at(self, position: int, about: str) -> str:
        """The cursor that goes on at a position of the list that `about` tells from all others."""
        sealed = self._cipher.encrypt(position.to_bytes(_WIDTH, "big"), [about.encode()])
        return urlsafe_b64encode(sealed).decode()

    def sealed(self, text: str, about: str) -> str:
        """The same of whatever a list needs to know to go on; its length is all that it tells."""
        return urlsafe_b64encode(self._cipher.encrypt(text.encode(), [_SEALED, about.encode()])).decode().rstrip("=")

    def opened(self, cursor: str, about: str) -> str:
        """What was sealed. Raises `Invalid` for what was not sealed for this list."""
        try:
            sealed = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
            return self._cipher.decrypt(sealed, [_SEALED, about.encode()]).decode()
        except (InvalidTag, ValueError):
            raise _unknown() from None

    def position(self, cursor: str, about: str) -> int:
        """Where a cursor goes on. Raises `Invalid` for one that was not made for this list."""
        try:
            opened = self._cipher.decrypt(urlsafe_b64decode(cursor), [about.encode()])
        except InvalidTag:
            raise _unknown() from None
        return int.from_bytes(opened, "big")


def _unknown() -> Invalid:
    return Invalid("unknown-cursor", "This was not given as `next` of this list.", field="after")
