"""Who and what is suspended now."""

from typing import Literal

import asyncpg

from gateway.access.decisions import reads as decisions
from gateway.access.suspensions.views import SuspensionView
from shared.database import Reader


def suspended(column: Literal["partner_id", "agreement_id"], id: str) -> str:
    """SQL: whether a suspension of the partner or agreement whose id is in the column `id` lasts."""
    return (
        f"EXISTS (SELECT FROM suspensions AS suspension WHERE suspension.{column} = {id}"
        f" AND NOT {decisions.taken('suspension.decision_id')})"
    )


async def resumptions(reader: Reader, column: Literal["partner_id", "agreement_id"], id: int) -> list[int]:
    """The decisions to resume that a partner or an agreement waits for: one of each suspension that lasts."""
    return [row["decision_id"] for row in await _lasting(reader, column, id)]


async def lasting(reader: Reader, column: Literal["partner_id", "agreement_id"], id: int) -> list[SuspensionView]:
    """The suspensions of a partner or of an agreement that last, the latest first."""
    return [
        SuspensionView(
            reason=row["reason"],
            recorded_at=row["recorded_at"],
            recorded_by=row["recorded_by"],
            resumption=await decisions.decision(reader, row["decision_id"]),
        )
        for row in await _lasting(reader, column, id)
    ]


async def _lasting(reader: Reader, column: Literal["partner_id", "agreement_id"], id: int) -> list[asyncpg.Record]:
    return await reader.fetch(
        f"SELECT reason, recorded_at, recorded_by, decision_id FROM suspensions AS suspension WHERE {column} = $1"  # noqa: S608 - names from code
        f" AND NOT {decisions.taken('suspension.decision_id')} ORDER BY id DESC",
        id,
    )
