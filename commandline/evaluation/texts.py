"""How many sentences the guard of texts marks: of those that tell of a person it should mark all, of others none.

A sentence that tells of a person counts as found if anything in it is marked, for then somebody looks at it.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from services.forums.guard.reading import marks
from services.forums.guard.version import version_of_guard
from services.forums.perception.estimation import Interval, wilson

CRITICAL = 1.959964
"""Of the normal distribution, for intervals of 95 %."""
LANGUAGES = ("ar", "ckb", "kmr", "en", "mixed")
_COLUMNS = "{:<34} {:>10} {:>8}  {}"


@dataclass(frozen=True)
class Sentence:
    """A sentence of the test set: its place in the list from 1 on, and whether anything in it is marked."""

    place: int
    language: str
    kind: str
    marked: bool

    @property
    def tuned_on(self) -> bool:
        """Whether it is of the half that was read while the rules were written."""
        return self.place % 2 == 1


@dataclass(frozen=True)
class Share:
    """How many sentences were marked, of how many."""

    marked: int
    of: int

    @property
    def share(self) -> float:
        return self.marked / self.of if self.of else 0.0

    @property
    def interval(self) -> Interval:
        return wilson(self.share, self.of, CRITICAL)


def read(file: Path) -> list[Sentence]:
    """The sentences of a list, marked."""
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    return [
        Sentence(place, row["language"], row["kind"], bool(marks(row["text"]))) for place, row in enumerate(rows, 1)
    ]


def share(sentences: list[Sentence], of: Callable[[Sentence], bool] = lambda _: True) -> Share:
    """How many of those sentences were marked."""
    chosen = [sentence.marked for sentence in sentences if of(sentence)]
    return Share(sum(chosen), len(chosen))


def lines(folder: Path) -> Iterator[str]:
    """The figures, in lines."""
    yield f"Guard {version_of_guard()}. Intervals are Wilson's, of 95 %."
    for name, heading in (("identity", "marked of those that tell of a person"), ("harmless", "marked of the others")):
        sentences = read(folder / f"{name}.csv")
        yield ""
        yield heading
        yield _line("all", share(sentences))
        yield _line("  half that was tuned on", share(sentences, lambda sentence: sentence.tuned_on))
        yield _line("  half that was held out", share(sentences, lambda sentence: not sentence.tuned_on))
        for language in LANGUAGES:
            yield _line(f"{language}", share(sentences, _in(language)))
            yield _line("  tuned on", share(sentences, _in(language, tuned_on=True)))
            yield _line("  held out", share(sentences, _in(language, tuned_on=False)))
        for kind in sorted({sentence.kind for sentence in sentences}):
            yield _line(f"of kind {kind}", share(sentences, _of_kind(kind)))


def _in(language: str, tuned_on: bool | None = None) -> Callable[[Sentence], bool]:
    return lambda one: one.language == language and (tuned_on is None or one.tuned_on is tuned_on)


def _of_kind(kind: str) -> Callable[[Sentence], bool]:
    return lambda one: one.kind == kind


def _line(name: str, counted: Share) -> str:
    interval = counted.interval
    return _COLUMNS.format(
        name, f"{counted.marked}/{counted.of}", f"{counted.share:.3f}", f"{interval.low:.3f} to {interval.high:.3f}"
    )
