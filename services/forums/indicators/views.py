"""What is asked of indicators, and told."""

from datetime import date
from enum import StrEnum

from services.forums.concerns.views import Category
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Day, Draft, Moment, ProjectCode
from shared.examples import example
from shared.places import Pcode
from shared.views import View


@listed_as("indicators-by")
class By(StrEnum):
    """What forums are counted by. The forum of a governorate lies in no district, and stands for itself among them."""

    GOVERNORATE = "governorate"
    DISTRICT = "district"
    FORUM = "forum"


COUNTS = (
    "forums",
    "forums_active",
    "meetings_planned",
    "meetings_held",
    "attendance_women",
    "attendance_men",
    "leaders",
    "leaders_women",
    "concerns_raised",
    "concerns_accepted",
    "concerns_resolved",
    "concerns_reopened",
    "actions_agreed",
    "actions_done",
    "referrals_made",
    "referrals_answered",
    "plans_adopted",
    "plans_reviewed",
    "police_trained",
    "members_trained",
)

INDICATORS = Dataset(
    DatasetName.INDICATORS,
    {
        "by": LOW,
        "since": LOW,
        "until": LOW,
        "rows": LOW,
        "place": LOW,
        "forum_id": LOW,
        **dict.fromkeys(COUNTS, LOW),
        "attendance_women": MODERATE,
        "attendance_men": MODERATE,
        "leaders_women": MODERATE,
        "median_days_to_resolve": LOW,
        "raised_by_category": LOW,
        "perception": LOW,
        "code": LOW,
        "before_on": LOW,
        "after_on": LOW,
        "paired": LOW,
        "before": LOW,
        "after": LOW,
        "change": LOW,
        "low": LOW,
        "high": LOW,
    },
)


class IndicatorsAsked(Draft):
    """By what, over which days (both included), and of which project or place; as known now, or at a moment.

    Unless stated, it is by governorate, until today, and over ninety days.
    """

    by: By = By.GOVERNORATE
    since: Day | None = None
    until: Day | None = None
    project: ProjectCode | None = None
    place: Pcode | None = None
    as_of: Moment | None = None


@classified(INDICATORS)
class PerceptionMovedView(View):
    """How the share of favourable answers to a question changed between two waves, which began on these days: from -1
    to 1, with the bounds of the interval of 95 %, null where too few places were asked to tell. `paired` says that both
    were held in the same clusters."""

    code: str
    before_on: date
    after_on: date
    paired: bool
    before: float
    after: float
    change: float
    low: float | None = None
    high: float | None = None


@classified(INDICATORS)
class IndicatorsRow(View):
    """One place, or one forum in its place.

    `forums_active` and `leaders` are of the last day of the period. A concern that proved to be a double of another is
    not counted. `concerns_accepted`, `concerns_resolved` and `concerns_reopened` count what was stated of concerns in
    the period, `referrals_answered` which of those that were made in it have an answer. `median_days_to_resolve` is of
    the concerns resolved in the period, from the day on which they were raised; null without any. `police_trained` and
    `members_trained` count places at trainings that ended in the period. `perception` compares the last wave of a
    survey that ended by the last day with the one before it, of those about this forum, or about exactly this place.
    """

    place: str | None = None
    forum_id: int | None = None
    forums: int | None = None
    forums_active: int | None = None
    meetings_planned: int | None = None
    meetings_held: int | None = None
    attendance_women: int | None = None
    attendance_men: int | None = None
    leaders: int | None = None
    leaders_women: int | None = None
    concerns_raised: int | None = None
    raised_by_category: dict[Category, int] | None = None
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
    perception: list[PerceptionMovedView] | None = None


@classified(INDICATORS)
@example(
    by="district",
    since="2019-10-01",
    until="2019-12-31",
    rows=[
        {
            "place": "IQG15Q08",
            "forum_id": None,
            **dict.fromkeys(COUNTS, 1),
            "median_days_to_resolve": 34.5,
            "raised_by_category": {"theft": 1},
            "perception": [
                {
                    **{"code": "safe_after_dark", "before_on": "2019-07-14", "after_on": "2019-12-01", "paired": True},
                    **{"before": 0.412, "after": 0.533, "change": 0.121, "low": 0.052, "high": 0.189},
                }
            ],
        }
    ],
)
class IndicatorsView(View):
    """The figures of each place or forum in which there is a forum, in the order of their codes."""

    by: By | None = None
    since: date | None = None
    until: date | None = None
    rows: list[IndicatorsRow] | None = None
