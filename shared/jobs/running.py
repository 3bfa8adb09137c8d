"""A job in the hands of a worker: taken, carried forward chunk by chunk, ended.

A row of `jobs` is the truth about a job; PgQueuer's queue says only which worker has it in hand. Each chunk commits its
effect together with how far it brings the job, so that a worker that dies neither loses nor repeats one.

Each time a job is taken it gets a number that only its present holder knows (`taken`). A chunk or an end that comes
from an earlier holder, or after the job was cancelled, finds no row under that number and is taken back whole.
"""

import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import RowMapping, text

from shared.database import Database
from shared.jobs.views import State
from shared.write import Write, writing

_TAKE = text(
    "UPDATE jobs SET state = 'running', taken = taken + 1, tries = tries + 1,"
    " started_at = coalesce(started_at, recorded_now())"
    " WHERE id = :id AND state IN ('waiting', 'running')"
    " RETURNING kind, parameters, checkpoint, done, total, recorded_by, taken, tries"
)
_ADVANCE = text(
    "UPDATE jobs SET done = :done, total = :total, checkpoint = CAST(:checkpoint AS jsonb), tries = 0"
    " WHERE id = :id AND taken = :taken AND state = 'running' RETURNING true"
)
_HELD = "SELECT true FROM jobs WHERE id = $1 AND taken = $2 AND state = 'running'"
_END = text(
    "UPDATE jobs SET state = :state, reason = :reason, finished_at = recorded_now()"
    " WHERE id = :id AND taken = :taken AND state = 'running'"
)


class LostHold(Exception):
    """The job was cancelled, or is in other hands: what was being done is taken back."""


class ToldToStop(Exception):
    """The worker is to stop; the job goes on from its checkpoint in another."""


@dataclass
class Job:
    """What a kind's function works with.

    `stated` are its parameters, as its kind declares them; `checkpoint` is what the last committed chunk left, or none
    at the beginning, and `done` and `total` are its counts. In each chunk the function does its share, and says how far
    that brings the job:

    async with job.chunk() as write:
        ...
        await job.advance(write, done=job.done + n, total=None, checkpoint={"after": last})
    """

    id: str
    stated: Mapping[str, Any]
    checkpoint: Mapping[str, Any] | None
    done: int
    total: int | None
    caller: str
    taken: int
    database: Database = field(repr=False)
    stopping: Callable[[], bool] = field(repr=False)
    got_on: bool = field(default=False, init=False)
    """Whether a chunk was done since it was taken."""
    _next: tuple[int, int | None, Mapping[str, Any]] | None = field(default=None, init=False, repr=False)

    @asynccontextmanager
    async def chunk(self) -> AsyncIterator[Write]:
        """One transaction of the job, short as any write. Left alone by `LostHold` and `ToldToStop`, never caught."""
        if self.stopping():
            raise ToldToStop
        self._next = None
        async with writing(self.database, self.caller, self.id) as write:
            yield write
            if self._next is None:
                raise RuntimeError("a chunk has to say how far it brings its job")
        self.done, self.total, self.checkpoint = self._next
        self.got_on = True

    async def require_hold(self) -> None:
        """Go on with what takes longer than a chunk only while the job is to be done, and by this worker."""
        if self.stopping():
            raise ToldToStop
        if await self.database.reading.fetchval(_HELD, self.id, self.taken) is None:
            raise LostHold

    async def advance(self, write: Write, *, done: int, total: int | None, checkpoint: Mapping[str, Any]) -> None:
        """Keep how far this chunk brings the job, in the transaction of its effect."""
        values = {
            "id": self.id,
            "taken": self.taken,
            "done": done,
            "total": total,
            "checkpoint": json.dumps(checkpoint),
        }
        if (await write.session.execute(_ADVANCE, values)).scalar() is None:
            raise LostHold
        self._next = done, total, checkpoint


async def take(database: Database, id: str) -> RowMapping | None:
    """Take a job up, out of whatever hands it was in; none if it has ended."""
    async with writing(database, "worker", id) as write:
        return (await write.session.execute(_TAKE, {"id": id})).mappings().one_or_none()


async def end(database: Database, id: str, taken: int, state: State, reason: str | None = None) -> None:
    """End a job, if it is still in the hands that took it under this number."""
    async with writing(database, "worker", id) as write:
        values = {"id": id, "taken": taken, "state": state.value, "reason": reason}
        await write.session.execute(_END, values)
