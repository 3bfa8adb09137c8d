"""Which state of a record an edit is of: the record's tag (ETag), and the tag an edit has to name (If-Match, RFC 9110).

A tag is of the state and not of what somebody is shown of it, so it is the same for everyone who may read the record.
It is an HMAC-SHA-256, cut short, under a key derived from another: neither a number nor a time can be read from it.
"""

import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared.errors import Invalid, Stale, Unconditional

HEADER = "If-Match"
_BYTES = 18
_TAG = r'(?:W/)?"[\x21\x23-\x7e]{0,128}"'
_LIST = re.compile(rf"\s*{_TAG}\s*(,\s*{_TAG}\s*){{0,15}}")


class Tags:
    """Makes the tags of states."""

    def __init__(self, key: bytes) -> None:
        self._key = HKDF(SHA256(), 32, None, b"nexus tag").derive(key)

    def of(self, state: str) -> str:
        """The strong tag of a state, quoted as it stands in a header."""
        return f'"{urlsafe_b64encode(hmac.digest(self._key, state.encode(), sha256)[:_BYTES]).decode()}"'


@dataclass(frozen=True)
class Expected:
    """What an edit says of the state that it is of."""

    stated: tuple[str, ...]
    tags: Tags

    def require(self, state: str) -> None:
        """Refuse an edit that is of another state than this."""
        tag = self.tags.of(state).encode()
        if not any(hmac.compare_digest(tag, each.encode()) for each in self.stated):
            raise Stale("stale", "The record has changed since it was read: read it again.", field=HEADER)


def expected(stated: str | None, tags: Tags) -> Expected:
    """The tags in an If-Match header; a weak one fits nothing.

    `*`, which stands for whatever is there now, is refused like none at all: it would undo unread what others wrote.
    """
    if stated is None or stated.strip() == "*":
        raise Unconditional(
            "precondition-required", "State the ETag of the record as it was read before this edit.", field=HEADER
        )
    if not _LIST.fullmatch(stated):
        raise Invalid("invalid-request", 'These are no entity tags, like "xyz".', field=HEADER)
    return Expected(tuple(re.findall(_TAG, stated)), tags)
