"""What callers state about workers, and are told: never who a worker is."""

from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.drafts import Draft, Identifier, PathIdentifier, ProjectCode
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.views import FactView

WORKERS = Dataset(
    DatasetName.WORKERS,
    {
        "id": LOW,
        "work_id": LOW,
        "assistance_id": LOW,
        "person_id": MODERATE,
        "project": LOW,
        "place": MODERATE,
        "currency": LOW,
        "days": MODERATE,
        **RECORD_KEEPING,
    },
)


@classified(WORKERS)
@example(work_id=3, assistance_id=231)
class WorkerDraft(Draft):
    """That somebody for whom cash for work was approved has a place at a site."""

    work_id: Identifier
    assistance_id: Identifier


class WorkersAsked(Asked):
    """What is asked of the list of workers: of all, or of a site, an assistance or a project."""

    work_id: PathIdentifier | None = None
    assistance_id: PathIdentifier | None = None
    project: ProjectCode | None = None


@classified(WORKERS)
@example(id=52, work_id=3, assistance_id=231, project="JPN-SDN-2019", place="IQG15Q08", days=12, **RECORDED)
class WorkerView(FactView):
    """Somebody who has a place at a site; `days` is how many they have worked there."""

    id: int | None = None
    work_id: int | None = None
    assistance_id: int | None = None
    project: str | None = None
    place: str | None = None
    days: int | None = None
