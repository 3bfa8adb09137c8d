"""What callers state about sites of cash for work, and are told."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from services.grants.amounts import AmountView
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Amount, Day, Draft, Line, ProjectCode
from shared.examples import RECORDED, example
from shared.money import Currency
from shared.pages import Asked
from shared.places import DistrictPcode, Pcode

LONGEST_DAY = 10
MOST_DAYS = 120
"""Days that one person works at the most; a cap of 40 to 60 is usual."""
MOST_PLACES = 1_000


@listed_as("work-kind")
class WorkKind(StrEnum):
    """What is done at a site."""

    RUBBLE_REMOVAL = "rubble_removal"
    WASTE_COLLECTION = "waste_collection"
    CANAL_CLEANING = "canal_cleaning"
    ROAD_REPAIR = "road_repair"
    BUILDING_REPAIR = "building_repair"
    PLANTING = "planting"
    OTHER = "other"


@listed_as("wage-rule")
class WageRule(StrEnum):
    """By which rule a daily wage is set: a tenth below the minimum wage, as the Emergency Livelihoods Cluster has it,
    or as the cluster says for a place."""

    TENTH_BELOW_MINIMUM = "tenth_below_minimum"
    CLUSTER_RATE = "cluster_rate"


WORKS = Dataset(
    DatasetName.WORKS,
    {
        "id": LOW,
        "project": LOW,
        "place": MODERATE,
        "kind": LOW,
        "task": MODERATE,
        "starts_on": LOW,
        "ends_on": LOW,
        "wage": MODERATE,
        "currency": LOW,
        "wage_rule": LOW,
        "minimum_wage": LOW,
        "wage_source": LOW,
        "hours": LOW,
        "cap": LOW,
        "places": LOW,
        "workers": LOW,
        **RECORD_KEEPING,
    },
)

_WORK = {
    "project": "JPN-SDN-2019",
    "place": "IQG15Q08",
    "kind": "canal_cleaning",
    "task": "Clean the canal between the two bridges",
    "starts_on": "2020-01-05",
    "ends_on": "2020-03-05",
    "wage": "18.00",
    "currency": "USD",
    "wage_rule": "tenth_below_minimum",
    "minimum_wage": "20.00",
    "wage_source": "Emergency Livelihoods Cluster, wages of January 2020",
    "hours": 5,
    "cap": 40,
    "places": 25,
}


@classified(WORKS)
@example(**_WORK)
class WorkDraft(Draft):
    """A site where people work for cash: `hours` a day at the most, for the daily `wage`, each of them `cap` days at
    the most, and as many people as it has `places`.

    By the rule `tenth_below_minimum` the `minimum_wage` for a day is stated, and the wage is nine tenths of it, rounded
    down to what can be paid. `wage_source` says where that or the cluster's rate stands.
    """

    project: ProjectCode
    place: DistrictPcode
    kind: WorkKind
    task: Line
    starts_on: Day
    ends_on: Day
    wage: Amount
    currency: Currency
    wage_rule: WageRule
    minimum_wage: Amount | None = None
    wage_source: Line
    hours: Annotated[int, Field(strict=True, ge=1, le=LONGEST_DAY)]
    cap: Annotated[int, Field(strict=True, ge=1, le=MOST_DAYS)]
    places: Annotated[int, Field(strict=True, ge=1, le=MOST_PLACES)]


class WorksAsked(Asked):
    """What is asked of the list of sites: of all, or of a project, a place or a kind of work."""

    project: ProjectCode | None = None
    place: Pcode | None = None
    kind: WorkKind | None = None


@classified(WORKS)
@example(id=3, **_WORK, workers=24, **RECORDED)
class WorkView(AmountView):
    """A site of cash for work; `workers` is how many of its places are taken."""

    id: int | None = None
    project: str | None = None
    place: str | None = None
    kind: WorkKind | None = None
    task: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    wage: Decimal | None = None
    wage_rule: WageRule | None = None
    minimum_wage: Decimal | None = None
    wage_source: str | None = None
    hours: int | None = None
    cap: int | None = None
    places: int | None = None
    workers: int | None = None
