"""Monitoring visits within a mandate: they lie where the award does, and under its project."""

from datetime import date

import asyncpg

from services.grants.granting.awards.tables import Award
from services.grants.granting.owners.reads import people
from services.grants.granting.visits.tables import Visit
from services.grants.granting.visits.views import VISITS, DueVisitView, VisitView
from services.grants.marks import MONTHS, Mark
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

PATIENCE = 14
"""Days after which a visit that is due is overdue, as a follow-up is."""
_TODAY = "(clock_timestamp() AT TIME ZONE 'Asia/Baghdad')::date"
_MARKS = ", ".join(f"('{mark}', {months})" for mark, months in MONTHS.items())
_NEXT = f"""
    CROSS JOIN LATERAL (
        SELECT min(payment.paid_on) AS day FROM payments AS payment
        WHERE payment.award_id = fact.id AND payment.voided_at IS NULL
    ) AS paid
    LEFT JOIN LATERAL (
        SELECT mark.code, (paid.day + make_interval(months => mark.months))::date AS due_on
        FROM (VALUES {_MARKS}) AS mark (code, months)
        WHERE mark.months > coalesce((
            SELECT max(before.months) FROM visits AS done
            JOIN (VALUES {_MARKS}) AS before (code, months) ON before.code = done.mark
            WHERE done.award_id = fact.id AND done.voided_at IS NULL
        ), 0)
        ORDER BY mark.months LIMIT 1
    ) AS next ON true
"""  # noqa: S608 - no value in it

DUE_VISIT = Source(
    "award",
    VISITS,
    Award,
    DueVisitView,
    joins=_NEXT,
    place="fact.place",
    project="fact.project",
    person=people("fact.enterprise_id"),
    listed=f"next.due_on <= {_TODAY}",
    columns={
        "award_id": "fact.id",
        "paid_on": "paid.day",
        "mark": "next.code",
        "due_on": "next.due_on",
        "days_late": f"({_TODAY} - next.due_on)",
        "overdue": f"(next.due_on + {PATIENCE} < {_TODAY})",
    },
)
"""One row for each award whose enterprise is to be visited now."""

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
