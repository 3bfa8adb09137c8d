"""Awards as they were recorded before there were calls and a committee, which no route makes any more."""

from datetime import date
from decimal import Decimal
from typing import Any

import asyncpg

AWARD = {
    "project": "JPN-SDN-2019",
    "place": "IQG15Q08",
    "owner_sex": "female",
    "amount": Decimal("12500.00"),
    "currency": "USD",
    "approved_on": date(2019, 8, 1),
}


async def award(url: str, enterprise: int, **changes: Any) -> int:
    """An award of an enterprise, in the database of the grants service at `url`; gives its number."""
    stated = AWARD | changes
    stated["amount"] = Decimal(stated["amount"])
    if isinstance(stated["approved_on"], str):
        stated["approved_on"] = date.fromisoformat(stated["approved_on"])
    connection = await asyncpg.connect(url)
    try:
        made: int = await connection.fetchval(
            "INSERT INTO awards (enterprise_id, project, place, owner_sex, amount, currency, approved_on, recorded_by)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, 'staff:somebody') RETURNING id",
            enterprise,
            *(stated[name] for name in AWARD),
        )
    finally:
        await connection.close()
    return made
