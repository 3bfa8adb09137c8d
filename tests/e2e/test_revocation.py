"""Two gateways under load: what one of them is told to refuse, neither answers from the next request on.

NEXUS_ATTACK=long tries more.
"""

import asyncio
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path

import httpx
import pytest
from asking import Door, problem
from commands import PATIENCE, wait_until
from four import Platform, four_processes
from sharing import LABOUR, World, settled

TIMES = 20 if os.environ.get("NEXUS_ATTACK") == "long" else 1
ROUNDS = 3
LOADERS = 12
ENOUGH = 4
"""Answers of each gateway that are waited for after each act, before the next."""

AGREEMENT, PARTNER = f"/v1/agreements/{LABOUR}", f"/v1/partners/{LABOUR}"
TOLD, NULL, REFUSED, UNKNOWN = "told", "null", "refused", "unknown"


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory, migrated: dict[str, str]) -> Iterator[Platform]:
    with four_processes(tmp_path_factory.mktemp("revocation"), migrated) as running:
        yield running


@pytest.fixture(scope="module")
def world(platform: Platform) -> World:
    return settled(platform.door, [LABOUR], ["zaynab"])


@pytest.fixture(scope="module")
def doors(platform: Platform) -> list[Door]:
    return [platform.door, platform.begin_another_gateway("another-gateway")]


# --- watching ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sample:
    """One request: through which gateway, when it began and had its answer, and what that said."""

    address: str
    began: float
    ended: float
    said: str


@dataclass(frozen=True)
class State:
    """What every request has to be told, from between these two moments on: when an act was sent, and when done."""

    said: str
    sent: float
    done: float


@dataclass
class Watch:
    """Requests that are made all the time, and the acts that change what they are told."""

    doors: Sequence[Door]
    states: list[State]
    samples: list[Sample] = field(default_factory=list)

    def act(self, act: Callable[[], object], said: str) -> None:
        """Do something after which every request is told `said`, and wait until both gateways have said something."""
        sent = time.monotonic()
        act()
        done = time.monotonic()
        self.states.append(State(said, sent, done))
        wait_until(lambda: self._enough(done))

    def _enough(self, since: float) -> bool:
        seen = Counter(sample.address for sample in list(self.samples) if sample.began > since)
        return all(seen[door.address] >= ENOUGH for door in self.doors)

    def faults(self) -> list[tuple[Sample, set[str]]]:
        """Requests that were told what held neither when they began, nor when they ended, nor in between."""
        ends = [*(later.done for _, later in pairwise(self.states)), float("inf")]
        found = []
        for sample in self.samples:
            held = {
                state.said
                for state, end in zip(self.states, ends, strict=True)
                if state.sent <= sample.ended and sample.began <= end
            }
            if UNKNOWN in held and len(held) > 1:
                held.add(REFUSED)  # it was let in, and its partner suspended before the agreement was read
            if sample.said not in held:
                found.append((sample, held))
        return found


async def watched(world: World, doors: Sequence[Door], acts: Callable[[Watch], None]) -> Watch:
    """What a dozen clients are told of one person while `acts` happen."""
    partner = world.partners[LABOUR]
    headers = {"authorization": f"Bearer {world.door.partner(partner.code, partner.secret)}"}
    body = {"purpose": partner.purpose, "people": [world.by_number("zaynab")]}
    watch = Watch(doors, [State(TOLD, 0, 0)])
    over = asyncio.Event()

    async def load(client: httpx.AsyncClient, door: Door) -> None:
        while not over.is_set():
            began = time.monotonic()
            answer = await client.post(f"{door.address}/v1/people/lookup", json=body, headers=headers)
            if answer.status_code != 503:  # which tells nothing; a busy machine may say so at any time
                watch.samples.append(Sample(door.address, began, time.monotonic(), said(answer)))

    async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as client:
        loaders = [asyncio.create_task(load(client, doors[number % len(doors)])) for number in range(LOADERS)]
        try:
            await asyncio.to_thread(acts, watch)
        finally:
            over.set()
            await asyncio.gather(*loaders)
    return watch


def said(answer: httpx.Response) -> str:
    if answer.status_code == 200:
        (found,) = answer.json()["people"]
        return NULL if found is None else TOLD
    known = {(403, "not-in-agreement"): REFUSED, (401, "token-invalid"): UNKNOWN}
    return known.get(problem(answer), answer.text)


# --- revoking ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("turn", range(TIMES))
async def test_what_one_gateway_revokes_neither_answers_from_the_next_request_on(
    world: World, doors: list[Door], turn: int
) -> None:
    """Suspending, resuming and withdrawing through one gateway and the other, under load."""

    def acts(watch: Watch) -> None:
        watch.act(lambda: None, TOLD)
        for number in range(ROUNDS):
            one, other = (world.through(doors[(turn + number + place) % 2]) for place in (0, 1))
            watch.act(partial(one.suspend, AGREEMENT), REFUSED)
            watch.act(partial(one.resume, AGREEMENT, other.administrator), REFUSED)
            watch.act(partial(one.resume, AGREEMENT, one.officer), TOLD)
            watch.act(partial(other.decide, "zaynab", LABOUR, "withdrawn"), NULL)
            watch.act(partial(one.decide, "zaynab", LABOUR, "given"), TOLD)
            watch.act(partial(other.suspend, PARTNER), UNKNOWN)
            watch.act(partial(one.resume, PARTNER, one.officer), UNKNOWN)
            watch.act(partial(one.resume, PARTNER, other.administrator), TOLD)

    watch = await watched(world, doors, acts)
    assert watch.faults() == []
    for door in doors:
        assert {sample.said for sample in watch.samples if sample.address == door.address} == {
            *(TOLD, NULL, REFUSED, UNKNOWN)
        }


async def test_a_gateway_that_remembers_agreements_for_a_second_is_noticed(
    platform: Platform, world: World, doors: list[Door]
) -> None:
    forgetful = platform.begin_another_gateway("forgetful-gateway", Path(__file__).with_name("forgetful.py"))

    def acts(watch: Watch) -> None:
        watch.act(lambda: None, TOLD)
        watch.act(partial(world.suspend, AGREEMENT), REFUSED)
        watch.act(partial(world.both, f"{AGREEMENT}/resume"), TOLD)

    try:
        faults = (await watched(world, [doors[0], forgetful], acts)).faults()
    finally:
        platform.kill("forgetful-gateway")
    assert {(sample.address, sample.said) for sample, _ in faults} >= {(forgetful.address, TOLD)}
    assert {sample.address for sample, _ in faults} == {forgetful.address}


# --- limits -----------------------------------------------------------------------------------------------------------


async def test_two_gateways_together_keep_one_limit(world: World, doors: list[Door]) -> None:
    """A hundred requests at once within one minute, of a partner that may make fifty."""
    partner = world.onboard("hasty", "donor", requests_per_minute=50)
    headers = {"authorization": f"Bearer {partner.token}"}
    minute, answers = 0.0, list[httpx.Response]()
    async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as client:
        while time.time() // 60 != minute:  # at first, and where the minute ended before the last was answered
            if (gone := time.time() % 60) > 40 or minute:
                await asyncio.sleep(60.2 - gone)
            minute = time.time() // 60
            asked = [client.get(f"{doors[at % 2].address}/v1/places/IQ", headers=headers) for at in range(100)]
            answers = await asyncio.gather(*asked)
    assert Counter(answer.status_code for answer in answers) == {200: 50, 429: 50}
    refused = [answer for answer in answers if answer.status_code == 429]
    assert {problem(answer) for answer in refused} == {(429, "too-many-requests")}
    assert all(1 <= int(answer.headers["retry-after"]) <= 60 for answer in refused)
