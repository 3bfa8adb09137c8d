"""Days that were worked, within a mandate: they lie where their site does, and under its project."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from services.grants.assisting.workdays.tables import Workday
from services.grants.assisting.workdays.views import WORKDAYS, WorkdayView, WorkSheetView
from shared.database import Reader
from shared.facts import Source
from shared.mandate import Mandate

WORKDAY = Source(
    "workday",
    WORKDAYS,
    Workday,
    WorkdayView,
    joins="JOIN works AS work ON work.id = fact.work_id",
    place="work.place",
    project="work.project",
    person="fact.person_id",
    columns={"project": "work.project", "place": "work.place"},
)

_WORKERS = """
SELECT worker.id, worker.assistance_id, worker.person_id
FROM workers AS worker JOIN assistances AS assistance ON assistance.id = worker.assistance_id
WHERE worker.work_id = $1 AND worker.id = ANY ($2) AND worker.voided_at IS NULL
ORDER BY assistance.id FOR NO KEY UPDATE OF assistance FOR SHARE OF worker
"""
_EARNED = """
SELECT assistance.id AS assistance_id, assistance.approved_on, assistance.amount,
    EXISTS (SELECT FROM assistance_ends AS ending WHERE ending.assistance_id = assistance.id) AS ended,
    count(other.id) AS days, coalesce(sum(at.wage), 0) AS wages
FROM assistances AS assistance
LEFT JOIN workdays AS other ON other.assistance_id = assistance.id AND other.voided_at IS NULL
LEFT JOIN works AS at ON at.id = other.work_id
WHERE assistance.id = ANY ($1) GROUP BY assistance.id
"""
_BUSY = "SELECT person_id, work_id FROM workdays WHERE person_id = ANY ($1) AND worked_on = $2 AND voided_at IS NULL"


_RECORD = """
INSERT INTO workdays (work_id, worked_on, sheet, recorded_by, worker_id, assistance_id, person_id, hours)
SELECT $1, $2, $3, $4, worked.*
FROM unnest($5::int[], $6::int[], $7::int[], $8::int[]) AS worked (worker_id, assistance_id, person_id, hours)
ORDER BY person_id
RETURNING id
"""
"""By the numbers of people: two sheets that name the same people never wait for each other in a ring."""


class Worked(NamedTuple):
    """A line of a sheet that can be true."""

    worker_id: int
    assistance_id: int
    person_id: int
    hours: int


async def record(reader: Reader, work_id: int, day: date, sheet: str, worked: Sequence[Worked], by: str) -> list[int]:
    """Write down who worked on a day at a site, in one statement; gives the numbers of the days."""
    columns = zip(*worked, strict=True)
    rows = await reader.fetch(_RECORD, work_id, day, sheet, by, *(list(column) for column in columns))
    return [row["id"] for row in rows]


async def hold_workers(reader: Reader, work_id: int, ids: list[int]) -> list[Any]:
    """Those of these workers who have a place at a site: `id`, `assistance_id` and `person_id`. They keep it until the
    write ends, and no other write counts the days under their assistance meanwhile."""
    return await reader.fetch(_WORKERS, work_id, ids)


async def earned(reader: Reader, assistances: list[int]) -> dict[int, Any]:
    """Of each assistance when it was approved, whether it has `ended`, its `amount`, on how many `days` was worked
    under it, and for which `wages` together."""
    return {row["assistance_id"]: row for row in await reader.fetch(_EARNED, assistances)}


async def busy(reader: Reader, people: list[int], day: date) -> dict[int, int]:
    """Where each of these people has worked on a day, by the number of the site."""
    return {row["person_id"]: row["work_id"] for row in await reader.fetch(_BUSY, people, day)}


async def is_closed(reader: Reader, work_id: int, day: date) -> bool:
    """Whether a period of a site is closed that a day lies in."""
    closed: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM periods WHERE work_id = $1 AND voided_at IS NULL"
        " AND $2 BETWEEN begins_on AND ends_on)",
        work_id,
        day,
    )
    return closed


async def sheet(reader: Reader, work_id: int, day: date, number: str, mandate: Mandate) -> WorkSheetView:
    """How many workers stand on a sheet."""
    many = await reader.fetchval(
        "SELECT count(*) FROM workdays WHERE work_id = $1 AND worked_on = $2 AND sheet = $3 AND voided_at IS NULL",
        *(work_id, day, number),
    )
    told = {"work_id": work_id, "worked_on": day, "sheet": number, "workers": many}
    shown = WORKDAYS.readable(mandate.scope(WORKDAYS.name), tuple(WorkSheetView.model_fields))
    return WorkSheetView.model_validate({name: told[name] for name in shown})
