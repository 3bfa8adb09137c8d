"""A project by its code, and whether anything stands under it."""

from services.grants.funding.projects.tables import Project
from services.grants.funding.projects.views import PROJECTS, ProjectView
from shared.database import Reader
from shared.facts import Source

# After a correction a code has several rows: the one that stands is shown, or else the last.
PROJECT = Source(
    "project",
    PROJECTS,
    Project,
    ProjectView,
    joins=(
        "JOIN LATERAL (SELECT other.id FROM projects AS other WHERE other.code = fact.code"
        " ORDER BY other.voided_at IS NULL DESC, other.id DESC LIMIT 1) AS shown ON shown.id = fact.id"
    ),
    key="fact.code",
    project="fact.code",
)


async def in_use(reader: Reader, code: str) -> bool:
    """Whether a fund, a phase, an award or an assistance stands under the project."""
    used: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM awards WHERE project = $1 AND voided_at IS NULL)"
        " OR EXISTS (SELECT FROM assistances WHERE project = $1 AND voided_at IS NULL)"
        " OR EXISTS (SELECT FROM funds WHERE project = $1 AND voided_at IS NULL)"
        " OR EXISTS (SELECT FROM phases WHERE project = $1 AND voided_at IS NULL)",
        code,
    )
    return used
