"""However often a job's worker dies, at whatever point, each of its chunks is done once."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from callers import Running, waiting
from sqlalchemy import text
from stepping import POINTS, STEPS, Killed, Office, opened, stepping

from shared.errors import Conflict, Unavailable
from shared.jobs import doing, running
from shared.jobs.doing import AT_ONCE, MOST_TRIES, do
from shared.jobs.running import Job, take
from shared.jobs.views import State
from shared.write import Write, writing

ALL = list(range(1, STEPS + 1))


def working() -> bool:
    """The answer of a worker that nobody has told to stop."""
    return False


@pytest.fixture(scope="module")
async def office(common: Running) -> Office:
    return await opened(common)


async def killed_and_resumed(office: Office, point: str) -> list[int]:
    """The chunks of a job whose workers die at this point of the second chunk and of the fourth."""
    deaths = {1, 3}

    async def die(at: str, job: Job) -> None:
        if at == point and (dying := job.done - (at == "committed")) in deaths:
            deaths.discard(dying)
            raise Killed

    kind = stepping(die)
    id = await office.ask(kind)
    for _ in range(2):
        with pytest.raises(Killed):
            await do(office.database, kind, id, working)
        assert (await office.job(id))["state"] == "running"
    assert await do(office.database, kind, id, working) is None
    job = await office.job(id)
    assert (job["state"], job["done"], job["total"], job["taken"]) == ("done", STEPS, STEPS, 3)
    return await office.steps(id)


@pytest.mark.parametrize("point", POINTS)
async def test_a_worker_that_dies_neither_loses_nor_repeats_a_chunk(office: Office, point: str) -> None:
    assert await killed_and_resumed(office, point) == ALL


async def test_a_chunk_that_is_counted_before_it_is_there_is_noticed_as_lost(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = Job.advance

    async def early(self: Job, write: Write, **counts: Any) -> None:
        async with writing(self.database, self.caller, self.id) as beside:
            await honest(self, beside, **counts)

    monkeypatch.setattr(Job, "advance", early)
    assert await killed_and_resumed(office, "counted") == [1, 3, 5]


async def test_a_chunk_that_is_counted_after_it_was_committed_is_noticed_as_repeated(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = Job.chunk

    @asynccontextmanager
    async def parted(self: Job) -> AsyncIterator[Write]:
        """The effect is committed when the chunk comes to be counted."""
        async with honest(self) as counting:
            self.effect = writing(self.database, self.caller, self.id)  # type: ignore[attr-defined]
            yield await self.effect.__aenter__()  # type: ignore[attr-defined]
            await advance(self, counting, **self.counts)  # type: ignore[attr-defined]

    advance = Job.advance

    async def late(self: Job, _: Write, **counts: Any) -> None:
        self.counts = counts  # type: ignore[attr-defined]
        await self.effect.__aexit__(None, None, None)  # type: ignore[attr-defined]

    monkeypatch.setattr(Job, "chunk", parted)
    monkeypatch.setattr(Job, "advance", late)
    assert await killed_and_resumed(office, "counted") == [1, 2, 2, 3, 4, 4, 5]


async def test_whoever_lost_the_job_to_another_has_the_chunk_in_hand_taken_back(office: Office) -> None:
    missed, over = asyncio.Event(), asyncio.Event()

    async def miss(at: str, job: Job) -> None:
        if at == "effect" and job.done == 2:
            missed.set()
            await over.wait()

    id = await office.ask(stepping())
    slow = asyncio.create_task(do(office.database, stepping(miss), id, working))
    await missed.wait()
    assert await do(office.database, stepping(), id, working) is None
    assert (await office.job(id))["state"] == "done"
    over.set()
    assert await slow is None
    assert await office.steps(id) == ALL
    assert (await office.job(id))["done"] == STEPS


async def test_without_the_hold_a_chunk_of_two_at_once_is_noticed_as_repeated(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        running, "_ADVANCE", text(str(running._ADVANCE).replace("AND taken = :taken AND state = 'running'", ""))
    )
    with pytest.raises(AssertionError, match="3, 3"):
        await test_whoever_lost_the_job_to_another_has_the_chunk_in_hand_taken_back(office)


async def test_a_job_cancelled_while_it_waits_is_never_begun(office: Office) -> None:
    id = await office.ask(stepping())
    await office.cancel(id)
    assert await do(office.database, stepping(), id, working) is None
    job = await office.job(id)
    assert (job["state"], job["started_at"], job["cancelled_by"]) == ("cancelled", None, "staff:somebody")
    assert await office.steps(id) == []


async def test_what_a_worker_has_in_hand_of_a_job_that_is_cancelled_is_taken_back(office: Office) -> None:
    async def cancel(at: str, job: Job) -> None:
        if at == "effect" and job.done == 2:
            await office.cancel(job.id)

    id = await office.ask(stepping())
    assert await do(office.database, stepping(cancel), id, working) is None
    job = await office.job(id)
    assert (job["state"], job["done"], await office.steps(id)) == ("cancelled", 2, [1, 2])


async def test_a_cancellation_waits_for_a_chunk_that_was_counted_and_keeps_it(office: Office) -> None:
    cancelling: list[asyncio.Task[None]] = []

    async def meet(at: str, job: Job) -> None:
        if at == "counted" and job.done == 2:
            cancelling.append(asyncio.create_task(office.cancel(job.id)))
            async with office.service.connection() as connection:
                await waiting(connection, 1)
        if at == "committed" and job.done == 3:
            await asyncio.gather(*cancelling)

    id = await office.ask(stepping())
    assert await do(office.database, stepping(meet), id, working) is None
    job = await office.job(id)
    assert (job["state"], job["done"], await office.steps(id)) == ("cancelled", 3, [1, 2, 3])


async def test_a_job_that_has_ended_is_not_cancelled_and_a_cancelled_one_stays_so(office: Office) -> None:
    ended, cancelled = await office.ask(stepping()), await office.ask(stepping())
    await do(office.database, stepping(), ended, working)
    for _ in range(2):
        await office.cancel(cancelled)
    with pytest.raises(Conflict, match="job-ended"):
        await office.cancel(ended)
    assert ((await office.job(ended))["state"], (await office.job(cancelled))["state"]) == ("done", "cancelled")


async def test_a_worker_that_is_told_to_stop_ends_its_chunk_and_leaves_the_rest(office: Office) -> None:
    id = await office.ask(stepping())
    told: list[bool] = []

    async def tell(at: str, job: Job) -> None:
        if at == "effect" and job.done == 2:
            told.append(True)

    assert await do(office.database, stepping(tell), id, lambda: bool(told)) == AT_ONCE
    assert (await office.job(id))["state"] == "running"
    assert await office.steps(id) == [1, 2, 3]
    assert await do(office.database, stepping(), id, working) is None
    assert await office.steps(id) == ALL


def failing(error: Callable[[], Exception], at_step: int = 2) -> Callable[[str, Job], Awaitable[None]]:
    async def fail(at: str, job: Job) -> None:
        if at == "effect" and job.done == at_step:
            raise error()

    return fail


async def test_a_refusal_ends_a_job_with_its_type_and_keeps_the_chunks_before(office: Office) -> None:
    id = await office.ask(stepping())
    kind = stepping(failing(lambda: Conflict("already-voided", "زينب was voided before.")))
    assert await do(office.database, kind, id, working) is None
    job = await office.job(id)
    assert (job["state"], job["reason"], job["done"]) == ("failed", "already-voided", 2)
    assert await office.steps(id) == [1, 2]


async def test_an_unknown_error_ends_a_job_and_what_it_says_is_told_nowhere(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    id = await office.ask(stepping())
    assert await do(office.database, stepping(failing(lambda: ValueError("Zaynab"))), id, working) is None
    job = await office.job(id)
    assert (job["state"], job["reason"]) == ("failed", "unexpected")
    assert "Zaynab" not in str(job) + caplog.text
    [record] = [record for record in caplog.records if record.name == "nexus.job" and record.levelname == "ERROR"]
    assert "stepping.py" in str(vars(record)["where"])
    assert "Zaynab" not in str(vars(record))


async def test_a_job_that_meets_trouble_is_taken_up_again_later_and_fails_when_it_never_gets_on(office: Office) -> None:
    id = await office.ask(stepping())
    kind = stepping(failing(lambda: Unavailable("try-again", "Two writes met."), at_step=0))
    waits = []
    while (wait := await do(office.database, kind, id, working)) is not None:
        waits.append(wait.total_seconds())
    assert waits == [2, 4, 8, 16, 32, 60, 60, 60, 60]
    job = await office.job(id)
    assert (job["state"], job["reason"], job["tries"]) == ("failed", "try-again", MOST_TRIES)


async def test_a_job_that_gets_on_between_troubles_is_not_given_up(office: Office) -> None:
    id = await office.ask(stepping(), steps=20)
    troubled: set[int] = set()

    async def trouble(at: str, job: Job) -> None:
        if at == "effect" and job.done not in troubled:
            troubled.add(job.done)
            raise Unavailable("try-again", "Two writes met.")

    waits = []
    while (wait := await do(office.database, stepping(trouble), id, working)) is not None:
        waits.append(wait.total_seconds())
    assert len(waits) == 20 > MOST_TRIES
    assert max(waits) == 2
    assert await office.steps(id) == list(range(1, 21))


async def test_a_job_that_every_worker_dies_of_is_given_up(office: Office) -> None:
    async def die(_: str, __: Job) -> None:
        raise Killed

    id = await office.ask(stepping())
    for _ in range(MOST_TRIES):
        with pytest.raises(Killed):
            await do(office.database, stepping(die), id, working)
    assert await do(office.database, stepping(die), id, working) is None
    assert (await office.job(id))["reason"] == "no-progress"


async def test_a_chunk_that_does_not_say_how_far_it_came_is_taken_back(office: Office) -> None:
    id = await office.ask(stepping())
    assert await take(office.database, id) is not None
    job = Job(id, {}, None, 0, None, "somebody", 1, office.database, working)
    with pytest.raises(RuntimeError, match="how far"):
        async with job.chunk() as write:
            await write.session.execute(text("INSERT INTO steps (job, step) VALUES (:id, 1)"), {"id": id})
    assert await office.steps(id) == []


async def test_a_job_whose_end_cannot_be_written_down_is_taken_up_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def cut(*_: Any) -> None:
        raise ConnectionResetError

    id = await office.ask(stepping())
    with monkeypatch.context() as patched:
        patched.setattr(doing, "end", cut)
        assert await do(office.database, stepping(), id, working) is not None
    assert (await office.job(id))["state"] == State.RUNNING
    assert await do(office.database, stepping(), id, working) is None
    assert ((await office.job(id))["state"], await office.steps(id)) == ("done", ALL)
