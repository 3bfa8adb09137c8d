"""What callers state about demands to recover money, and are told."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from services.grants.amounts import AmountView
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Amount, Day, Draft, Identifier, PathIdentifier, ProjectCode
from shared.examples import RECORDED, example
from shared.money import Currency
from shared.pages import AskedForOthers, Flag
from shared.views import View, from_json

MOST = 36
"""Instalments that a demand is paid back in at the most."""


@listed_as("recovery-reason")
class RecoveryReason(StrEnum):
    """Why money is demanded back: its grant or assistance was ended before its time; or a payment was not due, because
    it went although a bank said that it did not, to the wrong person, or for what somebody had received already."""

    TERMINATED = "terminated"
    CONTRADICTED = "contradicted"
    WRONG_PERSON = "wrong_person"
    RECEIVED_TWICE = "received_twice"


@listed_as("write-off-reason")
class WriteOffReason(StrEnum):
    """Why what is outstanding is not demanded any more."""

    INSOLVENT = "insolvent"
    UNREACHABLE = "unreachable"
    INSECURITY = "insecurity"
    COSTS_MORE = "costs_more"


@listed_as("recovery-state")
class RecoveryState(StrEnum):
    """How a demand stands: somebody has `proposed` it, and another approves it; then it is `open` until something comes
    back, `partly_recovered` until all of it has, and `recovered`; or two people have `written_off` the rest."""

    PROPOSED = "proposed"
    OPEN = "open"
    PARTLY_RECOVERED = "partly_recovered"
    RECOVERED = "recovered"
    WRITTEN_OFF = "written_off"


RECOVERIES = Dataset(
    DatasetName.RECOVERIES,
    {
        "id": LOW,
        "recovery_id": LOW,
        "award_id": LOW,
        "assistance_id": LOW,
        "fund_id": LOW,
        "payment_id": LOW,
        "project": LOW,
        "place": MODERATE,
        "reason": MODERATE,
        "amount": MODERATE,
        "currency": LOW,
        "demanded_on": LOW,
        "instalments": MODERATE,
        "number": LOW,
        "due_on": LOW,
        "due": MODERATE,
        "state": LOW,
        "refunded": MODERATE,
        "written_off": MODERATE,
        "outstanding": MODERATE,
        "next_due_on": LOW,
        "overdue": LOW,
        "made_by": MODERATE,
        "approved_by": MODERATE,
        "write_off_id": LOW,
        "write_off_reason": MODERATE,
        "proposed_by": MODERATE,
        **RECORD_KEEPING,
    },
)

_FIRST = {"due_on": "2020-12-31", "due": "2000.00"}
_SECOND = {"due_on": "2021-03-31", "due": "1000.00"}
_RECOVERY = {
    "award_id": 17,
    "reason": "terminated",
    "amount": "3000.00",
    "currency": "USD",
    "demanded_on": "2020-11-05",
}


@classified(RECOVERIES)
@example(**_FIRST)
class InstalmentPart(Draft):
    """By when how much is to come back; numbered from 1 in the order of the list."""

    due_on: Day
    due: Amount


Instalments = Annotated[list[InstalmentPart], Field(min_length=1, max_length=MOST)]


@classified(RECOVERIES)
@example(**_RECOVERY, instalments=[_FIRST, _SECOND])
class RecoveryDraft(Draft):
    """A demand to pay back so much of either an award or an assistance: what its instalments add up to. One for another
    reason than that it was `terminated` names the payment that was not due."""

    award_id: Identifier | None = None
    assistance_id: Identifier | None = None
    payment_id: Identifier | None = None
    reason: RecoveryReason
    amount: Amount
    currency: Currency
    demanded_on: Day
    instalments: Instalments


@classified(RECOVERIES)
@example(write_off_reason="insolvent")
class WriteOffDraft(Draft):
    """That what is outstanding is not demanded any more, and why."""

    write_off_reason: WriteOffReason


class RecoveriesAsked(AskedForOthers):
    """What is asked of the list of recoveries: of all, or of a fund, an award, an assistance or a project, of those
    that stand so, or of which an instalment is `overdue`; `others` leaves those that wait for the caller to approve the
    demand or confirm that it is written off."""

    fund_id: PathIdentifier | None = None
    award_id: PathIdentifier | None = None
    assistance_id: PathIdentifier | None = None
    project: ProjectCode | None = None
    state: RecoveryState | None = None
    overdue: Flag | None = None


@classified(RECOVERIES)
class InstalmentView(View):
    """By when how much is to come back, in the currency of the demand."""

    number: int
    due_on: date
    due: str


@classified(RECOVERIES)
@example(
    id=4,
    **_RECOVERY,
    assistance_id=None,
    payment_id=None,
    fund_id=3,
    project="JPN-SDN-2019",
    place="IQG15Q08",
    instalments=[{"number": 1} | _FIRST, {"number": 2} | _SECOND],
    state="partly_recovered",
    refunded="2000.00",
    written_off="0.00",
    outstanding="1000.00",
    next_due_on="2021-03-31",
    overdue=False,
    approved_by="staff:noor",
    write_off_reason=None,
    proposed_by=None,
    **RECORDED,
)
class RecoveryView(AmountView):
    """A demand to pay something back, and what became of it: `refunded` are the refunds of it that were confirmed. A
    reason to write it off that somebody has `proposed_by` now waits for another to confirm it."""

    id: int | None = None
    award_id: int | None = None
    assistance_id: int | None = None
    fund_id: int | None = None
    payment_id: int | None = None
    project: str | None = None
    place: str | None = None
    reason: RecoveryReason | None = None
    amount: Decimal | None = None
    demanded_on: date | None = None
    instalments: Annotated[list[InstalmentView] | None, from_json] = None
    state: RecoveryState | None = None
    refunded: Decimal | None = None
    written_off: Decimal | None = None
    outstanding: Decimal | None = None
    next_due_on: date | None = None
    overdue: bool | None = None
    approved_by: str | None = None
    write_off_reason: WriteOffReason | None = None
    proposed_by: str | None = None
