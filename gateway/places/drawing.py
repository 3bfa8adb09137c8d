"""Shapes of places as GeoJSON: written once for each question, and known by what is in them.

A question is a level and a parent, or one place; there are some two thousand of them, so all that is kept is bounded.
"""

from functools import cache

from gateway.places.views import ShapesView, shape
from shared import places
from shared.errors import NotFound
from shared.kept import Kept, kept
from shared.places import Level, UnknownPlace


@cache
def collection(level: Level, parent: str | None) -> Kept:
    """All places of a level, or those of them that lie below a parent."""
    features = []
    for found in places.search(None, level, parent):
        outline = places.outline(found.pcode)
        assert outline is not None  # every level that may be asked for is drawn
        features.append(shape(found, outline))
    return kept(ShapesView(features=features).model_dump_json().encode())


@cache
def feature(pcode: str) -> Kept:
    """One place. Raises NotFound."""
    try:
        outline = places.outline(pcode)
    except UnknownPlace:
        raise NotFound(
            "unknown-place", "This is no P-code of {version}.", field="pcode", version=places.SOURCE_VERSION
        ) from None
    if outline is None:
        raise NotFound("no-shape", "The country has no outline; those of its governorates make one.", field="pcode")
    return kept(shape(places.place(pcode), outline).model_dump_json().encode())
