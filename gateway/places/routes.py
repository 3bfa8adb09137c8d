"""Places for every caller: Iraq's administrative units by name, level and parent."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from gateway.access.callers import Caller
from gateway.access.doors import anyone
from gateway.places.views import PlacesView, PlaceView, view
from shared import places
from shared.drafts import Line
from shared.errors import NotFound
from shared.places import Level, Pcode, UnknownPlace
from shared.routes import StrictRoute, shown

router = APIRouter(route_class=StrictRoute, prefix="/v1/places", tags=["places"])

Anyone = Annotated[Caller, anyone()]


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


@router.get("/{pcode}", response_model=PlaceView)
async def place(pcode: Annotated[str, Path(max_length=20)], caller: Anyone) -> Response:
    """A place by its P-code."""
    try:
        return shown(view(places.place(pcode)))
    except UnknownPlace as unknown:
        raise NotFound("unknown-place", str(unknown), field="pcode") from None
