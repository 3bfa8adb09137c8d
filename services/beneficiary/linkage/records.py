"""A registration as linkage compares it: names in the forms that are compared, and a birth with what is known of it.

Each part of a name has a form in its own letters, one in Latin letters, and keys that reach across scripts. What was
not stated is null: unknown, and no difference.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import pyarrow as pa  # type: ignore[import-untyped]

from services.beneficiary.linkage.columns import GOVERNORATE, PARTS
from services.beneficiary.names import forms, keys
from services.beneficiary.people.births import OFF
from services.beneficiary.people.views import BirthPrecision, Sex

_ALIKE = str.maketrans("zsdcj", "ttttk", "h*wy")


class Part(NamedTuple):
    """A part of a name: its form in its own letters, in Latin ones, its keys, and the key that it is looked up by."""

    native: str | None
    latin: str | None
    keys: list[str] | None
    key: str | None


SCHEMA = pa.schema(
    [
        ("id", pa.int64()),
        ("given", pa.string()),
        ("kunya", pa.string()),
        *(
            field
            for part in PARTS
            for field in (
                (part, pa.string()),
                (f"{part}_latin", pa.string()),
                (f"{part}_keys", pa.list_(pa.string())),
                (f"{part}_key", pa.string()),
            )
        ),
        ("sex", pa.string()),
        ("year", pa.int32()),
        ("month", pa.int32()),
        ("day", pa.int32()),
        ("off", pa.int32()),
        ("born", pa.int32()),
        ("place", pa.string()),
        ("unnamed_father", pa.string()),
        ("visit", pa.string()),
        *((f"{name}_here", pa.string()) for name in ("given", *PARTS)),
    ]
)
"""`given` is null where somebody is registered under a kunya alone, and `unnamed_father` the father's key then. A birth
may be `off` by so many years, and `born` is all that is known of it: 19800700 is July 1980. Those of one household who
were registered on one day share a `visit`. What ends in `_here` is a name with the governorate before it."""


def table(rows: Iterable[Sequence[Any]]) -> pa.Table:
    """Rows of `READ` and `BESIDE` as records in columns."""
    records = [_record(row) for row in rows]
    columns = zip(*records, strict=True) if records else ([] for _ in SCHEMA)
    return pa.table([pa.array(column, field.type) for column, field in zip(columns, SCHEMA, strict=True)], SCHEMA)


def _record(row: Sequence[Any]) -> tuple[Any, ...]:
    id, given, *parts, known_as, sex, birth_date, precision, place, household, registered_on = row
    called = known_as if known_as is not None and forms.is_kunya(known_as) else None
    if forms.is_kunya(given):
        given, called = None, given
    compared = [_part(native, latin) for native, latin in zip(parts[::2], parts[1::2], strict=True)]
    unnamed = compared[PARTS.index("father")].key if given is None else None
    visit = None if household is None else f"{household} {registered_on}"
    stated = None if sex == Sex.NOT_STATED else sex
    named, kunya = (name and form(name) for name in (given, called))
    here = (_here(place[:GOVERNORATE], name) for name in (named, *(part.native for part in compared)))
    return (
        id,
        named,
        kunya,
        *(cell for part in compared for cell in part),
        stated,
        *_birth(birth_date, precision),
        place,
        unnamed,
        visit,
        *here,
    )


@lru_cache(maxsize=200_000)
def form(name: str) -> str | None:
    """A name in one form and without spaces, since split or joined writing is nobody's choice."""
    return "".join(forms.words(name)) or None


@lru_cache(maxsize=500_000)
def _part(native: str | None, latin: str | None) -> Part:
    in_native, in_latin = (None if name is None else form(name) for name in (native, latin))
    natively, by_latin = (keys.of(name or "") for name in (in_native, in_latin))
    likely = natively & by_latin or natively or by_latin
    return Part(in_native, in_latin, sorted(natively | by_latin) or None, min(map(_coarse, likely), default=None))


@lru_cache(maxsize=500_000)
def _here(governorate: str, name: str | None) -> str | None:
    return None if name is None else f"{governorate} {name}"


def _coarse(key: str) -> str:
    """A key without what spellings of one name differ in most."""
    return key.translate(_ALIKE)


def _birth(day: date | None, precision: str) -> tuple[int | None, ...]:
    """Year, month and day as far as they are known, by how many years they may be off, and all in one."""
    if day is None:
        return None, None, None, None, None
    month = day.month if precision in (BirthPrecision.DAY, BirthPrecision.MONTH) else None
    of_month = day.day if precision == BirthPrecision.DAY else None
    off = OFF if precision == BirthPrecision.ESTIMATED else 0
    return day.year, month, of_month, off, day.year * 10_000 + (month or 0) * 100 + (of_month or 0)
