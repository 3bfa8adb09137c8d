"""Numbers of identity documents: brought to one form, and indexed so that the same one is recognised, not read.

A number is not kept. What is kept is its HMAC-SHA-256 under the service's own key, together with the type of document,
and a few last characters by which a caseworker tells two cards apart.
"""

import hmac
import re
import unicodedata
from hashlib import sha256

from services.beneficiary.documents.views import DocumentType
from shared.errors import Invalid

LONGEST = 40

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_LEFT_OUT = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Pd"})
_SEPARATORS = frozenset("/\\⁄∕−ـ")
"""Slashes, the minus sign, and the Arabic tatweel, which is typed for a dash; blanks and dashes go by category."""

_NATIONAL_CARD = re.compile(r"[0-9]{12}")


def normalised(type: DocumentType, stated: str) -> str:
    """A number in the one form in which it is compared, however it was typed; refused if it cannot be one."""
    number = _plain(stated)
    if not number:
        raise Invalid("document-number", "There is nothing in this number.", field="number")
    if len(number) > LONGEST:
        raise Invalid(
            "document-number",
            "A document's number has no more than {longest} characters.",
            field="number",
            longest=LONGEST,
        )
    if type is DocumentType.NATIONAL_CARD and not _NATIONAL_CARD.fullmatch(number):
        raise Invalid("document-number", "The number of a national card has twelve digits.", field="number")
    return number


def index(key: bytes, type: DocumentType, stated: str) -> bytes:
    """What a number is found by; the same number on another type of document has another index."""
    return hmac.digest(key, f"{type.value}\0{normalised(type, stated)}".encode(), sha256)


def ending(number: str) -> str:
    """The last three characters of a normalised number, and of a short one no more than half of it."""
    return number[len(number) - min(3, len(number) // 2) :]


def _plain(stated: str) -> str:
    letters = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", stated).upper()).translate(_DIGITS)
    kept = (each for each in letters if unicodedata.category(each) not in _LEFT_OUT and each not in _SEPARATORS)
    return unicodedata.normalize("NFKC", "".join(kept))
