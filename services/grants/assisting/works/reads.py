"""Sites of cash for work within a mandate."""

from services.grants.assisting.works.tables import Work
from services.grants.assisting.works.views import WORKS, WorkView
from shared.database import Reader
from shared.facts import Source

WORK = Source(
    "work",
    WORKS,
    Work,
    WorkView,
    place="fact.place",
    project="fact.project",
    columns={
        "workers": "(SELECT count(*) FROM workers AS taken WHERE taken.work_id = fact.id AND taken.voided_at IS NULL)"
    },
)


async def has_workers(reader: Reader, id: int) -> bool:
    """Whether somebody has a place at a site."""
    taken: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM workers WHERE work_id = $1 AND voided_at IS NULL)", id
    )
    return taken
