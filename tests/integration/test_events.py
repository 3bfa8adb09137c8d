"""What a service tells the gateway of what happened: everything, once and in order, however transactions overlap."""

import asyncio
import json
from contextlib import suppress
from pathlib import Path
from random import Random
from time import time
from typing import Any

import jsonschema
import pytest
from callers import Caller, Running, refusal, require_made, waiting
from registry import PERSON, Registry

from shared import moment
from shared.callers import CallerClass, Role
from shared.database import Database
from shared.events import outbox as outboxes
from shared.events.outbox import Outbox
from shared.moment import Fixed, Moments
from shared.write import writing

STANDARD = Path(__file__).parent / "cloudevents" / "cloudevents.schema.json"
ROUNDS, WRITERS, WRITES = 12, 5, 6


def gateway(service: Running, **changes: Any) -> Caller:
    """The gateway at its own work."""
    return service.caller(for_gateway=True, areas=(), datasets={}, **changes)


def database_of(service: Running) -> Database:
    database: Database = service.app.state.database
    return database


async def told(service: Running, after: int = 0, **query: Any) -> list[dict[str, Any]]:
    answer = await gateway(service).get("/events", after=str(after), **{name: str(n) for name, n in query.items()})
    assert answer.status_code == 200, answer.text
    events: list[dict[str, Any]] = answer.json()
    return events


# --- what an event is -------------------------------------------------------------------------------------------------


async def test_events_are_cloudevents_that_refer_and_tell_nothing(registry: Registry) -> None:
    number = await registry.person()
    activity = await registry.activity()
    attendance = await registry.attendance(activity, number)
    [session] = registry.sessions.values()
    require_made(await registry.lead.void(f"/attendances/{attendance}"))
    answer = await gateway(registry.service).get("/events")
    assert answer.headers["content-type"] == "application/cloudevents-batch+json"
    assert answer.headers["cache-control"] == "no-store"
    events = answer.json()
    standard = jsonschema.Draft7Validator(json.loads(STANDARD.read_text()), format_checker=jsonschema.FormatChecker())
    for event in events:
        standard.validate(event)
    person = int(events[0]["subject"].removeprefix("person/"))
    assert [(event["type"], event["subject"], event["data"]) for event in events] == [
        ("nexus.person.registered.v1", f"person/{person}", {}),
        ("nexus.activity.recorded.v1", f"activity/{activity}", {"project": "JPN-SDN-2019"}),
        ("nexus.session.scheduled.v1", f"session/{session}", {"activity": activity}),
        (
            "nexus.attendance.recorded.v1",
            f"attendance/{attendance}",
            {"session": session, "activity": activity, "person": person},
        ),
        ("nexus.attendance.voided.v1", f"attendance/{attendance}", {"reason": "entered_in_error"}),
    ]
    assert {(event["specversion"], event["source"]) for event in events} == {("1.0", "/beneficiary")}
    assert len({event["id"] for event in events}) == 5
    sequences = [event["sequence"] for event in events]
    assert sequences == sorted(sequences)
    assert number not in answer.text
    assert PERSON["given_native"] not in answer.text


def test_the_standard_takes_no_event_without_a_type() -> None:
    standard = jsonschema.Draft7Validator(json.loads(STANDARD.read_text()))
    assert not standard.is_valid({"specversion": "1.0", "id": "1", "source": "/beneficiary"})


async def test_what_an_event_refers_to_is_an_id_or_a_code(beneficiary: Running) -> None:
    for type, references in (
        ("person.registered", {"name": "Zaynab"}),
        ("person.registered", {"name": "زينب"}),
        ("person", {}),
        ("person.registered.again", {}),
    ):
        with pytest.raises(ValueError, match="refers by ids and codes alone"):
            async with writing(database_of(beneficiary), "staff:somebody", "a-request") as write:
                write.trail(type, 1, **references)
    assert await told(beneficiary) == []


# --- reading on -------------------------------------------------------------------------------------------------------


async def test_a_reader_goes_on_after_what_it_has(registry: Registry) -> None:
    for _ in range(5):
        await registry.household()
    everything = await told(registry.service)
    first = await told(registry.service, limit=2)
    then = await told(registry.service, after=int(first[-1]["sequence"]), limit=2)
    rest = await told(registry.service, after=int(then[-1]["sequence"]))
    assert first + then + rest == everything
    assert (len(first), len(then), len(rest)) == (2, 2, 1)
    assert await told(registry.service, after=int(rest[-1]["sequence"])) == []


async def test_who_waits_is_told_as_soon_as_something_happens(registry: Registry) -> None:
    waits = asyncio.create_task(told(registry.service, wait=8))
    await asyncio.sleep(0.1)
    assert not waits.done()
    household = await registry.household()
    assert [event["subject"] for event in await waits] == [f"household/{household}"]


async def test_who_waits_is_answered_before_its_mandate_ends(beneficiary: Running) -> None:
    answer = await gateway(beneficiary, deadline=time() + 2.5).get("/events", wait="8")
    assert (answer.status_code, answer.json()) == (200, [])


async def test_a_reader_that_has_come_further_than_the_outbox_is_refused(registry: Registry) -> None:
    """So it is after a database has been restored from an older copy: what happens next would be taken for known."""
    await registry.household()
    newest = int((await told(registry.service))[-1]["sequence"])
    assert await told(registry.service, after=newest) == []
    answer = await gateway(registry.service).get("/events", after=str(newest + 1))
    assert refusal(answer) == (422, "cursor-ahead", "after")
    async with registry.service.connection() as connection:
        await connection.execute("SELECT setval(pg_get_serial_sequence('outbox', 'seq'), $1)", newest + 1)
    assert await told(registry.service, after=newest + 1) == []
    household = await registry.household()
    assert [event["subject"] for event in await told(registry.service, after=newest + 1)] == [f"household/{household}"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("after", "-1"), ("after", str(2**63)), ("limit", "0"), ("limit", "501"), ("wait", "9"), ("wait", "-1")],
)
async def test_a_question_out_of_bounds_is_refused(common: Running, field: str, value: str) -> None:
    assert refusal(await gateway(common).get("/events", **{field: value})) == (422, "invalid-request", field)


# --- who may ask ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("caller_class", CallerClass)
async def test_no_mandate_of_a_caller_opens_the_events(common: Running, caller_class: CallerClass) -> None:
    roles = tuple(Role) if caller_class is CallerClass.STAFF else ()
    projects = None if caller_class is CallerClass.STAFF else ("JPN-SDN-2019",)
    for held in (roles, ()):
        caller = common.caller(*held, caller_class=caller_class, projects=projects)
        assert refusal(await caller.get("/events"))[:2] == (403, "not-for-callers")


async def test_the_mandate_of_the_gateway_itself_opens_nothing_else(registry: Registry) -> None:
    number, household = await registry.person(), await registry.household()
    for path in (f"/people/{number}", f"/households/{household}", "/reach?project=JPN-SDN-2019"):
        assert (await gateway(registry.service).get(path)).status_code == 403
    assert (await gateway(registry.service).post("/households", {"place": "IQG15Q08"})).status_code == 403


# --- nothing is skipped -----------------------------------------------------------------------------------------------


async def test_a_later_change_that_commits_first_is_told_only_with_the_earlier_one(beneficiary: Running) -> None:
    database = database_of(beneficiary)
    async with beneficiary.connection() as connection:
        async with writing(database, "staff:early", "a-request") as early:
            early.trail("person.registered", 1)
            await early.end()
            async with writing(database, "staff:late", "a-request") as late:
                late.trail("person.registered", 2)
            assert await connection.fetchval("SELECT array_agg(subject) FROM outbox") == ["2"]
            reader = asyncio.create_task(told(beneficiary, wait=8))
            await waiting(connection, 1)
            assert not reader.done()
        assert [event["subject"] for event in await reader] == ["person/1", "person/2"]


async def read_while_writers_overlap(service: Running, chance: Random) -> tuple[list[int], list[int]]:
    """What a reader is told while writers overlap at random, in the order it is told; and what stands in the end."""
    database = database_of(service)
    async with service.connection() as connection:
        before = await connection.fetchval("SELECT coalesce(max(seq), 0) FROM outbox")

    async def write() -> None:
        for _ in range(WRITES):
            with suppress(ZeroDivisionError):
                async with writing(database, "staff:writer", "a-request") as write:
                    await asyncio.sleep(chance.random() * 0.005)
                    write.trail("person.registered", chance.randrange(100))
                    await write.end()
                    await asyncio.sleep(chance.random() * 0.05)
                    if chance.random() < 0.1:
                        raise ZeroDivisionError

    async def read(outbox: Outbox) -> list[int]:
        found: list[int] = []
        while True:
            over = writers.done()
            most, patience = chance.randint(1, 9), chance.choice((0.0, 0.02))
            events = await outbox.after(found[-1] if found else before, most, patience)
            found += [int(event.sequence) for event in events]
            if over and not events:
                return found

    writers = asyncio.gather(*(write() for _ in range(WRITERS)))
    found = await read(service.app.state.outbox)
    await writers
    async with service.connection() as connection:
        rows = await connection.fetch("SELECT seq FROM outbox WHERE seq > $1 ORDER BY seq", before)
    return found, [row["seq"] for row in rows]


async def test_a_reader_is_told_everything_once_and_in_order_while_writers_overlap(
    beneficiary: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outboxes, "LOOKS_EVERY", 0.01)
    for round in range(ROUNDS):
        found, kept = await read_while_writers_overlap(beneficiary, Random(round))
        assert found == kept
        assert len(kept) > WRITERS


async def test_a_reader_that_goes_up_to_the_newest_row_is_seen_to_skip_some(
    beneficiary: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outboxes, "LOOKS_EVERY", 0.01)
    monkeypatch.setattr(moment, "_BARRIER", "SELECT 1")
    pairs = [await read_while_writers_overlap(beneficiary, Random(round)) for round in range(ROUNDS)]
    assert any(found != kept for found, kept in pairs)


# --- what it costs ----------------------------------------------------------------------------------------------------


class Counting:
    """A reader of the database that counts how often it is asked."""

    def __init__(self, inside: Any) -> None:
        self._inside = inside
        self.asked = 0

    def __getattr__(self, name: str) -> Any:
        self.asked += 1
        return getattr(self._inside, name)


@pytest.fixture
def fixed(monkeypatch: pytest.MonkeyPatch) -> list[Moments]:
    """Of which moments one was fixed, as often as it is."""
    found: list[Moments] = []
    fix = Moments._fix

    async def counted(self: Moments) -> Fixed:
        found.append(self)
        return await fix(self)

    monkeypatch.setattr(Moments, "_fix", counted)
    return found


async def test_while_nothing_happens_no_moment_is_fixed_and_all_who_wait_share_one_look(
    beneficiary: Running, fixed: list[Moments]
) -> None:
    database = database_of(beneficiary)
    reader = Counting(database.reading)
    outbox = Outbox("beneficiary", reader, database.moments)
    assert await asyncio.gather(*(outbox.after(0, 10, 1.0) for _ in range(50))) == [[]] * 50
    await outbox.close()
    assert fixed == []
    assert reader.asked <= 1 / outboxes.LOOKS_EVERY + 1


async def test_what_lies_before_a_moment_is_read_without_another(registry: Registry, fixed: list[Moments]) -> None:
    for _ in range(5):
        await registry.household()
    cursor = 0
    while events := await told(registry.service, after=cursor, limit=1):
        cursor = int(events[-1]["sequence"])
    assert len(fixed) == 1


async def test_who_leaves_leaves_nothing_running(beneficiary: Running) -> None:
    database = database_of(beneficiary)
    reader = Counting(database.reading)
    outbox = Outbox("beneficiary", reader, database.moments)
    leaving = [asyncio.create_task(outbox.after(0, 10, 60.0)) for _ in range(10)]
    await asyncio.sleep(2 * outboxes.LOOKS_EVERY)
    for task in leaving:
        task.cancel()
    await asyncio.wait(leaving)
    await asyncio.sleep(2 * outboxes.LOOKS_EVERY)
    asked = reader.asked
    await asyncio.sleep(3 * outboxes.LOOKS_EVERY)
    assert reader.asked == asked


async def test_who_waits_is_told_that_the_writes_do_not_end(beneficiary: Running) -> None:
    async with beneficiary.connection() as connection:
        await connection.execute("INSERT INTO outbox (type, subject, data, request_id) VALUES ('a.b', '1', '{}', '')")
        await connection.execute("SELECT pg_advisory_lock_shared(7301001)")
        answer = await gateway(beneficiary).get("/events", wait="8")
    assert refusal(answer)[:2] == (503, "moment-not-reached")
    assert [event["subject"] for event in await told(beneficiary)] == ["a/1"]
