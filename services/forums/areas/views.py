"""What the gateway is told of the forums of an area."""

from datetime import date

from services.forums.concerns.views import Category
from services.forums.indicators.views import INDICATORS
from shared.classification import LOW, MODERATE, Dataset, classified
from shared.views import View

AREAS = Dataset(INDICATORS.name, {**INDICATORS.levels, "quarters": LOW, "members": MODERATE, "members_women": MODERATE})
"""What indicators count, by the same names; and seats, of which no agreement has any."""


@classified(AREAS)
class AreaQuarterView(View):
    """The figures of a quarter, which begins on `since`; the last one ends on the day of the answer."""

    since: date | None = None
    forums_active: int | None = None
    meetings_held: int | None = None
    attendance_women: int | None = None
    attendance_men: int | None = None
    concerns_raised: int | None = None
    concerns_resolved: int | None = None
    actions_done: int | None = None


@classified(AREAS)
class AreaView(View):
    """The figures of all the forums in an area up to a day, each as `IndicatorsRow` says; and those of each of the
    last eight quarters. `members` are the seats that are taken on the day."""

    forums: int | None = None
    forums_active: int | None = None
    members: int | None = None
    members_women: int | None = None
    leaders: int | None = None
    leaders_women: int | None = None
    meetings_held: int | None = None
    attendance_women: int | None = None
    attendance_men: int | None = None
    concerns_raised: int | None = None
    raised_by_category: dict[Category, int] | None = None
    concerns_resolved: int | None = None
    median_days_to_resolve: float | None = None
    plans_adopted: int | None = None
    actions_agreed: int | None = None
    actions_done: int | None = None
    referrals_made: int | None = None
    referrals_answered: int | None = None
    quarters: list[AreaQuarterView] | None = None
