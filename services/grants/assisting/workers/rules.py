"""What may happen to a worker: they take a place at a site, and give it back while no day of theirs stands.

Whoever gives a place away holds the site alone, so of two who want the last one, one gets it.
"""

from services.grants.assisting.assistances.rules import require_assistance, require_going_on
from services.grants.assisting.assistances.views import Modality
from services.grants.assisting.workers import reads
from services.grants.assisting.workers.reads import WORKER
from services.grants.assisting.workers.tables import Worker
from services.grants.assisting.workers.views import WorkerDraft
from services.grants.assisting.works.rules import require_work
from shared import facts
from shared.errors import Conflict, Invalid
from shared.mandate import Mandate
from shared.views import VoidReason
from shared.write import Write, judged


async def take_place(write: Write, draft: WorkerDraft, mandate: Mandate) -> int:
    """Give a place at a site to somebody for whom cash for work was approved under the same project."""
    work = await require_work(write, draft.work_id, mandate, "work_id", alone=True)
    assistance = await require_assistance(write, draft.assistance_id, mandate)
    if assistance.modality is not Modality.CASH_FOR_WORK:
        raise Conflict("not-cash-for-work", "This is no cash for work.", field="assistance_id")
    if assistance.project != work.project:
        raise Invalid("other-project", "This is of another project.", field="assistance_id")
    if assistance.currency is not work.currency:
        raise Invalid(
            "other-currency", "This was approved in {currency}.", field="assistance_id", currency=assistance.currency
        )
    await require_going_on(await write.reader(), assistance.id, "assistance_id")
    worker = Worker(
        **draft.model_dump(), person_id=assistance.person_id, currency=work.currency, recorded_by=write.caller
    )
    verdicts = {
        "uq_workers_standing": Conflict("works-already", "They have a place at this site.", field="assistance_id"),
        "worker_within_places": Conflict("no-place-left", "Every place at this site is taken.", field="work_id"),
        "worker_within_cap": Conflict(
            "above-cap", "This is for more than the days at this site are worth.", field="assistance_id"
        ),
    }
    async with judged(write, verdicts):
        write.session.add(worker)
    write.trail("worker.placed", worker.id, work=worker.work_id, assistance=worker.assistance_id)
    return worker.id


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Take back a place of somebody who has not worked."""
    await facts.hold(write, WORKER, Worker, id, mandate)
    if await reads.has_worked(await write.reader(), id):
        raise Conflict("worker-has-days", "Void the days first.")
    return await facts.void(write, WORKER, id, reason, mandate)
