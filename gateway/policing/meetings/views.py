"""What a ministry asks of meetings and of their minutes, and is told: who was there is counted."""

from datetime import date

from gateway.access.offers import MEETINGS, MINUTES
from gateway.policing.fields import A_FORUM, A_MEETING, ANOTHER, Code, Reference, coded, coded_part, told_of
from shared.classification import MODERATE, classified
from shared.examples import example
from shared.pages import Asked
from shared.views import View


class MeetingsAsked(Asked):
    """What is asked of the list of meetings: of all, or of one forum or one kind."""

    forum_id: Reference | None = None
    kind: Code | None = None


_MEETINGS = told_of(MEETINGS, role=MODERATE, sex=MODERATE, age_band=MODERATE, people=MODERATE)


@classified(_MEETINGS)
class AttendeesTold(View):
    """How many people of one role, sex and age were there."""

    role: str = coded_part("member-role")
    sex: str = coded_part("sex")
    age_band: str = coded_part("age-band")
    people: int


@classified(_MEETINGS)
@example(
    id=ANOTHER,
    forum_id=A_FORUM,
    kind="regular",
    scheduled_on="2019-11-05",
    agenda=["concerns", "safety_plan"],
    held_on="2019-11-05",
    members=31,
    present=20,
    quorate=True,
    attendance=[{"role": "member_women", "sex": "female", "age_band": "18-59", "people": 4}],
)
class MeetingTold(View):
    """A meeting. From `held_on` on all is null as long as it was not held; `quorate` is null for sessions of women or
    youth, which decide nothing."""

    id: str | None = None
    forum_id: str | None = None
    kind: str | None = coded("meeting-kind")
    scheduled_on: date | None = None
    agenda: list[str] | None = coded("agenda-item")
    held_on: date | None = None
    members: int | None = None
    present: int | None = None
    quorate: bool | None = None
    attendance: list[AttendeesTold] | None = None


class MinutesAsked(Asked):
    """What is asked of the list of items of minutes: of all, or of one forum, one meeting or one kind."""

    forum_id: Reference | None = None
    meeting_id: Reference | None = None
    kind: Code | None = None


@classified(told_of(MINUTES))
@example(
    id=ANOTHER,
    forum_id=A_FORUM,
    meeting_id=A_MEETING,
    kind="decision",
    about="safety_plan",
    outcome="adopted",
    votes_for=6,
    votes_against=0,
    released_text="The market street is to be lit by the end of the month.",
)
class MinuteTold(View):
    """An item of a meeting's minutes. `released_text` is null unless somebody has read a text and released it."""

    id: str | None = None
    forum_id: str | None = None
    meeting_id: str | None = None
    kind: str | None = coded("minute-kind")
    about: str | None = coded("agenda-item")
    outcome: str | None = coded("decision-outcome")
    votes_for: int | None = None
    votes_against: int | None = None
    released_text: str | None = None
