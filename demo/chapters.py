"""A register of any size, told in chapters of about the programme's own size, one of which is in memory at a time.

The first chapter is the pilot and its follow-up, the same to the last byte as without the others. Each further one is a
world of its own, told side by side with the first: twelve chapters make a programme, with two projects in two other
governorates and other districts in every chapter (`programmes`). Whatever grows with the number of people grows with
the number of chapters: families, activities, grants, forums, mistakes and what was put right.

The error rates are those of every world (`world`). Of the 3 % of ids that belong to somebody who has one already, one
in thirteen is of somebody who was registered in the chapter before, in another project and often in another
governorate.
"""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

from demo.figures import Figures, together
from demo.given import Given
from demo.moving import Rows, Taken
from demo.programmes import THE_FIRST, Programme, another
from demo.sizes import REGISTERED, Extent, Sizes
from demo.world import World, build

A_PROGRAMME = 12
"""Chapters of one programme; its larger project reaches about 100,000."""
ALONE_UP_TO = REGISTERED * 3 // 2
"""A register up to this size is one chapter, larger or smaller than the programme."""
ONCE_A_PROGRAMME, ONCE = ("projects",), ("notices",)
"""Tables that a programme fills in its first chapter, and the register in its first."""


@dataclass
class Chapter:
    """The rows of every table, in the order of `rows.TABLES`; who is who; and what adds up for each project."""

    rows: Mapping[str, Rows]
    truth: list[tuple[int, int]]
    today: Mapping[str, Figures]
    new_year: Mapping[str, Figures]


class Part(NamedTuple):
    """What a chapter is to be told of, and how large."""

    programme: Programme
    sizes: Sizes
    opens: bool
    """Whether it is the first one of its programme."""


def first(extent: Extent) -> World:
    """The first chapter as a world; its ids are those of the register."""
    return build(extent.seed, next(parts(extent.people)).sizes)


def chapters(extent: Extent) -> Iterator[Chapter]:
    """All of them, each forgotten before the next one is built."""
    given, taken = Given(), Taken()
    for number, part in enumerate(parts(extent.people)):
        seed = f"{extent.seed}:{number}" if number else extent.seed
        with _uncollected():
            chapter = _chapter(build(seed, part.sizes, part.programme, given), taken, part, number)
        yield chapter


def _chapter(world: World, taken: Taken, part: Part, number: int) -> Chapter:
    before = taken.ids["people"]
    without = (*(ONCE if number else ()), *(() if part.opens else ONCE_A_PROGRAMME))
    return Chapter(
        taken.moved(world, without),
        [(id + before, real) for id, real in world.truth],
        world.summary.today,
        world.summary.new_year,
    )


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for nothing to collect while a world grows: that takes a third of the time, and there is nothing."""
    usually = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if usually:
            gc.enable()


def count(people: int | None) -> int:
    """How many chapters a register of that size has."""
    return sum(1 for _ in parts(people))


def parts(people: int | None) -> Iterator[Part]:
    """The chapters of a register of that size, in order."""
    if people is None or people <= ALONE_UP_TO:
        yield Part(THE_FIRST, Sizes.of(people or REGISTERED), opens=True)
        return
    yield Part(THE_FIRST, Sizes(), opens=True)
    left = people - REGISTERED
    further = max(1, round(left / REGISTERED))
    sizes = Sizes.of(left / further)
    for number in range(further):
        programme, turn = divmod(number, A_PROGRAMME)
        turns = min(A_PROGRAMME, further - programme * A_PROGRAMME)
        yield Part(another(programme + 2, turn, turns), sizes, opens=turn == 0)


def added(sums: dict[str, Figures], more: Mapping[str, Figures]) -> None:
    """Add a chapter's figures to those of the chapters before it."""
    for project, figures in more.items():
        sums[project] = together(sums[project], figures) if project in sums else figures
