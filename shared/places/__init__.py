"""Iraq's administrative units by P-code: which exist and how they nest, their names, shapes and populations."""

from shared.places.census import population
from shared.places.finding import named, search
from shared.places.shapes import Rings, outline
from shared.places.spelling import comparable
from shared.places.types import AreaPcode, DistrictPcode, GovernoratePcode, Pcode, levels
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
    "AreaPcode",
    "DistrictPcode",
    "GovernoratePcode",
    "Level",
    "Pcode",
    "Place",
    "Rings",
    "UnknownPlace",
    "children",
    "comparable",
    "district",
    "exists",
    "governorate",
    "inside",
    "levels",
    "named",
    "outline",
    "place",
    "population",
    "search",
]
