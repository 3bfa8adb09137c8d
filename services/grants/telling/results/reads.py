"""What a project has supported, in one statement, and what became of it in another, as of one moment; in all or by
quarter."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from services.grants.assisting.assistances.views import Modality
from services.grants.granting.outcomes import reads as outcomes
from services.grants.people import Sex
from services.grants.telling.results.views import (
    RESULTS,
    BudgetView,
    EnterprisesSupportedView,
    FundedProjectView,
    LivelihoodsSupportedView,
    MoneyView,
    SupportQuartersView,
    SupportQuarterView,
    SupportView,
)
from shared.classification import opened
from shared.database import Reader
from shared.days import in_quarter
from shared.facts import standing
from shared.mandate import Mandate
from shared.money import Currency, written

# By quarter an enterprise or a person counts where it was first of a line, so that quarters add up to the whole; money
# where it was approved, and where it was paid.
_SUPPORT = f"""
WITH award AS MATERIALIZED (
    SELECT award.id, award.enterprise_id, award.owner_sex, left(award.place, 8) AS district,
        award.currency, award.amount, award.approved_on
    FROM awards AS award JOIN enterprises AS enterprise ON enterprise.id = award.enterprise_id
    WHERE award.project = $1 AND award.place LIKE ANY ($3)
      AND {standing("award", "$2")} AND {standing("enterprise", "$2")}
), assistance AS MATERIALIZED (
    SELECT assistance.id, coalesce(merged.survivor_id, assistance.person_id) AS person_id, assistance.sex,
        assistance.modality, assistance.currency, assistance.amount, assistance.approved_on
    FROM assistances AS assistance
    LEFT JOIN unnest($4::int[], $5::int[]) AS merged (person_id, survivor_id)
        ON merged.person_id = assistance.person_id
    WHERE assistance.project = $1 AND assistance.place LIKE ANY ($3) AND {standing("assistance", "$2")}
), money AS (
    SELECT currency, amount AS committed, 0 AS paid, approved_on AS day FROM award
    UNION ALL
    SELECT currency, amount, 0, approved_on FROM assistance
    UNION ALL
    SELECT payment.currency, 0, payment.amount, payment.paid_on
    FROM award JOIN payments AS payment ON payment.award_id = award.id AND {standing("payment", "$2")}
    UNION ALL
    SELECT payment.currency, 0, payment.amount, payment.paid_on
    FROM assistance JOIN payments AS payment
        ON payment.assistance_id = assistance.id AND {standing("payment", "$2")}
), began AS (
    SELECT CASE WHEN grouping(district) = 0 THEN 'by_place' WHEN grouping(owner_sex) = 0 THEN 'by_owner_sex'
            ELSE 'enterprises' END AS line,
        coalesce(district, owner_sex, 'total') AS code, min(approved_on) AS day
    FROM award GROUP BY enterprise_id, GROUPING SETS ((), (district), (owner_sex))
    UNION ALL
    SELECT CASE WHEN grouping(modality) = 0 THEN 'by_modality' WHEN grouping(sex) = 0 THEN 'by_sex'
            ELSE 'livelihoods' END,
        coalesce(modality, sex, 'total'), min(approved_on)
    FROM assistance GROUP BY person_id, GROUPING SETS ((), (modality), (sex))
), figures AS (
    SELECT {in_quarter("day", "$6")} AS quarter, line, code, count(*)::numeric AS figure, NULL::numeric AS paid
    FROM began GROUP BY 1, 2, 3
    UNION ALL
    SELECT {in_quarter("day", "$6")}, 'money', currency, sum(committed), sum(paid) FROM money GROUP BY 1, 3
)
SELECT project.code, project.title, project.donor, project.starts_on, project.ends_on, project.budget,
    project.currency, figures.quarter, figures.line, figures.code AS of, figures.figure, figures.paid
FROM (
    SELECT * FROM projects AS project WHERE project.code = $1 AND {standing("project", "$2")} ORDER BY id DESC LIMIT 1
) AS project
LEFT JOIN figures ON true
ORDER BY figures.quarter, figures.code
"""  # noqa: S608 - no value in it


async def support(
    reader: Reader, project: str, merged: list[list[int]], as_of: datetime, mandate: Mandate
) -> SupportView:
    """What a project has supported, by awards and assistances within the mandate's areas, as known at `as_of`.

    Enterprises and people count once a line, and the first of each pair in `merged` as the second. Without a project of
    this code, `project` is null and nothing counts.
    """
    rows = await _rows(reader, project, merged, as_of, mandate, by_quarter=False)
    became = await outcomes.outcomes(reader, project, as_of, mandate.area_patterns) if rows else outcomes.told({})
    told = SupportView(project=_project(rows), **_figures(rows), **dict(became))
    return opened(told, RESULTS, mandate.scope(RESULTS.name))


async def quarters(
    reader: Reader, project: str, merged: list[list[int]], as_of: datetime, mandate: Mandate
) -> SupportQuartersView:
    """The same by quarter, as far as quarters add up; those in which there was nothing are missing."""
    rows = await _rows(reader, project, merged, as_of, mandate, by_quarter=True)
    became = await outcomes.quarters(reader, project, as_of, mandate.area_patterns) if rows else {}
    supported = defaultdict(list)
    for row in rows:
        if row["quarter"] is not None:
            supported[row["quarter"]].append(row)
    told = []
    for since in sorted(supported.keys() | became.keys()):
        lasting = became.get(since) or outcomes.told({})
        figures = _figures(supported[since])
        told.append(SupportQuarterView(since=since, **figures, jobs=lasting.jobs, survival=lasting.survival))
    view = SupportQuartersView(project=_project(rows), quarters=told)
    return opened(view, RESULTS, mandate.scope(RESULTS.name))


async def _rows(
    reader: Reader, project: str, merged: list[list[int]], as_of: datetime, mandate: Mandate, *, by_quarter: bool
) -> list[Any]:
    if mandate.projects is not None and project not in mandate.projects:
        return []
    absorbed, survivors = [one for one, _ in merged], [other for _, other in merged]
    return await reader.fetch(_SUPPORT, project, as_of, mandate.area_patterns, absorbed, survivors, by_quarter)


def _project(rows: Sequence[Mapping[str, Any]]) -> FundedProjectView | None:
    if not rows:
        return None
    kept = rows[0]
    budget = BudgetView(amount=written(kept["budget"], Currency(kept["currency"])), currency=kept["currency"])
    return FundedProjectView.model_validate({**kept, "budget": budget})


def _figures(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Enterprises, livelihoods and money; nothing counts that has no row."""
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
            committed, paid = written(figure, currency), written(row["paid"], currency)
            money.append(MoneyView(currency=currency, committed=committed, paid=paid))
        elif line is not None:
            lines[line][code] = int(figure)
    return {
        "enterprises_supported": EnterprisesSupportedView.model_validate({**lines["enterprises"], **lines}),
        "livelihoods_supported": LivelihoodsSupportedView.model_validate({**lines["livelihoods"], **lines}),
        "money": money,
    }
