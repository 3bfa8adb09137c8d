"""Livelihood assistance within a mandate; the person stays out of every view."""

from services.grants.assistances.tables import Assistance
from services.grants.assistances.views import ASSISTANCES, AssistanceView
from shared.database import Reader
from shared.facts import Source

ASSISTANCE = Source(
    "assistance",
    ASSISTANCES,
    Assistance,
    AssistanceView,
    place="fact.place",
    project="fact.project",
    person="fact.person_id",
)


async def has_payments(reader: Reader, id: int) -> bool:
    """Whether a payment of the assistance stands."""
    paid: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM payments WHERE assistance_id = $1 AND voided_at IS NULL)", id
    )
    return paid
