"""What callers state about elections, and are told."""

from collections import Counter
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from services.forums.terms.views import Seat
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Day, Draft, Identifier, PathIdentifier
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.views import FactView, View, from_json

MOST_VOTES = 100_000


@listed_as("election-method")
class Method(StrEnum):
    """How votes were given."""

    BALLOT = "ballot"
    SHOW_OF_HANDS = "show_of_hands"
    ACCLAMATION = "acclamation"


ELECTIONS = Dataset(
    DatasetName.ELECTIONS,
    {
        "id": LOW,
        "forum_id": LOW,
        "election_id": LOW,
        "held_on": LOW,
        "method": LOW,
        "voters": LOW,
        "candidates": MODERATE,
        "member_id": MODERATE,
        "votes": MODERATE,
        "elected_as": MODERATE,
        "terms_end_on": LOW,
        **RECORD_KEEPING,
    },
)


Votes = Annotated[int, Field(strict=True, ge=0, le=MOST_VOTES)]


@classified(ELECTIONS)
class CandidateDraft(Draft):
    """A member who stood, how many votes they had, and what they were elected as, if they were."""

    member_id: Identifier
    votes: Votes
    elected_as: Seat | None = None


def _each_once(candidates: list[CandidateDraft]) -> list[CandidateDraft]:
    if len({candidate.member_id for candidate in candidates}) < len(candidates):
        raise PydanticCustomError("repeated", "has a candidate twice")
    seats = Counter(candidate.elected_as for candidate in candidates if candidate.elected_as is not None)
    if any(elected > 1 for elected in seats.values()):
        raise PydanticCustomError("repeated", "has two candidates elected to one seat")
    return candidates


_ELECTION = {
    "forum_id": 5,
    "held_on": "2019-06-18",
    "method": "ballot",
    "voters": 29,
    "candidates": [
        {"member_id": 31, "votes": 17, "elected_as": "head"},
        {"member_id": 34, "votes": 9, "elected_as": "first_deputy"},
        {"member_id": 40, "votes": 3, "elected_as": None},
    ],
    "terms_end_on": "2020-06-18",
}


@classified(ELECTIONS)
@example(**_ELECTION)
class ElectionDraft(Draft):
    """An election of a forum's head and deputies among its members. Who was elected leads from that day on until the
    day before `terms_end_on`."""

    forum_id: Identifier
    held_on: Day
    method: Method
    voters: Annotated[int, Field(strict=True, ge=1, le=MOST_VOTES)]
    candidates: Annotated[list[CandidateDraft], AfterValidator(_each_once), Field(min_length=1, max_length=50)]
    terms_end_on: Day | None = None


class ElectionsAsked(Asked):
    """What is asked of the list of elections: of all, or of one forum."""

    forum_id: PathIdentifier | None = None


@classified(ELECTIONS)
class CandidateView(View):
    """A member who stood."""

    member_id: int
    votes: int
    elected_as: Seat | None = None


@classified(ELECTIONS)
@example(id=2, **_ELECTION, **RECORDED)
class ElectionView(FactView):
    """An election, with those who stood, the most votes first."""

    id: int | None = None
    forum_id: int | None = None
    held_on: date | None = None
    method: Method | None = None
    voters: int | None = None
    candidates: Annotated[list[CandidateView], from_json] | None = None
    terms_end_on: date | None = None
