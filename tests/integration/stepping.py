"""A kind of job that leaves a row for each of its chunks, so that a lost and a repeated one show; and its workers."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from callers import Running
from sqlalchemy import text

from shared.database import Database, trouble
from shared.drafts import Draft
from shared.jobs import rules
from shared.jobs.kinds import Kind, kinds_of
from shared.jobs.running import Job
from shared.jobs.worker import Worker
from shared.write import writing

STEPS = 5
_STEP = text("INSERT INTO steps (job, step) VALUES (:job, :step)")

Between = Callable[[str, Job], Awaitable[None]]
"""Called at each point of each chunk: before its effect, after it, after it was counted, after it was committed."""
POINTS = ("before", "effect", "counted", "committed")


class Killed(BaseException):
    """The end of a worker that nothing in it survives, catches or tidies up after."""


class Count(Draft):
    """How far to count."""

    steps: int = STEPS


async def opened(service: Running) -> "Office":
    """The service's jobs, with a table for what those of this kind leave."""
    async with service.connection() as connection:
        await connection.execute("CREATE TABLE steps (job text, step integer)")
    return Office(service)


async def nothing(_: str, __: Job) -> None:
    """Nothing happens in between."""


def stepping(between: Between = nothing, **more: Any) -> Kind:
    """A job of some chunks, each of which writes down its number."""

    async def step(job: Job) -> None:
        steps = Count.model_validate(job.stated).steps
        while job.done < steps:
            next = job.done + 1
            async with job.chunk() as write:
                await between("before", job)
                await write.session.execute(_STEP, {"job": job.id, "step": next})
                await between("effect", job)
                await job.advance(write, done=next, total=steps, checkpoint={"after": next})
                await between("counted", job)
            await between("committed", job)

    return Kind("step", step, Count, **more)


@dataclass(frozen=True)
class Office:
    """An application's database with jobs in it, its workers, and what these leave."""

    service: Running

    @property
    def database(self) -> Database:
        database: Database = self.service.app.state.database
        return database

    async def ask(self, kind: Kind, **parameters: Any) -> str:
        async with writing(self.database, "staff:somebody", "a-test") as write:
            return await rules.ask(write, kind, kind.parameters(**parameters))

    async def fetch(self, query: str, *values: Any) -> list[Any]:
        return await self.database.reading.fetch(query, *values)

    async def job(self, id: str) -> dict[str, Any]:
        return dict((await self.fetch("SELECT * FROM jobs WHERE id = $1", id))[0])

    async def shown(self, id: str) -> dict[str, Any]:
        """The job, as soon as the database can be asked."""
        while True:
            try:
                return await self.job(id)
            except Exception as error:
                if trouble(error) is None:
                    raise
                await asyncio.sleep(0.05)

    async def steps(self, id: str) -> list[int]:
        return [row["step"] for row in await self.fetch("SELECT step FROM steps WHERE job = $1 ORDER BY step", id)]

    async def execute(self, statement: str) -> None:
        async with self.service.connection() as connection:
            await connection.execute(statement)

    async def cancel(self, id: str) -> None:
        async with writing(self.database, "staff:somebody", "a-test") as write:
            await rules.cancel(write, id)

    async def schedules(self) -> list[Any]:
        return await self.fetch("SELECT * FROM nexus_queue.pgqueuer_schedules ORDER BY id")

    async def queued(self) -> int:
        return int((await self.fetch("SELECT count(*) FROM nexus_queue.pgqueuer"))[0][0])

    async def until(self, id: str, *states: str) -> dict[str, Any]:
        """The job, as soon as it is in one of these states."""
        async with asyncio.timeout(30):
            while (job := await self.shown(id))["state"] not in states:  # noqa: ASYNC110 - another process may end it
                await asyncio.sleep(0.02)
        return job

    @asynccontextmanager
    async def worker(self, *kinds: Kind, heartbeat: float = 1.0) -> AsyncIterator[Worker]:
        """A worker that knows these kinds."""
        worker = Worker(self.database, kinds_of(kinds), timedelta(seconds=heartbeat))
        task = asyncio.create_task(worker.run())
        try:
            yield worker
        finally:
            worker.stop()
            await asyncio.wait_for(task, 15)
