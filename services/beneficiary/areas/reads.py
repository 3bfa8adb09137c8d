"""Who lives in an area and what was held there, each in one statement, as it was known at a moment and was on its day.

People are those whom a cohort of the area would find, by the same rows: whoever was merged counts as the registration
that goes on, and their household's status as theirs unless they have their own. Who takes part in mental health and
psychosocial support of layers 3 and 4 counts in no figure, and neither do those activities.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from services.beneficiary.activities.reads import SEVERE
from services.beneficiary.activities.views import ACTIVITIES, ActivityType
from services.beneficiary.areas.views import (
    ActivitiesQuarterView,
    ActivitiesView,
    AreaView,
    PeopleQuarterView,
    PeopleView,
)
from services.beneficiary.attendances.views import ATTENDANCES
from services.beneficiary.cohorts.criteria import age_band
from services.beneficiary.cohorts.rows import STATUSES
from services.beneficiary.displacements.views import DISPLACEMENTS, DisplacementStatus
from services.beneficiary.identities import reads as identities
from services.beneficiary.people.views import PEOPLE, Sex
from services.beneficiary.reach.views import AgeBand
from shared.callers import DatasetName
from shared.classification import Dataset
from shared.cohorts.criteria import Ask
from shared.database import Reader
from shared.days import day_of, last_quarters, quarter
from shared.mandate import Mandate

_SPLIT: Mapping[str, str] = {"by_sex": "sex", "by_age_band": "age_band", "by_displacement_status": "status"}


def _people(ask: Ask, pcode: str) -> str:
    """Nobody who was merged, for who goes on for them is there; and nobody whose registration was voided."""
    return f"""
WITH living AS MATERIALIZED (
    SELECT stated.person_id, stated.sex, {age_band(ask)} AS age_band,
        {quarter("(person.recorded_at AT TIME ZONE 'Asia/Baghdad')")} AS quarter
    FROM particulars AS stated JOIN people AS person ON person.id = stated.person_id
    {identities.merged("identity", "stated.person_id", ask.moment)}
    WHERE {ask.stands("stated", "person")} AND stated.place LIKE {ask.value(f"{pcode}%", "text")}
        AND identity.person_id IS NULL
), described AS (
    SELECT living.*, coalesce(held.status, '{DisplacementStatus.UNKNOWN}') AS status
    FROM living LEFT JOIN {STATUSES.tables(ask)} ON held.person_id = living.person_id
)
SELECT sex, age_band, status, quarter, count(*) AS people
FROM described GROUP BY GROUPING SETS ((), (sex), (age_band), (status), (quarter))
"""  # noqa: S608 - no value in it


def _activities(ask: Ask, pcode: str) -> str:
    """Sessions up to the day, and who was present at each, once, under whatever number."""
    who = identities.going_on("identity", "attendance.person_id")
    return f"""
WITH held AS MATERIALIZED (
    SELECT activity.id AS activity_id, activity.type, session.id,
        {quarter("session.held_on")} AS quarter
    FROM activities AS activity JOIN sessions AS session ON session.activity_id = activity.id
    WHERE {ask.stands("activity", "session")} AND session.held_on <= {ask.day}
        AND activity.place LIKE {ask.value(f"{pcode}%", "text")} AND {ask.of_projects("activity.project")}
        AND ({SEVERE}) IS NOT TRUE
), came AS (
    SELECT held.id, count(DISTINCT {who}) AS people
    FROM held JOIN attendances AS attendance ON attendance.session_id = held.id AND attendance.outcome = 'present'
    {identities.merged("identity", "attendance.person_id", ask.moment)}
    JOIN people AS person ON person.id = {who}
    WHERE {ask.stands("attendance", "person")}
    GROUP BY held.id
)
SELECT type, quarter, count(DISTINCT activity_id) AS held, count(*) AS sessions,
    coalesce(sum(came.people), 0)::int AS attendances
FROM held LEFT JOIN came ON came.id = held.id GROUP BY GROUPING SETS ((), (type), (quarter))
"""  # noqa: S608 - no value in it


async def area(reader: Reader, pcode: str, as_of: datetime, mandate: Mandate) -> AreaView:
    """What the mandate opens of an area, as known at `as_of`. Refused outside its areas."""
    mandate.scope(PEOPLE.name)
    mandate.require_place(pcode, "pcode")
    told: dict[str, Any] = {}
    if _told(mandate, PEOPLE, "place", "sex"):
        told["people"] = await _of_people(reader, pcode, as_of, mandate)
    if _told(mandate, ACTIVITIES, "type", "place") and _told(mandate, ATTENDANCES, "outcome"):
        told["activities"] = await _of_activities(reader, pcode, as_of, mandate)
    return AreaView(**told)


async def _of_people(reader: Reader, pcode: str, as_of: datetime, mandate: Mandate) -> PeopleView:
    day = day_of(as_of)
    ask = Ask(as_of, day, mandate)
    total = 0
    parts: dict[str, dict[Any, int]] = {
        "by_sex": dict.fromkeys(Sex, 0),
        "by_age_band": dict.fromkeys(AgeBand, 0),
        "by_displacement_status": dict.fromkeys(DisplacementStatus, 0),
    }
    registered: dict[date, int] = {}
    for row in await reader.fetch(_people(ask, pcode), *ask.values):
        split = next((part for part, column in _SPLIT.items() if row[column] is not None), None)
        if split is not None:
            parts[split][row[_SPLIT[split]]] = row["people"]
        elif row["quarter"] is not None:
            registered[row["quarter"]] = row["people"]
        else:
            total = row["people"]
    return PeopleView(
        total=total,
        by_sex=parts["by_sex"],
        by_age_band=parts["by_age_band"] if _told(mandate, PEOPLE, "birth_date") else None,
        by_displacement_status=parts["by_displacement_status"] if _told(mandate, DISPLACEMENTS, "status") else None,
        quarters=[
            PeopleQuarterView(since=since, registered=registered.get(since, 0)) for since, _ in last_quarters(day)
        ],
    )


async def _of_activities(reader: Reader, pcode: str, as_of: datetime, mandate: Mandate) -> ActivitiesView:
    day = day_of(as_of)
    ask = Ask(as_of, day, mandate)
    rows = await reader.fetch(_activities(ask, pcode), *ask.values)
    [whole] = [row for row in rows if row["type"] is None and row["quarter"] is None]
    by_quarter = {row["quarter"]: (row["sessions"], row["attendances"]) for row in rows if row["quarter"] is not None}
    quarters = [(since, *by_quarter.get(since, (0, 0))) for since, _ in last_quarters(day)]
    return ActivitiesView(
        held=whole["held"],
        by_type=dict.fromkeys(ActivityType, 0) | {row["type"]: row["held"] for row in rows if row["type"] is not None},
        sessions=whole["sessions"],
        attendances=whole["attendances"],
        quarters=[
            ActivitiesQuarterView(since=since, sessions=sessions, attendances=attendances)
            for since, sessions, attendances in quarters
        ],
    )


def _told(mandate: Mandate, dataset: Dataset, *fields: str) -> bool:
    """Whether sums over these fields are told: to whoever is told them of each, and to whoever counts results and is
    opened the dataset at all."""
    counts = dataset.name in mandate.datasets and DatasetName.RESULTS in mandate.datasets
    return counts or dataset.opened_by(mandate.datasets, fields)
