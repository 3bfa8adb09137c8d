"""What a project's forums are and did, counted in one statement, as of one moment; in all or by quarter."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from services.forums.results import perception
from services.forums.results.views import (
    RESULTS,
    EstablishmentQuartersView,
    EstablishmentQuarterView,
    EstablishmentView,
    ForumsEstablishedView,
    SafetyPlansView,
)
from shared.classification import opened
from shared.database import Reader
from shared.days import in_quarter
from shared.facts import standing
from shared.mandate import Mandate

_KNOWN = f"""
SELECT EXISTS (SELECT FROM forums AS forum WHERE forum.project = $1 AND {standing("forum", "$2")})
    OR EXISTS (SELECT FROM waves AS wave WHERE wave.project = $1 AND {standing("wave", "$2")})
"""  # noqa: S608 - no value in it
_DONE = f"""
WITH reach AS MATERIALIZED (
    SELECT forum.id, left(forum.place, 5) AS governorate, forum.established_on FROM forums AS forum
    WHERE forum.project = $1 AND {standing("forum", "$2")} AND forum.place LIKE ANY ($3)
), done AS (
    SELECT 'by_governorate' AS line, governorate AS code, established_on AS day FROM reach
    UNION ALL
    SELECT 'safety_plans', 'adopted', plan.adopted_on
    FROM reach JOIN plans AS plan ON plan.forum_id = reach.id AND {standing("plan", "$2")}
    UNION ALL
    SELECT 'safety_plans', 'reviewed', looked.reviewed_on
    FROM reach JOIN plans AS plan ON plan.forum_id = reach.id AND {standing("plan", "$2")}
    JOIN plan_reviews AS looked ON looked.plan_id = plan.id AND {standing("looked", "$2")}
)
SELECT {in_quarter("day", "$4")} AS quarter, line, code, count(*) FROM done GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""  # noqa: S608 - no value in it

Lines = Mapping[str, dict[str, int]]


async def establishment(reader: Reader, project: str, as_of: datetime, mandate: Mandate) -> EstablishmentView:
    """What came of a project's forums, within the mandate's areas, as known at `as_of`."""
    done = await _done(reader, project, as_of, mandate, by_quarter=False)
    known = _within(project, mandate) and await reader.fetchval(_KNOWN, project, as_of)
    changed = await perception.whole(reader, project, as_of, mandate) if known else []
    told = EstablishmentView(known=known, **_figures(done[None]), perception_change=changed)
    return opened(told, RESULTS, mandate.scope(RESULTS.name))


async def quarters(reader: Reader, project: str, as_of: datetime, mandate: Mandate) -> EstablishmentQuartersView:
    """The same by quarter; those in which there was nothing are missing."""
    done = await _done(reader, project, as_of, mandate, by_quarter=True)
    known = _within(project, mandate) and await reader.fetchval(_KNOWN, project, as_of)
    changed = await perception.by_quarter(reader, project, as_of, mandate) if known else {}
    told = [
        EstablishmentQuarterView(since=since, **_figures(done[since]), perception_change=changed.get(since, []))
        for since in sorted(filter(None, done.keys() | changed.keys()))
    ]
    return opened(EstablishmentQuartersView(known=known, quarters=told), RESULTS, mandate.scope(RESULTS.name))


def _within(project: str, mandate: Mandate) -> bool:
    return mandate.projects is None or project in mandate.projects


async def _done(
    reader: Reader, project: str, as_of: datetime, mandate: Mandate, *, by_quarter: bool
) -> dict[date | None, Lines]:
    """The lines of each quarter, or under nothing those of all."""
    done: dict[date | None, Lines] = defaultdict(lambda: {"by_governorate": {}, "safety_plans": {}})
    if _within(project, mandate):
        for quarter, line, code, times in await reader.fetch(_DONE, project, as_of, mandate.area_patterns, by_quarter):
            done[quarter][line][code] = times
    return done


def _figures(lines: Lines) -> dict[str, Any]:
    by_governorate, plans = lines["by_governorate"], lines["safety_plans"]
    return {
        "forums_established": ForumsEstablishedView(total=sum(by_governorate.values()), by_governorate=by_governorate),
        "safety_plans": SafetyPlansView(adopted=plans.get("adopted", 0), reviewed=plans.get("reviewed", 0)),
    }
