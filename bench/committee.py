"""The list before a committee: thousands of applications, ranked against what their call has left."""

import asyncio
import json
import os
import subprocess
from collections.abc import Iterator
from time import time
from typing import Any

import asyncpg

from bench import cpu, running
from bench.floors import ranking as floors
from bench.pairs import Way, compared
from bench.report import Claim
from gateway.access import mandates
from gateway.access.callers import Caller
from gateway.access.roles import PURPOSES
from services.grants.granting.sittings import reads
from shared.callers import CallerClass, Role, Service
from shared.database import Database, open_database
from shared.mandate import COUNTRY, Mandate
from shared.routes import shown

APPLICATIONS, TIMES, TARGET = 2_500, 20, 3.0
_BY = "'staff:somebody'"
_STAGES = ("draft", "eoi", "eoi_screened", "eoi_verification", "full_application", "business_plan")

_FACTS = (
    f"""INSERT INTO projects (code, title, donor, starts_on, ends_on, budget, currency, recorded_by)
    VALUES ('JPN-SDN-2025', 'Support', 'Government of Japan', '2025-04-01', '2035-03-31', 3630000, 'USD', {_BY})""",
    f"""INSERT INTO funds (project, donor, title, ceiling, currency, recorded_by)
    VALUES ('JPN-SDN-2025', 'Government of Japan', 'Enterprise Development Fund', 9000000, 'USD', {_BY})""",
    f"""INSERT INTO calls (fund_id, variant, sectors, districts, budget, smallest, largest, currency, least_years,
        least_contribution, registered, scoring, opens_at, closes_at, recorded_by)
    SELECT id, 'general', '{{food}}', '{{IQG15Q08}}', 9000000, 7000, 30000, 'USD', 1, 10, true, 'eoi-2019',
        '2025-05-01Z', '2025-08-01Z', {_BY} FROM funds""",
    f"""INSERT INTO accounts (fund_id, standing, call_id, currency, recorded_by)
    SELECT fund_id, standing, CASE standing WHEN 'allotted' THEN id END, 'USD', {_BY}
    FROM calls, unnest(ARRAY['given', 'allotted']) AS standing""",
    f"""INSERT INTO postings (fund_id, kind, booked_on, recorded_by)
    SELECT id, 'allotted', '2025-05-01', {_BY} FROM funds""",
    """INSERT INTO entries (posting_id, account_id, currency, amount)
    SELECT posting.id, account.id, 'USD', CASE account.standing WHEN 'given' THEN -9000000 ELSE 9000000 END
    FROM postings AS posting, accounts AS account""",
    f"""INSERT INTO sittings (call_id, held_on, quorum, recorded_by) SELECT id, '2025-09-01', 3, {_BY} FROM calls""",
    f"""INSERT INTO enterprises (name, sector, place, recorded_by)
    SELECT 'Bakery ' || n, 'food', 'IQG15Q08', {_BY} FROM generate_series(1, {APPLICATIONS}) AS n""",
    f"""INSERT INTO applications (call_id, enterprise_id, place, recorded_by)
    SELECT call.id, enterprise.id, 'IQG15Q08', {_BY} FROM calls AS call, enterprises AS enterprise""",
    f"""INSERT INTO forms (application_id, number, amount, contribution, new_women, new_men, uses, recorded_by)
    SELECT id, number, 7000 + id * 37 % 23000 + number, 2500, 2, 3, '{{equipment}}', {_BY}
    FROM applications, generate_series(0, 1) AS number""",
    *(
        f"""INSERT INTO transitions (application_id, number, after, came_from, stage, recorded_by)
        SELECT id, {number}, {number - 1 if number else "NULL"}, {f"'{_STAGES[number - 1]}'" if number else "NULL"},
            '{stage}', {_BY} FROM applications"""
        for number, stage in enumerate(_STAGES)
    ),
    f"""INSERT INTO screenings (application_id, form, scoring, score, parts, unmet, recorded_by)
    SELECT id, 0, 'eoi-2019', 30 + id * 7919 % 6000 / 100.0, '{{}}', '{{}}', {_BY} FROM applications""",
    f"""INSERT INTO clearances (application_id, outcome, checked_on, recorded_by)
    SELECT id, CASE WHEN id % 9 > 0 THEN 'cleared' ELSE 'not_cleared' END, '2025-08-20', {_BY} FROM applications""",
)  # fmt: skip


def claims() -> Iterator[Claim]:
    """CPU of Python and PostgreSQL from the question to the bytes of the answer, in one process and without HTTP."""
    with running.folder() as var, running.databases(var) as (server, urls), asyncio.Runner() as runner:
        environment = os.environ | {f"{name.upper()}_DATABASE_URL": url for name, url in urls.items()}
        subprocess.run([running.PROGRAM, "migrate"], env=environment | {"NEXUS_VAR": str(var)}, check=True)
        sitting = runner.run(_fill(urls["grants"]))
        database = runner.run(open_database(urls["grants"]))
        try:
            told, bare = runner.run(_told(database, sitting)), runner.run(_bare(database, sitting))
            _require_same(bare, json.loads(told)["items"])
            clock = cpu.of_all(cpu.of(os.getpid()), cpu.of_postgres(server.process.pid))
            yield compared(
                f"ranking of {APPLICATIONS:,} applications",
                floor=Way(lambda times: _each(runner, times, _bare, database, sitting), clock, TIMES),
                claimed=Way(lambda times: _each(runner, times, _told, database, sitting), clock, TIMES),
                target=TARGET,
            )
        finally:
            runner.run(database.close())


def _each(runner: asyncio.Runner, times: int, ask: Any, database: Database, sitting: int) -> None:
    for _ in range(times):
        runner.run(ask(database, sitting))


async def _fill(url: str) -> int:
    """A sitting on a call to which so many applied, all of them ready and with a form that was saved twice."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("SET synchronous_commit = off")
        for statement in _FACTS:
            await connection.execute(statement)
        await connection.execute("VACUUM ANALYZE")
        sitting: int = await connection.fetchval("SELECT id FROM sittings")
        return sitting
    finally:
        await connection.close()


async def _bare(database: Database, sitting: int) -> list[asyncpg.Record]:
    return await database.reading.fetch(floors.RANKING, sitting)


async def _told(database: Database, sitting: int) -> bytes:
    return bytes(shown(await reads.ranking(database.reading, sitting, _mandate())).body)


def _require_same(bare: list[asyncpg.Record], items: list[dict[str, Any]]) -> None:
    rows = [(row["application_id"], f"{row['score']}", f"{row['together']:.2f}", row["cleared"]) for row in bare]
    ours = [(each["application_id"], each["score"], each["together"], each["cleared"]) for each in items]
    if rows != ours or len(rows) != APPLICATIONS:
        raise AssertionError("the floor ranks otherwise")


def _mandate() -> Mandate:
    role = Role.COMMITTEE_MEMBER
    caller = Caller("somebody", CallerClass.STAFF, (role,), (COUNTRY,), PURPOSES[role][0])
    return mandates.for_staff(caller, Service.GRANTS, "bench-of-rankings", deadline=time() + mandates.PATIENCE)
