"""Callers of one running service: mandates as the gateway would mint them, and what the service keeps underneath.

grants = await ...  # a fixture of conftest.py
officer = grants.caller(Role.GRANTS_OFFICER, areas=("IQG15",))
answer = await officer.post("/enterprises", draft)
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_hex
from time import time
from typing import Any

import asyncpg
import httpx
from fastapi import FastAPI

from shared.callers import CallerClass, DatasetName, Role, Service
from shared.ceilings import MOST
from shared.classification import HIGH, Scope, Sensitivity
from shared.idempotency import HEADER as KEY_HEADER
from shared.mandate import COUNTRY, HEADER, Mandate, Subject, mint

KEY = bytes(range(32))
SOMEBODY = Subject(reference="4821-7730-5142", person_id=71, cluster=(71,))
"""Whom a mandate may name as its subject."""
THEIRS = [{"person": SOMEBODY.reference, "sex": "female"}]
"""The owners of an enterprise that is theirs alone."""


def datasets(ceiling: Sensitivity) -> dict[DatasetName, Scope]:
    """Every dataset, up to a ceiling."""
    return {name: Scope(ceiling=ceiling) for name in DatasetName}


def most(caller_class: CallerClass) -> dict[DatasetName, Scope]:
    """The most that a mandate can open to a class of partner."""
    return {name: Scope(ceiling=ceiling) for name, ceiling in MOST[caller_class].items()}


def mandate(audience: Service, *roles: Role, caller_class: CallerClass = CallerClass.STAFF, **changes: Any) -> Mandate:
    """A mandate in these roles, for the whole country and all datasets up to high, or to the ceiling of the class."""
    usual = {
        "audience": audience,
        "caller": "somebody",
        "caller_class": caller_class,
        "roles": roles,
        "purpose": "service-delivery",
        "areas": (COUNTRY,),
        "datasets": datasets(HIGH) if caller_class is CallerClass.STAFF else most(caller_class),
        "agreement": None if caller_class is CallerClass.STAFF else "an-agreement/1",
        "deadline": time() + 9,
        "request_id": token_hex(16),
    }
    return Mandate(**{**usual, **changes})


@dataclass(frozen=True)
class Caller:
    """Somebody who asks one service, each time with a new mandate."""

    client: httpx.AsyncClient
    audience: Service
    roles: tuple[Role, ...]
    changes: Mapping[str, Any] = field(default_factory=dict)

    async def get(self, path: str, **query: str) -> httpx.Response:
        return await self.client.get(path, params=query, headers=self._headers())

    async def post(self, path: str, body: Any = None, *, key: str | None = None) -> httpx.Response:
        headers = self._headers() | ({KEY_HEADER: key} if key is not None else {})
        return await self.client.post(path, json=body, headers=headers)

    async def put(
        self, path: str, body: Any = None, *, match: str | None = None, key: str | None = None
    ) -> httpx.Response:
        """Edit what stands at a path, in the state with the tag `match`, by default as it is now."""
        tag = (await self.get(path)).headers.get("etag", '""') if match is None else match
        headers = self._headers() | {"if-match": tag} | ({KEY_HEADER: key} if key is not None else {})
        return await self.client.put(path, json=body, headers=headers)

    async def void(self, path: str, reason: str = "entered_in_error") -> httpx.Response:
        return await self.post(f"{path}/void", {"reason": reason})

    def _headers(self) -> dict[str, str]:
        return {HEADER: mint(mandate(self.audience, *self.roles, **self.changes), KEY)}


@dataclass(frozen=True)
class Running:
    """A service that answers, over a database of this test's own."""

    client: httpx.AsyncClient
    audience: Service
    url: str
    app: FastAPI

    def caller(self, *roles: Role, **changes: Any) -> Caller:
        return Caller(self.client, self.audience, roles, changes)

    async def moment(self) -> datetime:
        """A moment that lies after everything recorded so far and before everything recorded later."""
        answer = await self.caller().post("/moments")
        return datetime.fromisoformat(answer.json()["at"])

    @asynccontextmanager
    async def connection(self) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
        """A connection beside the service's own."""
        connection = await asyncpg.connect(self.url)
        try:
            yield connection
        finally:
            await connection.close()


@asynccontextmanager
async def running(audience: Service, app: FastAPI, url: str) -> AsyncIterator[Running]:
    """The service, started and reachable without a port."""
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=f"http://{audience}") as client,
    ):
        yield Running(client, audience, url, app)


def require_made(answer: httpx.Response) -> dict[str, Any]:
    """What was made or shown; fails with the problem when it was refused."""
    assert answer.is_success, answer.text
    made: dict[str, Any] = answer.json()
    return made


def refusal(answer: httpx.Response) -> tuple[int, str, str | None]:
    """Status, type of problem and field of a refusal."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    problem = answer.json()
    return answer.status_code, problem["type"].removeprefix("/problems/"), problem["errors"][0].get("field")


async def waiting(connection: "asyncpg.Connection[asyncpg.Record]", many: int) -> None:
    """Return when so many connections wait for a lock that `connection`, or another, holds."""
    async with asyncio.timeout(1.5):
        while True:
            await connection.execute("SELECT pg_stat_clear_snapshot()")  # which else lasts as long as a transaction
            found = await connection.fetchval(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if found == many:
                return
            await asyncio.sleep(0.01)
