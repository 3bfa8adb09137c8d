"""Ending something for good."""

from typing import Any

from sqlalchemy import func, update
from sqlmodel import col

from gateway.access.endings.tables import Endable
from gateway.access.endings.views import EndReason
from shared.write import Write


async def end(write: Write, ended: Endable, reason: EndReason) -> None:
    """State that something, held by this write, holds no longer from now on."""
    table: Any = type(ended)
    await write.session.execute(
        update(table)
        .where(col(table.id) == ended.id)  # type: ignore[attr-defined]
        .values(voided_at=func.recorded_now(), voided_by=write.caller, void_reason=reason)
    )
