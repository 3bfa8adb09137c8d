"""A place as every caller may see it: geography holds nothing about people."""

from datetime import date
from typing import Literal

from shared.callers import DatasetName
from shared.classification import LOW, Dataset, classified
from shared.places import Place, Rings
from shared.views import View

PLACES = Dataset(
    DatasetName.PLACES,
    {
        "places": LOW,
        "type": LOW,
        "id": LOW,
        "geometry": LOW,
        "coordinates": LOW,
        "properties": LOW,
        "features": LOW,
        "pcode": LOW,
        "level": LOW,
        "parent": LOW,
        "name_en": LOW,
        "name_ar": LOW,
        "name_ku": LOW,
        "aliases": LOW,
        "lat": LOW,
        "lon": LOW,
        "valid_from": LOW,
        "valid_to": LOW,
        "source_version": LOW,
    },
)


@classified(PLACES)
class PlaceView(View):
    """An administrative unit of COD-AB; `level` counts from 0, the country, to 3, the sub-district."""

    pcode: str
    level: int
    parent: str | None
    name_en: str
    name_ar: str
    name_ku: str | None
    aliases: list[str]
    lat: float | None
    lon: float | None
    valid_from: date
    valid_to: date | None
    source_version: str


@classified(PLACES)
class PlacesView(View):
    """Every unit that fits; a name that stands for several is answered with all of them."""

    places: list[PlaceView]


@classified(PLACES)
class PolygonView(View):
    """A simplified outline (RFC 7946): positions are longitude and latitude in WGS84."""

    type: Literal["Polygon"] = "Polygon"
    coordinates: Rings


@classified(PLACES)
class ShapeView(View):
    """A place as a feature of a map (RFC 7946)."""

    type: Literal["Feature"] = "Feature"
    id: str
    geometry: PolygonView
    properties: PlaceView


@classified(PLACES)
class ShapesView(View):
    """Places as a collection of features (RFC 7946)."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[ShapeView]


def shape(place: Place, outline: Rings) -> ShapeView:
    return ShapeView(id=place.pcode, geometry=PolygonView(coordinates=outline), properties=view(place))


def view(place: Place) -> PlaceView:
    return PlaceView(
        pcode=place.pcode,
        level=place.level,
        parent=place.parent,
        name_en=place.name_en,
        name_ar=place.name_ar,
        name_ku=place.name_ku,
        aliases=list(place.aliases),
        lat=place.lat,
        lon=place.lon,
        valid_from=place.valid_from,
        valid_to=place.valid_to,
        source_version=place.source_version,
    )
