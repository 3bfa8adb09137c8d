"""How applications were scored when they were screened: by the rules of their call, from what was stated until then."""

import json
from decimal import Decimal

import asyncpg

from services.grants.granting.applications.scoring import Business, score
from services.grants.granting.calls.views import ScoringVersion
from shared.money import Currency

_SCREENED = """
SELECT way.application_id, way.at, way.by, call.scoring, call.currency, form.amount, form.contribution,
    form.new_women + form.new_men AS new_jobs, enterprise.staff_women AS women, enterprise.staff_men AS men,
    form.priority_staff, extract(year FROM way.at)::int - enterprise.founded AS years, enterprise.revenue,
    enterprise.currency AS revenue_currency, form.female_representative, form.female_leader,
    form.social_responsibility, form.staff_benefits, form.diversity_policy
FROM way
JOIN applied ON applied.id = way.application_id
JOIN calls AS call ON call.id = applied.call_id
JOIN forms AS form ON form.application_id = applied.id AND form.number = 0
JOIN enterprises AS enterprise ON enterprise.id = applied.enterprise_id
WHERE way.stage = 'eoi_screened' ORDER BY way.at
"""
_COLUMNS = ("application_id", "form", "scoring", "score", "parts", "unmet", "recorded_at", "recorded_by")


async def record(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Record the score of each application that came so far."""
    rows = [_screening(row) for row in await connection.fetch(_SCREENED)]
    await connection.copy_records_to_table("screenings", records=rows, columns=_COLUMNS)


def _screening(row: asyncpg.Record) -> tuple[object, ...]:
    stated = dict(row)
    application, at, by = (stated.pop(name) for name in ("application_id", "at", "by"))
    version = ScoringVersion(stated.pop("scoring"))
    business = Business(
        **stated
        | {
            "currency": Currency(stated["currency"]),
            "revenue_currency": Currency(stated["revenue_currency"]),
            "years": max(0, stated["years"]),
        }
    )
    scored = score(business, version)
    parts = json.dumps({name: str(points) for name, points in scored.parts.items()})
    return application, 0, version.value, Decimal(scored.total), parts, [], at, by
