"""Places for every caller: Iraq's administrative units by name, level and parent, and their shapes on a map."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import JSONResponse

from gateway.access.callers import Caller
from gateway.access.doors import anyone
from gateway.places import drawing
from gateway.places.views import PlacesView, PlaceView, ShapesView, ShapeView, view
from shared import places
from shared.drafts import Line
from shared.errors import NotFound
from shared.kept import UNCHANGED, IfNoneMatch, Kept, answer
from shared.places import Level, Pcode, UnknownPlace
from shared.routes import StrictRoute, shown

router = APIRouter(route_class=StrictRoute, prefix="/v1/places", tags=["places"])

Anyone = Annotated[Caller, anyone()]
Code = Annotated[str, Path(max_length=20)]

_KEPT = "private, max-age=86400"
"""Shapes are no secret and change with a version of the source."""


class GeoJson(JSONResponse):
    """Documents an answer as GeoJSON."""

    media_type = "application/geo+json"


@router.get("", response_model=PlacesView)
async def search(
    caller: Anyone,
    q: Annotated[Line | None, Query(max_length=100)] = None,
    level: Annotated[Level | None, Query(ge=0, le=3)] = None,
    parent: Annotated[Pcode | None, Query()] = None,
) -> Response:
    """Find places by a name in any script and spelling, or by P-code; narrowed to a level or a parent.

    Without `q`, all places of the level and below the parent.
    """
    return shown(PlacesView(places=[view(place) for place in places.search(q, level, parent)]))


@router.get("/shapes", response_model=ShapesView, response_class=GeoJson, responses=UNCHANGED)
async def shapes(
    caller: Anyone,
    level: Annotated[Level, Query(ge=1, le=3)] = Level.GOVERNORATE,
    parent: Annotated[Pcode | None, Query()] = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """The shapes of a level's places, or of those below a parent, for a map; simplified, and no judge of borders."""
    return _answer(drawing.collection(level, parent), if_none_match)


@router.get("/{pcode}", response_model=PlaceView)
async def place(pcode: Code, caller: Anyone) -> Response:
    """A place by its P-code."""
    try:
        return shown(view(places.place(pcode)))
    except UnknownPlace:
        raise NotFound(
            "unknown-place", "This is no P-code of {version}.", field="pcode", version=places.SOURCE_VERSION
        ) from None


@router.get("/{pcode}/shape", response_model=ShapeView, response_class=GeoJson, responses=UNCHANGED)
async def shape(pcode: Code, caller: Anyone, if_none_match: IfNoneMatch = None) -> Response:
    """A place's shape, for a map; simplified, and no judge of borders."""
    return _answer(drawing.feature(pcode), if_none_match)


def _answer(drawn: Kept, known_as: str | None) -> Response:
    return answer(drawn, known_as, GeoJson.media_type, {"cache-control": _KEPT})
