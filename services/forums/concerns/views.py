"""What callers state about concerns, and are told: a group raises one, never a person."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from services.forums.guard.views import Answers, Marks
from shared.callers import DatasetName
from shared.classification import HIGH, LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Day, Draft, Identifier, PathIdentifier, Text
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.places import Pcode
from shared.views import FactView, View, from_json

MOST_VOTES = 1_000


@listed_as("concern-category")
class Category(StrEnum):
    """What a concern is about.

    Gender-based violence, exploitation and a threat to somebody in particular are none of these: they go to protection.
    """

    DRUGS = "drugs"
    HARASSMENT = "harassment"
    THEFT = "theft"
    ASSAULT = "assault"
    KIDNAPPING = "kidnapping"
    TRIBAL_DISPUTE = "tribal_dispute"
    EXTREMISM = "extremism"
    DOCUMENTATION = "documentation"
    RETURN_TENSION = "return_tension"
    EXPLOSIVE_HAZARD = "ied"
    SERVICES = "services"
    HEALTH = "health"
    UNEMPLOYMENT = "unemployment"
    CORRUPTION = "corruption"
    POLICE_CONDUCT = "police_conduct"
    TRAFFIC = "traffic"
    YOUTH = "youth"
    OTHER = "other"


@listed_as("concern-raiser")
class Raiser(StrEnum):
    """The group that raised a concern."""

    FORUM = "forum"
    WOMEN = "women"
    YOUTH = "youth"
    HOST_COMMUNITY = "host_community"
    DISPLACED = "displaced"
    RETURNEES = "returnees"
    TEACHERS = "teachers"
    TRADERS = "traders"
    FARMERS = "farmers"
    CIVIL_SOCIETY = "civil_society"
    ELDERS = "elders"
    LOCAL_AUTHORITY = "local_authority"
    POLICE = "police"


@listed_as("concern-status")
class ConcernStatus(StrEnum):
    """How far a concern has come."""

    RAISED = "raised"
    ACCEPTED = "accepted"
    IN_PLAN = "in_ssp"
    ACTION_AGREED = "action_agreed"
    IN_PROGRESS = "in_progress"
    REFERRED = "referred"
    RESOLVED = "resolved"
    NOT_RESOLVABLE = "not_resolvable"
    REOPENED = "reopened"


CONCERNS = Dataset(
    DatasetName.CONCERNS,
    {
        "id": LOW,
        "forum_id": LOW,
        "concern_id": LOW,
        "meeting_id": LOW,
        "category": LOW,
        "place": MODERATE,
        "raised_by": MODERATE,
        "raised_on": LOW,
        "status": LOW,
        "state": LOW,
        "since": LOW,
        "status_since": LOW,
        "history": LOW,
        "votes_for": LOW,
        "votes_of": LOW,
        "into_id": LOW,
        "merged_into_id": LOW,
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

_CONCERN = {
    "forum_id": 5,
    "category": "services",
    "place": "IQG15Q08N01",
    "raised_by": "women",
    "raised_on": "2019-11-05",
}
_TEXT = "There is no light in the market street after sunset."


@classified(CONCERNS)
@example(**_CONCERN, text=_TEXT)
class ConcernDraft(Draft):
    """What a group raises in a forum, in a place of the forum's: a sub-district at the finest.

    `text` is read by staff alone until somebody else has released it: write nobody's name.
    """

    forum_id: Identifier
    category: Category
    place: Pcode
    raised_by: Raiser
    raised_on: Day
    text: Text | None = None


@classified(CONCERNS)
@example(since="2019-12-03")
class StateDraft(Draft):
    """The day from which on a concern stands otherwise."""

    since: Day


@classified(CONCERNS)
@example(meeting_id=12, votes_for=5)
class VoteDraft(Draft):
    """How many at a meeting of the forum voted for a concern to come first; of how many, the meeting says."""

    meeting_id: Identifier
    votes_for: Annotated[int, Field(strict=True, ge=0, le=MOST_VOTES)]


@classified(CONCERNS)
@example(into_id=8)
class MergingDraft(Draft):
    """The concern of the same forum that this one is a double of."""

    into_id: Identifier


class ConcernsAsked(Asked):
    """What is asked of the list of concerns: of all, or of one forum, category, place, group or status."""

    forum_id: PathIdentifier | None = None
    category: Category | None = None
    place: Pcode | None = None
    raised_by: Raiser | None = None
    status: ConcernStatus | None = None


@classified(CONCERNS)
class StateView(View):
    """How a concern stood from a day on."""

    state: ConcernStatus
    since: date


@classified(CONCERNS)
@example(
    id=17,
    **_CONCERN,
    status="accepted",
    status_since="2019-12-03",
    history=[{"state": "raised", "since": "2019-11-05"}, {"state": "accepted", "since": "2019-12-03"}],
    votes_for=5,
    votes_of=6,
    merged_into_id=None,
    text=_TEXT,
    marks=[],
    released=True,
    released_text=_TEXT,
    despite=[],
    **RECORDED,
)
class ConcernView(FactView):
    """A concern. `votes_for` and `votes_of` are those of the latest vote on it, and `merged_into_id` is the concern
    that it proved to be a double of.
    `marks` are what in the text may tell of a person, for whoever reads it to judge. `released_text` is the text if it
    was released, and else null; `despite` is what was marked then, and why that tells of nobody.
    """

    id: int | None = None
    forum_id: int | None = None
    category: Category | None = None
    place: str | None = None
    raised_by: Raiser | None = None
    raised_on: date | None = None
    status: ConcernStatus | None = None
    status_since: date | None = None
    history: Annotated[list[StateView], from_json] | None = None
    votes_for: int | None = None
    votes_of: int | None = None
    merged_into_id: int | None = None
    text: str | None = None
    marks: Marks | None = None
    released: bool | None = None
    released_text: str | None = None
    despite: Answers | None = None
