"""Figures: each request counted once under what became of it, with labels that nobody outside can add to."""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from time import time
from typing import Any

import pytest
from premises import PILOT, Caller, House, house, record_pilot
from prometheus_client.parser import text_string_to_metric_families
from starlette.routing import BaseRoute, Route
from starlette.types import Message

from gateway.clients.limit import PLACES
from gateway.clients.upstream import Answer, Call, unreachable
from gateway.clients.urgency import Urgency
from shared.callers import CallerClass, Role, Service
from shared.jobs.views import State
from shared.watching.metrics import METHODS, NOBODY, NOWHERE

TOKEN = "figures-are-for-whoever-holds-this-token"
PASSAGE = "/v1/{noun}{rest:path}"


@pytest.fixture
async def opened(monkeypatch: pytest.MonkeyPatch, clone: Callable[[str], Awaitable[str]]) -> AsyncIterator[House]:
    monkeypatch.setenv("NEXUS_METRICS_TOKEN", TOKEN)
    async with house(clone) as open_house:
        yield open_house


async def read(opened: House) -> str:
    answer = await opened.client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    return answer.text


async def samples(opened: House, name: str) -> dict[tuple[str, ...], float]:
    """The figures of a name, by the values of their labels in the order of the labels' names."""
    return {
        tuple(value for _, value in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(await read(opened))
        for sample in family.samples
        if sample.name == name
    }


async def requests(opened: House) -> Counter[tuple[str, ...]]:
    """Requests so far by application, class of caller, method, outcome and route; those for figures left out."""
    found = await samples(opened, "nexus_requests_total")
    return Counter({key: int(value) for key, value in found.items() if key[4] != "/metrics"})


async def test_each_outcome_is_counted_once_where_it_happened(opened: House) -> None:
    before = await requests(opened)
    caseworker, monitor = opened.staff(Role.CASEWORKER), opened.monitor()
    assert (await caseworker.get("/v1/people/nobody")).status_code == 422
    assert (await caseworker.get("/v1/forums/1")).status_code == 403
    assert (await monitor.get("/v1/forums/1")).status_code == 404
    assert (await (await opened.partner("goj")).get("/v1/people/1")).status_code == 404
    assert (await opened.client.get("/v1/people/1")).status_code == 401
    with opened.without(Service.FORUMS):
        assert (await monitor.get("/v1/forums/1")).status_code == 503
    async with opened.connection("forums") as connection:
        await connection.execute("ALTER TABLE forums RENAME TO elsewhere")
    assert (await monitor.get("/v1/forums/1")).status_code == 500
    assert await requests(opened) - before == {
        ("gateway", "staff", "GET", "422", PASSAGE): 1,
        ("beneficiary", "staff", "GET", "422", "/people/{registration_number}"): 1,
        ("gateway", "staff", "GET", "403", PASSAGE): 1,
        ("forums", "staff", "GET", "403", "/forums/{id}"): 1,
        ("gateway", "staff", "GET", "404", PASSAGE): 1,
        ("forums", "staff", "GET", "404", "/forums/{id}"): 1,
        ("gateway", NOBODY, "POST", "200", "/oauth2/client/token"): 1,
        ("gateway", "donor", "GET", "404", PASSAGE): 1,
        ("gateway", NOBODY, "GET", "401", NOWHERE): 1,
        ("gateway", "staff", "GET", "503", PASSAGE): 1,
        ("gateway", "staff", "GET", "500", PASSAGE): 1,
        ("forums", "staff", "GET", "500", "/forums/{id}"): 1,
    }


async def asked(opened: House, method: str, path: str, caller: Caller, *messages: Message) -> list[Message]:
    """What is sent to somebody whose side of the connection is these messages and no more."""
    sent: list[Message] = []
    left = list(messages)

    async def receive() -> Message:
        return left.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(name.encode(), value.encode()) for name, value in caller.headers.items()]
    scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": headers, "root_path": ""}
    await opened.app(scope, receive, send)
    return sent


async def test_who_leaves_before_the_answer_is_counted_once(opened: House) -> None:
    before = await requests(opened)
    part: Message = {"type": "http.request", "body": b"{", "more_body": True}
    caseworker = opened.staff(Role.CASEWORKER)
    assert await asked(opened, "POST", "/v1/people", caseworker, part, {"type": "http.disconnect"}) == []
    assert await requests(opened) - before == {("gateway", "staff", "POST", "left", PASSAGE): 1}
    assert (await samples(opened, "nexus_requests_in_flight"))["gateway",] == 1  # the one that asks for the figures


async def test_an_answer_that_a_service_does_not_end_is_counted_as_cut(
    opened: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = opened.lines[Service.FORUMS]
    whole = line.send

    async def dies_midway(call: Call) -> Answer:
        answer = await whole(call)

        async def body() -> AsyncIterator[bytes]:
            yield b"{"
            yield b'"name": '
            raise unreachable(Service.FORUMS)

        return Answer(200, answer.headers, body(), answer.close)

    before = await requests(opened)
    monkeypatch.setattr(line, "send", dies_midway)
    sent = await asked(opened, "GET", "/v1/forums/1", opened.monitor(), {"type": "http.request"})
    assert [message.get("more_body") for message in sent] == [None, True]
    assert await requests(opened) - before == {
        ("gateway", "staff", "GET", "cut", PASSAGE): 1,
        ("forums", "staff", "GET", "404", "/forums/{id}"): 1,
    }


async def test_who_is_not_answered_in_time_is_counted_once_on_both_sides(opened: House) -> None:
    """The gateway answers that the service is away, and leaves; to the service it is somebody who left."""
    before = await requests(opened)
    opened.lines[Service.FORUMS].patience = 0.5
    async with opened.connection("forums") as connection, connection.transaction():
        await connection.execute("LOCK TABLE forums")
        assert (await opened.monitor().get("/v1/forums/1")).status_code == 503
    assert await requests(opened) - before == {
        ("gateway", "staff", "GET", "503", PASSAGE): 1,
        ("forums", "staff", "GET", "left", "/forums/{id}"): 1,
    }


def templates(routes: list[BaseRoute]) -> set[str]:
    return {route.path for route in routes if isinstance(route, Route)}


async def test_nobody_outside_adds_a_value_to_a_label(opened: House) -> None:
    caseworker = opened.staff(Role.CASEWORKER)
    for number in range(20):
        for path in (f"/v1/people/{number}", f"/v1/{number}", f"/{number}/زينب", f"/v1/places/IQG{number}"):
            await caseworker.get(path)
        headers = caseworker.headers | {"x-request-id": f"an-id-{number}", "nexus-purpose": f"purpose-{number}"}
        await opened.client.request(f"ODD{number}", "/v1/people", headers=headers)
        await opened.client.get(f"/oauth2/{number}", headers={"authorization": f"Bearer {number}"})
    await record_pilot(opened)
    await opened.monitor().get(f"/v1/projects/{PILOT}/results")
    known = {
        "application": {"gateway", *Service},
        "caller_class": {*CallerClass, NOBODY},
        "method": {*METHODS, "other"},
        "outcome": {str(status) for status in (200, 201, 401, 403, 404, 405, 422)},
        "pool": {"writing", "reading", "listing", "appending"},
        "state": {"in_use", "idle", "under_way", "waiting"},
        "service": set(Service),
        "urgency": {"person", "many", "background"},
        "route": templates(opened.app.routes)
        | {NOWHERE}
        | {path for line in opened.lines.values() for path in templates(line.inside._app.routes)},  # type: ignore[attr-defined]
    }
    several = 0
    for family in text_string_to_metric_families(await read(opened)):
        for sample in family.samples:
            for label, value in sample.labels.items():
                if label == "state" and sample.name == "nexus_jobs":
                    assert value in set(State), sample
                elif label in known:
                    assert value in known[label], sample
                    several += 1
                else:
                    assert label in {"le", "version", "python", "kind"}, sample
    assert several > 100


async def test_applications_that_share_a_process_are_shown_together_and_each_name_once(opened: House) -> None:
    await record_pilot(opened)
    await opened.monitor().get(f"/v1/projects/{PILOT}/results")
    text = await read(opened)
    kinds = [line for line in text.splitlines() if line.startswith("# TYPE")]
    assert len(kinds) == len(set(kinds)) > 8
    assert {key[0] for key in await requests(opened)} == {"gateway", *Service}
    waits = await samples(opened, "nexus_moment_wait_seconds_count")
    assert waits["beneficiary",] >= 1
    assert waits["gateway",] == 0
    assert (await samples(opened, "nexus_request_seconds_count"))["gateway", "GET", "/v1/projects/{code}/results"] == 1


async def test_how_far_the_feed_is_behind_is_told_and_left_out_while_the_database_cannot_say(opened: House) -> None:
    assert await samples(opened, "nexus_feed_behind_seconds") == {}
    async with opened.connection() as connection:
        await connection.execute(
            "UPDATE feed_cursors SET current_at = clock_timestamp() - interval '1 hour' WHERE service = 'grants'"
        )
        [(labels, seconds)] = (await samples(opened, "nexus_feed_behind_seconds")).items()
        assert labels == ("gateway", "grants")
        assert seconds >= 3600
        await connection.execute("BEGIN")
        await connection.execute("LOCK TABLE feed_cursors")
        assert await samples(opened, "nexus_feed_behind_seconds") == {}
        assert (await samples(opened, "nexus_requests_in_flight"))["gateway",] == 1


async def test_jobs_are_counted_by_state(opened: House) -> None:
    kind = "forget-idempotency-keys"
    await opened.made(opened.staff(Role.ADMINISTRATOR), "/v1/jobs/grants", kind=kind)
    counted = await samples(opened, "nexus_jobs")
    assert len(counted) == 4 * 5 + 3 * 5  # all forget keys, one links the register, one sends batches and takes reports
    assert {labels for labels, jobs in counted.items() if jobs} == {("grants", kind, "waiting")}


async def test_what_becomes_of_calls_to_services_is_told(opened: House) -> None:
    spared: Any = opened.app.state.upstreams[Service.GRANTS].transport
    for _ in range(PLACES[Urgency.BACKGROUND]):
        assert await spared.limit.take(Urgency.PERSON, time() + 5)
    assert not await spared.limit.take(Urgency.BACKGROUND, 0)
    with opened.without(Service.GRANTS):
        while not spared.breaker.open:
            assert (await opened.monitor().get("/v1/enterprises/1")).status_code == 503
    assert (await opened.monitor().get("/v1/enterprises/1")).status_code == 503
    told = {
        name: (await samples(opened, name))["gateway", "grants"]
        for name in ("nexus_breaker_open", "nexus_breaker_openings_total", "nexus_calls_kept_back_total")
    }
    assert told == {"nexus_breaker_open": 1, "nexus_breaker_openings_total": 1, "nexus_calls_kept_back_total": 1}
    assert (await samples(opened, "nexus_breaker_open"))["gateway", "forums"] == 0
    assert (await samples(opened, "nexus_calls"))["gateway", "grants", "under_way"] == PLACES[Urgency.BACKGROUND]
    assert (await samples(opened, "nexus_calls_shed_total"))["gateway", "grants", "background"] == 1
    repeated = await samples(opened, "nexus_calls_repeated_total")
    assert repeated["gateway", "grants"] == spared.budget.spent


async def test_connections_in_use_are_told_while_they_are(opened: House) -> None:
    database: Any = opened.app.state.database
    async with database.reading.acquire(), database.engine.connect():
        used = await samples(opened, "nexus_database_connections")
    assert used["gateway", "reading", "in_use"] == 1
    assert used["gateway", "writing", "in_use"] == 1
    freed = await samples(opened, "nexus_database_connections")
    assert freed["gateway", "reading", "in_use"] == 0
    assert freed["gateway", "writing", "idle"] == 1
    assert (await samples(opened, "nexus_database_connections_most"))["gateway", "reading"] == 8


@pytest.mark.parametrize("stated", [None, "", "Bearer", "Bearer ", f"Bearer {TOKEN}x", f"bearer {TOKEN}", TOKEN, "é"])
async def test_figures_are_told_to_nobody_without_their_token(opened: House, stated: str | None) -> None:
    headers = {} if stated is None else {"authorization": stated.encode("latin-1")}
    answer = await opened.client.get("/metrics", headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/metrics-token-invalid")


async def test_a_token_of_staff_opens_no_figures(opened: House) -> None:
    assert (await opened.staff(*Role).get("/metrics")).status_code == 401


async def test_nobody_reads_figures_where_no_token_is_set(clone: Callable[[str], Awaitable[str]]) -> None:
    async with house(clone) as opened:
        assert (await opened.client.get("/metrics")).status_code == 401
        assert (await opened.client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})).status_code == 401
        assert (await opened.staff(*Role).get("/metrics")).status_code == 404
