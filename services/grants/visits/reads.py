"""Monitoring visits within a mandate: they lie where the award does, and under its project."""

from datetime import date

import asyncpg

from services.grants.marks import MONTHS, Mark
from services.grants.owners.reads import people
from services.grants.visits.tables import Visit
from services.grants.visits.views import VISITS, VisitView
from shared.database import Reader
from shared.facts import Source

_OBSERVED = """(
    SELECT coalesce(json_agg(
        json_build_object('observation', each.observation, 'severity', each.severity) ORDER BY each.observation
    ), '[]') FROM visit_observations AS each WHERE each.visit_id = fact.id
)"""

VISIT = Source(
    "visit",
    VISITS,
    Visit,
    VisitView,
    joins="JOIN awards AS award ON award.id = fact.award_id",
    place="award.place",
    project="award.project",
    person=people("award.enterprise_id"),
    columns={
        "enterprise_id": "award.enterprise_id",
        "project": "award.project",
        "place": "award.place",
        "observed": _OBSERVED,
        "photos": "ARRAY(SELECT file_id FROM visit_photos WHERE visit_id = fact.id ORDER BY file_id)",
    },
)

_DUE = """
SELECT (min(paid_on) + make_interval(months => $2))::date FROM payments WHERE award_id = $1 AND voided_at IS NULL
"""
_FILES = "SELECT id, type FROM files WHERE enterprise_id = $1 AND id = ANY ($2) AND voided_at IS NULL FOR SHARE"


async def due(reader: Reader, award_id: int, mark: Mark) -> date | None:
    """From which day on an award may be visited at a mark; none while nothing of it is paid."""
    day: date | None = await reader.fetchval(_DUE, award_id, MONTHS[mark])
    return day


async def files(reader: Reader, enterprise_id: int, ids: list[int]) -> list[asyncpg.Record]:
    """Those of these files that stand and are about an enterprise, with the `type` of each; held until the write
    ends."""
    return await reader.fetch(_FILES, enterprise_id, ids)
