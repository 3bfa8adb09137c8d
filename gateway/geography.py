"""Places for every caller: Iraq's administrative units by name, level and parent."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel

from gateway.access.callers import Caller, anyone
from shared import places
from shared.drafts import Line
from shared.errors import NotFound
from shared.places import Level, Pcode, Place, UnknownPlace

router = APIRouter(prefix="/v1/places", tags=["places"])

Anyone = Annotated[Caller, anyone()]


class PlaceView(BaseModel):
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


class PlacesView(BaseModel):
    """Every unit that fits; a name that stands for several is answered with all of them."""

    places: list[PlaceView]


@router.get("")
async def search(
    caller: Anyone,
    q: Annotated[Line | None, Query(max_length=100)] = None,
    level: Annotated[Level | None, Query(ge=0, le=3)] = None,
    parent: Annotated[Pcode | None, Query()] = None,
) -> PlacesView:
    """Find places by a name in any script and spelling, or by P-code; narrowed to a level or a parent."""
    return PlacesView(places=[_view(place) for place in places.search(q or "", level, parent)])


@router.get("/{pcode}")
async def place(pcode: Annotated[str, Path(max_length=20)], caller: Anyone) -> PlaceView:
    """A place by its P-code."""
    try:
        return _view(places.place(pcode))
    except UnknownPlace as unknown:
        raise NotFound("unknown-place", str(unknown), field="pcode") from None


def _view(place: Place) -> PlaceView:
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
