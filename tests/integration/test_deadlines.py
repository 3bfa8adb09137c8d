"""What nobody waits for any more ends: in the service, in the database, and when the process that began it is gone."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from time import time
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import httpx
import pytest
from callers import SOMEBODY, THEIRS, Running, refusal
from fastapi import APIRouter
from premises import house
from sqlalchemy.exc import DBAPIError
from starlette.types import Receive, Scope, Send

from bench.between import Fault, between
from embedded import postgres
from gateway.access import mandates
from shared import database, moment
from shared.callers import Role, Service
from shared.database import READERS, WRITERS, Database
from shared.edge import Edge
from shared.guard import Guard
from shared.languages import SHARED, tongues
from shared.routes import Reading, StrictRoute, Writing
from shared.watching.watch import Watch
from shared.write import LONGEST, writing

SOON = 1.0
"""Seconds until the deadline of a request."""
_WORKING = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND state <> 'idle' AND backend_type = 'client backend'"
)
_NOTE = "INSERT INTO idempotency_keys (caller, key, fingerprint) VALUES ('slow', gen_random_uuid()::text, '')"
_LEFT = "SELECT setting::int FROM pg_settings WHERE name = 'statement_timeout'"

slow = APIRouter(route_class=StrictRoute)


@slow.get("/enterprises/slow/slow/slow")
async def read_slowly(reading: Reading) -> None:
    await reading.fetchval("SELECT 1 FROM pg_sleep(60)")


@slow.post("/enterprises/slow/slow/slow")
async def write_slowly(write: Writing) -> None:
    reader: Any = await write.reader()
    await reader.execute(_NOTE)
    await reader.execute("SELECT pg_sleep(60)")


@slow.get("/enterprises/left/left/left")
async def what_is_left(write: Writing) -> int:
    return int(await (await write.reader()).fetchval(_LEFT))


@pytest.fixture
async def grants(grants: Running) -> Running:
    grants.app.include_router(slow)
    return grants


async def ended(connection: "asyncpg.Connection[asyncpg.Record]", within: float) -> None:
    """Return when nothing is done in the database any more."""
    async with asyncio.timeout(within):
        while await connection.fetchval(_WORKING):
            await connection.execute("SELECT pg_sleep(0.02)")


async def test_a_read_ends_in_the_database_at_its_deadline_and_leaves_its_place_to_others(grants: Running) -> None:
    async with grants.connection() as beside:
        asked = [
            grants.caller(Role.GRANTS_OFFICER, deadline=time() + SOON).get("/enterprises/slow/slow/slow")
            for _ in range(READERS)
        ]
        for answer in await asyncio.gather(*asked):
            assert refusal(answer) == (503, "too-slow", None)
        await ended(beside, within=1)
    reading = grants.app.state.database.reading
    assert reading.get_idle_size() == reading.get_size()
    assert (await grants.caller(Role.GRANTS_OFFICER).get("/enterprises/1")).status_code == 404


async def test_a_write_ends_in_the_database_at_its_deadline_and_leaves_nothing_behind(grants: Running) -> None:
    async with grants.connection() as beside:
        asked = [
            grants.caller(Role.GRANTS_OFFICER, deadline=time() + SOON).post("/enterprises/slow/slow/slow")
            for _ in range(WRITERS)
        ]
        for answer in await asyncio.gather(*asked):
            assert refusal(answer) == (503, "too-slow", None)
        await ended(beside, within=1)
        assert await beside.fetchval("SELECT count(*) FROM idempotency_keys") == 0
    assert grants.app.state.database.engine.pool.checkedout() == 0
    draft = {"name": "مخبز", "sector": "food", "place": "IQG15Q08", "owners": THEIRS}
    officer = grants.caller(Role.GRANTS_OFFICER, subjects=(SOMEBODY,))
    assert (await officer.post("/enterprises", draft)).status_code == 201


async def test_the_database_lets_no_statement_of_a_write_take_longer_than_is_left(grants: Running) -> None:
    late = await grants.caller(Role.GRANTS_OFFICER, deadline=time() + SOON).get("/enterprises/left/left/left")
    early = await grants.caller(Role.GRANTS_OFFICER).get("/enterprises/left/left/left")
    assert 0 < late.json() <= SOON * 1000
    assert early.json() == LONGEST * 1000


async def test_without_a_deadline_a_write_has_as_long_as_any(grants: Running) -> None:
    async with writing(grants.app.state.database, "staff:somebody", "a-request") as write:
        assert await (await write.reader()).fetchval(_LEFT) == LONGEST * 1000


@pytest.mark.parametrize("setting", ["statement_timeout", "idle_in_transaction_session_timeout"])
async def test_no_connection_goes_on_for_longer_than_a_mandate_lives(grants: Running, setting: str) -> None:
    opened: Database = grants.app.state.database
    asked = f"SELECT setting FROM pg_settings WHERE name = '{setting}'"
    for pool in (opened.reading, opened.listing, opened.appending):
        assert await pool.fetchval(asked) == "10000"
    async with opened.engine.connect() as connection:
        raw: Any = (await connection.get_raw_connection()).driver_connection
        assert await raw.fetchval(asked) == "10000"


@asynccontextmanager
async def behind_a_proxy(
    server: postgres.Server, url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Database, Callable[[Fault], Awaitable[None]]]]:
    """A database that is reached over a proxy, and what spoils that for it."""
    monkeypatch.setattr(database, "CONNECTING", SOON)
    parts = urlsplit(url)
    with between() as proxies:
        proxy = proxies.socket(server.socket_folder / ".s.PGSQL.5432")
        over = f"postgresql://{parts.username}:{parts.password}@127.0.0.1:{proxy.port}{parts.path}"
        opened = await database.open_database(over)

        async def spoil(fault: Fault) -> None:
            await asyncio.to_thread(proxies.spoil, proxy, fault)

        try:
            yield opened, spoil
        finally:
            await opened.close()


async def test_a_connection_that_says_nothing_any_more_is_given_up_and_another_made(
    server: postgres.Server, clone: Callable[[str], Awaitable[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with behind_a_proxy(server, await clone("grants"), monkeypatch) as (opened, spoil):
        await spoil(Fault.DROP)
        async with asyncio.timeout(4 * SOON):
            await _ask_in_vain(opened)
        for _ in range(READERS):
            await _ask_in_vain(opened)
        await spoil(Fault.NONE)  # and what was lost stays lost
        assert await opened.reading.fetchval("SELECT 1") == 1


async def _ask_in_vain(opened: Database) -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await opened.reading.fetchval("SELECT 1")


async def test_a_moment_is_not_waited_for_longer_than_a_lock_and_is_fixed_again_later(
    server: postgres.Server, clone: Callable[[str], Awaitable[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moment, "_LONGEST", SOON)
    async with behind_a_proxy(server, await clone("grants"), monkeypatch) as (opened, spoil):
        before = await opened.moments.fix()
        await spoil(Fault.DROP)
        with pytest.raises((TimeoutError, DBAPIError)):
            await opened.moments.fix()
        await spoil(Fault.NONE)
        assert (await opened.moments.fix()).at > before.at


async def test_a_write_whose_connection_says_nothing_any_more_is_given_up_at_once(
    server: postgres.Server, clone: Callable[[str], Awaitable[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.write.LONGEST", SOON)
    async with behind_a_proxy(server, await clone("grants"), monkeypatch) as (opened, spoil):
        async with writing(opened, "staff:somebody", "a-request"):
            pass
        await spoil(Fault.DROP)
        async with asyncio.timeout(4):
            with pytest.raises(TimeoutError):
                await _write(opened)
        await spoil(Fault.NONE)
        await _write(opened)


async def _write(opened: Database) -> None:
    async with writing(opened, "staff:somebody", "a-request") as write:
        write.trail("person.registered", 1)


@pytest.mark.parametrize(("begins", "expected"), [(False, (503, "too-slow", None)), (True, None)])
async def test_the_door_answers_in_time_whatever_hangs_and_lets_an_answer_that_has_begun_end(
    begins: bool, expected: object
) -> None:
    async def late(scope: Scope, receive: Receive, send: Send) -> None:
        if begins:
            await send({"type": "http.response.start", "status": 200, "headers": []})
        await asyncio.sleep(0.2)
        if not begins:
            await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"at last"})

    async def anybody(_: Scope) -> None: ...

    guarded = Guard(late, admit=anybody, patience=0.05)
    edge = Edge(guarded, watch=Watch("door"), tongues=tongues(SHARED))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(edge), base_url="http://door") as client:
        answer = await client.get("/")
    if expected is None:
        assert (answer.status_code, answer.text) == (200, "at last")
    else:
        assert refusal(answer) == expected


async def test_the_door_waits_for_a_body_as_long_as_that_may_take_and_then_answers_in_time() -> None:
    async def reads_and_hangs(scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive())["more_body"]:
            pass
        read.set()
        await asyncio.sleep(60)

    async def slowly() -> AsyncIterator[bytes]:
        for _ in range(4):
            await asyncio.sleep(0.05)
            yield b"{"

    async def anybody(_: Scope) -> None: ...

    read = asyncio.Event()
    edge = Edge(Guard(reads_and_hangs, admit=anybody, patience=0.1), watch=Watch("door"), tongues=tongues(SHARED))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(edge), base_url="http://door") as client:
        assert refusal(await client.post("/", content=slowly())) == (503, "too-slow", None)
    assert read.is_set()


async def test_the_door_counts_the_time_before_a_body_is_read_as_well() -> None:
    async def late_twice(scope: Scope, receive: Receive, send: Send) -> None:
        for _ in range(2):
            await asyncio.sleep(0.3)
            await receive()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"at last"})

    async def in_parts() -> AsyncIterator[bytes]:
        for _ in range(2):
            yield b"{"

    async def anybody(_: Scope) -> None: ...

    edge = Edge(Guard(late_twice, admit=anybody, patience=0.5), watch=Watch("door"), tongues=tongues(SHARED))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(edge), base_url="http://door") as client:
        assert refusal(await client.post("/", content=in_parts())) == (503, "too-slow", None)


_KILLED = """
import asyncio, sys
from shared.database import open_database
from shared.write import writing

async def main():
    database = await open_database(sys.argv[1])
    async with writing(database, "staff:somebody", "a-request") as write:
        reader = await write.reader()
        await reader.execute("SELECT pg_sleep(60)")

asyncio.run(main())
"""


async def test_a_statement_does_not_outlive_its_process(grants: Running) -> None:
    async with grants.connection() as beside:
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", _KILLED, grants.url)
        sleeping = _WORKING + " AND query LIKE '%pg_sleep%'"
        async with asyncio.timeout(60):
            while not await beside.fetchval(sleeping):
                assert process.returncode is None
                await beside.execute("SELECT pg_sleep(0.02)")
        process.kill()
        await process.wait()
        await ended(beside, within=LONGEST + 5)


async def test_a_service_that_is_too_slow_says_so_itself_before_the_door_stops_waiting(
    clone: Callable[[str], Awaitable[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mandates, "PATIENCE", SOON)
    async with house(clone) as opened:
        opened.lines[Service.GRANTS].app.include_router(slow)
        answer = await opened.staff(Role.GRANTS_OFFICER).get("/v1/enterprises/slow/slow/slow")
    assert refusal(answer) == (503, "too-slow", None)


async def test_all_that_the_door_asks_for_one_request_shares_one_deadline(
    clone: Callable[[str], Awaitable[str]],
) -> None:
    async with house(clone) as opened:
        await opened.staff(Role.GRANTS_OFFICER).post("/v1/assistances", {"recipient": "4821-7730-5142"})
        calls = [call for line in opened.lines.values() for call in line.calls if call.path != "/events"]
    assert {call.path for call in calls} == {"/subjects", "/assistances"}
    assert len({call.deadline for call in calls}) == 1
