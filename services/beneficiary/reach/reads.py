"""The people a project reached, within a mandate."""

from datetime import datetime

from services.beneficiary.activities.views import ActivityType
from services.beneficiary.displacements.reads import lasting
from services.beneficiary.displacements.views import DisplacementStatus
from services.beneficiary.households.reads import lives_there
from services.beneficiary.identities import reads as identities
from services.beneficiary.people.views import Sex
from services.beneficiary.reach.views import REACH, AgeBand, ReachView
from shared.database import Reader
from shared.facts import standing
from shared.mandate import COUNTRY, Mandate

_KNOWN = f"SELECT EXISTS (SELECT FROM activities AS activity WHERE project = $1 AND {standing('activity', '$2')})"  # noqa: S608 - no value in it


_WHO_CAME = identities.going_on("identity", "attendance.person_id")


# Whoever was merged counts as the registration that goes on; the household of another one is asked for where that one
# lived in none. A person's own status goes before the household's: it is stated because it differs. A registration
# lives in one household at a time, which the database sees to.
def _reach(within: str) -> str:
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
        coalesce(own.status, shared.status, 'unknown') AS status
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
SELECT CASE WHEN grouping(sex) = 0 THEN 'by_sex' WHEN grouping(age_band) = 0 THEN 'by_age_band'
        WHEN grouping(status) = 0 THEN 'by_displacement_status' ELSE 'total' END AS line,
    coalesce(sex, age_band, status, 'total') AS code, count(*) AS people
FROM described GROUP BY GROUPING SETS ((), (sex), (age_band), (status))
UNION ALL
SELECT CASE WHEN grouping(activity.type) = 0 THEN 'by_activity_type' ELSE 'by_place' END,
    coalesce(activity.type, left(activity.place, 8)), count(DISTINCT came.person_id)
FROM came
JOIN first ON first.person_id = came.person_id
JOIN activities AS activity ON activity.id = came.activity_id
GROUP BY GROUPING SETS ((activity.type), (left(activity.place, 8)))
"""  # noqa: S608 - no value in it


_REACH = {"everywhere": _reach(""), "in areas": _reach("AND activity.place LIKE ANY ($3)")}


async def reach(reader: Reader, project: str, as_of: datetime, mandate: Mandate) -> ReachView:
    """How many people a project reached, within the mandate's areas, as known at `as_of`.

    Under an area narrower than the country, the first attendance is the first one within that area.
    """
    scope = mandate.scope(REACH.name)
    within = mandate.projects is None or project in mandate.projects
    lines: dict[str, dict[str, int]] = {
        "total": {"total": 0},
        "by_sex": dict.fromkeys(Sex, 0),
        "by_age_band": dict.fromkeys(AgeBand, 0),
        "by_displacement_status": dict.fromkeys(DisplacementStatus, 0),
        "by_activity_type": dict.fromkeys(ActivityType, 0),
        "by_place": {},
    }
    rows = []
    if within and COUNTRY in mandate.areas:
        rows = await reader.fetch(_REACH["everywhere"], project, as_of)
    elif within:
        rows = await reader.fetch(_REACH["in areas"], project, as_of, mandate.area_patterns)
    for line, code, people in rows:
        lines[line][code] = people
    total = lines.pop("total")["total"]
    known = within and (total > 0 or await reader.fetchval(_KNOWN, project, as_of))
    figures = {"known": known, "total": total, **lines}
    return ReachView.model_validate({name: figures[name] for name in REACH.readable(scope, tuple(figures))})
