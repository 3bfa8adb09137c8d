"""What a project has supported, in one statement, and what became of it in another, as of one moment."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.grants.assistances.views import Modality
from services.grants.outcomes import reads as outcomes
from services.grants.outcomes.views import OUTCOMES
from services.grants.people import Sex
from services.grants.results.views import (
    RESULTS,
    BudgetView,
    EnterprisesSupportedView,
    FundedProjectView,
    LivelihoodsSupportedView,
    MoneyView,
    SupportView,
)
from shared.classification import opened as opened_by
from shared.database import Reader
from shared.facts import standing
from shared.mandate import Mandate
from shared.money import Currency, written
from shared.views import View

_SUPPORT = f"""
WITH award AS MATERIALIZED (
    SELECT award.id, award.enterprise_id, award.owner_sex, left(award.place, 8) AS district,
        award.currency, award.amount
    FROM awards AS award JOIN enterprises AS enterprise ON enterprise.id = award.enterprise_id
    WHERE award.project = $1 AND award.place LIKE ANY ($3)
      AND {standing("award", "$2")} AND {standing("enterprise", "$2")}
), assistance AS MATERIALIZED (
    SELECT assistance.id, coalesce(merged.survivor_id, assistance.person_id) AS person_id, assistance.sex,
        assistance.modality, assistance.currency, assistance.amount
    FROM assistances AS assistance
    LEFT JOIN unnest($4::int[], $5::int[]) AS merged (person_id, survivor_id)
        ON merged.person_id = assistance.person_id
    WHERE assistance.project = $1 AND assistance.place LIKE ANY ($3) AND {standing("assistance", "$2")}
), money AS (
    SELECT currency, amount AS committed, 0 AS paid FROM award
    UNION ALL
    SELECT currency, amount, 0 FROM assistance
    UNION ALL
    SELECT payment.currency, 0, payment.amount
    FROM award JOIN payments AS payment ON payment.award_id = award.id AND {standing("payment", "$2")}
    UNION ALL
    SELECT payment.currency, 0, payment.amount
    FROM assistance JOIN payments AS payment
        ON payment.assistance_id = assistance.id AND {standing("payment", "$2")}
), figures AS (
    SELECT CASE WHEN grouping(district) = 0 THEN 'by_place' WHEN grouping(owner_sex) = 0 THEN 'by_owner_sex'
            ELSE 'enterprises' END AS line,
        coalesce(district, owner_sex, 'total') AS code,
        count(DISTINCT enterprise_id)::numeric AS figure, NULL::numeric AS paid
    FROM award GROUP BY GROUPING SETS ((), (district), (owner_sex))
    UNION ALL
    SELECT CASE WHEN grouping(modality) = 0 THEN 'by_modality' WHEN grouping(sex) = 0 THEN 'by_sex'
            ELSE 'livelihoods' END,
        coalesce(modality, sex, 'total'), count(DISTINCT person_id), NULL
    FROM assistance GROUP BY GROUPING SETS ((), (modality), (sex))
    UNION ALL
    SELECT 'money', currency, sum(committed), sum(paid) FROM money GROUP BY currency
)
SELECT project.code, project.title, project.donor, project.starts_on, project.ends_on, project.budget,
    project.currency, figures.line, figures.code AS of, figures.figure, figures.paid
FROM (
    SELECT * FROM projects AS project WHERE project.code = $1 AND {standing("project", "$2")} ORDER BY id DESC LIMIT 1
) AS project
CROSS JOIN figures
ORDER BY figures.code
"""  # noqa: S608 - no value in it


async def support(
    reader: Reader, project: str, merged: list[list[int]], as_of: datetime, mandate: Mandate
) -> SupportView:
    """What a project has supported, by awards and assistances within the mandate's areas, as known at `as_of`.

    Enterprises and people count once a line, and the first of each pair in `merged` as the second. Without a project of
    this code, `project` is null and nothing counts.
    """
    scope = mandate.scope(RESULTS.name)

    def opened(view: type[View], parts: Mapping[str, Any]) -> dict[str, Any]:
        return {name: parts[name] for name in RESULTS.readable(scope, tuple(view.model_fields))}

    within = mandate.projects is None or project in mandate.projects
    absorbed, survivors = [one for one, _ in merged], [other for _, other in merged]
    asked = (project, as_of, mandate.area_patterns, absorbed, survivors)
    rows = await reader.fetch(_SUPPORT, *asked) if within else []
    became = await outcomes.outcomes(reader, project, as_of, mandate.area_patterns) if rows else outcomes.told({})
    lines: dict[str, dict[str, int]] = {
        "enterprises": {"total": 0},
        "by_place": {},
        "by_owner_sex": dict.fromkeys(Sex, 0),
        "livelihoods": {"total": 0},
        "by_modality": dict.fromkeys(Modality, 0),
        "by_sex": dict.fromkeys(Sex, 0),
    }
    money = []
    for row in rows:
        line, code, figure = row["line"], row["of"], row["figure"]
        if line == "money":
            currency = Currency(code)
            amounts = {"committed": written(figure, currency), "paid": written(row["paid"], currency)}
            money.append(opened(MoneyView, {"currency": currency, **amounts}))
        else:
            lines[line][code] = int(figure)
    parts = {
        "project": None,
        "enterprises_supported": opened(EnterprisesSupportedView, {**lines["enterprises"], **lines}),
        "livelihoods_supported": opened(LivelihoodsSupportedView, {**lines["livelihoods"], **lines}),
        "money": money,
        **dict(opened_by(became, OUTCOMES, scope)),
    }
    if rows:
        kept = rows[0]
        budget = {"amount": written(kept["budget"], Currency(kept["currency"])), "currency": kept["currency"]}
        parts["project"] = opened(FundedProjectView, {**kept, "budget": opened(BudgetView, budget)})
    return SupportView.model_validate(opened(SupportView, parts))
