"""Shapes of places as GeoJSON: written once for each question, and known by what is in them.

A question is a level and a parent, or one place; there are some two thousand of them, so all that is kept is bounded.
"""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from gateway.places.views import ShapesView, shape
from shared import places
from shared.errors import NotFound
from shared.places import Level, UnknownPlace


@dataclass(frozen=True)
class Drawing:
    """A GeoJSON document and its entity tag, which changes with it."""

    body: bytes
    etag: str


@cache
def collection(level: Level, parent: str | None) -> Drawing:
    """All places of a level, or those of them that lie below a parent."""
    features = []
    for found in places.search(None, level, parent):
        outline = places.outline(found.pcode)
        assert outline is not None  # every level that may be asked for is drawn
        features.append(shape(found, outline))
    return _drawn(ShapesView(features=features).model_dump_json())


@cache
def feature(pcode: str) -> Drawing:
    """One place. Raises NotFound."""
    try:
        outline = places.outline(pcode)
    except UnknownPlace:
        raise NotFound(
            "unknown-place", "This is no P-code of {version}.", field="pcode", version=places.SOURCE_VERSION
        ) from None
    if outline is None:
        raise NotFound("no-shape", "The country has no outline; those of its governorates make one.", field="pcode")
    return _drawn(shape(places.place(pcode), outline).model_dump_json())


def _drawn(document: str) -> Drawing:
    body = document.encode()
    return Drawing(body, f'"{sha256(body).hexdigest()[:32]}"')
