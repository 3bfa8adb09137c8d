"""A service that keeps failing is left alone, and asked again soon by one at a time."""

import asyncio
from dataclasses import dataclass, field

import pytest

from gateway.clients import breaker
from gateway.clients.breaker import FAILURES, LEASH, PAUSE, REMEMBERED, WINDOW, Attempt, Breaker


@dataclass
class Clock:
    """A clock that a test moves."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Service:
    """Somebody to be called, and what is remembered of how that went."""

    clock: Clock = field(default_factory=Clock)
    breaker: Breaker = field(init=False)

    def __post_init__(self) -> None:
        self.breaker = Breaker(self.clock)

    async def let_through(self) -> Attempt:
        attempt = await self.breaker.admit()
        assert attempt is not None
        return attempt

    async def ends(self, *failed: bool) -> None:
        """Calls that end like this, one after another."""
        for each in failed:
            attempt = await self.let_through()
            (attempt.failed if each else attempt.succeeded)()

    async def opens(self) -> None:
        await self.ends(*[True] * FAILURES)
        assert self.breaker.open
        self.clock.now += PAUSE


@pytest.fixture
def service() -> Service:
    return Service()


async def test_calls_pass_until_enough_of_them_failed(service: Service) -> None:
    await service.ends(*[True] * (FAILURES - 1))
    assert not service.breaker.open
    await service.ends(True)
    assert service.breaker.open
    assert await service.breaker.admit() is None
    assert (service.breaker.openings, service.breaker.refused) == (1, 1)


async def test_a_service_that_answers_more_often_than_not_is_asked_on(service: Service) -> None:
    await service.ends(*[False] * (FAILURES + 1), *[True] * FAILURES)
    assert not service.breaker.open
    await service.ends(True)
    assert service.breaker.open


async def test_failures_of_long_ago_do_not_count(service: Service) -> None:
    await service.ends(*[True] * (FAILURES - 1))
    service.clock.now += WINDOW
    await service.ends(True)
    assert not service.breaker.open


async def test_a_busy_service_is_judged_by_its_last_calls(service: Service) -> None:
    await service.ends(*[False] * 10_000, *[True] * (REMEMBERED // 2))
    assert service.breaker.open


async def test_after_a_pause_one_call_alone_asks_whether_it_is_back(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(breaker, "NEWS", 0)
    await service.opens()
    probe = await service.let_through()
    assert [await service.breaker.admit() for _ in range(3)] == [None] * 3
    probe.failed()
    assert await service.breaker.admit() is None
    service.clock.now += PAUSE
    (await service.let_through()).succeeded()
    assert not service.breaker.open
    await service.ends(*[False] * 3)


async def test_those_who_come_while_one_asks_are_told_what_it_finds(service: Service) -> None:
    await service.opens()
    probe = await service.let_through()
    others = [asyncio.create_task(service.breaker.admit()) for _ in range(3)]
    await asyncio.sleep(0)
    probe.succeeded()
    assert None not in await asyncio.gather(*others)


@pytest.mark.parametrize("lost", [True, False])
async def test_one_that_asks_and_is_not_heard_of_keeps_nobody_from_asking(
    service: Service, monkeypatch: pytest.MonkeyPatch, lost: bool
) -> None:
    monkeypatch.setattr(breaker, "NEWS", 0)
    await service.opens()
    probe = await service.let_through()
    if lost:
        service.clock.now += LEASH
    else:
        probe.left()
    (await service.let_through()).succeeded()
    assert not service.breaker.open
    probe.failed()  # what comes too late is one failure among others
    assert not service.breaker.open


async def test_what_was_asked_before_it_failed_says_nothing_about_whether_it_is_back(service: Service) -> None:
    early = await service.let_through()
    await service.opens()
    early.succeeded()
    assert service.breaker.open
