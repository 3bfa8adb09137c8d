"""What a profile is made of, as three reads that anyone would write with FastAPI: of each service one route, with a
model for what it tells, over its own database.

    BENEFICIARY_DATABASE_URL=... GRANTS_DATABASE_URL=... FORUMS_DATABASE_URL=... python -m bench.floors.profile

Prints its address and serves it as Nexus is served. A read tells what the profile tells of its service, as things stand
now, in one statement, which makes JSON of what has several parts. That somebody was looked at is written down before
each answer.
"""

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import date, datetime
from decimal import Decimal

import asyncpg
import uvicorn
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

from bench.floors.person import MERGED_FROM, TABLE, WRITTEN, Unnamed
from embedded.instance import address, free_port

OF = ("beneficiary", "grants", "forums")


class Fact(BaseModel):
    id: int
    recorded_at: datetime
    recorded_by: str


class Household(Fact):
    place: str


class Membership(Fact):
    household_id: int
    relation: str
    joined_on: date
    left_on: date | None


class Displacement(Fact):
    household_id: int | None
    status: str
    since: date
    until: date | None
    shelter: str | None


class Enrolment(Fact):
    activity_id: int
    enrolled_on: date
    withdrawn_on: date | None


class Record(BaseModel):
    """With to what the person consents, which says whether jobs and seats are told."""

    person: Unnamed
    household: Household | None
    membership: Membership | None
    displacement: Displacement | None
    enrolments: list[Enrolment]
    consents: list[str]


class Approved(Fact):
    project: str
    place: str
    amount: Decimal
    currency: str
    approved_on: date
    fund_id: int | None


class Assistance(Approved):
    sex: str
    modality: str
    phase_id: int | None
    end_reason: str | None


class Award(Approved):
    enterprise_id: int
    application_id: int | None
    owner_sex: str


class Employment(Fact):
    award_id: int
    enterprise_id: int
    project: str
    place: str
    kind: str
    fte: Decimal
    sex: str
    age_band: str
    displacement_status: str
    starts_on: date
    ends_on: date | None
    contract: str
    wage: str
    verified_on: date


class Given(BaseModel):
    assistances: list[Assistance]
    awards: list[Award]
    employments: list[Employment]


class Seat(Fact):
    forum_id: int
    role: str
    sex: str
    age_band: str
    joined_on: date
    left_on: date | None
    voice: str


RECORD = f"""
SELECT json_build_object(
    'person', json_build_object(
        'registration_number', person.registration_number, 'merged_from', {MERGED_FROM}, 'sex', stated.sex,
        'birth_precision', stated.birth_precision, 'place', stated.place, 'recorded_at', person.recorded_at,
        'recorded_by', person.recorded_by, 'voided_at', person.voided_at, 'voided_by', person.voided_by,
        'void_reason', person.void_reason
    ),
    'household', row_to_json(home), 'membership', row_to_json(member), 'displacement', (
        SELECT row_to_json(held) FROM displacements AS held
        WHERE (held.person_id = person.id OR held.household_id = home.id) AND held.voided_at IS NULL
            AND held.since <= current_date AND (held.until IS NULL OR held.until > current_date)
        ORDER BY held.person_id IS NULL, held.since DESC LIMIT 1
    ),
    'enrolments', (
        SELECT coalesce(json_agg(enrolment ORDER BY enrolment.enrolled_on DESC, enrolment.id DESC), '[]')
        FROM enrolments AS enrolment WHERE enrolment.person_id = person.id AND enrolment.voided_at IS NULL
    ),
    'consents', ARRAY(
        SELECT purpose FROM (
            SELECT DISTINCT ON (purpose) purpose, decision FROM consents
            WHERE person_id = person.id AND recipient_class = 'staff' AND voided_at IS NULL
            ORDER BY purpose, decided_on DESC, id DESC
        ) AS latest WHERE decision = 'given'
    )
)
FROM people AS person
JOIN particulars AS stated ON stated.person_id = person.id AND stated.voided_at IS NULL
LEFT JOIN memberships AS member ON member.person_id = person.id AND member.voided_at IS NULL
    AND member.joined_on <= current_date AND (member.left_on IS NULL OR member.left_on > current_date)
LEFT JOIN households AS home ON home.id = member.household_id
WHERE person.registration_number = $1
"""

GIVEN = """
SELECT json_build_object(
    'assistances', (SELECT coalesce(json_agg(found), '[]') FROM (
        SELECT fact.id, fact.project, fact.sex, fact.modality, fact.place, fact.amount::text, fact.currency,
            fact.approved_on, fact.fund_id, fact.phase_id, ending.reason AS end_reason, fact.recorded_at,
            fact.recorded_by
        FROM assistances AS fact LEFT JOIN assistance_ends AS ending ON ending.assistance_id = fact.id
        WHERE fact.person_id = $1 AND fact.voided_at IS NULL ORDER BY fact.id DESC
    ) AS found),
    'awards', (SELECT coalesce(json_agg(found), '[]') FROM (
        SELECT fact.id, fact.project, fact.enterprise_id, fact.application_id, fact.fund_id, fact.owner_sex, fact.place,
            fact.amount::text, fact.currency, fact.approved_on, fact.recorded_at, fact.recorded_by
        FROM owners JOIN awards AS fact ON fact.enterprise_id = owners.enterprise_id AND fact.voided_at IS NULL
        WHERE owners.person_id = $1 AND owners.voided_at IS NULL ORDER BY fact.id DESC
    ) AS found),
    'employments', (SELECT coalesce(json_agg(found), '[]') FROM (
        SELECT fact.id, fact.award_id, award.enterprise_id, award.project, award.place, fact.kind, fact.fte::text,
            fact.sex, fact.age_band, fact.displacement_status, fact.starts_on, ending.ends_on, fact.contract, fact.wage,
            fact.verified_on, fact.recorded_at, fact.recorded_by
        FROM employments AS fact JOIN awards AS award ON award.id = fact.award_id
        LEFT JOIN employment_ends AS ending ON ending.employment_id = fact.id
        WHERE fact.person_id = $1 AND fact.voided_at IS NULL ORDER BY fact.id DESC
    ) AS found)
)
"""

SEATS = """
SELECT fact.id, fact.forum_id, fact.role, fact.sex, fact.age_band, fact.joined_on, fact.left_on, fact.voice,
    fact.recorded_at, fact.recorded_by
FROM namings JOIN members AS fact ON fact.id = namings.member_id AND fact.voided_at IS NULL
WHERE namings.person_id = $1 AND namings.voided_at IS NULL ORDER BY fact.id DESC
"""


def create_app(urls: dict[str, str]) -> FastAPI:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for name, url in urls.items():
                pool = await stack.enter_async_context(asyncpg.create_pool(url, min_size=1, max_size=8))
                await pool.execute(TABLE)
                setattr(app.state, name, pool)
            yield

    app = FastAPI(lifespan=lifespan)

    @app.get("/people/{number}")
    async def person(number: str) -> Record:
        found = await app.state.beneficiary.fetchval(RECORD, number)
        if found is None:
            raise HTTPException(404)
        await app.state.beneficiary.execute(WRITTEN, number, "record")
        return Record.model_validate_json(found)

    @app.get("/given/{person_id}")
    async def given(person_id: int) -> Given:
        found = await app.state.grants.fetchval(GIVEN, person_id)
        await app.state.grants.execute(WRITTEN, str(person_id), "given")
        return Given.model_validate_json(found)

    @app.get("/seats/{person_id}")
    async def seats(person_id: int) -> list[Seat]:
        rows = await app.state.forums.fetch(SEATS, person_id)
        await app.state.forums.execute(WRITTEN, str(person_id), "seats")
        return [Seat(**row) for row in rows]

    return app


if __name__ == "__main__":
    listener = free_port(8220)
    print(address(listener), flush=True)
    app = create_app({name: os.environ[f"{name.upper()}_DATABASE_URL"] for name in OF})
    uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, proxy_headers=False)).run([listener])
