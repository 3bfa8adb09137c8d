"""The portfolio within a mandate, each of its tables in one statement."""

from typing import Any

from services.grants.funding.ledger.reads import ALLOTTED
from services.grants.granting.applications.stages import IN_ASSESSMENT, Stage
from services.grants.granting.calls.reads import GRANTED
from services.grants.telling.portfolio.views import (
    PORTFOLIO,
    AgeingView,
    DaysView,
    ForecastView,
    PipelineView,
    PortfolioAsked,
    PortfolioView,
)
from shared.classification import opened
from shared.database import Reader
from shared.mandate import Mandate
from shared.money import Currency, written

_REACHED = """
WITH reached AS (
    SELECT application.id, application.call_id, application.place, call.currency
    FROM applications AS application
    JOIN calls AS call ON call.id = application.call_id
    JOIN funds AS fund ON fund.id = call.fund_id
    WHERE application.voided_at IS NULL AND application.place LIKE ANY ($1)
        AND ($2::text[] IS NULL OR fund.project = ANY ($2))
        AND ($3::text IS NULL OR fund.project = $3)
        AND ($4::int IS NULL OR application.call_id = $4)
        AND ($5::text IS NULL OR application.place LIKE $5 || '%')
), step AS (
    SELECT reached.id, stage, recorded_at, number,
        lead(recorded_at) OVER (PARTITION BY reached.id ORDER BY number) AS left_at
    FROM reached JOIN transitions ON transitions.application_id = reached.id
), stands AS (
    SELECT DISTINCT ON (id) id, stage, recorded_at FROM step ORDER BY id, number DESC
), asked AS (
    SELECT reached.id, coalesce(award.amount, form.amount, 0) AS amount
    FROM reached
    LEFT JOIN LATERAL (
        SELECT amount FROM forms WHERE application_id = reached.id ORDER BY number DESC LIMIT 1
    ) AS form ON true
    LEFT JOIN awards AS award ON award.application_id = reached.id AND award.voided_at IS NULL
)
"""
_PIPELINE = f"""{_REACHED}
SELECT stands.stage, left(reached.place, 8) AS district, count(*) AS applications, sum(asked.amount) AS amount,
    reached.currency
FROM reached JOIN stands ON stands.id = reached.id JOIN asked ON asked.id = reached.id
GROUP BY 1, 2, 5 ORDER BY 1, 2, 5
"""  # noqa: S608 - no value in it
_AGEING = f"""{_REACHED}, age AS (
    SELECT stage, extract(epoch FROM clock_timestamp() - recorded_at) / 86400 AS days FROM stands
)
SELECT stage, count(*) AS applications,
    round(percentile_cont(0.5) WITHIN GROUP (ORDER BY days)::numeric, 1) AS median_days,
    floor(max(days))::int AS longest_days, count(*) FILTER (WHERE days > 30) AS over_30_days,
    count(*) FILTER (WHERE days > 90) AS over_90_days
FROM age GROUP BY stage
"""  # noqa: S608 - no value in it
_DAYS = f"""{_REACHED}, stay AS (
    SELECT stage, extract(epoch FROM left_at - recorded_at) / 86400 AS days FROM step WHERE left_at IS NOT NULL
)
SELECT stage, count(*) AS passed, round(percentile_cont(0.5) WITHIN GROUP (ORDER BY days)::numeric, 1) AS median_days,
    floor(max(days))::int AS longest_days
FROM stay GROUP BY stage
"""  # noqa: S608 - no value in it
_FORECAST = f"""{_REACHED}
SELECT call.id AS call_id, call.budget, call.currency,
    {GRANTED.format(call="call.id")} AS granted, {ALLOTTED.format(call="call.id")} AS allotted,
    coalesce(sum(asked.amount) FILTER (WHERE stands.stage = '{Stage.BUSINESS_PLAN}'), 0) AS decided_next,
    coalesce(sum(asked.amount) FILTER (WHERE stands.stage = ANY ($6)), 0) AS in_assessment
FROM reached JOIN stands ON stands.id = reached.id JOIN asked ON asked.id = reached.id
JOIN calls AS call ON call.id = reached.call_id
GROUP BY call.id ORDER BY call.id
"""  # noqa: S608 - no value in it
_VISITS = f"""{_REACHED}
SELECT stands.id FROM stands JOIN applications AS application ON application.id = stands.id
WHERE stands.stage = '{Stage.EOI_SCREENED}' AND NOT EXISTS (
    SELECT FROM verifications AS visit WHERE visit.enterprise_id = application.enterprise_id
        AND visit.voided_at IS NULL AND visit.recorded_at >
        (SELECT received.recorded_at FROM step AS received WHERE received.id = stands.id AND received.stage = 'eoi'))
ORDER BY stands.recorded_at, stands.id LIMIT 200
"""  # noqa: S608 - no value in it
_BEFORE_THE_PLAN = [stage.value for stage in IN_ASSESSMENT if stage is not Stage.BUSINESS_PLAN]
_ORDER = {stage: place for place, stage in enumerate(Stage)}


async def portfolio(reader: Reader, asked: PortfolioAsked, mandate: Mandate) -> PortfolioView:
    """Where the applications are that the caller may see, how long, and what they will cost."""
    scope = mandate.scope(PORTFOLIO.name)
    projects = None if mandate.projects is None else list(mandate.projects)
    limits: tuple[Any, ...] = (mandate.area_patterns, projects, asked.project, asked.call_id, asked.place)
    pipeline = [
        PipelineView.model_validate({**row, "amount": written(row["amount"], Currency(row["currency"]))})
        for row in await reader.fetch(_PIPELINE, *limits)
    ]
    ageing = [AgeingView.model_validate(dict(row)) for row in await reader.fetch(_AGEING, *limits)]
    stays = [DaysView.model_validate(dict(row)) for row in await reader.fetch(_DAYS, *limits)]
    told = PortfolioView(
        pipeline=sorted(pipeline, key=lambda line: (_ORDER[line.stage], line.district)),
        ageing=sorted(ageing, key=lambda line: _ORDER[line.stage]),
        stages=sorted(stays, key=lambda line: _ORDER[line.stage]),
        forecast=[_forecast(row) for row in await reader.fetch(_FORECAST, *limits, _BEFORE_THE_PLAN)],
        visits_due=[row["id"] for row in await reader.fetch(_VISITS, *limits)],
    )
    return opened(told, PORTFOLIO, scope)


def _forecast(row: Any) -> ForecastView:
    currency = Currency(row["currency"])
    amounts = {name: row[name] for name in ("budget", "granted", "decided_next", "in_assessment")}
    amounts["left"] = row["allotted"] - row["decided_next"]
    told = {name: written(amount, currency) for name, amount in amounts.items()}
    return ForecastView(call_id=row["call_id"], currency=currency, **told)
