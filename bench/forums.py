"""What forums cost: to mark their texts, and to count the work of a whole country's forums on one page."""

import asyncio
import json
import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime
from time import time
from typing import Any

import asyncpg

from bench import cpu, running, texts
from bench.floors import indicators as floors
from bench.pairs import Way, compared
from bench.report import Claim
from gateway.access import mandates
from gateway.access.callers import Caller
from gateway.access.roles import PURPOSES
from services.forums.indicators import reads
from services.forums.indicators.views import COUNTS, By, IndicatorsAsked
from shared import places
from shared.callers import CallerClass, Role, Service
from shared.database import Database, open_database
from shared.mandate import COUNTRY, Mandate
from shared.routes import shown

FORUMS, CONCERNS, TIMES, TARGET = 500, 50_000, 10, 2.0
SINCE, UNTIL = date(2025, 10, 1), date(2025, 12, 31)
_BY = "'staff:somebody'"

# Two years of work: a meeting a month, and each concern a little later than the one before.
_FACTS = (
    f"""INSERT INTO forums (name, level, place, established_on, set_up_by, recorded_by)
    SELECT 'Forum ' || n, 'district', ($1::text[])[1 + n % cardinality($1)], '2023-12-01', 'community', {_BY}
    FROM generate_series(1, {FORUMS}) AS n""",
    f"""INSERT INTO statuses (forum_id, status, since, recorded_by)
    SELECT id, 'active', '2023-12-20', {_BY} FROM forums WHERE id % 20 > 0""",
    f"""INSERT INTO members (forum_id, role, sex, age_band, joined_on, voice, recorded_by)
    SELECT id, 'member_community', CASE WHEN (id + n) % 3 = 0 THEN 'female' ELSE 'male' END, '18-59', '2023-12-01',
        'host_community', {_BY} FROM forums, generate_series(1, 10) AS n""",
    f"""INSERT INTO terms (forum_id, member_id, seat, begins_on, recorded_by)
    SELECT forum_id, min(id), 'head', '2023-12-20', {_BY} FROM members GROUP BY forum_id""",
    f"""INSERT INTO meetings (forum_id, kind, scheduled_on, agenda, recorded_by)
    SELECT id, 'regular', date '2024-01-02' + n * 30 + id % 28, '{{concerns}}', {_BY}
    FROM forums, generate_series(0, 23) AS n""",
    f"""INSERT INTO holdings (meeting_id, held_on, members, present, voting_members, voting_present, recorded_by)
    SELECT id, scheduled_on, 10, 8, 10, 8, {_BY} FROM meetings WHERE id % 10 > 0""",
    """INSERT INTO attendees (holding_id, role, sex, age_band, people)
    SELECT id, 'member_community', sex, age, 2
    FROM holdings, unnest(ARRAY['female', 'male']) AS sex, unnest(ARRAY['18-59', '60+']) AS age""",
    f"""INSERT INTO concerns (forum_id, category, place, raised_by, raised_on, recorded_by)
    SELECT forum.id, (ARRAY['theft', 'services', 'drugs', 'traffic', 'corruption'])[1 + n % 5], place, 'women',
        date '2024-01-02' + n * 7 + forum.id % 7, {_BY}
    FROM forums AS forum, generate_series(0, {CONCERNS // FORUMS - 1}) AS n""",
    *(
        f"""INSERT INTO concern_states (concern_id, status, since, recorded_by)
        SELECT id, '{status}', raised_on + {days} + id % 5, {_BY} FROM concerns WHERE {which}"""
        for status, days, which in (
            ("accepted", 7, "true"),
            ("in_progress", 20, "id % 3 > 0"),
            ("resolved", 40, "id % 5 > 0"),
            ("reopened", 70, "id % 25 = 1"),
        )
    ),
    f"""INSERT INTO concern_merges (forum_id, concern_id, into_id, recorded_by)
    SELECT forum_id, id, (
        SELECT min(id) FROM concerns AS other WHERE other.forum_id = concern.forum_id AND other.id % 49 <> 13
    ), {_BY} FROM concerns AS concern WHERE id % 49 = 13""",
    f"""INSERT INTO actions (forum_id, concern_id, kind, owner, agreed_on, due_on, recorded_by)
    SELECT forum_id, id, 'patrol', 'local_police', raised_on + 20, raised_on + 50, {_BY} FROM concerns
    WHERE id % 3 = 0""",
    f"""INSERT INTO action_ends (action_id, ended_on, result, recorded_by)
    SELECT id, due_on, CASE WHEN id % 4 > 0 THEN 'done' ELSE 'not_done' END, {_BY} FROM actions WHERE id % 5 > 0""",
    f"""INSERT INTO referrals (forum_id, concern_id, target, referred_on, answer_due_on, recorded_by)
    SELECT forum_id, id, 'police', raised_on + 25, raised_on + 45, {_BY} FROM concerns WHERE id % 4 = 0""",
    f"""INSERT INTO referral_answers (referral_id, target, answered_on, answer, recorded_by)
    SELECT id, 'police', answer_due_on, 'taken_up', {_BY} FROM referrals WHERE id % 3 > 0""",
    f"""INSERT INTO plans (forum_id, version, adopted_on, review_on, recorded_by)
    SELECT id, n, date '2024-04-01' + n * 180 + id % 100, date '2024-10-01' + n * 180 + id % 100, {_BY}
    FROM forums, generate_series(1, 3) AS n""",
    f"""INSERT INTO plan_reviews (plan_id, reviewed_on, outcome, recorded_by)
    SELECT id, review_on, 'kept', {_BY} FROM plans WHERE id % 2 = 0""",
    f"""INSERT INTO trainings (forum_id, topic, facilitator, begins_on, ends_on, recorded_by)
    SELECT id, 'mediation', 'university', date '2024-06-01' + n * 150 + id % 90, date '2024-06-03' + n * 150 + id % 90,
        {_BY} FROM forums, generate_series(0, 3) AS n""",
    """INSERT INTO trained (training_id, trainee, sex, people)
    SELECT id, trainee, 'male', 5 FROM trainings, unnest(ARRAY['police', 'member']) AS trainee""",
)  # fmt: skip


def claims() -> Iterator[Claim]:
    yield from texts.claims()
    yield from _indicators()


def _indicators() -> Iterator[Claim]:
    """CPU of Python and PostgreSQL from the question to the bytes of the answer, in one process and without HTTP."""
    with running.folder() as var, running.databases(var) as (server, urls), asyncio.Runner() as runner:
        environment = os.environ | {f"{name.upper()}_DATABASE_URL": url for name, url in urls.items()}
        subprocess.run([running.PROGRAM, "migrate"], env=environment | {"NEXUS_VAR": str(var)}, check=True)
        runner.run(_fill(urls["forums"]))
        database = runner.run(open_database(urls["forums"]))
        try:
            _require_same(runner.run(_bare(database)), json.loads(runner.run(_told(database)))["rows"])
            clock = cpu.of_all(cpu.of(os.getpid()), cpu.of_postgres(server.process.pid))
            yield compared(
                f"indicators of {FORUMS} forums, {CONCERNS:,} concerns",
                floor=Way(lambda times: _each(runner, times, _bare, database), clock, TIMES),
                claimed=Way(lambda times: _each(runner, times, _told, database), clock, TIMES),
                target=TARGET,
            )
        finally:
            runner.run(database.close())


def _each(runner: asyncio.Runner, times: int, ask: Any, database: Database) -> None:
    for _ in range(times):
        runner.run(ask(database))


async def _fill(url: str) -> None:
    """Two years of forums in every district of the country."""
    connection = await asyncpg.connect(url)
    districts = [unit.pcode for governorate in places.children(COUNTRY) for unit in places.children(governorate.pcode)]
    try:
        await connection.execute("SET synchronous_commit = off")
        first, *others = _FACTS
        await connection.execute(first, districts)
        for statement in others:
            await connection.execute(statement)
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


async def _bare(database: Database) -> list[asyncpg.Record]:
    return await database.listing.fetch(floors.INDICATORS, SINCE, UNTIL)


async def _told(database: Database) -> bytes:
    asked = IndicatorsAsked.model_construct(by=By.GOVERNORATE, since=SINCE, until=UNTIL)
    told = await reads.indicators(database.listing, asked, datetime.now(UTC), _mandate())
    return bytes(shown(told).body)


def _require_same(bare: list[asyncpg.Record], rows: list[dict[str, Any]]) -> None:
    """Both must count alike, and something of everything."""
    ours = [
        (row["place"], row["median_days_to_resolve"], row["raised_by_category"], *(row[n] for n in COUNTS))
        for row in rows
    ]
    theirs = [
        (row["place"], row["days"], json.loads(row["raised_by_category"]), *(row[name] or 0 for name in COUNTS))
        for row in bare
    ]
    if ours != theirs or len(rows) != len(places.children(COUNTRY)):
        raise AssertionError("the floor counts otherwise")
    if sum(row["forums"] for row in rows) != FORUMS or any(not sum(row[name] for row in rows) for name in COUNTS):
        raise AssertionError("there is nothing to count")


def _mandate() -> Mandate:
    role = Role.MONITORING
    caller = Caller("somebody", CallerClass.STAFF, (role,), (COUNTRY,), PURPOSES[role][0])
    return mandates.for_staff(caller, Service.FORUMS, "bench-of-indicators", deadline=time() + mandates.PATIENCE)
