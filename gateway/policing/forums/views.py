"""What a ministry asks of forums, and is told; and how they are counted."""

from datetime import date

from gateway.access.offers import FORUMS, INDICATORS
from gateway.policing.fields import A_FORUM, Code, coded, told_of
from shared.classification import LOW, classified
from shared.drafts import Day, Draft, Moment, ProjectCode
from shared.examples import example
from shared.pages import Asked, Flag
from shared.places import Pcode
from shared.views import View


class ForumsAsked(Asked):
    """What is asked of the list of forums: of all, or of a project, a level, a place or a status, or of those that
    have gone quiet or have not."""

    project: ProjectCode | None = None
    level: Code | None = None
    place: Pcode | None = None
    status: Code | None = None
    quiet: Flag | None = None


@classified(told_of(FORUMS))
@example(
    id=A_FORUM,
    project="JPN-SDN-2019",
    name="Tel Afar forum",
    level="district",
    place="IQG15Q08",
    established_on="2019-06-18",
    set_up_by="interior_ministry_with_programme",
    status="active",
    status_since="2019-07-02",
    procedure="SOP-2018",
    catchment=["IQG15Q08N01", "IQG15Q08N02"],
    police_office="community_police_office",
    police_place="IQG15Q08",
    last_met_on="2019-11-05",
    quiet=False,
)
class ForumTold(View):
    """A forum as it is now. `status_since` is null as long as it forms. It is `quiet` when it is active and has not met
    for 60 days."""

    id: str | None = None
    project: str | None = None
    name: str | None = None
    level: str | None = coded("forum-level")
    place: str | None = None
    established_on: date | None = None
    set_up_by: str | None = coded("forum-founder")
    status: str | None = coded("forum-status")
    status_since: date | None = None
    procedure: str | None = None
    catchment: list[str] | None = None
    police_office: str | None = coded("police-office")
    police_place: str | None = None
    last_met_on: date | None = None
    quiet: bool | None = None


class IndicatorsAsked(Draft):
    """By what, over which days (both included), and of which project or place; as known now, or at a moment.

    Unless stated, it is by governorate, until today, and over ninety days.
    """

    by: Code | None = None
    since: Day | None = None
    until: Day | None = None
    project: ProjectCode | None = None
    place: Pcode | None = None
    as_of: Moment | None = None


_MOVED = ("code", "before_on", "after_on", "paired", "before", "after", "change", "low", "high")
_COUNTED = told_of(INDICATORS, by=LOW, since=LOW, until=LOW, rows=LOW, **dict.fromkeys(_MOVED, LOW))


@classified(_COUNTED)
class PerceptionMoved(View):
    """How the share of favourable answers to a question changed between two waves that began on these days, from -1 to
    1, with the bounds of its interval of 95 %."""

    code: str
    before_on: date
    after_on: date
    paired: bool
    before: float
    after: float
    change: float
    low: float | None = None
    high: float | None = None


@classified(_COUNTED)
class IndicatorsRow(View):
    """One place, or one forum in its place. What each figure counts stands in `docs/partners.md`."""

    place: str | None = None
    forum_id: str | None = None
    forums: int | None = None
    forums_active: int | None = None
    meetings_planned: int | None = None
    meetings_held: int | None = None
    attendance_women: int | None = None
    attendance_men: int | None = None
    leaders: int | None = None
    leaders_women: int | None = None
    concerns_raised: int | None = None
    raised_by_category: dict[str, int] | None = None
    concerns_accepted: int | None = None
    concerns_resolved: int | None = None
    median_days_to_resolve: float | None = None
    concerns_reopened: int | None = None
    actions_agreed: int | None = None
    actions_done: int | None = None
    referrals_made: int | None = None
    referrals_answered: int | None = None
    plans_adopted: int | None = None
    plans_reviewed: int | None = None
    police_trained: int | None = None
    members_trained: int | None = None
    perception: list[PerceptionMoved] | None = None


@classified(_COUNTED)
@example(
    by="district",
    since="2019-10-01",
    until="2019-12-31",
    rows=[
        {
            "place": "IQG15Q08",
            "forum_id": None,
            **{name: 1 for name in INDICATORS.levels if name not in {"place", "raised_by_category", "perception"}},
            "median_days_to_resolve": 34.5,
            "raised_by_category": {"theft": 1},
            "perception": [],
        }
    ],
)
class IndicatorsTold(View):
    """The figures of each place or forum in which there is a forum, in the order of their places."""

    by: str | None = None
    since: date | None = None
    until: date | None = None
    rows: list[IndicatorsRow] | None = None
