"""What callers state about terms, and are told."""

from datetime import date
from enum import StrEnum

from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Day, Draft, Identifier, PathIdentifier
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.views import FactView


@listed_as("forum-seat")
class Seat(StrEnum):
    """What somebody leads a forum as: its head, or one of two deputies."""

    HEAD = "head"
    FIRST_DEPUTY = "first_deputy"
    SECOND_DEPUTY = "second_deputy"


@listed_as("term-ending")
class Ending(StrEnum):
    """Why a term ended before it was to end, or without a day on which it was to."""

    SERVED = "served"
    RESIGNED = "resigned"
    RECALLED = "recalled"
    LEFT = "left"


TERMS = Dataset(
    DatasetName.TERMS,
    {
        "id": LOW,
        "forum_id": LOW,
        "member_id": MODERATE,
        "election_id": MODERATE,
        "seat": MODERATE,
        "begins_on": MODERATE,
        "ends_on": MODERATE,
        "ending": MODERATE,
        **RECORD_KEEPING,
    },
)

_TERM = {"member_id": 31, "seat": "second_deputy", "begins_on": "2019-07-02", "ends_on": "2020-07-02"}


@classified(TERMS)
@example(**_TERM)
class TermDraft(Draft):
    """That a member was appointed to lead a forum from `begins_on` until the day before `ends_on`, if that is known."""

    member_id: Identifier
    seat: Seat
    begins_on: Day
    ends_on: Day | None = None


@classified(TERMS)
@example(ends_on="2020-01-15", ending="resigned")
class TermEndingDraft(Draft):
    """The day from which on somebody does not lead any more, and why."""

    ends_on: Day
    ending: Ending


class TermsAsked(Asked):
    """What is asked of the list of terms: of all, or of a forum, a seat or an election."""

    forum_id: PathIdentifier | None = None
    seat: Seat | None = None
    election_id: PathIdentifier | None = None


@classified(TERMS)
@example(id=4, forum_id=5, **_TERM, election_id=None, ending=None, **RECORDED)
class TermView(FactView):
    """A member's time at the head of a forum or beside it. `election_id` is null for who was appointed, and `ending`
    where the term ends on the day on which it was to end."""

    id: int | None = None
    forum_id: int | None = None
    member_id: int | None = None
    election_id: int | None = None
    seat: Seat | None = None
    begins_on: date | None = None
    ends_on: date | None = None
    ending: Ending | None = None
