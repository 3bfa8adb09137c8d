"""What is asked of the portfolio, and told: counts and sums, and numbers of applications; nobody and no enterprise."""

from decimal import Decimal

from pydantic import Field

from services.grants.granting.applications.stages import Stage
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, Dataset, classified
from shared.drafts import Draft, PathIdentifier, ProjectCode
from shared.examples import example
from shared.money import Currency
from shared.places import Pcode
from shared.views import View

PORTFOLIO = Dataset(
    DatasetName.APPLICATIONS,
    {
        "project": LOW,
        "call_id": LOW,
        "place": LOW,
        "pipeline": LOW,
        "stage": LOW,
        "district": MODERATE,
        "applications": MODERATE,
        "amount": MODERATE,
        "currency": LOW,
        "ageing": MODERATE,
        "median_days": MODERATE,
        "longest_days": MODERATE,
        "over_30_days": MODERATE,
        "over_90_days": MODERATE,
        "stages": MODERATE,
        "passed": MODERATE,
        "forecast": MODERATE,
        "budget": LOW,
        "granted": MODERATE,
        "decided_next": MODERATE,
        "in_assessment": MODERATE,
        "left": MODERATE,
        "visits_due": MODERATE,
    },
)


class PortfolioAsked(Draft):
    """Which part of the portfolio: all that the caller may see, or that of a project, a call or a place."""

    project: ProjectCode | None = None
    call_id: PathIdentifier | None = None
    place: Pcode | None = None


@classified(PORTFOLIO)
@example(stage="eoi_screened", district="IQG15Q08", applications=12, amount="148000.00", currency="USD")
class PipelineView(View):
    """Applications at a stage in a district, and what they ask for or were granted, in one currency."""

    stage: Stage
    district: str
    applications: int
    amount: str
    currency: Currency


@classified(PORTFOLIO)
@example(stage="eoi_screened", applications=12, median_days="9.5", longest_days=41, over_30_days=2, over_90_days=0)
class AgeingView(View):
    """How many days the applications at a stage have been there."""

    stage: Stage
    applications: int
    median_days: Decimal
    longest_days: int
    over_30_days: int
    over_90_days: int


@classified(PORTFOLIO)
@example(stage="eoi", passed=30, median_days="4.0", longest_days=12)
class DaysView(View):
    """How many days the applications that have passed a stage were at it."""

    stage: Stage
    passed: int
    median_days: Decimal
    longest_days: int


@classified(PORTFOLIO)
@example(
    call_id=6,
    budget="250000.00",
    granted="120000.00",
    decided_next="48000.00",
    in_assessment="131000.00",
    left="82000.00",
    currency="USD",
)
class ForecastView(View):
    """What a call has and will take: granted already, asked for by applications that the committee decides on next and
    by those that come after; `left` is what it may award yet when the next are granted, below zero where that does not
    reach."""

    call_id: int
    budget: str
    granted: str
    decided_next: str
    in_assessment: str
    left: str
    currency: Currency


@classified(PORTFOLIO)
class PortfolioView(View):
    """The portfolio as it is now. `visits_due` are the numbers of applications that were screened and whose enterprise
    nobody has visited since they were received, the longest waiting first, two hundred at the most."""

    pipeline: list[PipelineView]
    ageing: list[AgeingView]
    stages: list[DaysView]
    forecast: list[ForecastView]
    visits_due: list[int] = Field(max_length=200)
