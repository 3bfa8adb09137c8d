"""Who lived where and with which status, kept as a child would: one entry for each person and day.

Days are numbered from 0 to `AFTER`, which stands for all days from then on. Nothing here knows of periods, of moments
or of what is voided; as it was known earlier is a copy made then.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import count

AFTER = 8
HEAD = "head"


@dataclass(frozen=True)
class Stay:
    """Where somebody lives on one day, as what, and the number of what was stated of it, which may go on for days."""

    household: int
    relation: str
    stint: int


@dataclass(frozen=True)
class Stated:
    """A status of a person or of a household, by its number."""

    id: int
    person: int | None
    household: int | None
    status: str
    since: int
    until: int | None


@dataclass
class Homes:
    """What is known at one moment."""

    born: list[int]
    """Of each person, the day."""
    households: list[int]
    lives: dict[tuple[int, int], Stay] = field(default_factory=dict)
    """By person and day."""
    merged: dict[int, int] = field(default_factory=dict)
    """By household, since when it is part of another one."""
    stated: list[Stated] = field(default_factory=list)
    stints: Iterator[int] = field(default_factory=count)

    # --- what is known ---

    def members(self, household: int, day: int) -> dict[int, Stay]:
        """Who lives in a household on a day."""
        return {person: stay for (person, on), stay in self.lives.items() if on == day and stay.household == household}

    def status(self, person: int, day: int) -> tuple[bool, str] | None:
        """A person's status on a day, and whether it is their own."""
        own = self._last([each for each in self.stated if each.person == person], day)
        if own is not None:
            return True, own
        home = self.lives.get((person, day))
        shared = home and self.status_of_household(home.household, day)
        return (False, shared) if shared else None

    def status_of_household(self, household: int, day: int) -> str | None:
        return self._last([each for each in self.stated if each.household == household], day)

    def _last(self, stated: list[Stated], day: int) -> str | None:
        begun = [each for each in stated if each.since <= day]
        last = max(begun, key=lambda each: (each.since, each.id), default=None)
        return last.status if last and (last.until is None or day < last.until) else None

    def begins(self, person: int, stint: int) -> int:
        return min(on for (who, on), stay in self.lives.items() if (who, stay.stint) == (person, stint))

    def all_stints(self) -> list[tuple[int, int]]:
        """Whose they are, and their numbers."""
        return sorted({(person, stay.stint) for (person, _), stay in self.lives.items()})

    def goes_on(self, person: int, stint: int) -> bool:
        """Whether it has no end yet."""
        last = self.lives.get((person, AFTER))
        return last is not None and last.stint == stint

    def copy(self) -> "Homes":
        stints, self.stints = self.stints, count()
        copied = deepcopy(self)
        self.stints = stints
        return copied

    # --- what happens: done, and true; or not done, and false ---

    def join(self, person: int, household: int, relation: str, joined: int, left: int | None) -> bool:
        days = range(joined, AFTER + 1 if left is None else left)
        if not days or joined < self.born[person] or self._closed(household, left):
            return False
        if any((person, day) in self.lives for day in days):
            return False
        return self._tried(lambda: self._live(person, household, relation, days))

    def leave(self, person: int, stint: int, on: int) -> bool:
        if not self.goes_on(person, stint) or on <= self.begins(person, stint):
            return False
        for day in range(on, AFTER + 1):
            del self.lives[person, day]
        return True

    def move(self, person: int, stint: int, household: int, relation: str, on: int) -> bool:
        if not self.goes_on(person, stint) or on <= self.begins(person, stint):
            return False
        if household == self.lives[person, AFTER].household or self._closed(household, None):
            return False
        return self._tried(lambda: self._live(person, household, relation, range(on, AFTER + 1)))

    def change_head(self, household: int, person: int, on: int, relations: dict[int, str]) -> bool:
        members = self.members(household, on)
        others = members.keys() - {person}
        if self._something_later(household, on) or person not in members or relations.keys() != others:
            return False
        if members[person].relation == HEAD or HEAD in relations.values():
            return False
        for who, relation in {**relations, person: HEAD}.items():
            if relation != members[who].relation:
                self._restate(who, household, on, household, relation)
        return True

    def split(self, household: int, on: int, relations: dict[int, str], formed: int) -> bool:
        members = self.members(household, on)
        if self._something_later(household, on) or not relations or not relations.keys() <= members.keys():
            return False
        if list(relations.values()).count(HEAD) != 1 or self._came_that_day(household, on, relations):
            return False
        self.households.append(formed)
        for who, relation in relations.items():
            self._restate(who, household, on, formed, relation)
        return True

    def merge(self, household: int, into: int, on: int, relations: dict[int, str]) -> bool:
        if household == into or household in self.merged or into in self.merged:
            return False
        if self._something_later(household, on) or self._something_later(into, on):
            return False
        members = self.members(household, on)
        if relations.keys() != members.keys() or self._came_that_day(household, on, relations):
            return False

        def all_move() -> None:
            for who, relation in relations.items():
                self._restate(who, household, on, into, relation)
            self.merged[household] = on

        return self._tried(all_move)

    def void(self, person: int, stint: int) -> bool:
        self.lives = {key: stay for key, stay in self.lives.items() if (key[0], stay.stint) != (person, stint)}
        return True

    def may_state(self, person: int | None, household: int | None, since: int, until: int | None) -> bool:
        if person is not None:
            return since >= self.born[person] and (until is None or until > since)
        return until is None and since < self.merged.get(household or 0, AFTER + 1)

    def end(self, stated: Stated, until: int) -> bool:
        """Whether a status can end so; it then has another number, which `ended` is told."""
        if stated.person is None or stated.until is not None or until <= stated.since:
            return False
        own = [each for each in self.stated if each.person == stated.person]
        return not any((each.since, each.id) > (stated.since, stated.id) and each.since < until for each in own)

    # --- how ---

    def _closed(self, household: int, left: int | None) -> bool:
        """Whether a household takes nobody who stays so long."""
        on = self.merged.get(household)
        return on is not None and (left is None or left > on)

    def _something_later(self, household: int, on: int) -> bool:
        return any(
            stay.household == household and self.begins(person, stay.stint) > on
            for (person, _), stay in self.lives.items()
        )

    def _came_that_day(self, household: int, on: int, people: dict[int, str]) -> bool:
        members = self.members(household, on)
        return any(self.begins(person, members[person].stint) == on for person in people)

    def _live(self, person: int, household: int, relation: str, days: range) -> None:
        stint = next(self.stints)
        for day in days:
            self.lives[person, day] = Stay(household, relation, stint)

    def _restate(self, person: int, household: int, on: int, to: int, relation: str) -> None:
        """From a day on, wherever somebody would live in a household, they live in another one or as something else."""
        stint = self.lives[person, on].stint
        days = [day for day in range(on, AFTER + 1) if (stay := self.lives.get((person, day))) and stay.stint == stint]
        self._live(person, to, relation, range(days[0], days[-1] + 1))

    def _tried(self, happens: Callable[[], None]) -> bool:
        """Do it, unless a household had two heads on a day then."""
        lives, merged = dict(self.lives), dict(self.merged)
        happens()
        heads = [(stay.household, day) for (_, day), stay in self.lives.items() if stay.relation == HEAD]
        if len(heads) == len(set(heads)):
            return True
        self.lives, self.merged = lives, merged
        return False
