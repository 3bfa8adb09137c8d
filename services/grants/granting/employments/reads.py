"""Jobs in enterprises within a mandate: they lie where the award does, and under its project."""

from services.grants.granting.employments.tables import Employment
from services.grants.granting.employments.views import EMPLOYMENTS, EmploymentView
from shared.database import Reader
from shared.facts import Source

EMPLOYMENT = Source(
    "employment",
    EMPLOYMENTS,
    Employment,
    EmploymentView,
    joins=(
        "JOIN awards AS award ON award.id = fact.award_id"
        " LEFT JOIN employment_ends AS ended ON ended.employment_id = fact.id"
    ),
    place="award.place",
    project="award.project",
    person="fact.person_id",
    columns={
        "enterprise_id": "award.enterprise_id",
        "project": "award.project",
        "place": "award.place",
        "ends_on": "ended.ends_on",
    },
)


async def many(reader: Reader, award_id: int) -> int:
    """How many jobs of an award stand."""
    found: int = await reader.fetchval(
        "SELECT count(*) FROM employments WHERE award_id = $1 AND voided_at IS NULL", award_id
    )
    return found
