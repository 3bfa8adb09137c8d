"""A worker: takes an application's jobs from its queue, one after another, and starts those that start by themselves.

Fetching, heartbeats, schedules and beginning again after a lost connection are PgQueuer's. A worker stops when it is
told to: the chunk in hand is finished, and the job goes on from there in the next worker. One that was killed is missed
by its heartbeat, and its job is given to another.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from functools import partial

import asyncpg
import pgqueuer
from croniter import croniter  # type: ignore[import-untyped]
from pgqueuer import PgQueuer, RetryRequested
from pgqueuer.core.executors import ScheduleExecutor
from pgqueuer.domain.models import Job as Queued
from pgqueuer.domain.models import Schedule
from pgqueuer.domain.types import Channel

from shared.database import Database
from shared.days import BAGHDAD
from shared.jobs import queue, rules
from shared.jobs.doing import Stopping, do
from shared.jobs.kinds import Kind, Kinds
from shared.write import writing

HEARTBEAT = timedelta(seconds=6)
"""After how long without a sign of life somebody else takes a job up."""
_LOOK = 0.5
"""How often a worker looks for what it was not told of, as a part of that time."""
_BEGIN_AGAIN = timedelta(seconds=1)
_PATIENCE = 10.0
"""Seconds that a worker has to finish what it has in hand."""
_EVERY_MINUTE = "* * * * *"

_UNFINISHED = "SELECT kind, id FROM jobs WHERE state IN ('waiting', 'running')"


class Worker:
    """Does the jobs of one application, until it is stopped. `works` says whether it has a queue to take them from."""

    def __init__(self, database: Database, kinds: Kinds, heartbeat: timedelta = HEARTBEAT) -> None:
        self.works = False
        self._database = database
        self._kinds = kinds
        self._heartbeat = heartbeat
        self._stop = asyncio.Event()

    async def run(self) -> None:
        await pgqueuer.run(
            self._at_the_queue,
            dequeue_timeout=self._heartbeat * _LOOK,
            batch_size=1,
            max_concurrent_tasks=2,
            heartbeat_timeout=self._heartbeat,
            shutdown_on_listener_failure=True,
            restart_on_failure=True,
            restart_delay=_BEGIN_AGAIN,
            shutdown=self._stop,
        )

    def stop(self) -> None:
        self._stop.set()

    @asynccontextmanager
    async def _at_the_queue(self) -> AsyncIterator[PgQueuer]:
        """A connection of its own to the queue, and on it what is done with what comes."""
        connection = await asyncpg.connect(self._database.url, timeout=5, command_timeout=10)
        try:
            driver = pgqueuer.AsyncpgDriver(connection)
            queues = PgQueuer(driver, Channel(queue.SETTINGS.channel), queries=queue.queries(driver))

            def stopping() -> bool:
                return queues.shutdown.is_set() or connection.is_closed()

            for kind in self._kinds.values():
                queues.entrypoint(kind.name, concurrency_limit=1)(partial(self._take_up, kind, stopping))
                if kind.nightly is not None:
                    queues.schedule(kind.name, kind.nightly, InIraq)(partial(self._start, kind))
            queues.schedule("lost-jobs", _EVERY_MINUTE)(partial(self._find_lost, driver))
            await self._find_lost(driver)
            self.works = True
            yield queues
        finally:
            self.works = False
            try:
                await connection.close(timeout=2)
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
                connection.terminate()

    async def _take_up(self, kind: Kind, stopping: Stopping, queued: Queued) -> None:
        assert queued.payload is not None
        later = await do(self._database, kind, queued.payload.decode(), stopping)
        if later is not None:
            raise RetryRequested(later)

    async def _start(self, kind: Kind, _: Schedule) -> None:
        async with writing(self._database, "schedule", kind.name) as write:
            await rules.ask_unless_under_way(write, kind)

    async def _find_lost(self, driver: pgqueuer.AsyncpgDriver, _: Schedule | None = None) -> None:
        """Queue those jobs again that have not ended and stand in the queue no more: PgQueuer drops an entry whose end
        or delay it could not write down."""
        found = await driver.fetch(_UNFINISHED)
        if found:
            ids = [str(row["id"]) for row in found]
            await queue.queries(driver).enqueue(
                [str(row["kind"]) for row in found],
                [id.encode() for id in ids],
                [0] * len(ids),
                dedupe_key=list(ids),
                on_conflict="skip",
            )


class InIraq(ScheduleExecutor):
    """Starts at times of Iraq's clock."""

    def get_next(self) -> datetime:
        following: datetime = croniter(self.parameters.expression, datetime.now(BAGHDAD)).get_next(datetime)
        return following


@asynccontextmanager
async def working(database: Database, kinds: Kinds) -> AsyncIterator[Worker]:
    """A worker at work while the block runs."""
    worker = Worker(database, kinds)
    task = asyncio.create_task(worker.run())
    try:
        yield worker
    finally:
        worker.stop()
        with suppress(TimeoutError):
            await asyncio.wait_for(task, _PATIENCE)
