"""Enterprises within a mandate."""

from services.grants.enterprises.tables import Enterprise
from services.grants.enterprises.views import ENTERPRISES, EnterpriseView
from shared.database import Reader
from shared.facts import Source

ENTERPRISE = Source("enterprise", ENTERPRISES, Enterprise, EnterpriseView, place="fact.place")


async def has_awards(reader: Reader, id: int) -> bool:
    """Whether an award of the enterprise stands."""
    awarded: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM awards WHERE enterprise_id = $1 AND voided_at IS NULL)", id
    )
    return awarded
