"""What callers state about batches and the instructions in them, and are told."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from services.grants.amounts import AmountView
from services.grants.paying.banking import Means
from shared.callers import DatasetName
from shared.classification import HIGH, LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Day, Draft, Identifier, PathIdentifier, ProjectCode, once_each
from shared.examples import RECORDED, example
from shared.pages import Asked, AskedForOthers

MOST_AT_ONCE = 500
"""Orders that one request puts into a batch."""
IDENTIFIER = "^[0-9a-f]{32}$"
"""What a message and an instruction are called at the bank, which reads no more than 35 characters."""


@listed_as("batch-state")
class BatchState(StrEnum):
    """What has been done with a batch: orders are put into it while it is `open`; then it is `closed` by who made it,
    `approved` by two others, and `sent`."""

    OPEN = "open"
    CLOSED = "closed"
    APPROVED = "approved"
    SENT = "sent"


@listed_as("instruction-state")
class InstructionState(StrEnum):
    """How an instruction stands: it is `waiting` until its batch is `sent`; then the bank has it `in_progress`, and it
    is `settled` or `rejected`; or reports that say both have `contradicted` each other, and two people find out."""

    WAITING = "waiting"
    SENT = "sent"
    IN_PROGRESS = "in_progress"
    SETTLED = "settled"
    REJECTED = "rejected"
    CONTRADICTED = "contradicted"


@listed_as("resolution")
class Resolution(StrEnum):
    """What people found became of an instruction: the money went, or it did not."""

    SETTLED = "settled"
    REJECTED = "rejected"


@listed_as("instruction-end")
class End(StrEnum):
    """Why an order is not paid by an instruction and may be put into another batch."""

    REJECTED = "rejected"
    HANDED_BACK = "handed_back"


BATCHES = Dataset(
    DatasetName.BATCHES,
    {
        "id": LOW,
        "batch_id": LOW,
        "fund_id": LOW,
        "project": LOW,
        "currency": LOW,
        "means": LOW,
        "message_id": LOW,
        "execute_on": LOW,
        "payer_id": LOW,
        "state": LOW,
        "transactions": LOW,
        "control_sum": MODERATE,
        "settled": MODERATE,
        "disbursed": MODERATE,
        "difference": MODERATE,
        "states": LOW,
        "pending": LOW,
        "reconciled": LOW,
        "instruction_id": LOW,
        "order_id": LOW,
        "made_by": MODERATE,
        "place": LOW,
        "after": LOW,
        "approvals": LOW,
        "approved_by": MODERATE,
        "sent_at": MODERATE,
        "sent_by": MODERATE,
        "sha256": LOW,
        "size": LOW,
        **RECORD_KEEPING,
    },
)

INSTRUCTIONS = Dataset(
    DatasetName.INSTRUCTIONS,
    {
        "id": LOW,
        "batch_id": LOW,
        "order_id": LOW,
        "orders": LOW,
        "fund_id": LOW,
        "award_id": LOW,
        "enterprise_id": LOW,
        "assistance_id": LOW,
        "party_id": LOW,
        "project": LOW,
        "place": MODERATE,
        "means": LOW,
        "end_to_end_id": LOW,
        "amount": MODERATE,
        "currency": LOW,
        "after": LOW,
        "state": LOW,
        "reason": LOW,
        "ended": LOW,
        "ground": LOW,
        "instruction_id": LOW,
        "resolution_id": LOW,
        "outcome": LOW,
        "statement": MODERATE,
        "known": LOW,
        "on_day": LOW,
        "proposed_by": MODERATE,
        "made_by": MODERATE,
        "signed_by": HIGH,
        "signed_on": LOW,
        "sheet": MODERATE,
        **RECORD_KEEPING,
    },
)

_BATCH = {"fund_id": 3, "means": "bank_transfer", "execute_on": "2019-12-10"}


@classified(BATCHES)
@example(**_BATCH)
class BatchDraft(Draft):
    """Orders of a fund that are paid by the same means, on a day or as soon after it as they are sent."""

    fund_id: Identifier
    means: Means
    execute_on: Day


@classified(INSTRUCTIONS)
@example(orders=[31, 32])
class OrdersDraft(Draft):
    """Orders that are put into a batch, all of them or none."""

    orders: Annotated[list[Identifier], Field(min_length=1, max_length=MOST_AT_ONCE), once_each]


class BatchesAsked(AskedForOthers):
    """What is asked of the list of batches: of all, or of a fund or a project, by means or what was done with them;
    `others` leaves those that wait for the caller to approve them."""

    fund_id: PathIdentifier | None = None
    project: ProjectCode | None = None
    means: Means | None = None
    state: BatchState | None = None


class InstructionsAsked(Asked):
    """What is asked of the list of instructions: of all, or of a batch, an order, an award or an
    assistance, or those that stand so."""

    batch_id: PathIdentifier | None = None
    order_id: PathIdentifier | None = None
    state: InstructionState | None = None
    award_id: PathIdentifier | None = None
    assistance_id: PathIdentifier | None = None


@classified(BATCHES)
@example(
    id=7,
    **_BATCH,
    project="JPN-SDN-2019",
    currency="USD",
    message_id="5d0c5a3e9b1f4c7f8a2e6b4d1c3f9a70",
    payer_id=4,
    state="sent",
    transactions=2,
    control_sum="15000.00",
    approvals=2,
    approved_by=["staff:noor", "staff:salim"],
    sent_at="2019-12-09T08:12:45Z",
    sent_by="staff:noor",
    sha256="9f86d081884c7d65" * 4,
    size=2310,
    **RECORDED,
)
class BatchView(AmountView):
    """A batch: how many instructions it has and what they add up to, and what was done with it. `payer_id` is the party
    that pays by bank, `message_id` what the bank calls the batch; `sha256` and `size` are those of the file it was sent
    as."""

    id: int | None = None
    fund_id: int | None = None
    project: str | None = None
    means: Means | None = None
    message_id: str | None = None
    execute_on: date | None = None
    payer_id: int | None = None
    state: BatchState | None = None
    transactions: int | None = None
    control_sum: Decimal | None = None
    approvals: int | None = None
    approved_by: list[str] | None = None
    sent_at: datetime | None = None
    sent_by: str | None = None
    sha256: str | None = None
    size: int | None = None


@classified(INSTRUCTIONS)
@example(
    id=101,
    batch_id=7,
    order_id=31,
    award_id=17,
    enterprise_id=9,
    assistance_id=None,
    party_id=12,
    project="JPN-SDN-2019",
    place="IQG15Q08",
    means="bank_transfer",
    end_to_end_id="0f7a9d1c6e5b4a3f9c8d7e6f5a4b3c2d",
    after=None,
    amount="7500.00",
    currency="USD",
    state="rejected",
    reason="AC04",
    ended=None,
    outcome=None,
    proposed_by=None,
    **RECORDED,
)
class InstructionView(AmountView):
    """That an order is paid to a party, in a batch; `end_to_end_id` is what the bank calls it, also where this tries
    again `after` another that was rejected. `state` follows from all that was reported and what two people found;
    `reason` is the last that a bank gave. What one found waits as `outcome` for another to confirm. `ended` says that
    the order may be put into another batch."""

    id: int | None = None
    batch_id: int | None = None
    order_id: int | None = None
    award_id: int | None = None
    enterprise_id: int | None = None
    assistance_id: int | None = None
    party_id: int | None = None
    project: str | None = None
    place: str | None = None
    means: Means | None = None
    end_to_end_id: str | None = None
    after: int | None = None
    state: InstructionState | None = None
    reason: str | None = None
    ended: End | None = None
    outcome: Resolution | None = None
    proposed_by: str | None = None
    amount: Decimal | None = None
