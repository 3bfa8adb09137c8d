"""A cohort over three services, with a two-way breakdown, against one SQL join over one database with all of it."""

import asyncio
import os
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import asyncpg

from bench import many, running
from bench.report import Claim
from bench.running import Urls
from gateway.access.callers import Caller
from gateway.access.roles import PURPOSES
from gateway.clients.inprocess import InProcess
from gateway.clients.upstream import Upstream, Upstreams
from gateway.cohorts import composing
from gateway.cohorts.composing import Composer, Question
from services.beneficiary import app as beneficiary
from services.forums import app as forums
from services.grants import app as grants
from shared.callers import CallerClass, Role, Service
from shared.cohorts.views import Expression
from shared.database import open_database
from shared.mandate import COUNTRY

Ask = Callable[[str], Awaitable[Any]]
SIZES = tuple(int(size) for size in os.environ.get("NEXUS_BENCH_PEOPLE", "100000,1000000").split(","))
FLOOR = (Path(__file__).parent / "floors" / "cohort.sql").read_text("utf-8")
KEY, ON = bytes(32), date(2026, 1, 1)
WIDE, NARROW = "WIDE-1", "NARROW-1"
OR_ATTENDED = " OR stated.person_id IN (SELECT id FROM attended)"
TURNS = 7
BY = ("beneficiary.district", "beneficiary.sex")
TARGETS = {WIDE: 1.0, NARROW: 2.0}
WIDE_FROM = 1_000_000
"""Among fewer people a wide cohort is told and held to nothing: what travels between services weighs more than the
join."""

_TAKING_PART = """
INSERT INTO activities (id, project, type, place, starts_on, ends_on, recorded_by)
    SELECT n, 'WIDE-1', CASE WHEN n % 3 = 0 THEN 'training_voc' ELSE 'mediation' END, 'IQG15Q08', '2025-01-01',
        '2025-12-31', 'bench' FROM generate_series(1, 300) AS n;
INSERT INTO sessions (id, activity_id, held_on, recorded_by)
    SELECT n, n, '2025-06-01', 'bench' FROM generate_series(1, 300) AS n;
INSERT INTO attendances (person_id, session_id, outcome, recorded_by)
    SELECT id, 1 + id * 7 % 300, 'present', 'bench' FROM people WHERE id % 3 = 0;
INSERT INTO consents (person_id, purpose, recipient_class, decision, decided_on, language, witnessed, notice_id,
    given_by, recorded_by)
    SELECT id, 'community-policing', 'staff', 'given', '2026-01-01', 'ar', 'signature', 1, 'self', 'bench'
    FROM people WHERE id % 9 = 0;
"""
_NOTICE = """
INSERT INTO notices (id, purpose, recipient_class, version, text_en, text_ar, text_ckb, recorded_by)
    VALUES (1, 'community-policing', 'staff', 1, 'x', 'x', 'x', 'bench')
"""
_ASSISTED = f"""
INSERT INTO assistances (project, person_id, sex, modality, place, amount, currency, approved_on, recorded_by)
    SELECT CASE WHEN n % 1000 = 1 THEN '{NARROW}' ELSE '{WIDE}' END, n, 'female', 'VT', 'IQG15Q08', 100, 'USD',
        '2025-02-01', 'bench' FROM generate_series(1, $1::int) AS n WHERE n % 5 = 1
"""
_SEATED = """
INSERT INTO forums (id, project, name, level, place, established_on, set_up_by, recorded_by)
    SELECT n, 'WIDE-1', 'x', 'district', 'IQG15Q08', '2024-01-01', 'community', 'bench'
    FROM generate_series(1, 200) AS n;
INSERT INTO members (id, forum_id, role, sex, age_band, joined_on, recorded_by)
    SELECT n, 1 + n % 200, 'member_women', 'female', '18-59', '2024-06-01', 'bench'
    FROM generate_series(1, {people} / 9) AS n;
INSERT INTO namings (member_id, person_id, recorded_by)
    SELECT n, 9 * n, 'bench' FROM generate_series(1, {people} / 9) AS n;
"""
_BESIDE = {
    "assistances": "CREATE INDEX ON assistances (project); CREATE INDEX ON assistances (person_id)",
    "forums": "CREATE INDEX ON forums (id)",
    "members": "CREATE INDEX ON members (id)",
    "namings": "CREATE INDEX ON namings (member_id)",
}
"""What the floor's database has beside the register, and the indexes that lead anywhere there."""


def claims() -> Iterator[Claim]:
    """Milliseconds on the wall from the question to the answer, in one process and without sockets: the services are
    called as they are between each other, with mandates and JSON. The floor is asked in the session that they have."""
    for people in SIZES:
        with running.folder() as var, running.databases(var) as (server, urls):
            environment = os.environ | {f"{name.upper()}_DATABASE_URL": url for name, url in urls.items()}
            subprocess.run([running.PROGRAM, "migrate"], env=environment | {"NEXUS_VAR": str(var)}, check=True)
            asyncio.run(_fill(urls, people))
            yield from asyncio.run(_measured(urls, people))
            assert server.process.poll() is None


async def _fill(urls: Urls, people: int) -> None:
    await many.fill(urls["beneficiary"], people)
    connections = {service: await asyncpg.connect(urls[service]) for service in Service}
    register = connections[Service.BENEFICIARY]
    try:
        await register.execute(_NOTICE)
        await register.execute(_TAKING_PART)
        await connections[Service.GRANTS].execute(_ASSISTED.replace("$1::int", str(people)))
        await connections[Service.FORUMS].execute(_SEATED.format(people=people))
        for table, indexes in _BESIDE.items():
            owner = connections[Service.GRANTS if table == "assistances" else Service.FORUMS]
            await _copied(owner, register, table)
            await register.execute(indexes)
        for connection in connections.values():
            await connection.execute("VACUUM ANALYZE")
    finally:
        for connection in connections.values():
            await connection.close()


async def _copied(owner: Any, register: Any, table: str) -> None:
    """The same rows beside the register."""
    columns = await owner.fetch(
        "SELECT attname, format_type(atttypid, atttypmod) AS type FROM pg_attribute"
        " WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
        table,
    )
    stated = ", ".join(f"{each['attname']} {each['type']}" for each in columns)
    await register.execute(f"CREATE TABLE {table} ({stated})")
    rows = [tuple(row) for row in await owner.fetch(f"SELECT * FROM {table}")]
    await register.copy_records_to_table(table, records=rows)


@asynccontextmanager
async def _upstreams(urls: Urls) -> AsyncIterator[Upstreams]:
    apps = {
        Service.BENEFICIARY: beneficiary.create_app(
            beneficiary.Settings(database_url=urls["beneficiary"], mandate_key=KEY, document_key=KEY)
        ),
        Service.GRANTS: grants.create_app(
            grants.Settings(database_url=urls["grants"], mandate_key=KEY, files_url="file:///tmp")
        ),
        Service.FORUMS: forums.create_app(forums.Settings(database_url=urls["forums"], mandate_key=KEY)),
    }
    async with AsyncExitStack() as stack:
        for app in apps.values():
            await stack.enter_async_context(app.router.lifespan_context(app))
        yield {service: Upstream(service, InProcess(service, app), KEY) for service, app in apps.items()}


async def _measured(urls: Urls, people: int) -> list[Claim]:
    database = await open_database(urls["beneficiary"])
    caller = Caller("bench", CallerClass.STAFF, (Role.MONITORING,), (COUNTRY,), PURPOSES[Role.MONITORING][0])
    as_of = datetime.now(UTC)
    try:
        async with _upstreams(urls) as upstreams:

            async def composed(project: str) -> Any:
                question = Question(_expression(project), BY, as_of, ON)
                return await composing.count(Composer.of(upstreams, caller, "bench-of-cohorts"), question)

            async def bare(project: str) -> Any:
                statement = FLOOR if project == WIDE else FLOOR.replace(OR_ATTENDED, "")
                return await database.counting.fetch(statement, as_of, ON, "training_voc", project)

            claims = []
            for project, target in TARGETS.items():
                counted, rows = await composed(project), await bare(project)
                [total] = [row["people"] for row in rows if row["district"] is None and row["sex"] is None]
                cells = {(row["district"], row["sex"]): row["people"] for row in rows if row["district"] and row["sex"]}
                assert counted.total == total > 0, f"{project}: {counted.total} and not {total}"
                assert {tuple(cell.of): cell.people for cell in counted.cells} == cells
                name = f"cohort among {people:,}, {'wide' if project == WIDE else 'narrow'}"
                held_to = None if project == WIDE and people < WIDE_FROM else target
                claims.append(await _later(name, bare, composed, project, held_to))
            return claims
    finally:
        await database.close()


async def _later(name: str, floor: Ask, claimed: Ask, asked: str, target: float | None) -> Claim:
    """How many times the floor's answer the claimed one takes, in turns: the median."""
    pairs = [(await _milliseconds(floor, asked), await _milliseconds(claimed, asked)) for _ in range(TURNS)]
    bare, ours = (median(side) for side in zip(*pairs, strict=True))
    ratio = median(mine / theirs for theirs, mine in pairs)
    return Claim(name, ratio, target, f"times one SQL join ({ours:.0f} / {bare:.0f} ms)")


async def _milliseconds(ask: Ask, asked: str) -> float:
    begun = perf_counter()
    await ask(asked)
    return (perf_counter() - begun) * 1000


def _expression(project: str) -> Expression:
    """Adults who were assisted by a project, or besides, in the wide one, came to vocational training; in no forum."""
    assisted = {"criterion": "grants.assistance_project", "values": [project]}
    came = {"criterion": "beneficiary.attended", "values": ["training_voc"]}
    return Expression.model_validate(
        {
            "all": [
                {"criterion": "beneficiary.age", "min": 18, "max": 60},
                {"any": [assisted, came]} if project == WIDE else assisted,
                {"not": {"criterion": "forums.seated", "value": True}},
            ]
        }
    )
