"""What is to be paid, written for a bank: a pain.001.001.09 of one payment with any number of transfers.

It is written transfer by transfer as they come, so what is kept of it in memory does not grow with it. The same
transfers give the same bytes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, BinaryIO

from lxml import etree

from services.grants.paying.messages.schema import INITIATION, namespace, schema
from shared.money import Currency, written

if TYPE_CHECKING:
    from lxml.etree._serializer import _IncrementalFileWriter

_NAMESPACE = namespace(INITIATION)
_TRANSFER = "CdtTrfTxInf"


@dataclass(frozen=True)
class Account:
    """Whose account it is, as its bank has it, and at which bank."""

    name: str
    iban: str | None
    account: str | None
    bic: str


@dataclass(frozen=True)
class Heading:
    """What a file says before its transfers. `payer` pays them all on a day; their sum is `control_sum`."""

    message_id: str
    created_at: datetime
    payer: Account
    execute_on: date
    currency: Currency
    transactions: int
    control_sum: Decimal


@dataclass(frozen=True)
class Transfer:
    """An amount to an account, under a reference that goes with it from end to end."""

    end_to_end_id: str
    amount: Decimal
    payee: Account


class DoesNotAddUp(ValueError):
    """The transfers of a file are not as many, or not as much, as it says of them."""


class Writing:
    """A file that is being written: `add` each transfer."""

    def __init__(self, file: "_IncrementalFileWriter", currency: Currency) -> None:
        self.file = file
        self.currency = currency
        self.transactions = 0
        self.sum = Decimal(0)

    def add(self, transfer: Transfer) -> None:
        """Write a transfer."""
        self.transactions += 1
        self.sum += transfer.amount
        self.file.write("\n")
        with self.file.element(_TRANSFER):
            self.put("PmtId", "EndToEndId", text=transfer.end_to_end_id)
            with self.file.element("Amt"), self.file.element("InstdAmt", Ccy=self.currency.value):
                self.file.write(written(transfer.amount, self.currency))
            self.put("CdtrAgt", "FinInstnId", "BICFI", text=transfer.payee.bic)
            self.put("Cdtr", "Nm", text=transfer.payee.name)
            with self.file.element("CdtrAcct"):
                self.number(transfer.payee)

    def put(self, *path: str, text: str) -> None:
        """Write an element with this text, inside of others."""
        name, *inner = path
        with self.file.element(name):
            if inner:
                self.put(*inner, text=text)
            else:
                self.file.write(text)

    def number(self, of: Account) -> None:
        """Write by which number an account is known."""
        if of.iban is not None:
            self.put("Id", "IBAN", text=of.iban)
        else:
            self.put("Id", "Othr", "Id", text=of.account or "")


@contextmanager
def initiation(out: BinaryIO, heading: Heading) -> Iterator[Writing]:
    """A file into `out`, begun before the block and ended after it. Raises `DoesNotAddUp`."""
    with etree.xmlfile(out, encoding="UTF-8") as file:
        file.write_declaration()
        with file.element("Document", xmlns=_NAMESPACE), file.element("CstmrCdtTrfInitn"):
            writing = Writing(file, heading.currency)
            _head(writing, heading)
            with file.element("PmtInf"):
                _payment(writing, heading)
                yield writing
                if (writing.transactions, writing.sum) != (heading.transactions, heading.control_sum):
                    raise DoesNotAddUp
                file.write("\n")


def is_valid(file: BinaryIO) -> bool:
    """Whether a file is what the standard's schema says, looked at from its beginning, piece by piece."""
    parts = etree.iterparse(file, schema=schema(INITIATION), tag=f"{{{_NAMESPACE}}}{_TRANSFER}", resolve_entities=False)
    try:
        for _, element in parts:
            element.clear()
            before, parent = element.getprevious(), element.getparent()
            if before is not None and parent is not None:
                parent.remove(before)
    except etree.XMLSyntaxError:
        return False
    return True


def _head(writing: Writing, heading: Heading) -> None:
    with writing.file.element("GrpHdr"):
        writing.put("MsgId", text=heading.message_id)
        writing.put("CreDtTm", text=heading.created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
        _sums(writing, heading)
        writing.put("InitgPty", "Nm", text=heading.payer.name)


def _payment(writing: Writing, heading: Heading) -> None:
    """What stands in the one payment before its transfers; it is called as the message is."""
    writing.put("PmtInfId", text=heading.message_id)
    writing.put("PmtMtd", text="TRF")
    _sums(writing, heading)
    writing.put("ReqdExctnDt", "Dt", text=heading.execute_on.isoformat())
    writing.put("Dbtr", "Nm", text=heading.payer.name)
    with writing.file.element("DbtrAcct"):
        writing.number(heading.payer)
        writing.put("Ccy", text=heading.currency)
    writing.put("DbtrAgt", "FinInstnId", "BICFI", text=heading.payer.bic)


def _sums(writing: Writing, heading: Heading) -> None:
    writing.put("NbOfTxs", text=str(heading.transactions))
    writing.put("CtrlSum", text=written(heading.control_sum, heading.currency))
