"""The people a project reached, within a mandate, in all or by quarter."""

from collections import defaultdict
from datetime import date, datetime

from services.beneficiary.activities.views import ActivityType
from services.beneficiary.displacements.reads import lasting
from services.beneficiary.displacements.views import DisplacementStatus
from services.beneficiary.households.reads import lives_there
from services.beneficiary.identities import reads as identities
from services.beneficiary.people.views import Sex
from services.beneficiary.reach.views import REACH, AgeBand, ReachQuartersView, ReachQuarterView, ReachView
from shared.classification import opened
from shared.database import Reader
from shared.days import in_quarter
from shared.facts import standing
from shared.mandate import COUNTRY, Mandate

_KNOWN = f"SELECT EXISTS (SELECT FROM activities AS activity WHERE project = $1 AND {standing('activity', '$2')})"  # noqa: S608 - no value in it


_WHO_CAME = identities.going_on("identity", "attendance.person_id")


# Whoever was merged counts as the registration that goes on; the household of another one is asked for where that one
# lived in none. A person's own status goes before the household's: it is stated because it differs. A registration
# lives in one household at a time, which the database sees to. By quarter somebody counts where they came first, and
# of a type of activity or in a district where they came first to one of those, so that quarters add up to the whole.
def _reach(within: str, by_quarter: str) -> str:
    return f"""
WITH came AS MATERIALIZED (
    SELECT {_WHO_CAME} AS person_id, session.activity_id, min(session.held_on) AS day
    FROM activities AS activity
    JOIN sessions AS session ON session.activity_id = activity.id
    JOIN attendances AS attendance ON attendance.session_id = session.id AND attendance.outcome = 'present'
    {identities.merged("identity", "attendance.person_id", "$2")}
    WHERE activity.project = $1 {within}
      AND {standing("activity", "$2")} AND {standing("session", "$2")} AND {standing("attendance", "$2")}
    GROUP BY 1, session.activity_id
), first AS MATERIALIZED (
    SELECT came.person_id, min(came.day) AS day
    FROM came JOIN people AS person ON person.id = came.person_id AND {standing("person", "$2")}
    GROUP BY came.person_id
), lasting AS MATERIALIZED (
    {lasting("$2")}
), elsewhere AS MATERIALIZED (
    SELECT DISTINCT ON (first.person_id) first.person_id, member.household_id
    FROM first
    JOIN identities AS identity ON identity.survivor_id = first.person_id AND {standing("identity", "$2")}
    JOIN memberships AS member ON member.person_id = identity.person_id AND {standing("member", "$2")}
        AND {lives_there("member", "first.day")}
    ORDER BY first.person_id, member.joined_on DESC, member.id DESC
), described AS (
    SELECT coalesce(stated.sex, 'not_stated') AS sex,
        CASE
            WHEN stated.birth_date IS NULL THEN 'not_stated'
            WHEN stated.birth_date > first.day - interval '6 years' THEN '0-5'
            WHEN stated.birth_date > first.day - interval '18 years' THEN '6-17'
            WHEN stated.birth_date > first.day - interval '60 years' THEN '18-59'
            ELSE '60+'
        END AS age_band,
        coalesce(own.status, shared.status, 'unknown') AS status,
        {in_quarter("first.day", by_quarter)} AS quarter
    FROM first
    LEFT JOIN particulars AS stated ON stated.person_id = first.person_id AND {standing("stated", "$2")}
    LEFT JOIN memberships AS member ON member.person_id = first.person_id AND {standing("member", "$2")}
        AND {lives_there("member", "first.day")}
    LEFT JOIN elsewhere ON elsewhere.person_id = first.person_id
    LEFT JOIN lasting AS shared ON shared.household_id = coalesce(member.household_id, elsewhere.household_id)
        AND shared.since <= first.day AND shared.until > first.day
    LEFT JOIN lasting AS own ON own.person_id = first.person_id
        AND own.since <= first.day AND own.until > first.day
)
SELECT quarter, CASE WHEN grouping(sex) = 0 THEN 'by_sex' WHEN grouping(age_band) = 0 THEN 'by_age_band'
        WHEN grouping(status) = 0 THEN 'by_displacement_status' ELSE 'total' END AS line,
    coalesce(sex, age_band, status, 'total') AS code, count(*) AS people
FROM described GROUP BY GROUPING SETS ((quarter), (quarter, sex), (quarter, age_band), (quarter, status))
UNION ALL
SELECT {in_quarter("began.day", by_quarter)},
    CASE WHEN began.type IS NOT NULL THEN 'by_activity_type' ELSE 'by_place' END,
    coalesce(began.type, began.district), count(*)
FROM (
    SELECT activity.type, left(activity.place, 8) AS district, min(came.day) AS day
    FROM came
    JOIN first ON first.person_id = came.person_id
    JOIN activities AS activity ON activity.id = came.activity_id
    GROUP BY GROUPING SETS ((came.person_id, activity.type), (came.person_id, left(activity.place, 8)))
) AS began
GROUP BY 1, 2, 3
"""  # noqa: S608 - no value in it


_REACH = {"everywhere": _reach("", "$3"), "in areas": _reach("AND activity.place LIKE ANY ($3)", "$4")}

Lines = dict[str, dict[str, int]]


async def reach(reader: Reader, project: str, as_of: datetime, mandate: Mandate) -> ReachView:
    """How many people a project reached, within the mandate's areas, as known at `as_of`.

    Under an area narrower than the country, the first attendance is the first one within that area.
    """
    figures = await _figures(reader, project, as_of, mandate, by_quarter=False)
    lines = figures[None]
    known = await _known(reader, project, as_of, mandate, any_came=lines["total"]["total"] > 0)
    told = ReachView.model_validate({"known": known, **lines, **lines["total"]})
    return opened(told, REACH, mandate.scope(REACH.name))


async def quarters(reader: Reader, project: str, as_of: datetime, mandate: Mandate) -> ReachQuartersView:
    """The same by the quarters in which people came first; quarters in which nobody did are missing."""
    figures = await _figures(reader, project, as_of, mandate, by_quarter=True)
    told = [
        ReachQuarterView.model_validate({"since": quarter, **figures[quarter], **figures[quarter]["total"]})
        for quarter in sorted(filter(None, figures))
    ]
    known = await _known(reader, project, as_of, mandate, any_came=bool(told))
    return opened(ReachQuartersView(known=known, quarters=told), REACH, mandate.scope(REACH.name))


async def _figures(
    reader: Reader, project: str, as_of: datetime, mandate: Mandate, *, by_quarter: bool
) -> dict[date | None, Lines]:
    """The lines of each quarter, or under nothing those of all."""
    figures: dict[date | None, Lines] = defaultdict(_nobody)
    if _within(project, mandate):
        values = (project, as_of) if COUNTRY in mandate.areas else (project, as_of, mandate.area_patterns)
        statement = _REACH["everywhere" if COUNTRY in mandate.areas else "in areas"]
        for quarter, line, code, people in await reader.fetch(statement, *values, by_quarter):
            figures[quarter][line][code] = people
    return figures


def _nobody() -> Lines:
    return {
        "total": {"total": 0},
        "by_sex": dict.fromkeys(Sex, 0),
        "by_age_band": dict.fromkeys(AgeBand, 0),
        "by_displacement_status": dict.fromkeys(DisplacementStatus, 0),
        "by_activity_type": dict.fromkeys(ActivityType, 0),
        "by_place": {},
    }


def _within(project: str, mandate: Mandate) -> bool:
    return mandate.projects is None or project in mandate.projects


async def _known(reader: Reader, project: str, as_of: datetime, mandate: Mandate, *, any_came: bool) -> bool:
    """Whether an activity of the project stood, in the mandate's areas or not."""
    return _within(project, mandate) and (any_came or bool(await reader.fetchval(_KNOWN, project, as_of)))
