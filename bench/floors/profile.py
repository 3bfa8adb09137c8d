"""What a profile is made of, as three reads that anyone would write with FastAPI: one route, one model, one statement
each, over the databases of two services.

    BENEFICIARY_DATABASE_URL=... GRANTS_DATABASE_URL=... python -m bench.floors.profile

Prints its address and serves it as Nexus is served. That somebody was looked at is written down before each answer.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from decimal import Decimal

import asyncpg
import uvicorn
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

from bench.floors.person import TABLE, UNNAMED, WRITTEN, Unnamed
from embedded.instance import address, free_port


class Assistance(BaseModel):
    id: int
    project: str
    sex: str
    modality: str
    place: str
    amount: Decimal
    currency: str
    approved_on: date
    recorded_at: datetime
    recorded_by: str


class Award(BaseModel):
    id: int
    project: str
    enterprise_id: int | None
    place: str
    amount: Decimal
    currency: str
    approved_on: date
    recorded_at: datetime
    recorded_by: str


ASSISTANCES = """
SELECT fact.id, fact.project, fact.sex, fact.modality, fact.place, fact.amount, fact.currency,
    fact.approved_on, fact.recorded_at, fact.recorded_by
FROM assistances AS fact
WHERE fact.person_id = $1 AND fact.voided_at IS NULL ORDER BY fact.id DESC
"""

AWARDS = """
SELECT fact.id, fact.project, fact.enterprise_id, fact.place, fact.amount, fact.currency,
    fact.approved_on, fact.recorded_at, fact.recorded_by
FROM awards AS fact
WHERE fact.voided_at IS NULL AND EXISTS (
    SELECT FROM owners WHERE owners.enterprise_id = fact.enterprise_id AND owners.person_id = $1
        AND owners.voided_at IS NULL
) ORDER BY fact.id DESC
"""


def create_app(registry: str, grants: str) -> FastAPI:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with (
            asyncpg.create_pool(registry, min_size=1, max_size=8) as app.state.registry,
            asyncpg.create_pool(grants, min_size=1, max_size=8) as app.state.grants,
        ):
            for pool in (app.state.registry, app.state.grants):
                await pool.execute(TABLE)
            yield

    app = FastAPI(lifespan=lifespan)

    @app.get("/people/{number}")
    async def person(number: str) -> Unnamed:
        row = await app.state.registry.fetchrow(UNNAMED, number)
        if row is None:
            raise HTTPException(404)
        await app.state.registry.execute(WRITTEN, number, "person")
        return Unnamed(**row)

    @app.get("/assistances/{person_id}")
    async def assistances(person_id: int) -> list[Assistance]:
        rows = await app.state.grants.fetch(ASSISTANCES, person_id)
        await app.state.grants.execute(WRITTEN, str(person_id), "assistances")
        return [Assistance(**row) for row in rows]

    @app.get("/awards/{person_id}")
    async def awards(person_id: int) -> list[Award]:
        rows = await app.state.grants.fetch(AWARDS, person_id)
        await app.state.grants.execute(WRITTEN, str(person_id), "awards")
        return [Award(**row) for row in rows]

    return app


if __name__ == "__main__":
    listener = free_port(8220)
    print(address(listener), flush=True)
    app = create_app(os.environ["BENEFICIARY_DATABASE_URL"], os.environ["GRANTS_DATABASE_URL"])
    uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, proxy_headers=False)).run([listener])
