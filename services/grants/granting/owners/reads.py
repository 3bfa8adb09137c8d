"""Owners within a mandate: they lie where the enterprise does; the person stays out of every view."""

import asyncpg

from services.grants.granting.owners.tables import Owner
from services.grants.granting.owners.views import OWNERS, OwnerView
from shared.database import Reader
from shared.facts import Source

OWNER = Source(
    "owner",
    OWNERS,
    Owner,
    OwnerView,
    joins="JOIN enterprises AS enterprise ON enterprise.id = fact.enterprise_id",
    place="enterprise.place",
    person="fact.person_id",
)

_PEOPLE = "SELECT array_agg(owner.person_id) FROM owners AS owner WHERE owner.voided_at IS NULL AND owner.enterprise_id"


def people(enterprise: str) -> str:
    """SQL: the people who own an enterprise, by the SQL of its number."""
    return f"({_PEOPLE} = {enterprise})"


async def of_enterprise(reader: Reader, enterprise_id: int) -> list[int]:
    """Who owns an enterprise, each by `person_id`. They stay the same until a write ends that holds the enterprise."""
    return await reader.fetchval(f"SELECT {people('$1')}", enterprise_id) or []


async def standing(reader: Reader, enterprise_id: int) -> list[asyncpg.Record]:
    """Who owns an enterprise, each by `person_id`, with the `sex` that they state."""
    return await reader.fetch(
        "SELECT person_id, sex FROM owners WHERE enterprise_id = $1 AND voided_at IS NULL ORDER BY id", enterprise_id
    )


async def hold(reader: Reader, enterprise_id: int | None, areas: list[str]) -> bool:
    """Hold an enterprise that stands in one of these areas, with its owners, until the write ends; whether there is
    one."""
    held = await reader.fetchval(
        "SELECT id FROM enterprises WHERE id = $1 AND voided_at IS NULL AND place LIKE ANY ($2) FOR UPDATE",
        enterprise_id,
        areas,
    )
    return held is not None


_PAID = f"""
SELECT DISTINCT unnest(
    CASE WHEN instruction.assistance_id IS NULL THEN {people("instruction.enterprise_id")}
        ELSE ARRAY[assistance.person_id] END
)
FROM instructions AS instruction LEFT JOIN assistances AS assistance ON assistance.id = instruction.assistance_id
WHERE instruction.batch_id = $1 AND instruction.voided_at IS NULL LIMIT $2
"""  # noqa: S608 - no value in it


async def of_batch(reader: Reader, id: int, most: int) -> list[int] | None:
    """Whom the accounts in a batch are of, each by `person_id`; nothing where these are more than `most`."""
    rows = await reader.fetch(_PAID, id, most + 1)
    return None if len(rows) > most else [row[0] for row in rows]
