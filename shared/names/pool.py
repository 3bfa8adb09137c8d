"""Names that are usual in Iraq, in their own letters and in the usual Latin spelling; see `data/README.md`."""

import csv
from collections.abc import Iterator
from importlib.resources import files
from io import StringIO
from typing import NamedTuple


class Pooled(NamedTuple):
    """A name as the list has it: `given` or `nisba`, of which sex where it is given, and how usual from 1 to 10."""

    kind: str
    sex: str
    orthography: str
    native: str
    latin: str
    weight: int


def pooled() -> Iterator[Pooled]:
    """All names of the list, in its order."""
    text = files(__package__).joinpath("data", "iraqi_name_pool.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(StringIO(text)):
        yield Pooled(
            row["kind"],
            row["sex"],
            row["orthography"],
            row["name_native"],
            row["latin_common"],
            int(row["weight"]),
        )
