"""What the gateway is told of the grants and the jobs of an area: counts and sums, and nobody and no enterprise."""

from datetime import date
from typing import Annotated

from pydantic import Field

from services.grants.assisting.assistances.views import Modality
from services.grants.people import AgeBand, DisplacementStatus, Sex
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, Dataset, classified
from shared.money import Currency
from shared.views import View

AREAS = Dataset(
    DatasetName.AWARDS,
    {
        "grants": MODERATE,
        "jobs": MODERATE,
        "enterprises": MODERATE,
        "awards": MODERATE,
        "packages": MODERATE,
        "by_modality": MODERATE,
        "money": MODERATE,
        "currency": LOW,
        "committed": MODERATE,
        "paid": MODERATE,
        "created": MODERATE,
        "improved": MODERATE,
        "total": MODERATE,
        "fte": MODERATE,
        "by_sex": MODERATE,
        "by_age_band": MODERATE,
        "by_displacement_status": MODERATE,
        "quarters": MODERATE,
        "since": LOW,
    },
)


@classified(AREAS)
class MoneyView(View):
    """What was approved of awards and packages and what was paid of them, in one currency, as strings."""

    currency: Currency
    committed: str
    paid: str


@classified(AREAS)
class GrantsQuarterView(View):
    """What was approved and what was paid in a quarter, which begins on `since`."""

    since: date
    awards: int
    packages: int
    money: list[MoneyView]


@classified(AREAS)
class GrantsView(View):
    """How many enterprises have how many awards, how many packages of livelihood assistance people were approved, and
    the money of both, by currency in the order of their codes."""

    enterprises: int
    awards: int
    packages: int
    by_modality: dict[Modality, int]
    money: list[MoneyView]
    quarters: list[GrantsQuarterView]


@classified(AREAS)
class JobsCountedView(View):
    """Jobs that have lasted three months. `fte` is how many whole jobs they are, a string with two decimals."""

    total: int
    fte: str
    by_sex: dict[Sex, int]
    by_age_band: dict[AgeBand, int]
    by_displacement_status: dict[DisplacementStatus, int]


@classified(AREAS)
class JobsQuarterView(View):
    """How many jobs came to have lasted three months in a quarter, which begins on `since`."""

    since: date
    created: int
    improved: int


@classified(AREAS)
class JobsView(View):
    """Jobs in enterprises that there were not before their awards, and jobs that became better by them."""

    created: JobsCountedView
    improved: JobsCountedView
    quarters: list[JobsQuarterView]


@classified(AREAS)
class AreaView(View):
    """Grants and jobs; what the mandate does not open is absent. Quarters are the last eight."""

    grants: Annotated[GrantsView | None, Field(json_schema_extra={"x-dataset": DatasetName.AWARDS.value})] = None
    jobs: Annotated[JobsView | None, Field(json_schema_extra={"x-dataset": DatasetName.EMPLOYMENTS.value})] = None
