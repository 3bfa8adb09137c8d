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
_WIDTH = 8


class Cursors:
    """Makes cursors and reads them."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESSIV(HKDF(SHA256(), 64, None, b"nexus cursor").derive(key))

    def at(self, position: int, about: str) -> str:
        """The cursor that goes on at a position of the list that `about` tells from all others."""
        sealed = self._cipher.encrypt(position.to_bytes(_WIDTH, "big"), [about.encode()])
        return urlsafe_b64encode(sealed).decode()

    def position(self, cursor: str, about: str) -> int:
        """Where a cursor goes on. Raises `Invalid` for one that was not made for this list."""
        try:
            opened = self._cipher.decrypt(urlsafe_b64decode(cursor), [about.encode()])
        except InvalidTag:
            raise Invalid("unknown-cursor", "This was not given as `next` of this list.", field="after") from None
        return int.from_bytes(opened, "big")
