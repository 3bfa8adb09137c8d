"""How well the register of the demo is linked: invented people, who are told of here as they are nowhere else."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from commandline.evaluation.measures import Measures, measured, pairs_of
from demo.chapters import chapters
from demo.rows import Membership, Particulars, Person
from demo.sizes import Extent
from services.beneficiary.linkage import columns, people, records
from services.beneficiary.linkage.backend import opened
from services.beneficiary.linkage.engines import Engine
from services.beneficiary.linkage.matching import matches
from shared.days import day_of

_COLUMNS = [Particulars._fields.index(name) for name in columns.READ]
_AT_ONCE = 10_000


@dataclass(frozen=True)
class Linked:
    """What linkage found in a register, and how long it took once the records were there."""

    measures: Measures
    seconds: float


def evaluated(extent: Extent, clock: Callable[[], float]) -> Linked:
    """Tell the register of that extent, link it as the job does, and compare with who its people are."""
    truth: dict[Any, Any] = {}
    with opened(Engine.DUCKDB) as backend:
        for chapter in chapters(extent):
            truth.update(chapter.truth)
            rows = list(_rows(chapter.rows))
            for first in range(0, len(rows), _AT_ONCE):
                backend.keep("records", records.table(rows[first : first + _AT_ONCE]))
        begun = clock()
        found = matches(backend, people.MODEL, {"records": len(truth)})
        seconds = clock() - begun
    return Linked(measured(truth, [(match.one, match.other) for match in found], pairs_of(truth)), seconds)


def _rows(told: Any) -> Iterator[tuple[Any, ...]]:
    """What the register's own statement reads of a person, from the rows of a chapter."""
    households: dict[int, int] = {}
    for member in map(Membership._make, told["memberships"]):
        if member.voided_at is None:
            earlier = households.get(member.person_id, member.household_id)
            households[member.person_id] = min(member.household_id, earlier)
    registered = {row.id: day_of(row.recorded_at) for row in map(Person._make, told["people"])}
    for row in map(Particulars._make, told["particulars"]):
        if row.voided_at is None:
            id = row.person_id
            yield *(row[column] for column in _COLUMNS), households.get(id), registered[id]
