"""Workers within a mandate: they lie where their site does, and under its project."""

from services.grants.assisting.workers.tables import Worker
from services.grants.assisting.workers.views import WORKERS, WorkerView
from shared.database import Reader
from shared.errors import Forbidden
from shared.facts import Source
from shared.mandate import Mandate

WORKER = Source(
    "worker",
    WORKERS,
    Worker,
    WorkerView,
    joins="JOIN works AS work ON work.id = fact.work_id",
    place="work.place",
    project="work.project",
    person="fact.person_id",
    columns={
        "project": "work.project",
        "place": "work.place",
        "days": (
            "(SELECT count(*) FROM workdays AS worked WHERE worked.worker_id = fact.id AND worked.voided_at IS NULL)"
        ),
    },
)


async def has_worked(reader: Reader, id: int) -> bool:
    """Whether a day of a worker's stands."""
    worked: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM workdays WHERE worker_id = $1 AND voided_at IS NULL)", id
    )
    return worked


async def all_of(reader: Reader, work_id: int, mandate: Mandate) -> list[int]:
    """The numbers of those who have a place at a site that the mandate reaches."""
    if not WORKERS.readable(mandate.scope(WORKERS.name), ("id",)):
        raise Forbidden("not-in-mandate", "This caller has no access to {dataset}.", dataset=WORKERS.name)
    rows = await reader.fetch("SELECT id FROM workers WHERE work_id = $1 AND voided_at IS NULL ORDER BY id", work_id)
    return [id for (id,) in rows]
