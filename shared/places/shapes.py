"""The shapes of units on a map: simplified outlines, read when they are first asked for.

A unit was simplified on its own, so neighbours may overlap or gap by up to about a kilometre: fine for a map, and no
judge of where a border runs. The country has no outline of its own.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from shared.places.units import Level, place

Rings = list[list[list[float]]]
"""A polygon as RFC 7946 has it: its outer ring counterclockwise, positions as longitude and latitude (WGS84)."""

_SHEETS = {
    Level.GOVERNORATE: "iraq_governorates",
    Level.DISTRICT: "iraq_districts",
    Level.SUB_DISTRICT: "iraq_sub_districts",
}


def outline(pcode: str) -> Rings | None:
    """The outline of a unit; none for the country. Raises `UnknownPlace`."""
    sheet = _SHEETS.get(place(pcode).level)
    return None if sheet is None else _outlines(sheet)[pcode]


@cache
def _outlines(sheet: str) -> Mapping[str, Rings]:
    text = files("shared.places").joinpath("data", f"{sheet}.geojson").read_text(encoding="utf-8")
    return {feature["id"]: feature["geometry"]["coordinates"] for feature in json.loads(text)["features"]}
