"""Households, caseloads and records among a million people: how much later the answer is there than bare SQL's."""

import asyncio
import os
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime
from random import Random
from time import time
from typing import Any

from bench import many, running
from bench.floors import records as floors
from bench.report import Claim
from bench.wall import later
from gateway.access import mandates
from gateway.access.callers import Caller
from gateway.access.roles import PURPOSES
from services.beneficiary.caseloads import reads as caseloads
from services.beneficiary.caseloads.views import CaseloadAsked, CaseloadView
from services.beneficiary.households.reads import HOUSEHOLD, composition
from services.beneficiary.households.views import HouseholdsAsked
from services.beneficiary.records import reads as records
from shared.callers import CallerClass, Role, Service
from shared.cursors import Cursors
from shared.database import Database, open_database
from shared.days import day_of, today
from shared.facts import find
from shared.lists import Lister, listed
from shared.mandate import COUNTRY, Mandate
from shared.routes import shown

PEOPLE = int(os.environ.get("NEXUS_BENCH_PEOPLE", "1000000"))
THEN = datetime(2024, 6, 1, tzinfo=UTC)
AS_OF_A_DATE, AS_OF_NOW = 3.0, 2.0
AREAS = ("IQG01", "IQG03", "IQG05", "IQG08", "IQG15", "IQG15Q08")
KEY = bytes(32)


def claims() -> Iterator[Claim]:
    """Milliseconds on the wall from the question to the bytes of the answer, in one process and without HTTP, one at a
    time: the rows as a mandate opens them against one statement that needs none."""
    with running.folder() as var, running.databases(var) as (server, urls):
        environment = os.environ | {f"{name.upper()}_DATABASE_URL": url for name, url in urls.items()}
        subprocess.run([running.PROGRAM, "migrate"], env=environment | {"NEXUS_VAR": str(var)}, check=True)
        asyncio.run(many.fill(urls["beneficiary"], PEOPLE))
        yield from asyncio.run(_measured(urls["beneficiary"]))
        assert server.process.poll() is None


async def _measured(url: str) -> list[Claim]:
    database = await open_database(url)
    try:
        return [claim async for claim in _compared(database)]
    finally:
        await database.close()


async def _compared(database: Database) -> AsyncIterator[Claim]:
    random, size = Random(1), f" among {PEOPLE:,}"
    lister = Lister(database.listing, known=database.reading, cursors=Cursors(KEY))
    people = [random.randint(1, PEOPLE) for _ in range(400)]
    numbers = [
        row["registration_number"]
        for row in await database.reading.fetch("SELECT registration_number FROM people WHERE id = ANY ($1)", people)
    ]
    yield await later(
        f"record as of a date{size}",
        lambda number: database.reading.fetchrow(floors.RECORD, number, THEN, day_of(THEN)),
        lambda number: _told(records.record(database.reading, number, _mandate(), THEN, None)),
        [number for number in numbers if await _registered(database, number)],
        AS_OF_A_DATE,
    )
    for name, view, floor in (
        ("caseload of an area", CaseloadView.AREA, floors.AREA),
        ("caseload, incomplete", CaseloadView.INCOMPLETE, floors.INCOMPLETE),
        ("caseload, changed lately", CaseloadView.CHANGED, floors.CHANGED),
    ):
        yield await later(
            name + size,
            _bare(database, floor, lambda area: f"{area}%"),
            lambda area, view=view: _told(
                caseloads.caseload(lister, CaseloadAsked(view=view), _mandate(areas=(area,)))
            ),
            AREAS * 20,
            AS_OF_NOW,
        )
    clerks = [f"clerk-{random.randrange(many.CLERKS)}" for _ in range(100)]
    mine = CaseloadAsked(view=CaseloadView.MINE)
    yield await later(
        f"caseload, mine{size}",
        _bare(database, floors.MINE, lambda clerk: f"staff:{clerk}"),
        lambda clerk: _told(caseloads.caseload(lister, mine, _mandate(name=clerk))),
        clerks,
        AS_OF_NOW,
    )
    yield await later(
        f"households of an area{size}",
        _bare(database, floors.HOUSEHOLDS, lambda area: f"{area}%"),
        lambda area: _told(listed(lister, HOUSEHOLD, HouseholdsAsked(), _mandate(areas=(area,)))),
        AREAS * 20,
        AS_OF_NOW,
    )
    homes = [random.randint(1, PEOPLE // many.MEMBERS) for _ in range(400)]
    for name, household, floor in (
        ("household", lambda id: find(database.reading, HOUSEHOLD, id, _mandate()), floors.HOUSEHOLD),
        ("members of a household", lambda id: composition(database.reading, id, today(), _mandate()), floors.MEMBERS),
    ):
        yield await later(
            name + size,
            lambda id, floor=floor: database.reading.fetch(floor, id),
            lambda id, household=household: _told(household(id)),
            homes,
            AS_OF_NOW,
        )


def _bare(database: Database, statement: str, value: Callable[[Any], Any]) -> Callable[[Any], Awaitable[object]]:
    return lambda asked: database.listing.fetch(statement, value(asked))


async def _told(found: Awaitable[Any]) -> bytes:
    """The bytes of an answer."""
    return bytes(shown(await found).body)


async def _registered(database: Database, number: str) -> bool:
    return bool(
        await database.reading.fetchval(
            "SELECT recorded_at <= $2 FROM people WHERE registration_number = $1", number, THEN
        )
    )


def _mandate(areas: tuple[str, ...] = (COUNTRY,), name: str = "somebody") -> Mandate:
    caller = Caller(name, CallerClass.STAFF, (Role.CASEWORKER,), areas, PURPOSES[Role.CASEWORKER][0])
    return mandates.for_staff(caller, Service.BENEFICIARY, "bench-of-records", deadline=time() + mandates.PATIENCE)
