"""Facts of this service that give way to others at one moment, so that nobody sees both or neither."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlmodel import col

from shared.errors import already_voided
from shared.tables import Fact
from shared.views import VoidReason
from shared.write import Write


async def restate(
    write: Write, old: Sequence[Fact], new: Sequence[Fact], reason: VoidReason = VoidReason.CORRECTED
) -> None:
    """Void facts of one table and add others, which a flush records; refused where somebody voided one meanwhile."""
    now: datetime = (await write.session.execute(select(func.recorded_now()))).scalar_one()
    if old:
        table: Any = type(old[0])
        ids = [fact.id for fact in old]  # type: ignore[attr-defined]
        voided = await write.session.execute(
            update(table)
            .where(col(table.id).in_(ids), col(table.voided_at).is_(None))
            .values(voided_at=now, voided_by=write.caller, void_reason=reason)
            .returning(col(table.id))
            .execution_options(synchronize_session=False)
        )
        if len(voided.all()) < len(ids):
            raise already_voided()
    for fact in new:
        fact.recorded_at = now
    write.session.add_all(new)
