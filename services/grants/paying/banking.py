"""How banks write: numbers of accounts, codes of banks and names, and which of them can be true.

IBAN: ISO 13616, its check digits ISO 7064, mod 97-10. Code of a bank: ISO 9362. Names: the characters that every bank
passes on (the set X of SWIFT), in which a name neither begins nor ends with a stroke and has no two of them together.
"""

import re
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from shared.codes import listed_as

LONGEST_NAME = 70
"""Characters: ISO 20022 lets a name have 140, many banks cut it off behind 70."""


@listed_as("payment-means")
class Means(StrEnum):
    """How money reaches somebody: by a bank, or against a signature from an exchange house or in cash."""

    BANK_TRANSFER = "bank_transfer"
    EXCHANGE_HOUSE = "exchange_house"
    CASH = "cash"


NAME = r"[A-Za-z0-9?:().,'+\- ]+(/[A-Za-z0-9?:().,'+\- ]+)*"
IBAN = r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}"
ACCOUNT = r"[A-Za-z0-9][A-Za-z0-9\-]{0,33}"
BIC = r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?"

_LENGTHS = {"IQ": 23}
"""Of the countries whose accounts are paid into here; those of others have the check digits alone to tell by."""


def _name(value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_NAME or not re.fullmatch(NAME, value) or not _begun(value):
        raise PydanticCustomError(
            "bank-name", "must be a name in Latin letters as the bank has it, of the characters that banks accept"
        )
    return value


def _begun(name: str) -> bool:
    return name == name.strip() and any(each.isalpha() for each in name)


def _iban(value: Any) -> str:
    if not isinstance(value, str) or not is_iban(value):
        raise PydanticCustomError("iban", "is no IBAN: its letters and digits do not agree with its check digits")
    return value


def is_iban(text: str) -> bool:
    """Whether this is an IBAN, in the form for machines: capitals and digits without spaces."""
    if not re.fullmatch(IBAN, text) or len(text) != _LENGTHS.get(text[:2], len(text)):
        return False
    return int("".join(str(int(each, 36)) for each in text[4:] + text[:4])) % 97 == 1


def _account(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(ACCOUNT, value):
        raise PydanticCustomError("account", "must be the number of an account: up to 34 letters, digits and hyphens")
    return value


def _bic(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(BIC, value):
        raise PydanticCustomError("bic", "must be the code of a bank: 8 or 11 capitals and digits")
    return value


BankName = Annotated[
    str,
    BeforeValidator(_name),
    WithJsonSchema({"type": "string", "pattern": f"^{NAME}$", "maxLength": LONGEST_NAME, "examples": ["Al-Noor"]}),
]
"""A name as a bank has it."""

Iban = Annotated[
    str,
    BeforeValidator(_iban),
    WithJsonSchema({"type": "string", "pattern": f"^{IBAN}$", "examples": ["IQ98NBIQ850123456789012"]}),
]
"""An account, by its international number."""

AccountNumber = Annotated[
    str,
    BeforeValidator(_account),
    WithJsonSchema({"type": "string", "pattern": f"^{ACCOUNT}$", "examples": ["0012-345678-001"]}),
]
"""An account, by the number that its bank gave it."""

Bic = Annotated[
    str,
    BeforeValidator(_bic),
    WithJsonSchema({"type": "string", "pattern": f"^{BIC}$", "examples": ["NBIQIQBA850"]}),
]
"""A bank, by its code."""
