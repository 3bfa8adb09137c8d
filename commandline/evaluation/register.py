"""How well the register of the demo is linked: invented people, who are told of here as they are nowhere else."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from resource import RUSAGE_CHILDREN, getrusage
from typing import Any

from commandline.evaluation.measures import Measures, measured, pairs_of
from demo.chapters import Chapter, chapters
from demo.rows import Membership, Particulars, Person
from demo.sizes import Extent
from services.beneficiary.linkage.apart import comparing
from services.beneficiary.linkage.columns import READ
from services.beneficiary.linkage.engines import MEMORY, Engine
from shared.days import day_of

_COLUMNS = [Particulars._fields.index(name) for name in READ]


@dataclass(frozen=True)
class Linked:
    """What linkage found in a register; the seconds from the first record to the last pair, telling the people
    included, and from the last record on; and the most memory, in gigabytes, of the process that compared."""

    measures: Measures
    seconds: float
    comparing: float
    memory: float


def evaluated(extent: Extent) -> Linked:
    """Tell the register of that extent, link it as the job does, and compare with who its people are."""
    return asyncio.run(_evaluated(extent))


async def _evaluated(extent: Extent) -> Linked:
    truth: dict[Any, Any] = {}
    begun = time.monotonic()
    async with comparing(Engine.DUCKDB, MEMORY) as process:
        for chapter in chapters(extent):
            truth.update(chapter.truth)
            await process.give(list(_rows(chapter)))
        given = time.monotonic()
        found = await process.found()
        ended = time.monotonic()
    measures = measured(truth, [(pair.one, pair.other) for pair in found], pairs_of(truth))
    return Linked(measures, ended - begun, ended - given, getrusage(RUSAGE_CHILDREN).ru_maxrss / 1024**2)


def _rows(chapter: Chapter) -> Iterator[tuple[Any, ...]]:
    """What the register's own statement reads of a person, from the rows of a chapter."""
    households: dict[int, int] = {}
    for member in map(Membership._make, chapter.rows["memberships"]):
        if member.voided_at is None:
            earlier = households.get(member.person_id, member.household_id)
            households[member.person_id] = min(member.household_id, earlier)
    registered = {row.id: day_of(row.recorded_at) for row in map(Person._make, chapter.rows["people"])}
    for row in map(Particulars._make, chapter.rows["particulars"]):
        if row.voided_at is None:
            id = row.person_id
            yield *(row[column] for column in _COLUMNS), households.get(id), registered[id]
