"""What became of a project's awards, in one statement, as of a moment, in all or by quarter.

A job counts in the quarter in which it has lasted long enough, at a mark in that in which it came to it, and an
enterprise in that in which its mark was due, whenever it was visited: so quarters add up to the whole. Of several
awards to an enterprise its mark is that of the one that was paid first, and so is the visit. How long a job has lasted,
and which mark is due, is judged on the day in Iraq on which the moment lies.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from services.grants.granting.employments.views import JobKind
from services.grants.granting.outcomes.views import (
    LASTING,
    SURVIVAL,
    CostPerJobView,
    JobsCountedView,
    JobsView,
    OutcomesView,
    RevenueChangeView,
    SurvivalView,
)
from services.grants.granting.visits.views import Operation
from services.grants.marks import MONTHS, Mark
from services.grants.people import AgeBand, DisplacementStatus, Sex
from shared.database import Reader
from shared.days import day_of, in_quarter
from shared.facts import standing
from shared.money import Currency, decimals, written

_OUTCOMES = f"""
WITH award AS MATERIALIZED (
    SELECT award.id, award.enterprise_id, award.currency, paid.first_on, coalesce(paid.amount, 0) AS paid
    FROM awards AS award
    JOIN enterprises AS enterprise ON enterprise.id = award.enterprise_id AND {standing("enterprise", "$2")}
    LEFT JOIN LATERAL (
        SELECT min(payment.paid_on) AS first_on, sum(payment.amount) AS amount
        FROM payments AS payment WHERE payment.award_id = award.id AND {standing("payment", "$2")}
    ) AS paid ON true
    WHERE award.project = $1 AND award.place LIKE ANY ($3) AND {standing("award", "$2")}
), job AS MATERIALIZED (
    SELECT job.kind, job.fte, job.sex, job.age_band, job.displacement_status, award.currency, job.starts_on,
        {in_quarter("(job.starts_on + make_interval(months => $5::int))", "$8")} AS quarter,
        least(ended.ends_on + 1, $4::date) AS until
    FROM award JOIN employments AS job ON job.award_id = award.id AND {standing("job", "$2")}
    LEFT JOIN employment_ends AS ended ON ended.employment_id = job.id AND ended.recorded_at <= $2
    WHERE job.starts_on + make_interval(months => $5::int) <= least(ended.ends_on + 1, $4::date)
), mark AS (
    SELECT * FROM unnest($6::text[], $7::int[]) AS mark (code, months)
), paid AS (
    SELECT enterprise_id, min(first_on) AS first_on FROM award WHERE first_on IS NOT NULL GROUP BY enterprise_id
), visit AS MATERIALIZED (
    SELECT award.enterprise_id, award.first_on, visit.*
    FROM award JOIN visits AS visit ON visit.award_id = award.id AND {standing("visit", "$2")}
), seen AS (
    SELECT DISTINCT ON (enterprise_id, mark) enterprise_id, mark, operation
    FROM visit JOIN paid USING (enterprise_id, first_on)
    WHERE mark IS NOT NULL ORDER BY enterprise_id, mark, visited_on DESC, id DESC
), taken AS (
    SELECT DISTINCT ON (enterprise_id) currency, (revenue - revenue_before) / revenue_before AS change
    FROM visit WHERE revenue IS NOT NULL AND revenue_before > 0
    ORDER BY enterprise_id, visited_on DESC, id DESC
)
SELECT
    (SELECT coalesce(json_agg(line), '[]') FROM (
        SELECT quarter, kind, sex, age_band, displacement_status, count(*) AS jobs, sum(fte)::text AS fte
        FROM job GROUP BY quarter, GROUPING SETS ((kind), (kind, sex), (kind, age_band), (kind, displacement_status))
    ) AS line) AS counted,
    (SELECT coalesce(json_agg(line), '[]') FROM (
        SELECT {in_quarter("(job.starts_on + make_interval(months => mark.months))", "$8")} AS quarter,
            job.kind, mark.code AS mark, count(*) AS jobs
        FROM job JOIN mark ON job.starts_on + make_interval(months => mark.months) <= job.until GROUP BY 1, 2, 3
    ) AS line) AS lasted,
    (SELECT coalesce(json_agg(line), '[]') FROM (
        SELECT {in_quarter("(paid.first_on + make_interval(months => mark.months))", "$8")} AS quarter,
            mark.code AS mark, seen.operation, count(*) AS enterprises
        FROM paid JOIN mark ON paid.first_on + make_interval(months => mark.months) <= $4::date
        LEFT JOIN seen ON seen.enterprise_id = paid.enterprise_id AND seen.mark = mark.code GROUP BY 1, 2, 3
    ) AS line) AS found,
    (SELECT coalesce(json_agg(line ORDER BY line.currency), '[]') FROM (
        SELECT currency, count(*) AS compared, count(*) FILTER (WHERE change > 0) AS grew,
            percentile_cont(0.5) WITHIN GROUP (ORDER BY change)::numeric::text AS median
        FROM taken GROUP BY currency
    ) AS line) AS taken,
    (SELECT coalesce(json_agg(line ORDER BY line.currency), '[]') FROM (
        SELECT currency, sum(paid)::text AS paid,
            (SELECT count(*) FROM job WHERE job.kind = '{JobKind.NEW}' AND job.currency = award.currency) AS created
        FROM award GROUP BY currency
    ) AS line) AS cost
"""  # noqa: S608 - no value in it


Lines = Mapping[str, Sequence[Mapping[str, Any]]]


async def outcomes(reader: Reader, project: str, as_of: datetime, areas: Sequence[str]) -> OutcomesView:
    """What became of the awards of a project that lie in these areas, given as patterns, as known at `as_of`."""
    return told(await _lines(reader, project, as_of, areas, by_quarter=False))


async def quarters(reader: Reader, project: str, as_of: datetime, areas: Sequence[str]) -> Mapping[date, OutcomesView]:
    """Jobs and survival of the quarters that have any, by the first day of each."""
    lines = await _lines(reader, project, as_of, areas, by_quarter=True)
    adding_up = {name: lines[name] for name in ("counted", "lasted", "found")}
    begun = {line["quarter"] for name in adding_up for line in lines[name]}
    return {
        date.fromisoformat(quarter): told(
            {name: [line for line in of if line["quarter"] == quarter] for name, of in adding_up.items()}
        )
        for quarter in begun
    }


async def _lines(reader: Reader, project: str, as_of: datetime, areas: Sequence[str], *, by_quarter: bool) -> Lines:
    marks = (list(MONTHS), list(MONTHS.values()))
    values = (project, as_of, areas, day_of(as_of), MONTHS[LASTING], *marks, by_quarter)
    row = await reader.fetchrow(_OUTCOMES, *values)
    assert row is not None
    return {name: json.loads(lines) for name, lines in row.items()}


def told(lines: Lines) -> OutcomesView:
    """The lines as they are told; without any, nothing counts."""
    return OutcomesView(
        jobs=JobsView(
            created=_jobs(JobKind.NEW, lines.get("counted", ()), lines.get("lasted", ())),
            improved=_jobs(JobKind.IMPROVED, lines.get("counted", ()), lines.get("lasted", ())),
        ),
        survival=[
            _survival(mark, [line for line in lines.get("found", ()) if line["mark"] == mark]) for mark in SURVIVAL
        ],
        revenue_change=[_change(line) for line in lines.get("taken", ())],
        cost_per_job=[_cost(line) for line in lines.get("cost", ())],
    )


def _jobs(kind: JobKind, counted: Iterable[Mapping[str, Any]], lasted: Iterable[Mapping[str, Any]]) -> JobsCountedView:
    total, fte = 0, Decimal("0.00")
    parts: dict[str, dict[Any, int]] = {
        "sex": dict.fromkeys(Sex, 0),
        "age_band": dict.fromkeys(AgeBand, 0),
        "displacement_status": dict.fromkeys(DisplacementStatus, 0),
    }
    for line in counted:
        if line["kind"] == kind:
            part = next((name for name in parts if line[name] is not None), None)
            if part is None:
                total, fte = line["jobs"], Decimal(line["fte"])
            else:
                parts[part][line[part]] = line["jobs"]
    by_mark = dict.fromkeys(Mark, 0) | {Mark(line["mark"]): line["jobs"] for line in lasted if line["kind"] == kind}
    return JobsCountedView(
        total=total, fte=str(fte), by_mark=by_mark, **{f"by_{name}": counts for name, counts in parts.items()}
    )


def _survival(mark: Mark, found: Sequence[Mapping[str, Any]]) -> SurvivalView:
    seen: dict[str | None, int] = {line["operation"]: line["enterprises"] for line in found}
    missed = seen.pop(None, 0)
    visited, running = sum(seen.values()), seen.get(Operation.RUNNING, 0)
    return SurvivalView(
        mark=mark,
        due=visited + missed,
        **{operation.value: seen.get(operation, 0) for operation in Operation},
        not_visited=missed,
        running_percent=_percent(Fraction(running, visited)) if visited else None,
    )


def _change(line: Mapping[str, Any]) -> RevenueChangeView:
    return RevenueChangeView(
        currency=line["currency"],
        compared=line["compared"],
        median_percent=_percent(Fraction(line["median"])),
        grew_percent=_percent(Fraction(line["grew"], line["compared"])),
    )


def _cost(line: Mapping[str, Any]) -> CostPerJobView:
    currency, paid, created = Currency(line["currency"]), Decimal(line["paid"]), line["created"]
    one = written(_to(Fraction(paid) / created, decimals(currency)), currency) if created else None
    return CostPerJobView(currency=currency, paid=written(paid, currency), created=created, amount=one)


def _percent(share: Fraction) -> str:
    """A share in per cent, with one place."""
    return str(_to(share * 100, 1))


def _to(exact: Fraction, places: int) -> Decimal:
    """Rounded half up, away from zero, once."""
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
