"""Measures of linkage: over pairs of records, and over the clusters that follow from them."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Measures:
    """Precision is the share of what was found that is right, recall the share of what is true that was found, and `f1`
    their harmonic mean. `wrong` are pairs that were found of two people."""

    records: int
    true: int
    found: int
    wrong: int
    cluster_precision: float
    cluster_recall: float

    @property
    def precision(self) -> float:
        return (self.found - self.wrong) / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return (self.found - self.wrong) / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        return harmonic(self.precision, self.recall)

    @property
    def cluster_f1(self) -> float:
        return harmonic(self.cluster_precision, self.cluster_recall)

    @property
    def wrong_in_10_000(self) -> float:
        return self.wrong / self.records * 10_000


def measured(people: Mapping[Hashable, Hashable], found: Iterable[tuple[Hashable, Hashable]], true: int) -> Measures:
    """What was found of records, whose true people are stated, when there were so many true pairs to find.

    Clusters are whatever pairs connect, and are measured as B-cubed: for each record, how much of its cluster is its
    person, and how much of its person is in its cluster; the mean over all records (Bagga and Baldwin, 1998).
    """
    pairs = list(found)
    clusters = _clusters(people, pairs)
    sizes = Counter(clusters.values())
    persons = Counter(people.values())
    shared = Counter((clusters[record], person) for record, person in people.items())
    return Measures(
        records=len(people),
        true=true,
        found=len(pairs),
        wrong=sum(people[one] != people[other] for one, other in pairs),
        cluster_precision=sum(both * both / sizes[cluster] for (cluster, _), both in shared.items()) / len(people),
        cluster_recall=sum(both * both / persons[person] for (_, person), both in shared.items()) / len(people),
    )


def pairs_of(people: Mapping[Hashable, Hashable]) -> int:
    """How many pairs of records are of one person."""
    return sum(count * (count - 1) // 2 for count in Counter(people.values()).values())


def harmonic(one: float, other: float) -> float:
    return 2 * one * other / (one + other) if one + other else 0.0


def _clusters(records: Iterable[Hashable], pairs: Iterable[tuple[Hashable, Hashable]]) -> dict[Hashable, Hashable]:
    """By record, one record that stands for all that are connected with it."""
    beside: dict[Hashable, list[Hashable]] = defaultdict(list)
    for one, other in pairs:
        beside[one].append(other)
        beside[other].append(one)
    standing: dict[Hashable, Hashable] = {}
    for record in records:
        if record in standing:
            continue
        standing[record], reached = record, [record]
        while reached:
            for other in beside[reached.pop()]:
                if other not in standing:
                    standing[other] = record
                    reached.append(other)
    return standing
