"""What the gateway does with services that fail, hang or have too much to do, as callers and operators see it."""

import asyncio
from collections.abc import AsyncIterator
from time import time
from typing import Any

import premises
import pytest
from callers import refusal, require_made
from premises import PILOT, House, Line, record_pilot

from gateway.clients import breaker, limit
from gateway.clients.limit import AT_ONCE, WAITING
from gateway.clients.sparing import Sparing
from gateway.clients.upstream import Answer, Call, unreachable
from gateway.clients.urgency import Urgency
from shared.callers import Role, Service


@pytest.fixture
async def house(clone: Any) -> AsyncIterator[House]:
    async with premises.house(clone) as opened:
        yield opened


def spared(house: House, service: Service = Service.GRANTS) -> Sparing:
    found = house.app.state.upstreams[service].transport
    assert isinstance(found, Sparing)
    return found


async def fail(house: House) -> None:
    """Ask grants so often that nobody asks it any more."""
    for _ in range(breaker.REMEMBERED):
        answer = await house.staff(Role.GRANTS_OFFICER).get("/v1/enterprises/1")
        assert refusal(answer)[:2] == (503, "service-unavailable")
        if spared(house).breaker.open:
            return
    raise AssertionError("it is asked for ever")


async def test_what_a_service_that_keeps_failing_knows_is_unavailable_at_once_and_is_back_soon(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = (await record_pilot(house))["people"][0]
    whole = await house.monitor().get(f"/v1/people/{number}/profile")
    as_of = require_made(whole)["as_of"]
    with house.without(Service.GRANTS):
        await fail(house)
    asked = len(house.lines[Service.GRANTS].calls)
    answer = await house.staff(Role.GRANTS_OFFICER).get("/v1/enterprises/1")
    assert refusal(answer)[:2] == (503, "service-unavailable")
    assert int(answer.headers["retry-after"]) > 0
    profile = require_made(await house.monitor().get(f"/v1/people/{number}/profile", as_of=as_of))
    assert (profile["missing"], profile["sections"]["awards"]) == (["grants"], "unavailable")
    results = require_made(await house.monitor().get(f"/v1/projects/{PILOT}/results"))
    assert (results["missing"], results["money"]) == (["grants"], None)
    tasks = require_made(await house.staff(Role.GRANTS_OFFICER).get("/v1/me/tasks"))
    assert (tasks["status"], tasks["missing"], tasks["tasks"]) == ("partial", ["grants"], [])
    assert len(house.lines[Service.GRANTS].calls) == asked
    monkeypatch.setattr(breaker, "PAUSE", 0)
    assert (await house.monitor().get(f"/v1/people/{number}/profile", as_of=as_of)).content == whole.content
    assert not spared(house).breaker.open


async def test_what_a_partner_asks_of_a_service_that_keeps_failing_is_refused_whole_and_nothing_is_written_down(
    house: House,
) -> None:
    number = (await record_pilot(house))["people"][0]
    with house.without(Service.GRANTS):
        await fail(house)
    sought = {"registration_number": number, "birth_year": 1990}
    asked = {"purpose": "service-delivery", "people": [sought], "assistances": True}
    answer = await (await house.partner("molsa")).post("/v1/people/lookup", asked)
    assert refusal(answer)[:2] == (503, "service-unavailable")
    async with house.connection() as connection:
        written = "SELECT count(*) FROM reads WHERE request_id = $1"
        assert await connection.fetchval(written, answer.headers["x-request-id"]) == 0


async def test_a_service_that_says_that_it_is_too_slow_or_has_no_database_is_left_alone(house: House) -> None:
    house.lines[Service.GRANTS].patience = 0.05
    async with house.connection("grants") as connection, connection.transaction():
        await connection.execute("LOCK TABLE enterprises")
        for _ in range(breaker.FAILURES):
            assert (await house.staff(Role.GRANTS_OFFICER).get("/v1/enterprises/1")).status_code == 503
    assert spared(house).breaker.open


@pytest.mark.parametrize(("kind", "kept_back"), [("try-again", False), ("database-unavailable", True), ("", True)])
async def test_writes_that_meet_keep_nobody_from_a_service_and_a_lost_database_does(kind: str, kept_back: bool) -> None:
    body = b'{"type": "/problems/%s", "detail": "."}' % kind.encode() if kind else b"upstream connect error"
    closed = 0

    class Refusing:
        async def send(self, call: Call) -> Answer:
            async def whole() -> AsyncIterator[bytes]:
                yield body

            async def close() -> None:
                nonlocal closed
                closed += 1

            return Answer(503, [], whole(), close)

        async def close(self) -> None: ...

    transport = Sparing(Service.GRANTS, Refusing())
    for _ in range(breaker.FAILURES):
        answer = await transport.send(Call("GET", "/", b"", [], b"", time() + 5))
        assert (answer.status, await answer.read()) == (503, body)
    assert transport.breaker.open is kept_back
    assert closed == breaker.FAILURES
    assert transport.limit.under_way == 0


async def test_with_all_places_taken_who_waits_too_long_is_told_that_the_service_is_busy_and_it_is_declared(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = (await record_pilot(house))["people"][0]
    monkeypatch.setattr(limit, "PATIENCE", 0.01)
    places = spared(house).limit
    for _ in range(AT_ONCE):
        assert await places.take(Urgency.PERSON, time() + 5)
    answer = await house.staff(Role.GRANTS_OFFICER).get("/v1/enterprises/1")
    assert refusal(answer)[:2] == (503, "service-busy")
    assert int(answer.headers["retry-after"]) > 0
    profile = require_made(await house.monitor().get(f"/v1/people/{number}/profile"))
    assert (profile["missing"], profile["sections"]["awards"]) == (["grants"], "unavailable")
    health = require_made(await house.client.get("/health/ready"))
    assert health["dependencies"]["grants"] == "ok"
    assert places.shed[Urgency.PERSON] >= 2
    for _ in range(AT_ONCE):
        places.leave()
    assert (await house.staff(Role.GRANTS_OFFICER).get("/v1/enterprises/1")).status_code == 200
    assert (places.under_way, places.waiting) == (0, 0)


async def test_counts_and_lists_leave_places_for_whoever_asks_for_a_person(house: House) -> None:
    number = (await record_pilot(house))["people"][0]
    line = house.lines[Service.BENEFICIARY]
    caseworker = house.staff(Role.CASEWORKER)
    line.hangs = True
    hanging = [asyncio.create_task(caseworker.get("/v1/people")) for _ in range(AT_ONCE)]
    hanging += [asyncio.create_task(caseworker.get("/v1/caseload")) for _ in range(WAITING)]
    places = spared(house, Service.BENEFICIARY).limit
    async with asyncio.timeout(60):
        while places.waiting + places.shed[Urgency.MANY] < WAITING:  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.01)
    assert places.under_way == limit.PLACES[Urgency.MANY]
    line.hangs = False
    assert (await caseworker.get(f"/v1/people/{number}")).status_code == 200
    for task in hanging:
        task.cancel()
    await asyncio.gather(*hanging, return_exceptions=True)
    assert (places.under_way, places.waiting) == (0, 0)


async def test_in_one_process_a_question_is_put_again_within_the_same_budget(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    transport, line = spared(house), house.lines[Service.GRANTS]
    whole, left = Line.send, 1

    async def fails_once(self: Line, call: Call) -> Answer:
        nonlocal left
        if self is line and left:
            left -= 1
            self.calls.append(call)
            raise unreachable(self.service)
        return await whole(self, call)

    monkeypatch.setattr(Line, "send", fails_once)
    for _ in range(10):
        transport.budget.earn()
    assert (await house.staff(Role.GRANTS_OFFICER).get("/v1/enterprises/1")).status_code == 404
    left = 1
    assert (await house.staff(Role.GRANTS_OFFICER).get("/v1/enterprises/1")).status_code == 503
    assert (len(line.calls), transport.budget.spent) == (3, 1)
