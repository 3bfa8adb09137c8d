"""What callers state about meetings, and are told: who was there is counted, never named."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from services.forums.members.views import AgeBand, MemberRole, Sex
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Day, Draft, Identifier, PathIdentifier, once_each
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.views import FactView, View, from_json

MOST_PEOPLE = 1_000


@listed_as("meeting-kind")
class MeetingKind(StrEnum):
    """Whom a meeting is for: the whole forum, by its rhythm or for a reason, or women or youth among themselves."""

    REGULAR = "regular"
    EXTRAORDINARY = "extraordinary"
    WOMEN = "women"
    YOUTH = "youth"


@listed_as("agenda-item")
class AgendaItem(StrEnum):
    """What a meeting talks about."""

    LAST_MINUTES = "last_minutes"
    CONCERNS = "concerns"
    SAFETY_PLAN = "safety_plan"
    REFERRALS = "referrals"
    POLICE_REPORT = "police_report"
    ELECTION = "election"
    TRAINING = "training"
    ORGANISATION = "organisation"
    OTHER = "other"


MEETINGS = Dataset(
    DatasetName.MEETINGS,
    {
        "id": LOW,
        "forum_id": LOW,
        "meeting_id": LOW,
        "holding_id": LOW,
        "kind": LOW,
        "scheduled_on": LOW,
        "agenda": LOW,
        "held_on": LOW,
        "members": LOW,
        "present": LOW,
        "voting_members": LOW,
        "voting_present": LOW,
        "quorate": LOW,
        "attendance": MODERATE,
        "role": MODERATE,
        "sex": MODERATE,
        "age_band": MODERATE,
        "people": MODERATE,
        **RECORD_KEEPING,
    },
)

_MEETING = {
    "forum_id": 5,
    "kind": "regular",
    "scheduled_on": "2019-11-05",
    "agenda": ["last_minutes", "concerns", "safety_plan"],
}
_HELD = {
    "held_on": "2019-11-05",
    "attendance": [
        {"role": "head", "sex": "male", "age_band": "18-59", "people": 1},
        {"role": "member_women", "sex": "female", "age_band": "18-59", "people": 4},
        {"role": "police_focal", "sex": "male", "age_band": "18-59", "people": 1},
    ],
}


@classified(MEETINGS)
@example(**_MEETING)
class MeetingDraft(Draft):
    """That a forum is to meet on a day, and what about."""

    forum_id: Identifier
    kind: MeetingKind
    scheduled_on: Day
    agenda: Annotated[list[AgendaItem], Field(min_length=1, max_length=len(AgendaItem)), once_each]


@classified(MEETINGS)
class AttendeesDraft(Draft):
    """How many people of one role, sex and age were there."""

    role: MemberRole
    sex: Sex
    age_band: AgeBand
    people: Annotated[int, Field(strict=True, ge=1, le=MOST_PEOPLE)]


def _each_once(attendance: list[AttendeesDraft]) -> list[AttendeesDraft]:
    if len({(each.role, each.sex, each.age_band) for each in attendance}) < len(attendance):
        raise PydanticCustomError("repeated", "has people of one role, sex and age twice")
    return attendance


@classified(MEETINGS)
@example(**_HELD)
class HoldingDraft(Draft):
    """The day on which a meeting was held, and who was there, counted."""

    held_on: Day
    attendance: Annotated[list[AttendeesDraft], AfterValidator(_each_once), Field(min_length=1, max_length=200)]


class MeetingsAsked(Asked):
    """What is asked of the list of meetings: of all, or of one forum or one kind."""

    forum_id: PathIdentifier | None = None
    kind: MeetingKind | None = None


@classified(MEETINGS)
class AttendeesView(View):
    """How many people of one role, sex and age were there."""

    role: MemberRole
    sex: Sex
    age_band: AgeBand
    people: int


@classified(MEETINGS)
@example(id=12, **_MEETING, **_HELD, members=9, present=6, quorate=True, **RECORDED)
class MeetingView(FactView):
    """A meeting. From `held_on` on all is null as long as it was not held.

    `members` is how many sat in the forum on that day. `quorate` says whether more than half of those who vote were
    there; it is null for sessions of women or youth, which decide nothing.
    """

    id: int | None = None
    forum_id: int | None = None
    kind: MeetingKind | None = None
    scheduled_on: date | None = None
    agenda: list[AgendaItem] | None = None
    held_on: date | None = None
    members: int | None = None
    present: int | None = None
    quorate: bool | None = None
    attendance: Annotated[list[AttendeesView], from_json] | None = None
