"""What may happen to a cohort: it is kept, and voided when nobody asks for it any more."""

from sqlalchemy import func, update
from sqlmodel import col

from gateway.cohorts import reads
from gateway.cohorts.tables import Cohort
from gateway.cohorts.views import CohortDraft
from shared.errors import Conflict, already_voided
from shared.views import VoidReason
from shared.write import Write, judged


async def keep(write: Write, draft: CohortDraft) -> int:
    """Keep a question under its name."""
    assert draft.name is not None
    cohort = Cohort(
        name=draft.name,
        expression=draft.expression.model_dump(mode="json", by_alias=True, exclude_none=True),
        by=draft.by,
        recorded_by=write.caller,
    )
    async with judged(write, {"uq_cohorts_standing": Conflict("name-taken", "A cohort has this name.", field="name")}):
        write.session.add(cohort)
    write.trail("cohort.kept", cohort.id)
    return cohort.id


async def void(write: Write, id: int, reason: VoidReason) -> int:
    """Keep it no longer; what it asked stays readable by its number."""
    await reads.kept(await write.reader(), id)
    voided = await write.session.execute(
        update(Cohort)
        .where(col(Cohort.id) == id, col(Cohort.voided_at).is_(None))
        .values(voided_at=func.recorded_now(), voided_by=write.caller, void_reason=reason)
        .returning(col(Cohort.id))
    )
    if voided.scalar() is None:
        raise already_voided()
    write.trail("cohort.voided", id, reason=reason)
    return id
