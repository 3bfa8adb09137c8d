"""The country and its units: governorates, districts and sub-districts with their P-codes, and how they nest."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import cache
from types import MappingProxyType

from shared.codes import listed_as
from shared.errors import Word
from shared.places.sheets import rows

SOURCE_VERSION = "COD-AB 2019-06-03"

_GOVERNORATE_LENGTH = len("IQG15")
_DISTRICT_LENGTH = len("IQG15Q08")


@listed_as("place-level")
class Level(IntEnum):
    """How fine a unit is; the numbers are those of the source (admin 0 to 3)."""

    COUNTRY = 0
    GOVERNORATE = 1
    DISTRICT = 2
    SUB_DISTRICT = 3

    @property
    def word(self) -> Word:
        return _WORDS[self]


_WORDS = {
    Level.COUNTRY: Word("country"),
    Level.GOVERNORATE: Word("governorate"),
    Level.DISTRICT: Word("district"),
    Level.SUB_DISTRICT: Word("sub-district"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """One administrative unit as the source had it.

    `lat` and `lon` (WGS84 degrees) are a point somewhere inside the unit, not its town: never show them as an address.
    A unit is in force from `valid_from` until before `valid_to`; `None` means still in force in this version.
    """

    pcode: str
    level: Level
    parent: str | None
    name_en: str
    name_ar: str
    name_ku: str | None
    aliases: tuple[str, ...]
    lat: float | None
    lon: float | None
    valid_from: date
    valid_to: date | None
    source_version: str


class UnknownPlace(LookupError):
    """Nothing in this version bears the code. The message is safe to show: it repeats nothing of what was asked."""

    def __init__(self, pcode: str) -> None:
        super().__init__(pcode)
        self.pcode = pcode

    def __str__(self) -> str:
        return f"This is no P-code of {SOURCE_VERSION}."


@cache
def units() -> Mapping[str, Place]:
    """Every unit by its P-code, coarse before fine and then by code."""
    aliases: dict[str, list[str]] = defaultdict(list)
    for row in rows("iraq_admin_aliases"):
        aliases[row["pcode"]].append(row["alias"])
    known = [_read(row, tuple(aliases[row["pcode"]])) for row in rows("iraq_admin_units")]
    return MappingProxyType({unit.pcode: unit for unit in sorted(known, key=lambda unit: (unit.level, unit.pcode))})


def place(pcode: str) -> Place:
    """The unit with exactly this code; raises `UnknownPlace`."""
    try:
        return units()[pcode]
    except KeyError:
        raise UnknownPlace(pcode) from None


def exists(pcode: str) -> bool:
    return pcode in units()


def inside(pcode: str, area: str) -> bool:
    """Whether the unit is `area` or lies within it.

    Raises `UnknownPlace` if either code is unknown: an answer about a mistyped area would be wrong both ways.
    """
    # A prefix means nesting only between codes that exist: "IQG1" begins "IQG15" and is no place.
    return place(pcode).pcode.startswith(place(area).pcode)


def governorate(pcode: str) -> Place | None:
    """The governorate that the unit is or lies in; `None` for the country. Raises `UnknownPlace`."""
    return None if place(pcode).level < Level.GOVERNORATE else place(pcode[:_GOVERNORATE_LENGTH])


def district(pcode: str) -> Place | None:
    """The district that the unit is or lies in; `None` for anything coarser. Raises `UnknownPlace`."""
    return None if place(pcode).level < Level.DISTRICT else place(pcode[:_DISTRICT_LENGTH])


def children(pcode: str) -> list[Place]:
    """The units one level below, by code; none for a sub-district. Raises `UnknownPlace`."""
    return list(_children().get(place(pcode).pcode, ()))


@cache
def _children() -> Mapping[str, list[Place]]:
    below: dict[str, list[Place]] = defaultdict(list)
    for unit in units().values():
        if unit.parent is not None:
            below[unit.parent].append(unit)
    return dict(below)


def _read(row: dict[str, str], aliases: tuple[str, ...]) -> Place:
    return Place(
        pcode=row["pcode"],
        level=Level(int(row["level"])),
        parent=row["parent_pcode"] or None,
        name_en=row["name_en"],
        name_ar=row["name_ar"],
        name_ku=row["name_ku"] or None,
        aliases=aliases,
        lat=float(row["lat"]) if row["lat"] else None,
        lon=float(row["lon"]) if row["lon"] else None,
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        source_version=row["source_version"],
    )
