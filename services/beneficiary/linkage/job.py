"""The job that links the register: everybody is read as of one moment and compared, and who may be one person goes to
the queue, where people decide. It merges nobody.

A worker that takes it up after another reads and compares anew, as of the same moment, and goes on where the queue was
left; a pair that is raised twice is raised once.
"""

import asyncio
from datetime import datetime
from functools import partial

from services.beneficiary.duplicates.raising import Pair, raise_pairs
from services.beneficiary.duplicates.views import Likeness
from services.beneficiary.linkage import reads
from services.beneficiary.linkage.apart import Comparing, Found, comparing
from services.beneficiary.linkage.engines import Engine
from shared.jobs.kinds import Kind
from shared.jobs.running import Job

RAISED_AT_ONCE = 200
_LOOK = 1.0
"""Seconds between two looks at whether the job is still to be done."""


def link_register(engine: Engine, memory: str) -> Kind:
    """The kind of job that links the register on an engine, which keeps so much in memory: 3GB."""
    return Kind("link-register", partial(_link, engine, memory))


async def _link(engine: Engine, memory: str, job: Job) -> None:
    begun = job.checkpoint or {"as_of": (await job.database.moments.fix()).at.isoformat(), "after": [0, 0]}
    as_of, after = datetime.fromisoformat(begun["as_of"]), tuple(begun["after"])
    async with comparing(engine, memory) as process:
        people = await _read(job, as_of, process)
        found = await _waited_for(job, process)
    new = [pair for pair in found if pair[:2] > after]
    done, total = people + len(found) - len(new), people + len(found)
    for first in range(0, max(1, len(new)), RAISED_AT_ONCE):  # once even for nobody, to say that all is done
        share = new[first : first + RAISED_AT_ONCE]
        async with job.chunk() as write:
            await raise_pairs(write, [Pair(*pair[:2], Likeness.NAME, pair.probability) for pair in share])
            done += len(share)
            left_at = share[-1][:2] if share else after
            await job.advance(write, done=done, total=total, checkpoint={**begun, "after": left_at})


async def _read(job: Job, as_of: datetime, process: Comparing) -> int:
    """Hand everybody over; gives how many they are."""
    begun = {"as_of": as_of.isoformat(), "after": [0, 0]}
    people = 0
    async for rows in reads.register(job.database.listing, as_of):
        await process.give(rows)
        people += len(rows)
        if people <= job.done:  # another worker came further
            await job.require_hold()
            continue
        async with job.chunk() as write:
            await job.advance(write, done=people, total=None, checkpoint=begun)
    return people


async def _waited_for(job: Job, process: Comparing) -> list[Found]:
    """Whom it found, unless the job is cancelled meanwhile or the worker told to stop."""
    comparing = asyncio.create_task(process.found())
    try:
        while not (await asyncio.wait({comparing}, timeout=_LOOK))[0]:
            await job.require_hold()
        return await comparing
    finally:
        comparing.cancel()
