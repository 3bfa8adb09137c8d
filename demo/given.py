"""What the worlds of one register take over from each other: what is given away already, and who may turn up again."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from demo.documents import Card
from demo.projects import Plan
from demo.registering import Registration


class Guest(NamedTuple):
    """Somebody of one world who may turn up in the next, with the documents that they would show there."""

    registration: Registration
    cards: list[Card]


@dataclass
class Given:
    """What earlier worlds gave, so that the next one does not give it again."""

    numbers: set[int] = field(default_factory=set)
    """Of registration numbers, without their check digits."""
    documents: set[tuple[str, str]] = field(default_factory=set)
    """Types and numbers."""
    people: int = 0
    """How far real people are counted."""
    guests: list[Guest] = field(default_factory=list)


def guests(
    random: Random,
    registrations: Sequence[Registration],
    pilot: Plan,
    count: int,
    held: Mapping[int, list[Card]],
) -> list[Guest]:
    """Some of those with one id who took part in the pilot alone, so that no project counts a real person twice."""
    ids = Counter(one.person.number for one in registrations)
    could = [
        one
        for one in registrations
        if ids[one.person.number] == 1 and {seat.gathering.project for seat in one.seats} == {pilot.code}
    ]
    # Without their seats, through which everybody hangs together with everybody else.
    return [
        Guest(Registration(one.person, one.family, one.place, one.writing), held[one.person.number])
        for one in random.sample(could, min(count, len(could)))
    ]
