"""Iraq's administrative units by P-code: which exist, how they nest, what they are called and how many live there."""

from shared.places.census import population
from shared.places.finding import search
from shared.places.spelling import comparable
from shared.places.types import DistrictPcode, GovernoratePcode, Pcode, levels
from shared.places.units import (
    SOURCE_VERSION,
    Level,
    Place,
    UnknownPlace,
    children,
    district,
    exists,
    governorate,
    inside,
    place,
)

__all__ = [
    "SOURCE_VERSION",
    "DistrictPcode",
    "GovernoratePcode",
    "Level",
    "Pcode",
    "Place",
    "UnknownPlace",
    "children",
    "comparable",
    "district",
    "exists",
    "governorate",
    "inside",
    "levels",
    "place",
    "population",
    "search",
]
