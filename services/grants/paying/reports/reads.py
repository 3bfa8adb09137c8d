"""Reports within a mandate: they are everywhere, like the batch that they are about."""

from typing import Any

from services.grants.paying.reports.tables import Report
from services.grants.paying.reports.views import REPORTS, ReportView
from shared.database import Reader
from shared.facts import Source

_SAID = "FROM instruction_statuses AS status WHERE status.report_id = fact.id"

REPORT = Source(
    "report",
    REPORTS,
    Report,
    ReportView,
    joins="JOIN batches AS batch ON batch.id = fact.batch_id JOIN funds AS fund ON fund.id = batch.fund_id",
    project="fund.project",
    columns={
        "project": "fund.project",
        "transactions": f"(SELECT count(*) {_SAID} AND status.instruction_id IS NOT NULL)",
        "unmatched": (
            f"(SELECT coalesce(array_agg(DISTINCT status.end_to_end_id), '{{}}') {_SAID}"
            " AND status.instruction_id IS NULL)"
        ),
    },
)


async def sent_as(reader: Reader, message_id: str) -> Any:
    """The batch that was sent under this name: its `id`, how many `transactions` it has, and the `project` of its fund;
    nothing if there is none."""
    return await reader.fetchrow(
        "SELECT batch.id, closing.transactions, fund.project"
        " FROM batches AS batch JOIN funds AS fund ON fund.id = batch.fund_id"
        " JOIN batch_closings AS closing ON closing.batch_id = batch.id"
        " JOIN batch_sendings AS sending ON sending.batch_id = batch.id AND sending.sha256 IS NOT NULL"
        " WHERE batch.message_id = $1",
        message_id,
    )


async def kept(reader: Reader, sha256: str) -> int | None:
    """The report with these bytes, if it came before."""
    id: int | None = await reader.fetchval("SELECT id FROM reports WHERE sha256 = $1", sha256)
    return id


_SAY = """
INSERT INTO instruction_statuses
    (report_id, instruction_id, end_to_end_id, status, meaning, reason, on_day, recorded_by)
SELECT $1, instruction.id, said.end_to_end_id, said.status, said.meaning, said.reason, said.on_day, $8
FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::date[])
    WITH ORDINALITY AS said (end_to_end_id, status, meaning, reason, on_day, place)
LEFT JOIN instructions AS instruction ON instruction.batch_id = $2 AND instruction.voided_at IS NULL
    AND instruction.end_to_end_id = said.end_to_end_id
ORDER BY said.place
"""
_SAY_OF_ALL = """
INSERT INTO instruction_statuses
    (report_id, instruction_id, end_to_end_id, status, meaning, reason, on_day, recorded_by)
SELECT $1, instruction.id, instruction.end_to_end_id, $3, $4, $5, $6, $7
FROM instructions AS instruction
WHERE instruction.batch_id = $2 AND instruction.voided_at IS NULL AND NOT EXISTS (
    SELECT FROM instruction_statuses AS said WHERE said.report_id = $1 AND said.instruction_id = instruction.id
)
ORDER BY instruction.id LIMIT $8
RETURNING id
"""


async def say(reader: Reader, report_id: int, batch_id: int, columns: tuple[list[Any], ...], by: str) -> None:
    """Write down what a report says of single transfers: their references, statuses, what these mean, reasons, days."""
    await reader.fetch(_SAY, report_id, batch_id, *columns, by)


async def say_of_all(reader: Reader, report_id: int, batch_id: int, *said: Any) -> int:
    """Write down what a report says of all instructions of a batch together, of some that it does not name and of which
    this is not written down; gives of how many."""
    return len(await reader.fetch(_SAY_OF_ALL, report_id, batch_id, *said))


async def said(reader: Reader, report_id: int) -> int:
    """Of how many transfers it is written down what a report says."""
    written: int = await reader.fetchval("SELECT count(*) FROM instruction_statuses WHERE report_id = $1", report_id)
    return written


async def as_kept(reader: Reader, id: int) -> tuple[int, str] | None:
    """The batch that a report is about, and the hash under which it is kept."""
    row = await reader.fetchrow("SELECT batch_id, sha256 FROM reports WHERE id = $1", id)
    return None if row is None else (row["batch_id"], row["sha256"])
