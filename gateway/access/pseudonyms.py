"""What a partner calls a person, or a record: a code of its own, that stands for nobody and nothing anywhere else.

AES-SIV (RFC 5297) of the id under a key derived (HKDF, RFC 5869) for one partner and one agreement. So there
is no table of pseudonyms, two partners cannot compare theirs, a forged one means nobody, a new agreement with a partner
makes new ones of all, and nothing of a number is left: neither how many there are nor which are missing.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

LENGTH = 32
"""Characters of a pseudonym."""
_WIDTH = 8


class Pseudonyms:
    """Makes pseudonyms of one kind and reads them, each for a partner and the code of an agreement."""

    def __init__(self, key: bytes, kind: str = "pseudonym") -> None:
        self._key = key
        self._kind = kind
        self._ciphers = lru_cache(maxsize=1024)(self._cipher)

    def of(self, id: int, partner: str, agreement: str) -> str:
        """The partner's pseudonym of a person or a record under an agreement; always the same."""
        sealed = self._ciphers(partner, agreement).encrypt(id.to_bytes(_WIDTH, "big"), None)
        return urlsafe_b64encode(sealed).decode()

    def meant(self, pseudonym: str, partner: str, agreement: str) -> int | None:
        """The id that a pseudonym stands for under an agreement; none, if it was not made for it."""
        try:
            opened = self._ciphers(partner, agreement).decrypt(urlsafe_b64decode(pseudonym), None)
        except (InvalidTag, Error, ValueError):
            return None
        return int.from_bytes(opened, "big")

    def _cipher(self, partner: str, agreement: str) -> AESSIV:
        # Neither code can contain a line feed, so no two pairs make the same text.
        derived = HKDF(SHA256(), 64, None, f"nexus {self._kind}\n{partner}\n{agreement}".encode())
        return AESSIV(derived.derive(self._key))
