"""What was granted and paid in an area and which jobs are there, each in one statement, as it was known at a moment.

All lies where the award or the assistance does. A job counts, as in the results of a project, when it has lasted long
enough, and in the quarter in which it came to that.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from services.grants.assisting.assistances.views import Modality
from services.grants.granting.employments.views import JobKind
from services.grants.granting.outcomes.views import LASTING
from services.grants.marks import MONTHS
from services.grants.people import AgeBand, DisplacementStatus, Sex
from services.grants.telling.areas.views import (
    AREAS,
    AreaView,
    GrantsQuarterView,
    GrantsView,
    JobsCountedView,
    JobsQuarterView,
    JobsView,
    MoneyView,
)
from shared.callers import DatasetName
from shared.classification import MODERATE
from shared.database import Reader
from shared.days import day_of, last_quarters, quarter
from shared.facts import standing
from shared.mandate import Mandate
from shared.money import Currency, written
from shared.views import View

GRANTS = (DatasetName.AWARDS, DatasetName.ASSISTANCES, DatasetName.PAYMENTS)
"""What has to be opened to be told of grants."""
JOBS = (DatasetName.EMPLOYMENTS,)
"""And of jobs."""


def _there(alias: str) -> str:
    """SQL: it stood at the moment, $1, in the area, $2, and is of a project in reach, $3, if not of all."""
    return f"{standing(alias, '$1')} AND {alias}.place LIKE $2 AND ($3::text[] IS NULL OR {alias}.project = ANY ($3))"


_AWARDS = f"""awards AS award
    JOIN enterprises AS enterprise ON enterprise.id = award.enterprise_id AND {standing("enterprise", "$1")}"""

_GRANTS = f"""
WITH award AS MATERIALIZED (
    SELECT award.id, award.enterprise_id, award.currency, award.amount, {quarter("award.approved_on")} AS quarter
    FROM {_AWARDS} WHERE {_there("award")}
), assistance AS MATERIALIZED (
    SELECT assistance.id, assistance.modality, assistance.currency, assistance.amount,
        {quarter("assistance.approved_on")} AS quarter
    FROM assistances AS assistance WHERE {_there("assistance")}
), money AS (
    SELECT currency, quarter, amount AS committed, 0 AS paid FROM award
    UNION ALL
    SELECT currency, quarter, amount, 0 FROM assistance
    UNION ALL
    SELECT payment.currency, {quarter("payment.paid_on")}, 0, payment.amount
    FROM award JOIN payments AS payment ON payment.award_id = award.id AND {standing("payment", "$1")}
    UNION ALL
    SELECT payment.currency, {quarter("payment.paid_on")}, 0, payment.amount
    FROM assistance JOIN payments AS payment ON payment.assistance_id = assistance.id AND {standing("payment", "$1")}
)
SELECT 'enterprises' AS line, NULL::date AS quarter, NULL AS of, count(DISTINCT enterprise_id)::numeric AS figure,
    NULL::numeric AS paid
FROM award
UNION ALL
SELECT 'awards', quarter, NULL, count(*), NULL FROM award GROUP BY GROUPING SETS ((), (quarter))
UNION ALL
SELECT 'packages', quarter, modality, count(*), NULL FROM assistance GROUP BY GROUPING SETS ((), (quarter), (modality))
UNION ALL
SELECT 'money', quarter, currency, sum(committed), sum(paid)
FROM money GROUP BY GROUPING SETS ((currency), (currency, quarter))
ORDER BY of
"""  # noqa: S608 - no value in it

_LASTED = "job.starts_on + make_interval(months => $5::int)"
_JOBS = f"""
WITH job AS MATERIALIZED (
    SELECT job.kind, job.fte, job.sex, job.age_band, job.displacement_status, {quarter(f"({_LASTED})")} AS quarter
    FROM {_AWARDS}
    JOIN employments AS job ON job.award_id = award.id AND {standing("job", "$1")}
    LEFT JOIN employment_ends AS ended ON ended.employment_id = job.id AND ended.recorded_at <= $1
    WHERE {_there("award")} AND {_LASTED} <= least(ended.ends_on + 1, $4::date)
)
SELECT kind, sex, age_band, displacement_status, quarter, count(*) AS jobs, sum(fte) AS fte
FROM job GROUP BY GROUPING SETS ((kind), (kind, sex), (kind, age_band), (kind, displacement_status), (kind, quarter))
"""  # noqa: S608 - no value in it


async def area(reader: Reader, pcode: str, as_of: datetime, mandate: Mandate) -> AreaView:
    """What the mandate opens of an area, as known at `as_of`. Refused outside its areas."""
    mandate.scope(AREAS.name)
    mandate.require_place(pcode, "pcode")
    day = day_of(as_of)
    told: dict[str, View] = {}
    where = (as_of, f"{pcode}%", mandate.projects)
    if _opens(mandate, *GRANTS):
        told["grants"] = _grants(await reader.fetch(_GRANTS, *where), day)
    if _opens(mandate, *JOBS):
        told["jobs"] = _jobs(await reader.fetch(_JOBS, *where, day, MONTHS[LASTING]), day)
    return AreaView.model_validate(told)


def _opens(mandate: Mandate, *datasets: DatasetName) -> bool:
    """Whether the mandate opens all of these so deep that what is counted of them is told."""
    scopes = [mandate.datasets.get(dataset) for dataset in datasets]
    return all(scope is not None and MODERATE.within(scope.ceiling) for scope in scopes)


def _grants(rows: Iterable[Any], day: date) -> GrantsView:
    figures: dict[tuple[str, date | None, str | None], int] = defaultdict(int)
    money: dict[date | None, list[MoneyView]] = defaultdict(list)
    for row in rows:
        if row["line"] == "money":
            currency = Currency(row["of"])
            amounts = {"committed": written(row["figure"], currency), "paid": written(row["paid"], currency)}
            money[row["quarter"]].append(MoneyView(currency=currency, **amounts))
        else:
            figures[row["line"], row["quarter"], row["of"]] = int(row["figure"])
    return GrantsView(
        enterprises=figures["enterprises", None, None],
        awards=figures["awards", None, None],
        packages=figures["packages", None, None],
        by_modality={modality: figures["packages", None, modality] for modality in Modality},
        money=money[None],
        quarters=[
            GrantsQuarterView(
                since=since,
                awards=figures["awards", since, None],
                packages=figures["packages", since, None],
                money=money[since],
            )
            for since, _ in last_quarters(day)
        ],
    )


def _jobs(rows: Iterable[Any], day: date) -> JobsView:
    counted: dict[tuple[str, str, Any], int] = defaultdict(int)
    fte: dict[str, Decimal] = defaultdict(lambda: Decimal("0.00"))
    for row in rows:
        part = next((name for name in ("sex", "age_band", "displacement_status", "quarter") if row[name]), "total")
        counted[row["kind"], part, row.get(part)] = row["jobs"]
        if part == "total":
            fte[row["kind"]] = row["fte"]

    def of(kind: JobKind) -> JobsCountedView:
        return JobsCountedView(
            total=counted[kind, "total", None],
            fte=str(fte[kind]),
            by_sex={sex: counted[kind, "sex", sex] for sex in Sex},
            by_age_band={band: counted[kind, "age_band", band] for band in AgeBand},
            by_displacement_status={
                status: counted[kind, "displacement_status", status] for status in DisplacementStatus
            },
        )

    return JobsView(
        created=of(JobKind.NEW),
        improved=of(JobKind.IMPROVED),
        quarters=[
            JobsQuarterView(
                since=since,
                created=counted[JobKind.NEW, "quarter", since],
                improved=counted[JobKind.IMPROVED, "quarter", since],
            )
            for since, _ in last_quarters(day)
        ],
    )
