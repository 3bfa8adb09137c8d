"""What callers state about sittings of the committee, and are told."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field, field_serializer

from services.grants.granting.calls.views import ScoringVersion
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Amount, Day, Draft, Identifier, PathIdentifier
from shared.examples import RECORDED, example
from shared.money import Currency, written
from shared.pages import Asked
from shared.views import FactView, View

MOST_MEMBERS = 50


@listed_as("interest-ground")
class Ground(StrEnum):
    """Why a member does not decide on an application."""

    RELATIVE = "relative"
    BUSINESS = "business"
    EMPLOYMENT = "employment"
    FRIENDSHIP = "friendship"
    VERIFIED = "verified"
    OTHER = "other"


@listed_as("vote")
class Choice(StrEnum):
    """How a member votes."""

    FOR = "for"
    AGAINST = "against"
    ABSTAINED = "abstained"


@listed_as("committee-decision")
class Decision(StrEnum):
    """What the committee decides on an application."""

    APPROVED = "approved"
    REJECTED = "rejected"
    WAITLISTED = "waitlisted"


SITTINGS = Dataset(
    DatasetName.SITTINGS,
    {
        "id": LOW,
        "call_id": LOW,
        "project": LOW,
        "held_on": LOW,
        "quorum": LOW,
        "members": MODERATE,
        **RECORD_KEEPING,
    },
)

DECIDING = Dataset(
    SITTINGS.name,
    {
        "sitting_id": LOW,
        "call_id": LOW,
        "project": LOW,
        "held_on": LOW,
        "quorum": LOW,
        "members": MODERATE,
        "member": MODERATE,
        "rank": MODERATE,
        "application_id": LOW,
        "enterprise_id": LOW,
        "place": MODERATE,
        "ground": MODERATE,
        "choice": MODERATE,
        "decision": MODERATE,
        "scoring": LOW,
        "score": MODERATE,
        "amount": MODERATE,
        "together": MODERATE,
        "within_budget": MODERATE,
        "cleared": MODERATE,
        "budget": LOW,
        "granted": MODERATE,
        "currency": LOW,
        "items": LOW,
        "votes_for": MODERATE,
        "votes_against": MODERATE,
        "votes_abstained": MODERATE,
        "recusals": MODERATE,
        "rulings": MODERATE,
        **RECORD_KEEPING,
    },
)
"""What happens at a sitting: who stands aside, how they vote, what is decided, and what all that goes by."""

_SITTING = {"call_id": 6, "held_on": "2019-07-21", "quorum": 3}


@classified(SITTINGS)
@example(**_SITTING)
class SittingDraft(Draft):
    """A sitting on the applications to a call; it takes `quorum` members, three at the least, to decide on one."""

    call_id: Identifier
    held_on: Day
    quorum: Annotated[int, Field(strict=True, ge=3, le=MOST_MEMBERS)]


class SittingsAsked(Asked):
    """What is asked of the list of sittings: of all, or of a call."""

    call_id: PathIdentifier | None = None


@classified(SITTINGS)
@example(id=8, **_SITTING, project="JPN-SDN-2019", members=["staff:layla", "staff:karim"], **RECORDED)
class SittingView(FactView):
    """A sitting, and the members who are at it."""

    id: int | None = None
    call_id: int | None = None
    project: str | None = None
    held_on: date | None = None
    quorum: int | None = None
    members: list[str] | None = None


@classified(DECIDING)
@example(application_id=41, ground="relative")
class RecusalDraft(Draft):
    """On which application the member who says so does not decide, and why."""

    application_id: Identifier
    ground: Ground


@classified(DECIDING)
@example(application_id=41, choice="for")
class VoteDraft(Draft):
    """How the member who says so votes on an application, once."""

    application_id: Identifier
    choice: Choice


@classified(DECIDING)
@example(application_id=41, decision="approved", amount="12000.00")
class RulingDraft(Draft):
    """What the committee decided on an application, as its votes have it; `amount` is what it approved, in the currency
    of the call, and goes with an approval alone."""

    application_id: Identifier
    decision: Decision
    amount: Amount | None = None


@classified(DECIDING)
@example(
    rank=1,
    application_id=41,
    enterprise_id=9,
    place="IQG15Q08",
    score="61.30",
    amount="12500.00",
    together="12500.00",
    within_budget=True,
    cleared=True,
)
class RankedView(View):
    """An application before the committee. `together` is what it and those ranked before it ask for, in the currency of
    the list; `within_budget` says whether the call has that left."""

    rank: int
    application_id: int
    enterprise_id: int
    place: str
    score: Decimal
    amount: str
    together: str
    within_budget: bool
    cleared: bool


@classified(DECIDING)
class RankingView(View):
    """The applications to the call that are ready for the committee, the best first; of equal ones the earlier. Amounts
    are strings at the granularity of the currency."""

    call_id: int
    scoring: ScoringVersion
    currency: Currency
    budget: str
    granted: str
    items: list[RankedView]


@classified(DECIDING)
@example(application_id=41, member="staff:layla", ground="relative")
class RecusalView(View):
    """A member who stood aside on an application."""

    application_id: int
    member: str
    ground: Ground


@classified(DECIDING)
@example(
    application_id=41,
    decision="approved",
    amount="12000.00",
    currency="USD",
    votes_for=3,
    votes_against=0,
    votes_abstained=1,
    recorded_at="2019-07-21T09:12:44.018221Z",
    recorded_by="staff:karim",
)
class RulingView(View):
    """What was decided on an application, by which votes."""

    application_id: int
    decision: Decision
    amount: Decimal | None
    currency: Currency
    votes_for: int
    votes_against: int
    votes_abstained: int
    recorded_at: datetime
    recorded_by: str

    @field_serializer("amount")
    def _written(self, amount: Decimal | None) -> str | None:
        return None if amount is None else written(amount, self.currency)


@classified(DECIDING)
class MinutesView(View):
    """The minutes of a sitting: who was there, who stood aside on what and why, and what was decided, as recorded."""

    sitting_id: int
    call_id: int
    project: str
    held_on: date
    quorum: int
    members: list[str]
    recusals: list[RecusalView]
    rulings: list[RulingView]
