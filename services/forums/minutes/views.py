"""What callers state about items of minutes, and are told. Text may name somebody: it is released or not told."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from services.forums.guard.views import Answers, Marks
from services.forums.meetings.views import AgendaItem
from shared.callers import DatasetName
from shared.classification import HIGH, LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Draft, Identifier, PathIdentifier, Text
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.views import FactView

MOST_VOTES = 1_000


@listed_as("minute-kind")
class MinuteKind(StrEnum):
    """What an item of minutes puts down."""

    DISCUSSION = "discussion"
    INFORMATION = "information"
    DECISION = "decision"


@listed_as("decision-outcome")
class Outcome(StrEnum):
    """How something was decided."""

    ADOPTED = "adopted"
    REJECTED = "rejected"
    POSTPONED = "postponed"


MINUTES = Dataset(
    DatasetName.MINUTES,
    {
        "id": LOW,
        "forum_id": LOW,
        "meeting_id": LOW,
        "minute_id": LOW,
        "kind": LOW,
        "about": LOW,
        "outcome": LOW,
        "votes_for": LOW,
        "votes_against": LOW,
        "text": HIGH,
        "marks": HIGH,
        "written_by": MODERATE,
        "released": LOW,
        "released_text": MODERATE,
        "guard": LOW,
        "despite": HIGH,
        **RECORD_KEEPING,
    },
)

_MINUTE = {"meeting_id": 12, "kind": "decision", "about": "safety_plan", "outcome": "adopted", "votes_for": 6}
_TEXT = "The market street is to be lit by the end of the month."

Votes = Annotated[int, Field(strict=True, ge=0, le=MOST_VOTES)]


@classified(MINUTES)
@example(**_MINUTE, votes_against=0, text=_TEXT)
class MinuteDraft(Draft):
    """One item of a meeting's minutes. A decision has an outcome, with votes where they were counted; nothing else has.

    `text` is read by staff alone until somebody else has released it: write nobody's name.
    """

    meeting_id: Identifier
    kind: MinuteKind
    about: AgendaItem
    outcome: Outcome | None = None
    votes_for: Votes | None = None
    votes_against: Votes | None = None
    text: Text | None = None

    @model_validator(mode="after")
    def _a_decision_has_an_outcome(self) -> Self:
        if (self.kind is MinuteKind.DECISION) != (self.outcome is not None):
            raise PydanticCustomError("outcome", "state an outcome of a decision, and of nothing else")
        if (self.votes_for is None) != (self.votes_against is None):
            raise PydanticCustomError("votes", "state the votes for and against, or neither")
        if self.votes_for is not None and self.outcome is None:
            raise PydanticCustomError("votes", "state votes of a decision alone")
        return self


class MinutesAsked(Asked):
    """What is asked of the list of items of minutes: of all, or of one forum, one meeting or one kind."""

    forum_id: PathIdentifier | None = None
    meeting_id: PathIdentifier | None = None
    kind: MinuteKind | None = None


@classified(MINUTES)
@example(
    id=40,
    forum_id=5,
    **_MINUTE,
    votes_against=0,
    text=_TEXT,
    marks=[],
    released=True,
    released_text=_TEXT,
    despite=[],
    **RECORDED,
)
class MinuteView(FactView):
    """An item of a meeting's minutes.
    `marks` are what in the text may tell of a person, for whoever reads it to judge. `released_text` is the text if it
    was released, and else null; `despite` is what was marked then, and why that tells of nobody.
    """

    id: int | None = None
    forum_id: int | None = None
    meeting_id: int | None = None
    kind: MinuteKind | None = None
    about: AgendaItem | None = None
    outcome: Outcome | None = None
    votes_for: int | None = None
    votes_against: int | None = None
    text: str | None = None
    marks: Marks | None = None
    released: bool | None = None
    released_text: str | None = None
    despite: Answers | None = None
