"""Awards within a mandate."""

from services.grants.awards.tables import Award
from services.grants.awards.views import AWARDS, AwardView
from shared.database import Reader
from shared.facts import Source

AWARD = Source("award", AWARDS, Award, AwardView, place="fact.place", project="fact.project")


async def has_payments(reader: Reader, id: int) -> bool:
    """Whether a payment of the award stands."""
    paid: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM payments WHERE award_id = $1 AND voided_at IS NULL)", id
    )
    return paid
