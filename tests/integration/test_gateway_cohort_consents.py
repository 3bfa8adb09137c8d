"""Cohorts as of an earlier moment by seats in forums: facts of then, and consent as of now of who somebody is now.

Whom a profile as of the same moment tells of a seat, a cohort counts as seated, and nobody else.
"""

from collections.abc import AsyncIterator
from typing import Any

import premises
import pytest
from callers import require_made
from test_gateway_naming import World, founded

from gateway.clients.upstream import Answer, Call
from shared.callers import Role, Service

SEATED = {"criterion": "forums.seated", "value": True}


@pytest.fixture
async def world(clone: Any) -> AsyncIterator[World]:
    async with premises.house(clone) as house:
        opened = await founded(house)
        await opened.decide("given")
        require_made(await opened.name())
        yield opened


async def merge(world: World, absorbed: str, survivor: str) -> int:
    """The number of a merge that another person confirmed."""
    stated = {"absorbed": absorbed, "survivor": survivor, "reason": "recognised"}
    proposed = await world.house.made(world.house.staff(Role.CASEWORKER), "/v1/merges", **stated)
    another = world.house.staff(Role.CASEWORKER, name="another")
    confirmed = await world.house.made(another, f"/v1/proposals/{proposed['id']}/confirm", ground="asked")
    return int(confirmed["merge_id"])


async def unmerge(world: World, number: int) -> None:
    path = f"/v1/merges/{number}/undo"
    await world.house.made(world.house.staff(Role.CASEWORKER), path, reason="entered_in_error")


async def counted(world: World, expression: Any, as_of: str | None = None) -> tuple[int, str]:
    """How many there are, and the moment as of which they were counted."""
    told = require_made(await world.house.monitor().post("/v1/cohorts", {"expression": expression, "as_of": as_of}))
    return told["total"], told["as_of"]


async def seats(world: World, number: str, as_of: str) -> list[int]:
    """The seats that a profile tells."""
    told = require_made(await world.house.monitor().get(f"/v1/people/{number}/profile", as_of=as_of))
    return [seat["id"] for seat in told["seats"]]


@pytest.mark.parametrize("consents", [(True, True), (False, True), (True, False)])
async def test_a_seat_of_who_is_somebody_else_since_counts_for_nobody_as_of_when_they_were_one(
    world: World, consents: tuple[bool, bool]
) -> None:
    one, other = world.person, await world.registered()
    await world.decide("given", other)
    merged = await merge(world, one, other)
    total, then = await counted(world, SEATED)
    assert (total, await seats(world, other, then)) == (1, [world.seat])
    await unmerge(world, merged)
    for person, consenting in zip((one, other), consents, strict=True):
        if not consenting:
            await world.decide("withdrawn", person, decided_on="2020-01-03")
    assert [await seats(world, number, then) for number in (one, other)] == [[], []]
    assert (await counted(world, SEATED, then))[0] == 0
    assert (await counted(world, {"not": SEATED}, then))[0] == 1
    assert (await counted(world, SEATED))[0] == consents[0]


async def test_the_seat_of_whoever_went_on_then_counts_for_them_as_long_as_they_consent_themselves(
    world: World,
) -> None:
    sits, other = world.person, await world.registered()
    merged = await merge(world, other, sits)
    total, then = await counted(world, SEATED)
    assert total == 1
    await unmerge(world, merged)
    await world.decide("withdrawn", other, decided_on="2020-01-03")
    assert ((await counted(world, SEATED, then))[0], await seats(world, sits, then)) == (1, [world.seat])
    await world.decide("withdrawn", decided_on="2020-01-04")
    assert ((await counted(world, SEATED, then))[0], await seats(world, sits, then)) == (0, [])


async def test_who_was_merged_since_counts_as_of_before_where_nobody_of_them_has_withdrawn(world: World) -> None:
    one, other = world.person, await world.registered()
    total, then = await counted(world, SEATED)
    assert total == 1
    await merge(world, one, other)
    assert ((await counted(world, SEATED, then))[0], await seats(world, one, then)) == (1, [world.seat])
    await world.decide("withdrawn", other, decided_on="2020-01-03")
    assert ((await counted(world, SEATED, then))[0], await seats(world, one, then)) == (0, [])


async def test_whose_registration_is_voided_now_consents_to_nothing_as_of_before(world: World) -> None:
    total, then = await counted(world, SEATED)
    assert (total, await seats(world, world.person, then)) == (1, [world.seat])
    path = f"/v1/people/{world.person}/void"
    await world.house.made(world.house.staff(Role.CASEWORKER), path, reason="duplicate")
    assert ((await counted(world, SEATED, then))[0], await seats(world, world.person, then)) == (0, [])


async def test_who_becomes_somebody_else_while_seats_are_asked_about_is_not_counted_by_what_somebody_else_decided(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    sits, other = world.person, await world.registered()
    await world.decide("given", other)
    merges = [await merge(world, sits, other)]
    line = world.house.lines[Service.FORUMS]
    send = line.send

    async def parting(call: Call) -> Answer:
        """The answer of before, and the merge is undone by the time that it is taken."""
        answer = await send(call)
        if call.path == "/cohorts/sets" and merges:
            await unmerge(world, merges.pop())
        return answer

    monkeypatch.setattr(line, "send", parting)
    total, then = await counted(world, SEATED)
    assert (merges, total, await seats(world, other, then)) == ([], 0, [])


async def test_of_a_chain_of_merges_a_seat_counts_as_of_each_moment_for_whoever_went_on_then_and_is_the_same_now(
    world: World,
) -> None:
    sits, second, third = world.person, await world.registered(), await world.registered()
    for person in (second, third):
        await world.decide("given", person)
    merges, moments = [], []
    for absorbed, survivor in ((sits, second), (second, third)):
        merges.append(await merge(world, absorbed, survivor))
        total, then = await counted(world, SEATED)
        assert (total, await seats(world, survivor, then)) == (1, [world.seat])
        moments.append(then)

    async def of_then() -> list[tuple[int, list[int]]]:
        """How many sat as of each moment, and the seats of whoever went on then."""
        asked = list(zip(moments, (second, third), strict=True))
        return [((await counted(world, SEATED, then))[0], await seats(world, person, then)) for then, person in asked]

    assert await of_then() == [(1, [world.seat])] * 2
    await unmerge(world, merges[1])
    assert await of_then() == [(1, [world.seat]), (0, [])]
    await world.decide("withdrawn", third, decided_on="2020-01-03")
    assert await of_then() == [(1, [world.seat]), (0, [])]
    await unmerge(world, merges[0])
    assert await of_then() == [(0, [])] * 2
    assert (await counted(world, SEATED))[0] == 1
