"""What it costs to write a payment file of 100,000 transfers and hold it to the schema of the standard, beside lxml
writing the same elements and nothing else; and how much memory grows with ten times as many transfers."""

import resource
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from tempfile import TemporaryFile
from time import process_time

from lxml import etree

from bench.report import Claim
from services.grants.paying.messages.initiation import Account, Heading, Transfer, initiation, is_valid
from shared.money import Currency

TRANSFERS = 100_000
ROUNDS = 3
PAYER = Account("Programme Account", "IQ98NBIQ850123456789012", None, "NBIQIQBA850")
PAYEE = Account("Al-Noor Bakery", None, "0012345678", "NBIQIQBA850")
EACH = Decimal("1250.50")


def claims() -> Iterator[Claim]:
    _file(TRANSFERS // 10)
    before = _peak()
    _file(TRANSFERS)
    grown = _peak() - before
    ours, floor = (min(_taken(write) for _ in range(ROUNDS)) for write in (_written, _bare))
    yield Claim(f"payment file, {TRANSFERS:,} transfers", ours / floor, 2, "x CPU of lxml writing the elements")
    yield Claim("payment file, ten times the transfers", grown, 8, "MiB more, written and held to the schema")


def _peak() -> float:
    """The most memory that this process has had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _file(transfers: int) -> None:
    """A file on a disk, as a batch is sent, that is what the schema says."""
    with TemporaryFile() as file:
        _into(file, transfers)
        file.seek(0)
        assert is_valid(file)


def _taken(write: object) -> float:
    assert callable(write)
    begun = process_time()
    write(BytesIO())
    return process_time() - begun


def _written(out: BytesIO) -> None:
    _into(out, TRANSFERS)


def _into(out: object, transfers: int) -> None:
    heading = Heading(
        message_id="0" * 32,
        created_at=datetime(2026, 9, 1, tzinfo=UTC),
        payer=PAYER,
        execute_on=date(2026, 9, 2),
        currency=Currency.USD,
        transactions=transfers,
        control_sum=EACH * transfers,
    )
    with initiation(out, heading) as writing:  # type: ignore[arg-type]
        for number in range(transfers):
            writing.add(Transfer(f"{number:032x}", EACH, PAYEE))


def _bare(out: BytesIO) -> None:
    """The same elements with the same text, and no more."""
    with etree.xmlfile(out, encoding="UTF-8") as file, file.element("Document"):
        for number in range(TRANSFERS):
            with file.element("CdtTrfTxInf"):
                with file.element("PmtId"), file.element("EndToEndId"):
                    file.write(f"{number:032x}")
                with file.element("Amt"), file.element("InstdAmt", Ccy="USD"):
                    file.write("1250.50")
                with file.element("CdtrAgt"), file.element("FinInstnId"), file.element("BICFI"):
                    file.write("NBIQIQBA850")
                with file.element("Cdtr"), file.element("Nm"):
                    file.write("Al-Noor Bakery")
                with file.element("CdtrAcct"), file.element("Id"), file.element("Othr"), file.element("Id"):
                    file.write("0012345678")
