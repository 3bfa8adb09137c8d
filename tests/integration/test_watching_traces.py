"""One trace of a request: through the door, the services and their SQL, without anything that was said in it."""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import asyncpg
import httpx
import pytest
from callers import KEY, mandate
from collector import Collector, Seen
from fastapi import FastAPI
from premises import House, house, record_pilot

from services.grants import app as grants_app
from shared.callers import Role, Service
from shared.mandate import HEADER, mint

PERSON = {
    "given_native": "زينب",
    "sex": "female",
    "birth_date": "1990-07-01",
    "birth_precision": "year",
    "place": "IQG15Q08",
}
STRANGERS = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    """A collector, of which every application is told that is made from now on."""
    with Collector() as listening:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", listening.address)
        monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "50")
        yield listening


@pytest.fixture
async def opened(collector: Collector, clone: Callable[[str], Awaitable[str]]) -> AsyncIterator[House]:
    async with house(clone) as open_house:
        yield open_house


async def trace(collector: Collector, answer: httpx.Response) -> list[Seen]:
    return await asyncio.to_thread(collector.trace, answer.headers["x-request-id"])


def named(spans: list[Seen], application: str, name: str) -> Seen:
    return next(seen for seen in spans if (seen.application, seen.name) == (application, name))


def below(spans: list[Seen], parent: Seen) -> list[Seen]:
    return [seen for seen in spans if seen.span.parent_span_id == parent.span.span_id]


async def test_a_read_is_one_trace_from_the_door_to_the_statement(opened: House, collector: Collector) -> None:
    caseworker = opened.staff(Role.CASEWORKER)
    number = (await opened.made(caseworker, "/v1/people", **PERSON))["registration_number"]
    answer = await caseworker.get(f"/v1/people/{number}")
    spans = await trace(collector, answer)
    [door] = [seen for seen in spans if not seen.span.parent_span_id]
    assert door.application == "gateway"
    assert door.attributes == {
        "http.request.method": "GET",
        "http.route": door.name.removeprefix("GET "),
        "http.response.status_code": 200,
        "nexus.caller_class": "staff",
        "nexus.request_id": answer.headers["x-request-id"],
        "nexus.outcome": "200",
    }
    call = named(below(spans, door), "gateway", "call beneficiary")
    [inside] = below(spans, call)
    assert (inside.application, inside.name) == ("beneficiary", "GET /people/{registration_number}")
    assert inside.attributes["nexus.request_id"] == answer.headers["x-request-id"]
    [read] = below(spans, inside)
    assert read.attributes["db.query.text"].startswith("SELECT fact.registration_number AS registration_number")
    assert set(read.attributes) == {"db.system.name", "db.query.text"}
    noted = [seen.attributes["db.query.text"] for seen in below(spans, door) if "db.query.text" in seen.attributes]
    assert any("INSERT INTO reads" in text for text in noted)


async def test_a_write_shows_its_transaction_whole(opened: House, collector: Collector) -> None:
    spans = await trace(collector, await opened.staff(Role.CASEWORKER).post("/v1/people", PERSON))
    inside = named(spans, "beneficiary", "POST /people")
    statements = sorted(below(spans, inside), key=lambda seen: seen.span.start_time_unix_nano)
    names = [seen.name for seen in statements]
    assert names.count("COMMIT") == 1
    assert names[-1] == "COMMIT"
    texts = " ".join(seen.attributes["db.query.text"] for seen in statements)
    for part in ("pg_advisory_xact_lock_shared", "INSERT INTO people", "INSERT INTO particulars", "INSERT INTO outbox"):
        assert texts.count(part) == 1, part
    assert all(seen.span.end_time_unix_nano >= seen.span.start_time_unix_nano for seen in statements)


async def test_a_composed_answer_is_one_trace_through_all_services(opened: House, collector: Collector) -> None:
    await record_pilot(opened)
    spans = await trace(collector, await opened.monitor().get("/v1/projects/JPN-SDN-2019/results"))
    assert {seen.application for seen in spans} == {"gateway", *Service}
    for service in Service:
        calls = [seen for seen in spans if seen.name == f"call {service}"]
        assert calls
        for call in calls:
            [inside] = below(spans, call)
            assert inside.application == service
            assert any("db.query.text" in seen.attributes for seen in below(spans, inside)), inside.name


@pytest.mark.parametrize("flags", ["00", "01"])
async def test_a_stranger_neither_joins_traces_nor_keeps_one_from_being_made(
    opened: House, collector: Collector, flags: str
) -> None:
    stated = {"traceparent": f"00-{STRANGERS}-00f067aa0ba902b7-{flags}", "tracestate": "a=b", "baggage": "c=d"}
    headers = opened.staff(Role.MONITORING).headers | stated
    answer = await opened.client.get("/v1/forums/1", headers=headers)
    assert answer.status_code == 404
    spans = await trace(collector, answer)
    assert "call forums" in {seen.name for seen in spans}
    assert STRANGERS not in {seen.span.trace_id.hex() for seen in collector.seen}


async def test_a_service_follows_a_trace_only_of_who_carries_a_mandate(
    collector: Collector, clone: Callable[[str], Awaitable[str]]
) -> None:
    app = grants_app.create_app(grants_app.Settings(database_url=await clone("grants"), mandate_key=KEY))
    good = mandate(Service.GRANTS, Role.GRANTS_OFFICER)
    wanted = {"mandated": mint(good, KEY), "forged": mint(good, bytes(32)), "garbled": "é", "none": None}
    traces = {name: f"{number:032x}" for number, name in enumerate(wanted, 1)}
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://grants") as client,
    ):
        for name, header in wanted.items():
            headers: dict[str, Any] = {"traceparent": f"00-{traces[name]}-00f067aa0ba902b7-01"}
            if header is not None:
                headers[HEADER] = header.encode("latin-1")
            await client.get("/projects/NONE", headers=headers)
    seen = collector.seen
    assert len([span for span in seen if span.span.kind == span.span.SPAN_KIND_SERVER]) == 4
    assert {span.span.trace_id.hex() for span in seen}.intersection(traces.values()) == {traces["mandated"]}


async def test_an_error_is_told_by_kind_and_place_and_never_by_message(opened: House, collector: Collector) -> None:
    async with opened.connection("beneficiary") as connection:
        await connection.execute("ALTER TABLE particulars ADD CONSTRAINT planted CHECK (sex <> 'female') NOT VALID")
    answer = await opened.staff(Role.CASEWORKER).post("/v1/people", PERSON)
    assert answer.status_code == 500
    spans = await trace(collector, answer)
    inside = named(spans, "beneficiary", "POST /people")
    assert inside.span.status.code == inside.span.status.STATUS_CODE_ERROR
    assert inside.attributes["error.type"] == "asyncpg.exceptions.CheckViolationError"
    [insert] = [
        seen
        for seen in spans
        if "error.type" in seen.attributes and "INSERT" in seen.attributes.get("db.query.text", "")
    ]
    assert insert.attributes["error.type"] == inside.attributes["error.type"]
    assert not [event for seen in spans for event in seen.span.events]
    assert not [seen.span.status.message for seen in spans if seen.span.status.message]
    assert PERSON["given_native"].encode() not in collector.raw
    assert b"planted" not in collector.raw


async def test_a_service_that_is_away_leaves_a_failed_call_in_the_trace(opened: House, collector: Collector) -> None:
    with opened.without(Service.FORUMS):
        answer = await opened.staff(Role.MONITORING).get("/v1/forums/1")
    assert answer.status_code == 503
    spans = await trace(collector, answer)
    call = named(spans, "gateway", "call forums")
    assert call.span.status.code == call.span.status.STATUS_CODE_ERROR
    assert call.attributes["error.type"] == "shared.errors.Unavailable"


async def test_statements_that_no_request_caused_and_health_make_no_spans(opened: House, collector: Collector) -> None:
    assert (await opened.client.get("/health/ready")).status_code == 200
    spans = await trace(collector, await opened.client.get("/v1/nothing"))
    assert [seen.name for seen in spans] == ["GET none"]
    assert [seen.name for seen in collector.seen] == ["GET none"]


async def test_a_collector_that_is_away_disturbs_nobody(
    monkeypatch: pytest.MonkeyPatch, clone: Callable[[str], Awaitable[str]]
) -> None:
    with Collector() as gone:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", gone.address)
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "50")
    async with house(clone) as opened:
        for _ in range(3):
            assert (await opened.staff(Role.CASEWORKER).post("/v1/people", PERSON)).status_code == 201
    assert gone.bodies == []


async def test_without_a_collector_nothing_is_traced(clone: Callable[[str], Awaitable[str]]) -> None:
    before = {thread.name for thread in threading.enumerate()}
    app: FastAPI = grants_app.create_app(grants_app.Settings(database_url=await clone("grants"), mandate_key=KEY))
    async with app.router.lifespan_context(app), app.state.database.reading.acquire() as connection:
        held: asyncpg.Connection[Any] = connection._con
        assert not held._query_loggers
        assert {thread.name for thread in threading.enumerate()} == before
