"""What may happen to a report: it is taken once, whatever it says is kept, and all that it settles is paid.

The same bytes a second time are the same report. What a report says of a whole batch it says of each instruction that
it does not name. How an instruction stands follows from all that was said of it, in whichever order it came.
"""

from services.grants.paying.batches.tables import Batch
from services.grants.paying.messages.status import Report as Told
from services.grants.paying.reports import reads
from services.grants.paying.reports.tables import Report
from services.grants.paying.reports.taking import ReportToTake, say_some
from services.grants.paying.settlements import rules as settlements
from shared.errors import NotFound
from shared.jobs import rules as jobs
from shared.jobs.kinds import Kind
from shared.mandate import Mandate
from shared.write import Write

MOST_IN_A_REQUEST = 500
"""Transfers that a report is about, or that its batch has, for it to be taken while whoever sends it waits."""


async def take(write: Write, told: Told, sha256: str, size: int, kind: Kind, mandate: Mandate) -> int:
    """Take a report on a batch that was sent to a bank; what of it takes longer than a request is left to a job of this
    kind, which is asked for in the same write."""
    mandate.require_country()
    reader = await write.reader()
    batch = await reads.sent_as(reader, told.original)
    if batch is None:
        raise NotFound("unknown-message", "No batch was sent to a bank as OrgnlMsgId says.", field="OrgnlMsgId")
    mandate.require_project(batch["project"], "OrgnlMsgId")
    await write.session.get_one(Batch, batch["id"], with_for_update=True)  # so that one of two at once comes second
    before = await reads.kept(reader, sha256)
    if before is not None:
        return before
    report = Report(
        batch_id=batch["id"],
        message_id=told.message_id,
        reported_at=told.created_at,
        status=told.whole,
        sha256=sha256,
        size=size,
        recorded_by=write.caller,
    )
    write.session.add(report)
    await write.session.flush()
    write.trail("report.taken", report.id, batch=report.batch_id)
    if max(batch["transactions"], len(told.statuses)) > MOST_IN_A_REQUEST:
        await jobs.ask(write, kind, ReportToTake(report_id=report.id))
        return report.id
    while await say_some(write, report.id, report.batch_id, told):
        pass
    _, more = await settlements.settle(write, report.batch_id)
    if more is not None:
        await jobs.ask(write, kind, ReportToTake(report_id=report.id))
    return report.id
