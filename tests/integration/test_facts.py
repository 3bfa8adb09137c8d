"""Facts: what is recorded stays, leaves a trail, and is either there in full or not at all."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest
from callers import Running, refusal, require_made, waiting
from registry import ACTIVITY, NAJAF, PERSON, TELAFAR, Registry

from services.beneficiary.metadata import metadata
from services.beneficiary.people.numbers import number
from shared.callers import Role
from shared.database import open_database
from shared.durability import NotDurable

FACTS = sorted(name for name, table in metadata.tables.items() if "voided_at" in table.columns)


@pytest.fixture(scope="module")
def standing(common: Running) -> Registry:
    """A registry whose rows the tests of this module share."""
    return Registry(common)


async def one_of_everything(registry: Registry) -> None:
    person, home = await registry.person(), await registry.household()
    await registry.membership(home, person)
    await registry.merge(await registry.household(), home)
    await registry.displacement(person=person)
    activity = await registry.activity(by_enrolment=True, certificate_share=1)
    await registry.enrolment(activity, person)
    await registry.attendance(activity, person)
    certificate = {"activity_id": activity, "person": person, "issued_on": "2019-07-01"}
    require_made(await registry.lead.post("/certificates", certificate))
    await registered_twice(registry, person)
    phone = {"person": person, "number": "0770 123 4567", "owner": "self", "safe_to_call": True}
    require_made(await registry.caseworker.post("/phones", phone))
    answers = [{"question": "seeing", "answer": "refused"}]
    asked = {"person": person, "asked_on": "2024-03-01", "answers": answers}
    require_made(await registry.caseworker.post("/functioning", asked))
    matter = {"purpose": "case-referral", "recipient_class": "aid"}
    notice = matter | dict.fromkeys(("text_en", "text_ar", "text_ckb"), "May we share this?")
    made = require_made(await registry.service.caller(Role.DATA_PROTECTION_OFFICER).post("/notices", notice))
    spoken = {"language": "ar", "witnessed": "signature", "given_by": "self", "notice_id": made["id"]}
    given = {"person": person, "decision": "given", "decided_on": "2024-03-01"} | matter | spoken
    require_made(await registry.caseworker.post("/consents", given))


async def registered_twice(registry: Registry, person: str) -> None:
    """Somebody holds the document of a person, and is found to be them."""
    again = await registry.person()
    for holder in (again, person):
        document = {"person": holder, "type": "passport", "number": "A12345678"}
        made = require_made(await registry.caseworker.post("/documents", document))
    pair = next(each["id"] for each in made["possible_duplicates"] if each["person"] == again)
    same = {"decision": "same", "ground": "asked", "survivor": person}
    decided = await registry.caseworker.post(f"/duplicates/{pair}/decide", same)
    assert decided.is_success, decided.text
    perhaps = {"absorbed": await registry.person(), "survivor": person, "reason": "recognised"}
    require_made(await registry.caseworker.post("/merges", perhaps))


# --- the trail --------------------------------------------------------------------------------------------------------


async def test_every_change_leaves_one_row_in_the_outbox(standing: Registry) -> None:
    person, home, activity = await standing.person(), await standing.household(), await standing.activity()
    membership = await standing.membership(home, person)
    displacement = await standing.displacement(household_id=home)
    attendance = await standing.attendance(activity, person)
    caseworker, lead, reason = standing.caseworker, standing.lead, {"reason": "duplicate"}
    later = {"household_id": home, "person": person, "relation": "head", "joined_on": "2020-01-01"}
    session = await standing.session(activity, "2019-06-11")
    attended = {"session_id": session, "person": person, "outcome": "present"}
    own = {"person": person, "status": "stayee", "since": "2019-01-01"}
    changes = [
        (caseworker, "/people", PERSON, "person.registered"),
        (caseworker, "/households", {"place": TELAFAR}, "household.formed"),
        (caseworker, "/displacements", own, "displacement.stated"),
        (caseworker, f"/displacements/{displacement}/void", reason, "displacement.voided"),
        (caseworker, f"/memberships/{membership}/void", reason, "membership.voided"),
        (caseworker, "/memberships", later, "membership.recorded"),
        (lead, "/activities", ACTIVITY, "activity.recorded"),
        (lead, "/sessions", {"activity_id": activity, "held_on": "2019-06-12"}, "session.scheduled"),
        (lead, "/attendances", attended, "attendance.recorded"),
        (lead, f"/attendances/{attendance}/void", reason, "attendance.voided"),
        (lead, f"/sessions/{session}/void", reason, "session.voided"),
        (lead, f"/activities/{activity}/void", reason, "activity.voided"),
        (caseworker, f"/people/{person}/void", reason, "person.voided"),
        (caseworker, f"/households/{await standing.household()}/void", reason, "household.voided"),
    ]
    edits = [(caseworker, f"/people/{person}", PERSON, "person.corrected")]
    for caller, path, body, type in edits + changes:
        async with standing.service.connection() as connection:
            before = await connection.fetchval("SELECT coalesce(max(seq), 0) FROM outbox")
            answer = await (caller.put if type.endswith("corrected") else caller.post)(path, body)
            assert answer.is_success, (path, answer.text)
            rows = await connection.fetch("SELECT * FROM outbox WHERE seq > $1", before)
        assert [row["type"] for row in rows] == [type]
        assert rows[0]["subject"].isdigit()
        assert person not in rows[0]["data"]
        assert PERSON["given_native"] not in rows[0]["data"]


async def test_a_change_is_traced_to_the_request_that_made_it(standing: Registry) -> None:
    caller = standing.service.caller(Role.CASEWORKER, request_id="request-of-this-test", caller="zahra")
    made = require_made(await caller.post("/people", PERSON))
    async with standing.service.connection() as connection:
        row = await connection.fetchrow("SELECT * FROM outbox WHERE request_id = 'request-of-this-test'")
        kept = await connection.fetchrow("SELECT * FROM people WHERE id = $1", int(row["subject"]))
    assert (row["type"], kept["registration_number"]) == ("person.registered", made["registration_number"])
    assert kept["recorded_by"] == "staff:zahra"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/people", PERSON | {"birth_precision": "unknown"}, 422),
        ("/people", PERSON | {"sex": 1}, 422),
        ("/households", {"place": NAJAF}, 403),
        ("/displacements", {"household_id": 2**31 - 1, "status": "stayee", "since": "2019-01-01"}, 404),
        (f"/people/{number(0)}/void", {"reason": "duplicate"}, 404),
    ],
)
async def test_a_request_that_is_refused_leaves_nothing(
    standing: Registry, path: str, body: dict[str, Any], status: int
) -> None:
    kept = [await standing.count(table) for table in ("outbox", *FACTS)]
    answer = await standing.service.caller(Role.CASEWORKER, areas=("IQG15",)).post(path, body)
    assert refusal(answer)[0] == status
    assert [await standing.count(table) for table in ("outbox", *FACTS)] == kept


# --- append-only ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", FACTS)
async def test_the_database_lets_a_fact_be_voided_once_and_never_changed(standing: Registry, table: str) -> None:
    await one_of_everything(standing)
    void = "voided_at = recorded_now(), voided_by = 'somebody', void_reason = 'duplicate'"
    async with standing.service.connection() as connection:
        id = await connection.fetchval(f"SELECT max(id) FROM {table} WHERE voided_at IS NULL")
        for statement in (
            f"DELETE FROM {table} WHERE id = {id}",
            f"TRUNCATE {table} CASCADE",
            f"UPDATE {table} SET recorded_by = 'else' WHERE id = {id}",
            f"UPDATE {table} SET recorded_at = '2019-01-01Z' WHERE id = {id}",
            f"UPDATE {table} SET void_reason = 'duplicate' WHERE id = {id}",
            f"UPDATE {table} SET {void}, recorded_by = 'else' WHERE id = {id}",
            f"UPDATE {table} SET {void}, id = id + 1000000 WHERE id = {id}",
        ):
            with pytest.raises(asyncpg.RestrictViolationError, match="append-only"):
                await connection.execute(statement)
        with pytest.raises(asyncpg.CheckViolationError, match="void_whole"):
            await connection.execute(f"UPDATE {table} SET voided_at = recorded_now() WHERE id = {id}")
        assert await connection.execute(f"UPDATE {table} SET {void} WHERE id = {id}") == "UPDATE 1"
        for statement in (
            f"UPDATE {table} SET {void} WHERE id = {id}",
            f"UPDATE {table} SET voided_at = NULL WHERE id = {id}",
            f"UPDATE {table} SET void_reason = 'corrected' WHERE id = {id}",
            f"DELETE FROM {table} WHERE id = {id}",
        ):
            with pytest.raises(asyncpg.RestrictViolationError, match="append-only"):
                await connection.execute(statement)


# --- the time of recording --------------------------------------------------------------------------------------------


async def test_a_fact_is_recorded_after_every_moment_although_the_clock_has_stepped_back(registry: Registry) -> None:
    ahead = datetime.now(UTC) + timedelta(hours=1)
    home = await registry.household()
    async with registry.service.connection() as connection:
        await connection.execute("UPDATE moment SET at = $1", ahead)
        await registry.person()
        await registry.caseworker.void(f"/households/{home}")
        for statement in ("recorded_at FROM people", "recorded_at FROM particulars", "voided_at FROM households"):
            assert await connection.fetchval(f"SELECT {statement}") == ahead + timedelta(microseconds=1)
        assert await connection.fetchval("SELECT max(recorded_at) FROM outbox") == ahead + timedelta(microseconds=1)


async def test_a_fact_is_recorded_when_it_is_written_and_not_when_its_transaction_began(standing: Registry) -> None:
    async with standing.service.connection() as connection, connection.transaction():
        began = await connection.fetchval("SELECT now()")
        await asyncio.sleep(0.02)
        recorded = await connection.fetchval(
            "INSERT INTO households (place, recorded_by) VALUES ('IQG15', 'somebody') RETURNING recorded_at"
        )
    assert recorded - began >= timedelta(milliseconds=20)


async def test_a_correction_replaces_at_one_instant(standing: Registry) -> None:
    number = await standing.person()
    require_made(await standing.caseworker.put(f"/people/{number}", PERSON | {"sex": "male"}))
    async with standing.service.connection() as connection:
        rows = await connection.fetch(
            "SELECT stated.* FROM particulars AS stated JOIN people AS person ON person.id = stated.person_id"
            " WHERE registration_number = $1 ORDER BY stated.id",
            number,
        )
    assert [row["sex"] for row in rows] == ["female", "male"]
    assert rows[0]["voided_at"] == rows[1]["recorded_at"]
    assert (rows[0]["void_reason"], rows[0]["voided_by"]) == ("corrected", "staff:somebody")


# --- all or nothing ---------------------------------------------------------------------------------------------------


async def plant(service: Running, raising: str, *, deferred: bool) -> None:
    """Let every statement of particulars fail: when it runs, or only when its transaction commits."""
    kind, when = ("CONSTRAINT TRIGGER", "DEFERRABLE INITIALLY DEFERRED") if deferred else ("TRIGGER", "")
    async with service.connection() as connection:
        await connection.execute(
            f"CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {raising}; END $$"
        )
        await connection.execute(
            f"CREATE {kind} planted AFTER INSERT ON particulars {when} FOR EACH ROW EXECUTE FUNCTION planted()"
        )


@pytest.mark.parametrize(
    ("state", "expected"), [("XX000", (500, "unexpected", None)), ("40001", (503, "try-again", None))]
)
async def test_a_failed_commit_is_not_answered_as_success(
    registry: Registry, state: str, expected: tuple[int, str, None]
) -> None:
    await plant(registry.service, f"RAISE EXCEPTION 'at the end' USING ERRCODE = '{state}'", deferred=True)
    answer = await registry.caseworker.post("/people", PERSON, key="commit")
    assert refusal(answer) == expected
    assert [await registry.count(table) for table in ("people", "outbox", "idempotency_keys")] == [0, 0, 0]


async def test_a_write_that_takes_over_two_seconds_is_refused_and_leaves_nothing(registry: Registry) -> None:
    home, person = await registry.household(), await registry.person()
    body = {"household_id": home, "person": person, "relation": "head", "joined_on": "2019-01-01"}
    kept = await registry.count("outbox")
    async with registry.service.connection() as connection, connection.transaction():
        await connection.execute("SELECT FROM households WHERE id = $1 FOR UPDATE", home)
        began = asyncio.get_running_loop().time()
        answer = await registry.caseworker.post("/memberships", body, key="slow")
        lasted = asyncio.get_running_loop().time() - began
    assert refusal(answer) == (503, "too-slow", None)
    assert answer.headers["retry-after"] == "1"
    assert 2 <= lasted < 4
    assert [await registry.count(table) for table in ("memberships", "idempotency_keys")] == [0, 0]
    assert await registry.count("outbox") == kept
    assert (await registry.caseworker.post("/memberships", body, key="slow")).status_code == 201


async def test_a_failing_statement_quotes_nobody_in_answer_or_log(
    registry: Registry, caplog: pytest.LogCaptureFixture
) -> None:
    raising = "RAISE EXCEPTION 'name %', NEW.given_native USING DETAIL = NEW.given_latin, HINT = NEW.birth_date"
    await plant(registry.service, raising, deferred=False)
    with caplog.at_level(logging.DEBUG):
        answer = await registry.caseworker.post("/people", PERSON)
    assert refusal(answer) == (500, "unexpected", None)
    assert set(answer.json()) == {"type", "title", "status", "detail", "errors", "trace_id"}
    said = answer.text + " ".join(str(record.__dict__) for record in caplog.records)
    assert answer.json()["trace_id"] in said
    assert "RaiseError" in said
    for value in (PERSON["given_native"], PERSON["given_latin"], PERSON["birth_date"], "INSERT INTO"):
        assert value not in said


async def test_what_reads_cannot_write(standing: Registry) -> None:
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        await standing.service.app.state.database.reading.execute(
            "INSERT INTO households (place, recorded_by) VALUES ('IQG15', 'somebody')"
        )


async def test_a_service_is_back_at_once_when_its_connections_were_cut(registry: Registry) -> None:
    number = await registry.person()
    for _ in range(3):
        async with registry.service.connection() as connection:
            await connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        answers = [
            await registry.caseworker.get(f"/people/{number}"),
            await registry.caseworker.post("/people", PERSON),
        ]
        for answer in answers:
            assert answer.is_success or refusal(answer) == (503, "database-unavailable", None)
    assert (await registry.caseworker.get(f"/people/{number}")).status_code == 200
    assert (await registry.caseworker.post("/people", PERSON)).status_code == 201


async def test_when_every_writer_is_busy_a_write_is_asked_to_come_again(registry: Registry) -> None:
    home, person = await registry.household(), await registry.person()
    body = {"household_id": home, "person": person, "relation": "head", "joined_on": "2019-01-01"}
    async with registry.service.connection() as connection, connection.transaction():
        await connection.execute("SELECT FROM households WHERE id = $1 FOR UPDATE", home)
        blocked = [asyncio.create_task(registry.caseworker.post("/memberships", body)) for _ in range(8)]
        await waiting(connection, 8)
        waits = registry.caseworker.post("/people", PERSON)
        answers = await asyncio.gather(waits, *blocked)
    assert {refusal(answer)[:2] for answer in answers[1:]} == {(503, "too-slow")}
    assert answers[0].status_code == 201 or refusal(answers[0])[:2] == (503, "too-slow")


@pytest.mark.parametrize("setting", ["synchronous_commit"])
async def test_a_server_that_would_lose_what_it_acknowledged_is_refused(registry: Registry, setting: str) -> None:
    async with registry.service.connection() as connection:
        name = await connection.fetchval("SELECT current_database()")
        await connection.execute(f'ALTER DATABASE "{name}" SET {setting} = off')
    with pytest.raises(NotDurable, match=setting):
        await open_database(registry.service.url)
