"""The results of a project, as staff read them."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, Dataset, classified
from shared.codes import CODELIST
from shared.views import View

RESULTS = Dataset(
    DatasetName.RESULTS,
    {
        "project": LOW,
        "sealed_at": LOW,
        "as_of": LOW,
        "status": LOW,
        "missing": LOW,
        "people_reached": MODERATE,
        "enterprises_supported": MODERATE,
        "livelihoods_supported": MODERATE,
        "forums_established": LOW,
        "money": MODERATE,
        "code": LOW,
        "title": LOW,
        "donor": LOW,
        "starts_on": LOW,
        "ends_on": LOW,
        "budget": LOW,
        "amount": LOW,
        "currency": LOW,
        "pcode": LOW,
        "name": LOW,
        "people": MODERATE,
        "total": LOW,
        "by_modality": MODERATE,
        "by_sex": MODERATE,
        "by_age_band": MODERATE,
        "by_displacement_status": MODERATE,
        "by_activity_type": MODERATE,
        "by_place": MODERATE,
        "by_owner_sex": MODERATE,
        "by_governorate": LOW,
        "committed": MODERATE,
        "paid": MODERATE,
        "jobs": MODERATE,
        "created": MODERATE,
        "improved": MODERATE,
        "fte": MODERATE,
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
        "compared": MODERATE,
        "median_percent": MODERATE,
        "grew_percent": MODERATE,
        "cost_per_job": MODERATE,
        "safety_plans": LOW,
        "adopted": LOW,
        "reviewed": LOW,
        "perception_change": LOW,
        "forum_id": LOW,
        "before_on": LOW,
        "after_on": LOW,
        "paired": LOW,
        "before": LOW,
        "after": LOW,
        "change": LOW,
        "low": LOW,
        "high": LOW,
        "quarters": LOW,
        "quarter": LOW,
        "since": LOW,
        "until": LOW,
        "so_far": LOW,
        "jobs_created": MODERATE,
        "jobs_improved": MODERATE,
    },
)


@classified(RESULTS)
class Budget(BaseModel):
    amount: str
    currency: str


@classified(RESULTS)
class ProjectView(BaseModel):
    code: str
    title: str
    donor: str
    starts_on: date
    ends_on: date
    budget: Budget


@classified(RESULTS)
class PlacePeople(BaseModel):
    """People at activities in a district."""

    pcode: str
    name: str
    people: int


@classified(RESULTS)
class PlaceTotal(BaseModel):
    """How many of something in a place."""

    pcode: str
    name: str
    total: int


@classified(RESULTS)
class PeopleReached(BaseModel):
    """People, not attendances: a person counts once a line, so lines need not sum to the total."""

    total: int
    by_sex: dict[str, int]
    by_age_band: dict[str, int]
    by_displacement_status: dict[str, int]
    by_activity_type: dict[str, int]
    by_place: list[PlacePeople]


@classified(RESULTS)
class EnterprisesSupported(BaseModel):
    total: int
    by_place: list[PlaceTotal]
    by_owner_sex: dict[str, int]


@classified(RESULTS)
class LivelihoodsSupported(BaseModel):
    total: int
    by_modality: dict[str, int]
    by_sex: dict[str, int]


@classified(RESULTS)
class ForumsEstablished(BaseModel):
    total: int
    by_governorate: list[PlaceTotal]


@classified(RESULTS)
class SafetyPlans(BaseModel):
    """How many versions of a plan the project's forums adopted, and how often they looked at one again."""

    adopted: int
    reviewed: int


@classified(RESULTS)
class PerceptionChange(BaseModel):
    """How the share of favourable answers to a question changed between two waves of the project, which began on these
    days, around a forum or, without one, in a place: from -1 to 1, with the bounds of the interval of 95 %, null where
    too few places were asked to tell. `paired` says that both were held in the same clusters: only then does what these
    have of their own not count as change."""

    pcode: str
    name: str
    forum_id: int | None
    code: str
    before_on: date
    after_on: date
    paired: bool
    before: float
    after: float
    change: float
    low: float | None
    high: float | None


@classified(RESULTS)
class Money(BaseModel):
    """Per currency, unconverted: awards and assistance approved, and payments made."""

    currency: str
    committed: str
    paid: str


@classified(RESULTS)
class JobsCounted(BaseModel):
    """Jobs that have lasted three months; `fte` is how many whole jobs they are together, and `by_mark` how many of
    them have lasted so long."""

    total: int
    fte: str
    by_sex: dict[str, int]
    by_age_band: dict[str, int]
    by_displacement_status: dict[str, int]
    by_mark: dict[str, int]


@classified(RESULTS)
class Jobs(BaseModel):
    """Jobs in enterprises that there were not before the grants, and those that became better by them."""

    created: JobsCounted
    improved: JobsCounted


@classified(RESULTS)
class Survival(BaseModel):
    """Of how many enterprises a mark after the first payment is due, and how they were found at the visit for it. Those
    that nobody visited are neither running nor closed; `running_percent` is of the others, null where there is none."""

    mark: str
    due: int
    running: int
    paused: int
    closed: int
    not_visited: int
    running_percent: str | None


@classified(RESULTS)
class RevenueChange(BaseModel):
    """How the revenue of a month changed from before the grant to the last visit, in one currency: of how many
    enterprises, the median of their changes, and how many took more. Both in per cent."""

    currency: str
    compared: int
    median_percent: str
    grew_percent: str


@classified(RESULTS)
class CostPerJob(BaseModel):
    """What was paid of the awards in a currency, how many jobs they created, and what one cost; null without any."""

    currency: str
    paid: str
    created: int
    amount: str | None


@classified(RESULTS)
class ResultsView(View):
    """A project's results, all sections read as of one moment.

    A service that cannot be reached is named in `missing`; its sections are null, never zero, and `status` is
    `partial`. Without the beneficiary service nobody knows which recipients are one person, so livelihoods are null,
    too. Perception is compared from the first wave to the last. The same `as_of` gives the same answer, byte for byte,
    whatever was recorded since.
    """

    project: ProjectView | None
    as_of: datetime
    status: Annotated[Literal["complete", "partial"], Field(json_schema_extra={CODELIST: "completeness"})]
    missing: list[str]
    people_reached: PeopleReached | None
    enterprises_supported: EnterprisesSupported | None
    livelihoods_supported: LivelihoodsSupported | None
    forums_established: ForumsEstablished | None
    safety_plans: SafetyPlans | None
    perception_change: list[PerceptionChange] | None
    money: list[Money] | None
    jobs: Jobs | None
    survival: list[Survival] | None
    revenue_change: list[RevenueChange] | None
    cost_per_job: list[CostPerJob] | None
