"""What the profile of an area is made of, as three reads that anyone would write with FastAPI: of each service one
route, with a model for what it tells, over its own database.

    BENEFICIARY_DATABASE_URL=... GRANTS_DATABASE_URL=... FORUMS_DATABASE_URL=... python -m bench.floors.areas

Prints its address and serves it as Nexus is served. A read tells the figures of the profile of its service that are not
zero, as things stand now, and those of the last eight quarters, in one statement, which makes JSON of them.
"""

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import date
from decimal import Decimal
from typing import Any

import asyncpg
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

from embedded.instance import address, free_port

OF = ("beneficiary", "grants", "forums")


class Quarter(BaseModel):
    since: date


class PeopleOfQuarter(Quarter):
    registered: int


class People(BaseModel):
    total: int
    by_sex: dict[str, int]
    by_age_band: dict[str, int]
    by_displacement_status: dict[str, int]
    quarters: list[PeopleOfQuarter]


class ActivitiesOfQuarter(Quarter):
    sessions: int
    attendances: int


class Activities(BaseModel):
    held: int
    by_type: dict[str, int]
    sessions: int
    attendances: int
    quarters: list[ActivitiesOfQuarter]


class Lived(BaseModel):
    people: People
    activities: Activities


class Money(BaseModel):
    currency: str
    committed: Decimal
    paid: Decimal


class GrantsOfQuarter(Quarter):
    awards: int
    packages: int
    money: list[Money]


class Grants(BaseModel):
    enterprises: int
    awards: int
    packages: int
    by_modality: dict[str, int]
    money: list[Money]
    quarters: list[GrantsOfQuarter]


class JobsCounted(BaseModel):
    total: int
    fte: Decimal
    by_sex: dict[str, int]
    by_age_band: dict[str, int]
    by_displacement_status: dict[str, int]


class JobsOfQuarter(Quarter):
    created: int
    improved: int


class Jobs(BaseModel):
    created: JobsCounted
    improved: JobsCounted
    quarters: list[JobsOfQuarter]


class Granted(BaseModel):
    grants: Grants
    jobs: Jobs


class ForumsOfQuarter(Quarter):
    forums_active: int
    meetings_held: int
    attendance_women: int
    attendance_men: int
    concerns_raised: int
    concerns_resolved: int
    actions_done: int


class Forums(BaseModel):
    forums: int
    forums_active: int
    members: int
    members_women: int
    leaders: int
    leaders_women: int
    meetings_held: int
    attendance_women: int
    attendance_men: int
    concerns_raised: int
    raised_by_category: dict[str, int]
    concerns_resolved: int
    median_days_to_resolve: float | None
    plans_adopted: int
    actions_agreed: int
    actions_done: int
    referrals_made: int
    referrals_answered: int
    quarters: list[ForumsOfQuarter]


class Worked(BaseModel):
    forums: Forums


_TODAY = "(now() AT TIME ZONE 'Asia/Baghdad')::date"
_QUARTERS = f"""quarters AS (
    SELECT since::date, least((since + interval '3 months')::date - 1, {_TODAY}) AS until
    FROM generate_series(
        date_trunc('quarter', {_TODAY}::timestamp) - interval '21 months', {_TODAY}::timestamp, interval '3 months'
    ) AS since
)"""


def _by(rows: str, name: str, counted: str = "count(*)") -> str:
    """SQL: how many of the rows there are of each, as an object."""
    return (
        f"(SELECT coalesce(json_object_agg(name, many), '{{}}') FROM (SELECT {name} AS name, {counted} AS many"
        f" FROM {rows} GROUP BY 1) AS counted)"
    )


_AGE = f"extract(year FROM age({_TODAY}, stated.birth_date))"
LIVED = f"""
WITH {_QUARTERS}, living AS MATERIALIZED (
    SELECT stated.sex, CASE WHEN stated.birth_date IS NULL THEN 'not_stated' WHEN {_AGE} < 6 THEN '0-5'
        WHEN {_AGE} < 18 THEN '6-17' WHEN {_AGE} < 60 THEN '18-59' ELSE '60+' END AS age_band,
        coalesce((
            SELECT held.status FROM displacements AS held
            WHERE held.voided_at IS NULL AND held.since <= {_TODAY} AND (held.until IS NULL OR held.until > {_TODAY})
                AND (held.person_id = person.id OR held.household_id = (
                    SELECT member.household_id FROM memberships AS member
                    WHERE member.person_id = person.id AND member.voided_at IS NULL AND member.joined_on <= {_TODAY}
                        AND (member.left_on IS NULL OR member.left_on > {_TODAY}) LIMIT 1
                ))
            ORDER BY held.person_id IS NULL, held.since DESC LIMIT 1
        ), 'unknown') AS status, (person.recorded_at AT TIME ZONE 'Asia/Baghdad')::date AS registered_on
    FROM people AS person JOIN particulars AS stated ON stated.person_id = person.id AND stated.voided_at IS NULL
    WHERE person.voided_at IS NULL AND stated.place LIKE $1
        AND NOT EXISTS (SELECT FROM merges WHERE absorbed_id = person.id AND merges.voided_at IS NULL)
), held AS MATERIALIZED (
    SELECT activity.id AS activity_id, activity.type, session.held_on, (
        SELECT count(DISTINCT coalesce(merged.survivor_id, came.person_id)) FROM attendances AS came
        LEFT JOIN identities AS merged ON merged.person_id = came.person_id AND merged.voided_at IS NULL
        WHERE came.session_id = session.id AND came.outcome = 'present' AND came.voided_at IS NULL
    ) AS people
    FROM activities AS activity JOIN sessions AS session ON session.activity_id = activity.id
    WHERE activity.place LIKE $1 AND activity.voided_at IS NULL AND session.voided_at IS NULL
        AND session.held_on <= {_TODAY} AND (activity.mhpss_layer IN ('3', '4')) IS NOT TRUE
)
SELECT json_build_object('people', json_build_object(
    'total', (SELECT count(*) FROM living), 'by_sex', {_by("living", "sex")},
    'by_age_band', {_by("living", "age_band")}, 'by_displacement_status', {_by("living", "status")},
    'quarters', (SELECT json_agg(json_build_object('since', since, 'registered', (
        SELECT count(*) FROM living WHERE registered_on BETWEEN since AND until
    ))) FROM quarters)
), 'activities', json_build_object(
    'held', (SELECT count(DISTINCT activity_id) FROM held),
    'by_type', {_by("held", "type", "count(DISTINCT activity_id)")}, 'sessions', (SELECT count(*) FROM held),
    'attendances', (SELECT coalesce(sum(people), 0) FROM held),
    'quarters', (SELECT json_agg(json_build_object('since', since,
        'sessions', (SELECT count(*) FROM held WHERE held_on BETWEEN since AND until),
        'attendances', (SELECT coalesce(sum(people), 0) FROM held WHERE held_on BETWEEN since AND until)
    )) FROM quarters)
))
"""

_SUMS = """(
    SELECT coalesce(json_agg(sums), '[]') FROM (
        SELECT currency, sum(committed) AS committed, sum(paid) AS paid FROM money {where} GROUP BY currency
    ) AS sums
)"""


def _jobs(kind: str) -> str:
    rows = f"job WHERE kind = '{kind}'"
    parts = {"by_sex": "sex", "by_age_band": "age_band", "by_displacement_status": "displacement_status"}
    told = ", ".join(f"'{part}', {_by(rows, name)}" for part, name in parts.items())
    return (
        f"json_build_object('total', (SELECT count(*) FROM {rows}),"
        f" 'fte', (SELECT coalesce(sum(fte), 0) FROM {rows}), {told})"
    )


GRANTED = f"""
WITH {_QUARTERS}, award AS MATERIALIZED (
    SELECT id, enterprise_id, currency, amount, approved_on FROM awards WHERE place LIKE $1 AND voided_at IS NULL
), assistance AS MATERIALIZED (
    SELECT id, modality, currency, amount, approved_on FROM assistances WHERE place LIKE $1 AND voided_at IS NULL
), money AS MATERIALIZED (
    SELECT currency, approved_on AS day, amount AS committed, 0 AS paid FROM award
    UNION ALL SELECT currency, approved_on, amount, 0 FROM assistance
    UNION ALL SELECT payment.currency, paid_on, 0, payment.amount FROM payments AS payment
    WHERE voided_at IS NULL
        AND (award_id IN (SELECT id FROM award) OR assistance_id IN (SELECT id FROM assistance))
), job AS MATERIALIZED (
    SELECT job.kind, job.fte, job.sex, job.age_band, job.displacement_status,
        (job.starts_on + interval '3 months')::date AS lasted_on
    FROM award JOIN employments AS job ON job.award_id = award.id AND job.voided_at IS NULL
    LEFT JOIN employment_ends AS ended ON ended.employment_id = job.id
    WHERE job.starts_on + interval '3 months' <= least(ended.ends_on + 1, {_TODAY})
)
SELECT json_build_object('grants', json_build_object(
    'enterprises', (SELECT count(DISTINCT enterprise_id) FROM award), 'awards', (SELECT count(*) FROM award),
    'packages', (SELECT count(*) FROM assistance), 'by_modality', {_by("assistance", "modality")},
    'money', {_SUMS.format(where="")},
    'quarters', (SELECT json_agg(json_build_object('since', since,
        'awards', (SELECT count(*) FROM award WHERE approved_on BETWEEN since AND until),
        'packages', (SELECT count(*) FROM assistance WHERE approved_on BETWEEN since AND until),
        'money', {_SUMS.format(where="WHERE day BETWEEN since AND until")}
    )) FROM quarters)
), 'jobs', json_build_object(
    'created', {_jobs("new")}, 'improved', {_jobs("improved")},
    'quarters', (SELECT json_agg(json_build_object('since', since,
        'created', (SELECT count(*) FROM job WHERE kind = 'new' AND lasted_on BETWEEN since AND until),
        'improved', (SELECT count(*) FROM job WHERE kind = 'improved' AND lasted_on BETWEEN since AND until)
    )) FROM quarters)
))
"""

_ACTIVE = """(
    SELECT count(*) FROM forum WHERE 'active' = (
        SELECT status FROM statuses WHERE forum_id = forum.id AND voided_at IS NULL AND since <= {until}
        ORDER BY since DESC LIMIT 1
    )
)"""
_FIGURES = {
    "meetings_held": ("meeting", "count(*)", "held_on"),
    "attendance_women": ("meeting", "coalesce(sum(women), 0)", "held_on"),
    "attendance_men": ("meeting", "coalesce(sum(men), 0)", "held_on"),
    "concerns_raised": ("concern", "count(*)", "raised_on"),
    "concerns_resolved": ("resolved", "count(*)", "since"),
    "actions_done": ("done", "count(*)", "ended_on"),
}


def _figures(of_quarter: bool) -> str:
    during = " WHERE {rows}.{day} BETWEEN quarters.since AND until" if of_quarter else ""
    return ", ".join(
        f"'{name}', (SELECT {counted} FROM {rows}{during.format(rows=rows, day=day)})"
        for name, (rows, counted, day) in _FIGURES.items()
    )


WORKED = f"""
WITH {_QUARTERS}, forum AS MATERIALIZED (
    SELECT id FROM forums WHERE place LIKE $1 AND voided_at IS NULL
), seat AS MATERIALIZED (
    SELECT member.id, member.sex FROM members AS member JOIN forum ON forum.id = member.forum_id
    WHERE member.voided_at IS NULL AND joined_on <= {_TODAY} AND (left_on IS NULL OR left_on > {_TODAY})
), leader AS MATERIALIZED (
    SELECT member.sex FROM forum JOIN terms AS term ON term.forum_id = forum.id AND term.voided_at IS NULL
        AND begins_on <= {_TODAY} AND (ends_on IS NULL OR ends_on > {_TODAY})
    JOIN members AS member ON member.id = term.member_id
), meeting AS MATERIALIZED (
    SELECT held.held_on, women, men
    FROM forum JOIN meetings AS meeting ON meeting.forum_id = forum.id AND meeting.voided_at IS NULL
    JOIN holdings AS held ON held.meeting_id = meeting.id AND held.voided_at IS NULL
    LEFT JOIN (
        SELECT holding_id, sum(people) FILTER (WHERE sex = 'female') AS women,
            sum(people) FILTER (WHERE sex = 'male') AS men
        FROM attendees GROUP BY holding_id
    ) AS there ON there.holding_id = held.id
), concern AS MATERIALIZED (
    SELECT concern.id, category, raised_on FROM forum JOIN concerns AS concern ON concern.forum_id = forum.id
    WHERE voided_at IS NULL AND concern.id NOT IN (SELECT concern_id FROM concern_merges WHERE voided_at IS NULL)
), resolved AS MATERIALIZED (
    SELECT stated.since, stated.since - raised_on AS days FROM concern
    JOIN concern_states AS stated ON stated.concern_id = concern.id AND voided_at IS NULL AND status = 'resolved'
), done AS MATERIALIZED (
    SELECT ended_on FROM forum JOIN actions AS action ON action.forum_id = forum.id AND action.voided_at IS NULL
    JOIN action_ends AS ending ON ending.action_id = action.id AND ending.voided_at IS NULL AND result = 'done'
)
SELECT json_build_object('forums', json_build_object(
    'forums', (SELECT count(*) FROM forum), 'forums_active', {_ACTIVE.format(until=_TODAY)},
    'members', (SELECT count(*) FROM seat), 'members_women', (SELECT count(*) FROM seat WHERE sex = 'female'),
    'leaders', (SELECT count(*) FROM leader), 'leaders_women', (SELECT count(*) FROM leader WHERE sex = 'female'),
    {_figures(of_quarter=False)}, 'raised_by_category', {_by("concern", "category")},
    'median_days_to_resolve', (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY days) FROM resolved),
    'plans_adopted', (SELECT count(*) FROM forum JOIN plans ON forum_id = forum.id AND voided_at IS NULL),
    'actions_agreed', (SELECT count(*) FROM forum JOIN actions ON forum_id = forum.id AND voided_at IS NULL),
    'referrals_made', (SELECT count(*) FROM forum JOIN referrals ON forum_id = forum.id AND voided_at IS NULL),
    'referrals_answered', (
        SELECT count(given.id) FROM forum JOIN referrals AS made ON forum_id = forum.id AND made.voided_at IS NULL
        JOIN referral_answers AS given ON given.referral_id = made.id AND given.voided_at IS NULL
    ),
    'quarters', (SELECT json_agg(json_build_object(
        'since', since, 'forums_active', {_ACTIVE.format(until="until")}, {_figures(of_quarter=True)}
    )) FROM quarters)
))
"""


def create_app(urls: dict[str, str]) -> FastAPI:
    pools: dict[str, Any] = {}

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for name, url in urls.items():
                pools[name] = await stack.enter_async_context(asyncpg.create_pool(url, min_size=1, max_size=8))
            yield

    app = FastAPI(lifespan=lifespan)

    @app.get("/beneficiary/{pcode}")
    async def lived(pcode: str) -> Lived:
        return Lived.model_validate_json(await pools["beneficiary"].fetchval(LIVED, f"{pcode}%"))

    @app.get("/grants/{pcode}")
    async def granted(pcode: str) -> Granted:
        return Granted.model_validate_json(await pools["grants"].fetchval(GRANTED, f"{pcode}%"))

    @app.get("/forums/{pcode}")
    async def worked(pcode: str) -> Worked:
        return Worked.model_validate_json(await pools["forums"].fetchval(WORKED, f"{pcode}%"))

    return app


if __name__ == "__main__":
    listener = free_port(8240)
    print(address(listener), flush=True)
    app = create_app({name: os.environ[f"{name.upper()}_DATABASE_URL"] for name in OF})
    uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, proxy_headers=False)).run([listener])
