"""Who is registered when: most families in one interview before the first of them takes part, others at the door."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from demo import clock, geography
from demo.families import Family, RealPerson
from demo.projects import Plan
from demo.writing import Writing

if TYPE_CHECKING:
    from demo.activities import Seat

AT_THE_DOOR = 0.35
"""Share of those who start later than the first of their family and are not registered with it."""

_DAYS_AHEAD = [0, 0, 1, 1, 2, 3, 4, 5, 7, 10]
_INTERVIEW_ENDS = clock.OPENING + 150


@dataclass(slots=True, eq=False)
class Registration:
    """One id of the register to be; `again` if the person behind it has one already."""

    person: RealPerson
    family: Family
    place: str
    writing: Writing
    again: bool = False
    seats: "list[Seat]" = field(default_factory=list)
    id: int = 0
    at: datetime = clock.UNKNOWN
    by: str = ""

    def first_day(self) -> date:
        """The first day on which the id is attended with; `date.max` if never."""
        return min((seat.days[0] for seat in self.seats), default=date.max)


@dataclass(slots=True, eq=False)
class Home:
    """A family as the register knows it; `again` marks the one person of it who was entered as another household."""

    family: Family
    place: str
    registrations: list[Registration]
    plan: Plan
    """The project under which it came in."""
    again: bool = False
    id: int = 0
    at: datetime = clock.UNKNOWN
    by: str = ""
    day: date = date.min


def interview(random: Random, home: Home) -> None:
    """Fix when a family and its people are registered: never after anybody's first attendance."""
    opens, closes = home.plan.starts_on + timedelta(days=1), home.plan.closes
    first = min(registration.first_day() for registration in home.registrations)
    if first == date.max:
        first = opens + timedelta(days=random.randrange((closes - opens).days))
    day = clock.office_day(max(opens, first - timedelta(days=random.choice(_DAYS_AHEAD))), -1)
    home.day = max(day, clock.office_day(opens))
    home.at = clock.within(random, home.day, closes=_INTERVIEW_ENDS)
    home.by = _caseworker(home.family.place)
    at = home.at
    for registration in home.registrations:
        own = registration.first_day()
        at_the_door = own not in {first, date.max} and random.random() < AT_THE_DOOR
        if at_the_door:
            at_the_door_of(random, registration)
        else:
            at += timedelta(seconds=random.randint(120, 240))
            registration.at, registration.by = at, home.by


def at_the_door_of(random: Random, registration: Registration) -> None:
    """Register somebody in the morning of the first activity they come to."""
    registration.at = clock.within(random, registration.first_day(), closes=clock.DOOR_CLOSES)
    registration.by = _caseworker(registration.place)


def number(registrations: Iterable[Registration]) -> list[Registration]:
    """All of them in the order of recording, with their ids."""
    ordered = sorted(registrations, key=lambda registration: registration.at)
    for id, registration in enumerate(ordered, start=1):
        registration.id = id
    return ordered


def _caseworker(place: str) -> str:
    return f"caseworker-{geography.office(place)}"
