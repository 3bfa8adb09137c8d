"""Who meets where and for what: people are gathered with their neighbours, women and men in every group together.

A type is open to everybody above its age, and no type, place or group is of one kind of person: being seen at an
activity must say nothing about anybody.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import NamedTuple

from demo import clock, geography
from demo.families import age_on
from demo.projects import Plan
from demo.registering import Registration

SMALLEST_GROUP = 10
DISTRICT_WIDE = 0.2
"""Share of seats in activities for a whole district rather than a sub-district."""
PRESENT = 0.88
"""Chance of coming on any one day; everybody comes at least once."""

_ROOM_FOR_ONE_MORE = 40


class _Type(NamedTuple):
    least_age: int
    weight: int
    days: tuple[int, int]


TYPES = {
    "social_cohesion": _Type(3, 24, (1, 2)),
    "mediation": _Type(18, 8, (1, 3)),
    "peacebuilding": _Type(12, 14, (1, 3)),
    "mhpss": _Type(6, 14, (2, 4)),
    "training_cp": _Type(18, 7, (2, 3)),
    "training_conflict": _Type(16, 8, (2, 4)),
    "training_voc": _Type(16, 10, (4, 8)),
    "training_business": _Type(18, 7, (2, 4)),
    "awareness": _Type(6, 12, (1, 1)),
}
YOUNGEST = min(kind.least_age for kind in TYPES.values())


@dataclass(slots=True, eq=False)
class Gathering:
    """An activity to be, with those who have a seat in it."""

    project: str
    type: str
    place: str
    days: list[date]
    seats: "list[Seat]" = field(default_factory=list)
    at: datetime = clock.UNKNOWN
    id: int = 0
    sessions: dict[date, int] = field(default_factory=dict)
    """By day, the numbers of its sessions."""


@dataclass(slots=True, eq=False)
class Seat:
    gathering: Gathering
    registration: Registration
    days: list[date]


def gather(random: Random, plan: Plan, registrations: Iterable[Registration]) -> list[Gathering]:
    """Give every one of them a seat in at least one activity of the project."""
    wanted: dict[tuple[str, str], list[Registration]] = defaultdict(list)
    for registration in registrations:
        place = registration.place
        for type in _types(random, age_on(registration.person.birth, plan.starts_on), random.choice(plan.joins)):
            near = geography.district(place) if random.random() < DISTRICT_WIDE else place
            wanted[near, type].append(registration)
    gatherings: list[Gathering] = []
    too_few: dict[tuple[str, str], list[Registration]] = defaultdict(list)
    for (place, type), people in wanted.items():
        if _too_few(people):
            too_few[geography.district(place), type] += people
        else:
            gatherings += _groups(random, plan, type, place, people)
    for (place, type), people in too_few.items():
        left = _not_seated_elsewhere(random, gatherings, type, place, people) if _too_few(people) else people
        # In a small world too few may be left to themselves, and meet all the same.
        gatherings += _groups(random, plan, type, place, left)
    return gatherings


def _types(random: Random, years: int, joins: int) -> list[str]:
    """Different types that somebody of this age may join."""
    open_to = [type for type, terms in TYPES.items() if years >= terms.least_age]
    chosen: list[str] = []
    for _ in range(min(joins, len(open_to))):
        chosen += random.choices(open_to, [TYPES[type].weight for type in open_to])
        open_to.remove(chosen[-1])
    return chosen


def _groups(random: Random, plan: Plan, type: str, place: str, people: Sequence[Registration]) -> Iterable[Gathering]:
    mixed = _mixed(random, people)
    seated = 0
    while seated < len(mixed):
        size = len(mixed) - seated
        if size >= 2 * SMALLEST_GROUP:
            size = random.randint(SMALLEST_GROUP, min(plan.largest_group, size - SMALLEST_GROUP))
        gathering = Gathering(plan.code, type, place, _days(random, plan, type))
        for registration in mixed[seated : seated + size]:
            _seat(random, gathering, registration)
        seated += size
        yield gathering


def _mixed(random: Random, people: Sequence[Registration]) -> list[Registration]:
    """In an order in which any ten neighbours are women and men in about the proportion of all."""
    by_sex: dict[str, list[Registration]] = defaultdict(list)
    for registration in people:
        by_sex[registration.person.sex].append(registration)
    placed: list[tuple[float, int, Registration]] = []
    for same in by_sex.values():
        random.shuffle(same)
        placed += [((index + random.random()) / len(same), len(placed), one) for index, one in enumerate(same)]
    placed.sort(key=lambda place: place[0])
    return [registration for _, _, registration in placed]


def _too_few(people: Sequence[Registration]) -> bool:
    """Whether they could not meet among themselves, or not as women and men together."""
    women = sum(registration.person.sex == "female" for registration in people)
    return len(people) < SMALLEST_GROUP or min(women, len(people) - women) * 5 < len(people)


def _not_seated_elsewhere(
    random: Random, gatherings: Sequence[Gathering], type: str, place: str, people: Sequence[Registration]
) -> list[Registration]:
    """Seat people where others of the governorate meet for the same; returns those for whom there is no room."""
    near = [
        gathering
        for gathering in gatherings
        if gathering.type == type and geography.governorate(gathering.place) == geography.governorate(place)
    ]
    left = []
    for registration in people:
        with_room = [gathering for gathering in near if len(gathering.seats) < _ROOM_FOR_ONE_MORE]
        if with_room:
            _seat(random, random.choice(with_room), registration)
        else:
            left.append(registration)
    return left


def _seat(random: Random, gathering: Gathering, registration: Registration) -> None:
    days = [day for day in gathering.days if random.random() < PRESENT] or [random.choice(gathering.days)]
    seat = Seat(gathering, registration, days)
    gathering.seats.append(seat)
    registration.seats.append(seat)


def _days(random: Random, plan: Plan, type: str) -> list[date]:
    """The days of one activity: one office day after the other, within the project's window."""
    count = random.randint(*TYPES[type].days)
    day = plan.opens + timedelta(days=random.randrange((plan.closes - plan.opens).days - 2 * count))
    days: list[date] = []
    while len(days) < count:
        day = clock.office_day(day)
        days.append(day)
        day += timedelta(days=1)
    return days


def exchange(one: Registration, other: Registration) -> None:
    """Let each of two ids take the other's seats."""
    one.seats, other.seats = other.seats, one.seats
    for registration in (one, other):
        for seat in registration.seats:
            seat.registration = registration
