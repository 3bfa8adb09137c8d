"""Who is one person, and what they consent to, kept as a child would: registrations, and which stand for others.

Registrations have numbers from 0. Nothing here knows of moments, or of what follows from merges: both are worked out
anew whenever they are asked for, and as it was known earlier is a copy made then.
"""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field

ADULT, CHILD, UNKNOWN = "adult", "child", "unknown"


@dataclass(frozen=True)
class Merged:
    """That one registration is the same person as another one, by the number of the merge."""

    id: int
    absorbed: int
    survivor: int


@dataclass(frozen=True)
class Decided:
    """A decision, by its number, and the registrations that were one person when it was recorded."""

    id: int
    person: int
    one_then: frozenset[int]
    given: bool
    by_self: bool
    day: int


@dataclass
class Identities:
    """What is known at one moment."""

    ages: Sequence[str]
    merges: list[Merged] = field(default_factory=list)
    decisions: list[Decided] = field(default_factory=list)
    came: set[int] = field(default_factory=set)

    def survivor(self, person: int) -> int:
        into = {merged.absorbed: merged.survivor for merged in self.merges}
        while person in into:
            person = into[person]
        return person

    def cluster(self, person: int) -> frozenset[int]:
        """All who are one person with this one."""
        survivor = self.survivor(person)
        return frozenset(each for each in range(len(self.ages)) if self.survivor(each) == survivor)

    def reached(self) -> int:
        return len({self.survivor(person) for person in self.came})

    def holds(self, person: int) -> bool:
        """Whether whoever goes on for a person consents; of several the stricter wins."""
        survivor, cluster = self.survivor(person), self.cluster(person)
        last = [found for each in cluster if (found := self._last(each, cluster)) is not None]
        return all(each.given for each in last) and any(self._counts(survivor, each) for each in last)

    def _last(self, person: int, cluster: frozenset[int]) -> Decided | None:
        """The decision that counts for one registration among those that are one person now."""
        own = [each for each in self.decisions if each.person in cluster and person in each.one_then]
        return max(own, key=lambda each: (each.day, each.id), default=None)

    def _counts(self, survivor: int, decided: Decided) -> bool:
        return self.may_give(survivor, by_self=decided.by_self)

    def may_give(self, survivor: int, *, by_self: bool) -> bool:
        """A child is spoken for, and nobody else is."""
        return by_self is not (self.ages[survivor] == CHILD)

    def may_merge(self, absorbed: int, survivor: int) -> bool:
        return absorbed != survivor and self.survivor(absorbed) == absorbed and self.survivor(survivor) == survivor

    def copy(self) -> "Identities":
        return deepcopy(self)
