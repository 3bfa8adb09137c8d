"""Taking what a report says of more transfers than a request waits for: a job writes it down and pays what is settled,
some at a time. How far it is, the rows themselves say: so whoever takes it up again, or asks for it anew, goes on from
the last that was committed, and nothing is written or paid twice."""

from functools import partial

from obstore.store import ObjectStore

from services.grants.granting.files import store as files
from services.grants.paying.batches.tables import Batch
from services.grants.paying.messages import status
from services.grants.paying.messages.status import Report as Told
from services.grants.paying.messages.status import meaning
from services.grants.paying.reports import reads
from services.grants.paying.reports.reads import REPORT
from services.grants.paying.settlements import rules as settlements
from shared.callers import Role
from shared.database import Reader
from shared.days import day_of
from shared.drafts import Draft, Identifier
from shared.errors import nothing_here
from shared.examples import example
from shared.facts import require_reached
from shared.jobs.kinds import Kind
from shared.jobs.running import Job
from shared.mandate import Mandate
from shared.write import Write

TAKE_REPORT = "take-report"
AT_ONCE = 2_000
"""Transfers of which is written down in one write what a report says of them."""


@example(report_id=5)
class ReportToTake(Draft):
    """Which report is taken."""

    report_id: Identifier


async def say_some(write: Write, report_id: int, batch_id: int, told: Told, most: int = AT_ONCE) -> int:
    """Write down what a report says of some more transfers, its batch being held; gives of how many. First of those
    that it names, in their order, then of all others in the batch."""
    reader = await write.reader()
    named = await reads.said(reader, report_id)
    some = told.statuses[named : named + most]
    if some:
        columns = (
            [each.end_to_end_id for each in some],
            [each.status for each in some],
            [meaning(each.status).value for each in some],
            [each.reason for each in some],
            [each.on for each in some],
        )
        await reads.say(reader, report_id, batch_id, columns, write.caller)
        return len(some)
    if told.whole is None:
        return 0
    means, day = meaning(told.whole).value, day_of(told.created_at)
    said = (told.whole, means, told.reason, day, write.caller, most)
    return await reads.say_of_all(reader, report_id, batch_id, *said)


def by_job(store: ObjectStore | None) -> Kind:
    """The kind of job that takes a report of any length, which is kept in this store."""
    return Kind(TAKE_REPORT, partial(_take, store), ReportToTake, starters=(Role.FINANCE_APPROVER,), reached=_reached)


async def _reached(reader: Reader, stated: ReportToTake, mandate: Mandate) -> None:
    mandate.require_country()
    await require_reached(reader, REPORT, stated.report_id, mandate)


async def _take(store: ObjectStore | None, job: Job) -> None:
    """Write down all that a report says, then pay all that is settled in its batch."""
    report_id = int(job.stated["report_id"])
    report = await reads.as_kept(job.database.reading, report_id)
    if report is None:
        raise nothing_here()
    batch_id, sha256 = report
    told = status.read(b"".join([piece async for piece in await files.told(store, sha256)]))
    said, after = 1, 0 if job.checkpoint is None else int(job.checkpoint["after"])
    while said:
        async with job.chunk() as write:
            await write.session.get_one(Batch, batch_id, with_for_update=True)
            said = await say_some(write, report_id, batch_id, told)
            await job.advance(write, done=job.done, total=None, checkpoint={"after": after})
    more = True
    while more:
        async with job.chunk() as write:
            paid, last = await settlements.settle(write, batch_id, after)
            more, after = last is not None, last or after
            await job.advance(write, done=job.done + paid, total=None, checkpoint={"after": after})
