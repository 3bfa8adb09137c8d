"""What callers state about sessions with the community, and are told: how many were there, and never who."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from services.grants.assisting.selections.views import MOST_CANDIDATES, Opinion, OpinionReason
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Day, Draft, Identifier, PathIdentifier, ProjectCode
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.places import Pcode
from shared.views import FactView, View, from_json


@listed_as("community-role")
class CommunityRole(StrEnum):
    """As what somebody sits in a committee of the community."""

    MUKHTAR = "mukhtar"
    LOCAL_COUNCIL = "local_council"
    ELDER = "elder"
    WOMEN = "women"
    YOUTH = "youth"
    DISPLACED = "displaced"
    RETURNEES = "returnees"
    PEOPLE_WITH_DISABILITIES = "people_with_disabilities"
    CIVIL_SOCIETY = "civil_society"
    OTHER = "other"


VALIDATIONS = Dataset(
    DatasetName.VALIDATIONS,
    {
        "id": LOW,
        "validation_id": LOW,
        "selection_id": LOW,
        "project": LOW,
        "place": MODERATE,
        "held_on": LOW,
        "made_by": MODERATE,
        "attended": MODERATE,
        "role": LOW,
        "women": MODERATE,
        "men": MODERATE,
        "opinions": MODERATE,
        "candidate_id": LOW,
        "opinion": MODERATE,
        "reason": MODERATE,
        **RECORD_KEEPING,
    },
)

MOST_OF_A_ROLE = 100
People = Annotated[int, Field(strict=True, ge=0, le=MOST_OF_A_ROLE)]

_SESSION = {
    "selection_id": 7,
    "held_on": "2020-01-24",
    "attended": [{"role": "mukhtar", "women": 0, "men": 1}, {"role": "women", "women": 3, "men": 0}],
    "opinions": [
        {"candidate_id": 52, "opinion": "confirmed", "reason": None},
        {"candidate_id": 53, "opinion": "objected", "reason": "not_resident"},
    ],
}


@classified(VALIDATIONS)
class AttendedPart(Draft):
    """How many women and men were there in a role."""

    role: CommunityRole
    women: People
    men: People


@classified(VALIDATIONS)
class OpinionPart(Draft):
    """What the community said of a candidate, and why where it does not confirm them."""

    candidate_id: Identifier
    opinion: Opinion
    reason: OpinionReason | None = None


@classified(VALIDATIONS)
@example(**_SESSION)
class ValidationDraft(Draft):
    """A session in which a closed list was put to a committee of the community: who `attended`, counted by role and
    sex, and what was said of candidates, not necessarily of all. What is said last of a candidate counts."""

    selection_id: Identifier
    held_on: Day
    attended: Annotated[list[AttendedPart], Field(min_length=1, max_length=len(CommunityRole))]
    opinions: Annotated[list[OpinionPart], Field(min_length=1, max_length=MOST_CANDIDATES)]


class ValidationsAsked(Asked):
    """What is asked of the sessions: all, of a list, a project or a place."""

    selection_id: PathIdentifier | None = None
    project: ProjectCode | None = None
    place: Pcode | None = None


@classified(VALIDATIONS)
class AttendedView(View):
    """How many women and men were there in a role."""

    role: CommunityRole
    women: int
    men: int


@classified(VALIDATIONS)
class OpinionView(View):
    """What was said of a candidate, and why."""

    candidate_id: int
    opinion: Opinion
    reason: OpinionReason | None = None


@classified(VALIDATIONS)
@example(id=5, **_SESSION, project="JPN-SDN-2019", place="IQG15Q08", **RECORDED)
class ValidationView(FactView):
    """A session with the community: who was there, counted, and what was said of whom."""

    id: int | None = None
    selection_id: int | None = None
    project: str | None = None
    place: str | None = None
    held_on: date | None = None
    attended: Annotated[list[AttendedView] | None, from_json] = None
    opinions: Annotated[list[OpinionView] | None, from_json] = None
