"""Conditions on people, taken apart and put together: who is meant, whichever parts of it are asked of whom.

A condition is an atom, of which somebody can say whom it holds for, or all, any or not of others.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Generic, TypeVar

from pyroaring import BitMap

from shared.cohorts.sets import EVERYBODY, NOBODY, Members

Atom = TypeVar("Atom")
Larger = TypeVar("Larger")
Owner = TypeVar("Owner")

NARROW = 20_000
"""Up to so many people others are asked only about these."""
WORTH = 4
"""One part is asked before the others where it holds for so many times fewer."""
WIDE = 1 << 31
"""More than there is anybody: the size of what is stated by whom it leaves out."""


class Condition(Generic[Atom]):
    """Who is meant."""


@dataclass(frozen=True)
class Is(Condition[Atom]):
    atom: Atom


@dataclass(frozen=True)
class Not(Condition[Atom]):
    of: Condition[Atom]


@dataclass(frozen=True)
class All(Condition[Atom]):
    """Of none: everybody."""

    of: tuple[Condition[Atom], ...] = ()


@dataclass(frozen=True)
class Any(Condition[Atom]):
    """Of none: nobody."""

    of: tuple[Condition[Atom], ...] = ()


# --- what a condition says --------------------------------------------------------------------------------------------


def simplified(condition: Condition[Atom]) -> Condition[Atom]:
    """The same with nothing stated twice; what contradicts itself is nobody, and its opposite everybody."""
    if isinstance(condition, Not):
        return _opposite(simplified(condition.of))
    if isinstance(condition, (All, Any)):
        return _joined(condition)
    return condition


def _opposite(condition: Condition[Atom]) -> Condition[Atom]:
    if isinstance(condition, Not):
        return condition.of
    if isinstance(condition, (All, Any)) and not condition.of:
        return Any() if isinstance(condition, All) else All()
    return Not(condition)


def _joined(condition: All[Atom] | Any[Atom]) -> Condition[Atom]:
    kind, other = (All, Any) if isinstance(condition, All) else (Any, All)
    parts: dict[Condition[Atom], None] = {}
    for part in map(simplified, condition.of):
        if isinstance(part, other) and not part.of:
            return part  # nobody, among all; or everybody, among any
        parts.update(dict.fromkeys(part.of if isinstance(part, kind) else (part,)))
    if any(part.of in parts for part in parts if isinstance(part, Not)):
        return other()
    return _together(condition, parts)


def _together(like: Condition[Atom], parts: Iterable[Condition[Larger]]) -> Condition[Larger]:
    """All or any of the parts; of one that one."""
    of = tuple(parts)
    if len(of) == 1:
        return of[0]
    return All(of) if isinstance(like, All) else Any(of)


def atoms(condition: Condition[Atom]) -> Iterator[Atom]:
    """What a condition is made of."""
    if isinstance(condition, Is):
        yield condition.atom
    elif isinstance(condition, Not):
        yield from atoms(condition.of)
    elif isinstance(condition, (All, Any)):
        for part in condition.of:
            yield from atoms(part)


def gathered(
    condition: Condition[Atom],
    owner: Callable[[Condition[Atom]], Owner | None],
    part: Callable[[Owner, Condition[Atom]], Larger],
) -> Condition[Larger]:
    """The same with larger atoms: of each part that somebody, its `owner`, knows the whole of, one is made by `part`.
    What among all, or among any, belongs to the same is one."""
    whose = owner(condition)
    if whose is not None:
        return Is(part(whose, condition))
    if isinstance(condition, Not):
        return Not(gathered(condition.of, owner, part))
    assert isinstance(condition, (All, Any)), "somebody knows the whole of an atom"
    owned: dict[Owner, list[Condition[Atom]]] = {}
    others: list[Condition[Larger]] = []
    for each in condition.of:
        whose = owner(each)
        if whose is None:
            others.append(gathered(each, owner, part))
        else:
            owned.setdefault(whose, []).append(each)
    joined = (Is(part(whose, _together(condition, parts))) for whose, parts in owned.items())
    return _together(condition, (*joined, *others))


def parts_of(condition: Condition[Atom]) -> tuple[Condition[Atom], ...]:
    """What all has to hold."""
    return condition.of if isinstance(condition, All) else (condition,)


# --- whom it holds for ------------------------------------------------------------------------------------------------


def size(condition: Condition[Atom], known: Callable[[Atom], int]) -> int:
    """About how many people a condition holds for, at the most."""
    if isinstance(condition, Is):
        return known(condition.atom)
    if isinstance(condition, All):
        return min((size(part, known) for part in condition.of), default=WIDE)
    if isinstance(condition, Any):
        return min(WIDE, sum(size(part, known) for part in condition.of))
    return WIDE


@dataclass(frozen=True)
class Asking(Generic[Atom]):
    """How it is found out whom an atom holds for, where it may be enough to know it of some; and about how many."""

    ask: Callable[[Atom, BitMap | None], Awaitable[Members]]
    known: Callable[[Atom], int]


async def members(condition: Condition[Atom], asking: Asking[Atom], within: BitMap | None = None) -> Members:
    """Whom a condition holds for. Of those who are not `within`, anything may be said.

    Where one part of all that have to hold is much smaller than the others, it is asked first, and they are asked about
    those alone for whom it holds; otherwise all are asked at once.
    """
    if isinstance(condition, Is):
        return await asking.ask(condition.atom, within)
    if isinstance(condition, Not):
        return ~await members(condition.of, asking, within)
    if isinstance(condition, Any):
        return reduce(or_, await _each(condition.of, asking, within), NOBODY)
    sized = sorted(((size(part, asking.known), part) for part in parts_of(condition)), key=lambda each: each[0])
    found, parts = EVERYBODY, [part for _, part in sized]
    if len(sized) > 1 and sized[0][0] * WORTH <= sized[1][0]:
        found = await members(parts.pop(0), asking, within)
        if found.nobody:
            return NOBODY
        within = narrowed(found, within)
    return reduce(and_, await _each(parts, asking, within), found)


def narrowed(found: Members, within: BitMap | None = None) -> BitMap | None:
    """Whom alone others need be asked about, where those are few."""
    return found.ids if not found.others and len(found.ids) <= NARROW else within


async def _each(parts: Sequence[Condition[Atom]], asking: Asking[Atom], within: BitMap | None) -> list[Members]:
    return list(await asyncio.gather(*(members(part, asking, within) for part in parts)))
