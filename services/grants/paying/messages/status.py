"""What a bank says became of what it was told to pay: a pain.002.001.10, read without trusting it.

Whatever it says, nothing is read from a disk or a network for it: a document type is refused before it is looked at, no
entity is resolved, and what is nested too deeply is no message. Only then the schema of the standard judges it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from lxml import etree

from services.grants.paying.messages.schema import STATUS_REPORT, namespace, schema
from shared.days import BAGHDAD, day_of
from shared.errors import Invalid

_NAMESPACE = {"m": namespace(STATUS_REPORT)}


class Meaning(StrEnum):
    """What a status says of a transfer: that the bank has it in hand, that the money went, or that it did not."""

    IN_PROGRESS = "in_progress"
    SETTLED = "settled"
    REJECTED = "rejected"


_YEARS = range(1900, 2101)
"""In which a bank may have said something, as in `Day`: neither end is beyond what a calendar here can have."""

_FINAL = {"ACSC": Meaning.SETTLED, "ACCC": Meaning.SETTLED, "RJCT": Meaning.REJECTED, "CANC": Meaning.REJECTED}
"""Of the statuses of ISO 20022 those that are the last; all others, known here or not, leave it open."""


def meaning(status: str) -> Meaning:
    """What a status of a transfer, a payment or a whole message means for a transfer."""
    return _FINAL.get(status, Meaning.IN_PROGRESS)


@dataclass(frozen=True)
class Status:
    """What became of a transfer, by its reference; and for which reason."""

    end_to_end_id: str
    status: str
    reason: str | None
    on: date


@dataclass(frozen=True)
class Report:
    """What a bank reports of a message. `whole` is the last status that it gives to all transfers together, if any."""

    message_id: str
    original: str
    created_at: datetime
    whole: str | None
    reason: str | None
    statuses: tuple[Status, ...]


def read(content: bytes) -> Report:
    """A report as a bank sent it. Refused: `xml-refused`, `not-a-report`."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _no_report(1) from None
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise Invalid("xml-refused", "A report has no document type and no entities.")
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise _no_report(error.lineno or 1) from None
    judge = schema(STATUS_REPORT)
    if not judge.validate(root):
        raise _no_report(judge.error_log[0].line)
    created = root.find(".//m:GrpHdr/m:CreDtTm", _NAMESPACE)
    assert created is not None
    created_at = _moment(created)
    payments = [
        (_text(part, "m:PmtInfSts"), _reason(part)) for part in root.iterfind(".//m:OrgnlPmtInfAndSts", _NAMESPACE)
    ]
    group = root.find(".//m:OrgnlGrpInfAndSts", _NAMESPACE)
    assert group is not None
    said = [*payments, (_text(group, "m:GrpSts"), _reason(group))]
    whole = next(((status, reason) for status, reason in said if status in _FINAL), said[-1])
    return Report(
        message_id=_text(root, ".//m:GrpHdr/m:MsgId") or "",
        original=_text(group, "m:OrgnlMsgId") or "",
        created_at=created_at,
        whole=whole[0],
        reason=whole[1],
        statuses=tuple(_statuses(root, created_at)),
    )


def _statuses(root: "etree._Element", created_at: datetime) -> Iterator[Status]:
    for part in root.iterfind(".//m:TxInfAndSts", _NAMESPACE):
        known, status = _text(part, "m:OrgnlEndToEndId"), _text(part, "m:TxSts")
        if known is not None and status is not None:
            accepted = part.find("m:AccptncDtTm", _NAMESPACE)
            on = day_of(created_at if accepted is None else _moment(accepted))
            yield Status(known, status, _reason(part), on)


def _reason(part: "etree._Element") -> str | None:
    return _text(part, "m:StsRsnInf/m:Rsn/m:Cd") or _text(part, "m:StsRsnInf/m:Rsn/m:Prtry")


def _text(part: "etree._Element", path: str) -> str | None:
    return part.findtext(path, namespaces=_NAMESPACE)


def _moment(part: "etree._Element") -> datetime:
    """A time of the bank, which is in Iraq where it does not say. The schema has looked at how it is written; a time
    that no clock here shows, as 24:00, or a year in which nobody reports, is no report."""
    try:
        moment = datetime.fromisoformat((part.text or "").strip())
    except ValueError:
        raise _no_report(part.sourceline or 1) from None
    if moment.year not in _YEARS:
        raise _no_report(part.sourceline or 1)
    return (moment if moment.tzinfo else moment.replace(tzinfo=BAGHDAD)).astimezone(UTC)


def _no_report(line: int) -> Invalid:
    return Invalid("not-a-report", "This is no pain.002.001.10: line {line}.", line=line)
