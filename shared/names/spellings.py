"""Latin spellings of Arabic names that are in use, from a table of real ones; see `data/README.md`."""

import csv
from collections.abc import Iterator
from importlib.resources import files
from io import StringIO
from typing import NamedTuple

NOISE = 1
"""A spelling met only once in the source is as likely a misalignment."""


class Spelling(NamedTuple):
    """A name in Arabic letters and in Latin ones, and how often the source has the two together."""

    native: str
    latin: str
    times: int


def in_use() -> Iterator[Spelling]:
    """All of the table but its noise, the names in its order and each with its commonest spelling first."""
    text = files(__package__).joinpath("data", "name_variants_ar_latin.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(StringIO(text)):
        if (count := int(row["count"])) > NOISE:
            yield Spelling(row["name_ar"], row["latin_variant"], count)
