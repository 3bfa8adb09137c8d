"""The grants service with everybody who works on a fund, for what happens there at random.

Each sequence has a fund of its own, with calls and enterprises that nobody else's sequence touches, so nothing has to
be taken back in between; people and the project stay the same.
"""

import asyncio
import json
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from time import time
from typing import Any, TypeVar

import asyncpg
from fastapi import FastAPI
from grants_model import Grants
from house import mandated
from wire import Answer, ask

from services.grants import app as grants_app
from shared.callers import CallerClass, DatasetName, Role, Service
from shared.classification import HIGH, Scope
from shared.days import today
from shared.idempotency import HEADER as IDEMPOTENCY_KEY
from shared.mandate import COUNTRY, Mandate, Subject, mint

Told = TypeVar("Told")

KEY = bytes(range(32))
PLACE, PROJECT = "IQG15Q08", "JPN-SDN-2025"
OFFICERS, MEMBERS = ("Hala", "Omar", "Rana"), ("Layla", "Karim", "Sawsan", "Omar", "Rana")
"""Two of them are both."""
FINANCE, MONITOR, CHIEF = "Salim", "Maha", "Nadia"
TELLERS = (FINANCE, "Noor", "Zaid")
"""Three people of finance."""
ROLES: Mapping[str, tuple[Role, ...]] = {
    **dict.fromkeys(TELLERS, (Role.FINANCE_APPROVER,)),
    MONITOR: (Role.MONITORING,),
    CHIEF: (Role.ADMINISTRATOR,),
    **{
        name: (
            *((Role.GRANTS_OFFICER,) if name in OFFICERS else ()),
            *((Role.COMMITTEE_MEMBER,) if name in MEMBERS else ()),
        )
        for name in {*OFFICERS, *MEMBERS}
    },
}
REGISTRATIONS = {1: (1,), 2: (2, 3), 3: (3, 2), 4: (4,), 5: (5,)}
"""Of each owner, all numbers that are theirs: the second and the third are one person."""
HOUSEHOLDS = {1: 11, 4: 11, 2: 12, 3: 12}
"""Where each of them lives; the fifth in none that the register knows."""
OWNERS = ((1,), (1, 2), (3,), (4,), (5,))
"""By registration, of each enterprise."""
SECTORS = ("food", "agriculture", "food", "food", "trade")
BUDGETS = (45_000, 30_000, 30_000)
"""Of two calls that are open, and one that is closed."""
CLOSED = 2

FUND = {
    "project": PROJECT,
    "donor": "Government of Japan",
    "title": "Enterprise Development Fund",
    "currency": "USD",
}
CALL = {
    "variant": "general",
    "sectors": ["food", "agriculture"],
    "districts": [PLACE],
    "smallest": "7000.00",
    "largest": "30000.00",
    "currency": "USD",
    "least_years": 1,
    "least_contribution": 10,
    "registered": True,
    "scoring": "eoi-2019",
}
ENTERPRISE = """
INSERT INTO enterprises (name, sector, place, founded, staff_women, staff_men, revenue, currency, registration,
    recorded_by)
VALUES ('Al-Noor', $1, $2, $3, 2, 2, 60000, 'USD', 'formal', 'staff:Hala') RETURNING id
"""


@dataclass
class Office:
    """The service, and the people."""

    url: str
    files: str
    runner: asyncio.Runner = field(default_factory=lambda: asyncio.Runner(loop_factory=asyncio.new_event_loop))
    happened: int = 0
    refused: int = 0
    app: FastAPI = field(init=False)
    connection: "asyncpg.Connection[asyncpg.Record]" = field(init=False)

    def run(self, work: Coroutine[Any, Any, Told]) -> Told:
        return self.runner.run(work)

    async def ask(self, by: str, method: str, path: str, body: Any = None, **stated: Any) -> Answer:
        """As somebody asks, who may state a tag and a key; `named` says whether the mandate names all owners. What a
        busy machine has no time for is asked again under its key, as a caller would."""
        tag = [(b"if-match", stated["tag"])] if "tag" in stated else []
        own = str(stated.get("key", token_hex(12)))
        key = [] if method == "GET" else [(IDEMPOTENCY_KEY.lower().encode(), own.encode())]
        sent = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        for _ in range(5):
            mandate = mint(self.mandate(by, named=stated.get("named", False)), KEY)
            answer = await ask(self.app, method, path, [*mandated(mandate), *tag, *key], sent)
            if answer.status != 503:
                break
        return answer

    def mandate(self, by: str, *, named: bool) -> Mandate:
        people = REGISTRATIONS.items() if named else ()
        return Mandate(
            audience=Service.GRANTS,
            caller=by,
            caller_class=CallerClass.STAFF,
            roles=ROLES[by],
            purpose="service-delivery",
            areas=(COUNTRY,),
            datasets={name: Scope(ceiling=HIGH) for name in DatasetName},
            subjects=tuple(
                Subject(reference=f"0000-{id:04}-0000", person_id=id, cluster=all, household_id=HOUSEHOLDS.get(id))
                for id, all in people
            ),
            deadline=time() + 9,
            request_id="grants-at-random",
        )

    async def made(self, by: str, path: str, body: Any) -> int:
        """What somebody records; gives its number."""
        answer = await self.ask(by, "POST", path, body)
        assert answer.status == 201, answer.body
        return int(answer.json()["id"])

    async def read(self, path: str) -> Any:
        answer = await self.ask(MONITOR, "GET", path)
        assert answer.status == 200, answer.body
        return answer.json()

    async def tag(self, path: str) -> bytes:
        return (await self.ask(MONITOR, "GET", path)).headers[b"etag"]

    async def opened(self) -> tuple[int, Grants]:
        """A fund with calls and enterprises that nobody knows yet, and what the model knows of them."""
        fund = await self.made(CHIEF, "/funds", FUND | {"ceiling": f"{sum(BUDGETS)}.00"})
        now, calls, enterprises = datetime.now(UTC), [], []
        for number, budget in enumerate(BUDGETS):
            closes = now + timedelta(hours=-1 if number == CLOSED else 1)
            times = {"opens_at": written(now - timedelta(hours=2)), "closes_at": written(closes)}
            stated = CALL | times | {"fund_id": fund, "budget": f"{budget}.00"}
            calls.append(await self.made(OFFICERS[0], "/calls", stated))
        for owners, sector in zip(OWNERS, SECTORS, strict=True):
            enterprises.append(await self.connection.fetchval(ENTERPRISE, sector, PLACE, today().year - 5))
            for owner in owners:
                await self.connection.execute(
                    "INSERT INTO owners (enterprise_id, person_id, sex, recorded_by)"
                    " VALUES ($1, $2, 'female', 'staff:Hala')",
                    enterprises[-1],
                    owner,
                )
        people = {each: min(numbers) for each, numbers in REGISTRATIONS.items()}
        return fund, Grants(
            budgets=dict(zip(calls, BUDGETS, strict=True)),
            closed=frozenset({calls[CLOSED]}),
            owners={
                id: tuple(people[owner] for owner in owners) for id, owners in zip(enterprises, OWNERS, strict=True)
            },
            sectors=dict(zip(enterprises, SECTORS, strict=True)),
            recorder="Hala",
        )


def written(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


@contextmanager
def working(url: str, files: str) -> Iterator[Office]:
    """The service, started over a database of its own."""
    office = Office(url, files)
    settings = grants_app.Settings(database_url=url, mandate_key=KEY, files_url=f"file://{files}")
    office.app = grants_app.create_app(settings)
    lifespan = office.app.router.lifespan_context(office.app)

    async def begin() -> None:
        await lifespan.__aenter__()
        office.connection = await asyncpg.connect(url)
        await office.connection.execute(
            "INSERT INTO projects (code, title, donor, starts_on, ends_on, budget, currency, recorded_by) VALUES"
            " ($1, 'Support', 'Government of Japan', '2025-04-01', '2035-03-31', 3630000, 'USD', 'staff:Nadia')",
            PROJECT,
        )

    async def end() -> None:
        await office.connection.close()
        await lifespan.__aexit__(None, None, None)

    with office.runner:
        office.run(begin())
        try:
            yield office
        finally:
            office.run(end())
