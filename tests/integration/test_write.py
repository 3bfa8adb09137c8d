"""A write as the database hears it: few words, all of it or nothing, and on a connection that is good."""

from contextlib import suppress

import asyncpg
import pytest
from callers import Running

from shared.database import WRITERS, Database
from shared.errors import Conflict
from shared.idempotency import Key
from shared.write import writing

KEY = Key("staff:somebody", "a-key", bytes(32))
_INTO = "INSERT INTO projects (code, title, donor, starts_on, ends_on, budget, currency, recorded_by)"
_PROJECT = f"{_INTO} VALUES ('JPN-SDN-2019', 'Support', 'Japan', '2019-04-01', '2020-03-31', 1, 'USD', 'staff:a')"


@pytest.fixture
def database(grants: Running) -> Database:
    opened: Database = grants.app.state.database
    return opened


async def test_what_is_noted_is_written_in_one_statement_when_the_write_ends(
    database: Database, grants: Running
) -> None:
    said: list[str] = []
    async with writing(database, "staff:somebody", "a-request", KEY) as write:
        write.connection.add_query_logger(lambda query: said.append(query.query))
        write.trail("person.registered", 1)
        write.trail_each("person.merged", [2, 3], other=[4, 5])
        assert await write.once(lambda: _gives(17)) == "17"
        assert said == []
    [written] = [query for query in said if "outbox" in query or "idempotency_keys" in query]
    assert said[-2:] == [written, "COMMIT"]
    async with grants.connection() as connection:
        kept = await connection.fetch("SELECT type, subject, data::text, request_id FROM outbox ORDER BY seq")
        effect = await connection.fetchval("SELECT effect FROM idempotency_keys WHERE key = $1", KEY.key)
    assert [tuple(row) for row in kept] == [
        ("person.registered", "1", "{}", "a-request"),
        ("person.merged", "2", '{"other": 4}', "a-request"),
        ("person.merged", "3", '{"other": 5}', "a-request"),
    ]
    assert effect == "17"


async def _gives(effect: int) -> int:
    return effect


async def test_a_write_of_which_an_error_was_kept_quiet_does_not_pass_as_committed(database: Database) -> None:
    with pytest.raises(RuntimeError, match="nothing was committed"):
        await _fail_quietly(database)


async def _fail_quietly(database: Database) -> None:
    async with writing(database, "staff:somebody", "a-request") as write:
        with suppress(asyncpg.DivisionByZeroError):
            await write.connection.execute("SELECT 1 / 0")


async def test_a_refusal_leaves_nothing_and_the_connection_goes_on(database: Database, grants: Running) -> None:
    for _ in range(WRITERS + 1):
        with pytest.raises(Conflict):
            await _record_and_refuse(database)
    async with writing(database, "staff:somebody", "a-request", KEY) as write:
        assert write.effect is None  # nobody holds the key
        write.trail("project.recorded", 1)
    async with grants.connection() as connection:
        counts = [await connection.fetchval(f"SELECT count(*) FROM {table}") for table in ("projects", "outbox")]
    assert counts == [0, 1]


async def _record_and_refuse(database: Database) -> None:
    async with writing(database, "staff:somebody", "a-request", KEY) as write:
        await write.connection.execute(_PROJECT)
        write.trail("project.recorded", 1)
        raise Conflict("changed-its-mind", "Whoever asked wants it no more.")


async def test_a_connection_that_was_closed_while_nobody_used_it_keeps_no_write_from_happening(
    database: Database, grants: Running
) -> None:
    writes = [writing(database, "staff:somebody", "a-request") for _ in range(WRITERS)]
    for each in writes:
        await each.__aenter__()
    for each in writes:
        await each.__aexit__(None, None, None)
    async with grants.connection() as connection:
        others = "datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        await connection.fetch(f"SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity WHERE {others}")
    for _ in range(WRITERS):
        async with writing(database, "staff:somebody", "a-request") as write:
            write.trail("person.registered", 1)


async def test_one_that_is_lost_in_the_middle_of_a_write_is_not_used_again(database: Database) -> None:
    for _ in range(2 * WRITERS):
        with pytest.raises(ConnectionResetError):
            await _lose_its_connection(database)
        async with writing(database, "staff:somebody", "a-request") as write:
            assert await write.connection.fetchval("SELECT 1") == 1


async def _lose_its_connection(database: Database) -> None:
    async with writing(database, "staff:somebody", "a-request") as write:
        write.connection.terminate()
        await write.connection.fetchval("SELECT 1")
