"""No more calls to a service than it can take: who waits, who goes first, and who is sent away."""

import asyncio
from time import time

import pytest

from gateway.clients import limit
from gateway.clients.limit import AT_ONCE, PLACES, WAITING, Limit
from gateway.clients.urgency import Urgency

PERSON, MANY, BACKGROUND = Urgency.PERSON, Urgency.MANY, Urgency.BACKGROUND


def taking(places: Limit, urgency: Urgency, times: int = 1, seconds: float = 60) -> list["asyncio.Task[bool]"]:
    return [asyncio.create_task(places.take(urgency, time() + seconds)) for _ in range(times)]


async def settle() -> None:
    """Let everybody come as far as they can."""
    for _ in range(5):
        await asyncio.sleep(0)


async def full() -> Limit:
    """All places taken."""
    places = Limit()
    assert all([await places.take(PERSON, time() + 60) for _ in range(AT_ONCE)])
    return places


@pytest.mark.parametrize("urgency", PLACES)
async def test_each_urgency_has_its_places_and_what_is_more_urgent_has_more(urgency: Urgency) -> None:
    places = Limit()
    waiting = taking(places, urgency, AT_ONCE + 1)
    await settle()
    assert sum(task.done() for task in waiting) == PLACES[urgency] == places.under_way
    more = taking(places, PERSON)
    await settle()
    assert more[0].done() is (urgency is not PERSON)
    for task in (*waiting, *more):
        task.cancel()


async def test_a_place_goes_to_the_most_urgent_who_waits_longest() -> None:
    places = await full()
    many, first, second = taking(places, MANY) + taking(places, PERSON, 2)
    await settle()
    places.leave()
    await settle()
    assert (first.done(), second.done(), many.done()) == (True, False, False)
    for _ in range(AT_ONCE - PLACES[MANY] + 2):
        places.leave()
    await settle()
    assert second.done()
    assert many.done()


async def test_when_too_many_wait_the_youngest_of_the_least_urgent_goes() -> None:
    places = await full()
    old, *_ = taking(places, BACKGROUND, WAITING - 1)
    young = taking(places, BACKGROUND)[0]
    await settle()
    assert not await places.take(BACKGROUND, time() + 60)
    urgent = taking(places, PERSON)[0]
    await settle()
    assert (young.result(), old.done(), urgent.done()) == (False, False, False)
    assert (places.waiting, places.shed[BACKGROUND], places.shed[PERSON]) == (WAITING, 2, 0)
    places.leave()
    await settle()
    assert urgent.result() is True
    old.cancel()


async def test_nobody_waits_longer_than_is_left() -> None:
    places = await full()
    assert not await places.take(PERSON, time() + 0.01)
    assert not await places.take(PERSON, time() - 1)
    assert (places.waiting, places.under_way) == (0, AT_ONCE)


async def test_nobody_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limit, "PATIENCE", 0.01)
    assert not await (await full()).take(PERSON, time() + 60)


async def test_who_leaves_while_waiting_leaves_no_place_behind() -> None:
    places = await full()
    leaving, staying = taking(places, PERSON, 2)
    await settle()
    places.leave()  # the first is told that it has a place, and is gone before it hears of it
    leaving.cancel()
    await settle()
    assert leaving.cancelled()
    assert staying.result() is True
    assert (places.under_way, places.waiting) == (AT_ONCE, 0)
    gone = taking(places, PERSON)[0]
    await settle()
    gone.cancel()
    places.leave()
    await settle()
    assert (places.under_way, places.waiting) == (AT_ONCE - 1, 0)


async def test_however_many_come_and_go_the_places_add_up() -> None:
    places = Limit()

    async def call(number: int) -> bool:
        taken = await places.take((PERSON, MANY, BACKGROUND)[number % 3], time() + 60)
        if taken:
            await asyncio.sleep(0)
            places.leave()
        return taken

    tasks = [asyncio.create_task(call(number)) for number in range(500)]
    for task in tasks[::7]:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert (places.under_way, places.waiting) == (0, 0)
