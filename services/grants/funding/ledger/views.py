"""What the ledger knows of money: where it stands, and what moves it; of a fund, which tells the sums of it."""

from enum import StrEnum

from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset
from shared.codes import listed_as


class Standing(StrEnum):
    """Where money of a fund stands: one account for each.

    What the donor gave is what a fund has on all its other accounts together, with the opposite sign.
    """

    GIVEN = "given"
    AVAILABLE = "available"
    ALLOTTED = "allotted"
    COMMITTED = "committed"
    DISBURSED = "disbursed"
    RETURNED = "returned"


@listed_as("posting")
class PostingKind(StrEnum):
    """What moves money: a donor gives it, a call is allotted some, an award or an assistance commits it, a contract for
    less or an end releases it, as a call that is over does with what it has left, a payment disburses it, whoever
    received it refunds it; and what was wrong is reversed."""

    GIVEN = "given"
    ALLOTTED = "allotted"
    COMMITTED = "committed"
    RELEASED = "released"
    DISBURSED = "disbursed"
    REFUNDED = "refunded"
    REVERSED = "reversed"


LEDGER = Dataset(
    DatasetName.FUNDS,
    {
        "id": LOW,
        "fund_id": LOW,
        "call_id": LOW,
        "award_id": LOW,
        "assistance_id": LOW,
        "payment_id": LOW,
        "refund_id": LOW,
        "reverses": LOW,
        "posting_id": LOW,
        "account_id": LOW,
        "standing": LOW,
        "kind": LOW,
        "booked_on": LOW,
        "currency": LOW,
        "amount": MODERATE,
        "reason": LOW,
        **RECORD_KEEPING,
    },
)
