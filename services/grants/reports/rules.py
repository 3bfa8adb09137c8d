"""What may happen to a report: it is taken once, whatever it says is kept, and what it settles is paid.

The same bytes a second time are the same report. What a report says of a whole batch it says of each instruction that
it does not name. How an instruction stands follows from all that was said of it, in whichever order it came.
"""

from services.grants.batches.tables import Batch
from services.grants.messages.status import Report as Told
from services.grants.messages.status import meaning
from services.grants.reports import reads
from services.grants.reports.tables import Report
from services.grants.settlements import rules as settlements
from shared.days import day_of
from shared.errors import NotFound
from shared.mandate import Mandate
from shared.write import Write


async def take(write: Write, told: Told, sha256: str, size: int, mandate: Mandate) -> int:
    """Take a report on a batch that was sent to a bank."""
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
    said = told.statuses
    columns = (
        [each.end_to_end_id for each in said],
        [each.status for each in said],
        [meaning(each.status).value for each in said],
        [each.reason for each in said],
        [each.on for each in said],
    )
    await reads.say(reader, report.id, batch["id"], columns, write.caller)
    if told.whole is not None:
        means, day = meaning(told.whole).value, day_of(told.created_at)
        await reads.say_of_all(reader, report.id, batch["id"], told.whole, means, told.reason, day, write.caller)
    await write.trail("report.taken", report.id, batch=report.batch_id)
    await settlements.settle(write, report.batch_id)
    return report.id
