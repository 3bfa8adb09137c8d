"""A person by key as anyone would write it with FastAPI: one route, one model, one statement, a pool of connections.

    DATABASE_URL=... python -m bench.floors.person

Prints its address and serves it as Nexus is served: the same event loop, the same HTTP parser, no access log.
`/people/...` has all fields of a caseworker's answer, `/people-without-names/...` those of a monitoring officer's. That
somebody was looked at is written down before the answer, in one row.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime

import asyncpg
import uvicorn
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

from embedded.instance import address, free_port


class Unnamed(BaseModel):
    registration_number: str
    merged_from: list[str]
    sex: str
    birth_precision: str
    place: str
    recorded_at: datetime
    recorded_by: str
    voided_at: datetime | None
    voided_by: str | None
    void_reason: str | None


class Named(Unnamed):
    given_native: str
    given_latin: str | None
    father_native: str | None
    father_latin: str | None
    grandfather_native: str | None
    grandfather_latin: str | None
    great_grandfather_native: str | None
    great_grandfather_latin: str | None
    nisba_native: str | None
    nisba_latin: str | None
    mother_given_native: str | None
    mother_given_latin: str | None
    mother_father_native: str | None
    mother_father_latin: str | None
    mother_grandfather_native: str | None
    mother_grandfather_latin: str | None
    known_as_native: str | None
    known_as_latin: str | None
    birth_date: date | None
    languages: list[str] | None


MERGED_FROM = """ARRAY(
    SELECT other.registration_number FROM identities AS merged JOIN people AS other ON other.id = merged.person_id
    WHERE merged.survivor_id = person.id AND merged.voided_at IS NULL ORDER BY other.registration_number
)"""

UNNAMED = f"""
SELECT person.registration_number, {MERGED_FROM} AS merged_from, stated.sex, stated.birth_precision, stated.place,
    person.recorded_at, person.recorded_by, person.voided_at, person.voided_by, person.void_reason
FROM people AS person JOIN particulars AS stated ON stated.person_id = person.id AND stated.voided_at IS NULL
WHERE person.registration_number = $1
"""

NAMED = f"""
SELECT person.registration_number, {MERGED_FROM} AS merged_from, stated.sex, stated.birth_precision, stated.place,
    person.recorded_at, person.recorded_by, person.voided_at, person.voided_by, person.void_reason,
    stated.given_native, stated.given_latin, stated.father_native, stated.father_latin,
    stated.grandfather_native, stated.grandfather_latin,
    stated.great_grandfather_native, stated.great_grandfather_latin, stated.nisba_native, stated.nisba_latin,
    stated.mother_given_native, stated.mother_given_latin, stated.mother_father_native, stated.mother_father_latin,
    stated.mother_grandfather_native, stated.mother_grandfather_latin,
    stated.known_as_native, stated.known_as_latin, stated.birth_date, stated.languages
FROM people AS person JOIN particulars AS stated ON stated.person_id = person.id AND stated.voided_at IS NULL
WHERE person.registration_number = $1
"""


TABLE = """
CREATE TABLE IF NOT EXISTS looked_at (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, number text NOT NULL, fields text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now()
)
"""

WRITTEN = "INSERT INTO looked_at (number, fields) VALUES ($1, $2)"


def create_app(database_url: str) -> FastAPI:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with asyncpg.create_pool(database_url, min_size=1, max_size=8) as app.state.pool:
            await app.state.pool.execute(TABLE)
            yield

    app = FastAPI(lifespan=lifespan)

    @app.get("/people/{registration_number}")
    async def named(registration_number: str) -> Named:
        row = await app.state.pool.fetchrow(NAMED, registration_number)
        if row is None:
            raise HTTPException(404)
        await app.state.pool.execute(WRITTEN, registration_number, "named")
        return Named(**row)

    @app.get("/people-without-names/{registration_number}")
    async def unnamed(registration_number: str) -> Unnamed:
        row = await app.state.pool.fetchrow(UNNAMED, registration_number)
        if row is None:
            raise HTTPException(404)
        await app.state.pool.execute(WRITTEN, registration_number, "unnamed")
        return Unnamed(**row)

    return app


if __name__ == "__main__":
    listener = free_port(8200)
    print(address(listener), flush=True)
    uvicorn.Server(
        uvicorn.Config(create_app(os.environ["DATABASE_URL"]), log_config=None, access_log=False, proxy_headers=False)
    ).run([listener])
