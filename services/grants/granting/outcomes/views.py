"""What is told of the outcomes of a project's awards: counts and sums, and nobody and no enterprise."""

from services.grants.marks import Mark
from services.grants.people import AgeBand, DisplacementStatus, Sex
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, Dataset, classified
from shared.money import Currency
from shared.views import View

LASTING = Mark.AFTER_3_MONTHS
"""How long a job has to have lasted to be counted at all."""
SURVIVAL = (Mark.AFTER_6_MONTHS, Mark.AFTER_12_MONTHS)
"""When it is asked whether enterprises go on."""

OUTCOMES = Dataset(
    DatasetName.RESULTS,
    {
        "jobs": MODERATE,
        "created": MODERATE,
        "improved": MODERATE,
        "total": LOW,
        "fte": MODERATE,
        "by_sex": MODERATE,
        "by_age_band": MODERATE,
        "by_displacement_status": MODERATE,
        "by_mark": MODERATE,
        "survival": MODERATE,
        "mark": LOW,
        "due": MODERATE,
        "running": MODERATE,
        "paused": MODERATE,
        "closed": MODERATE,
        "not_visited": MODERATE,
        "running_percent": MODERATE,
        "revenue_change": MODERATE,
        "currency": LOW,
        "compared": MODERATE,
        "median_percent": MODERATE,
        "grew_percent": MODERATE,
        "cost_per_job": MODERATE,
        "paid": LOW,
        "amount": LOW,
    },
)


@classified(OUTCOMES)
class JobsCountedView(View):
    """Jobs that have lasted three months. `fte` is how many whole jobs they are together, a string with two decimals;
    `by_mark` how many of them have lasted so long."""

    total: int | None = None
    fte: str | None = None
    by_sex: dict[Sex, int] | None = None
    by_age_band: dict[AgeBand, int] | None = None
    by_displacement_status: dict[DisplacementStatus, int] | None = None
    by_mark: dict[Mark, int] | None = None


@classified(OUTCOMES)
class JobsView(View):
    """Jobs that there were not before the grants, and jobs that became better by them."""

    created: JobsCountedView | None = None
    improved: JobsCountedView | None = None


@classified(OUTCOMES)
class SurvivalView(View):
    """Of how many enterprises a mark after the first payment is due, and how they were found at the visit for it.
    `running_percent` is of those that were visited; null while nobody was."""

    mark: Mark | None = None
    due: int | None = None
    running: int | None = None
    paused: int | None = None
    closed: int | None = None
    not_visited: int | None = None
    running_percent: str | None = None


@classified(OUTCOMES)
class RevenueChangeView(View):
    """How the revenue of a month changed from before the grant to the last visit that states both, in one currency: of
    how many enterprises, the median of their changes, and how many took more. Both in per cent."""

    currency: Currency | None = None
    compared: int | None = None
    median_percent: str | None = None
    grew_percent: str | None = None


@classified(OUTCOMES)
class CostPerJobView(View):
    """What was paid of the awards in a currency, how many jobs they created, and what one of them cost; null without
    any."""

    currency: Currency | None = None
    paid: str | None = None
    created: int | None = None
    amount: str | None = None


@classified(OUTCOMES)
class OutcomesView(View):
    """What became of a project's awards; revenue and costs by currency, in the order of their codes, unconverted."""

    jobs: JobsView | None = None
    survival: list[SurvivalView] | None = None
    revenue_change: list[RevenueChangeView] | None = None
    cost_per_job: list[CostPerJobView] | None = None
