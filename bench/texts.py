"""What it costs to mark what in a text may tell of a person, against reading its words once."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from time import process_time
from unicodedata import normalize

from bench.pairs import Way, compared
from bench.report import Claim
from services.forums.guard import cues, listed
from services.forums.guard.reading import marks, ready

FOLDER = Path(__file__).parents[1] / "tests" / "guard_sentences"
TARGET = 100.0
_WORD = re.compile(r"\w+")


def claims() -> Iterator[Claim]:
    """The sentences of the test set, marked; and each of their words looked up once in the same lists."""
    ready()
    sentences = [row["text"] for name in ("identity", "harmless") for row in _rows(FOLDER / f"{name}.csv")]
    thousand = (sentences * 2)[:1_000]
    known = frozenset(listed.lists().given) | frozenset(cues.hinted())

    def look_up(times: int) -> int:
        return sum(
            word in known
            for sentence in thousand * times
            for word in _WORD.findall(normalize("NFKC", sentence).casefold())
        )

    def mark(times: int) -> int:
        return sum(len(marks(sentence)) for sentence in thousand * times)

    yield compared("1,000 sentences marked", Way(look_up, process_time, 5), Way(mark, process_time, 2), TARGET)


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))
