"""What partners read of a project's results, and what monitoring officers state about a seal and are told."""

from datetime import datetime

from pydantic import BaseModel

from gateway.answers.views import RESULTS, ForumsEstablished, PlaceTotal, ProjectView
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, Dataset, classified
from shared.drafts import Draft, Moment
from shared.examples import example
from shared.views import View

SEALS = Dataset(
    DatasetName.RESULTS,
    {
        "id": LOW,
        "seal_id": LOW,
        "project": LOW,
        "as_of": LOW,
        "results": MODERATE,
        "content": MODERATE,
        "made_by": MODERATE,
        "made_at": MODERATE,
        "approved_by": MODERATE,
        "sealed_at": LOW,
        "recorded_at": LOW,
        "recorded_by": MODERATE,
    },
)


@classified(RESULTS)
class SealedPeople(BaseModel):
    total: int


@classified(RESULTS)
class SealedEnterprises(BaseModel):
    total: int
    by_place: list[PlaceTotal]


@classified(RESULTS)
class SealedLivelihoods(BaseModel):
    total: int


@classified(RESULTS)
class HeadlineResultsView(View):
    """A project's headline results: exact, without breakdowns by person."""

    project: ProjectView
    as_of: datetime
    people_reached: SealedPeople
    enterprises_supported: SealedEnterprises
    livelihoods_supported: SealedLivelihoods
    forums_established: ForumsEstablished


@classified(RESULTS)
class SealedResultsView(HeadlineResultsView):
    """A project's headline results as two monitoring officers sealed them."""

    sealed_at: datetime


@classified(SEALS)
@example(as_of="2020-04-15T00:00:00Z")
class SealDraft(Draft):
    """The moment as of which results are to be sealed; now, if none is stated."""

    as_of: Moment | None = None


@classified(SEALS)
class SealView(View):
    """Results that an officer proposes to seal; `sealed_at` is null until another officer approves them."""

    id: int
    project: str
    made_by: str
    made_at: datetime
    approved_by: str | None
    sealed_at: datetime | None
    results: HeadlineResultsView
