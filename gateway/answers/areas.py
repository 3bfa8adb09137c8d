"""Which area somebody asks about."""

from shared import places
from shared.errors import Invalid, NotFound
from shared.places import Level, Place, UnknownPlace


def area_with(pcode: str) -> Place:
    """The governorate or district with this code. Refused: `unknown-place`, `place-of-other-level`."""
    try:
        found = places.place(pcode)
    except UnknownPlace:
        raise NotFound(
            "unknown-place", "This is no P-code of {version}.", field="pcode", version=places.SOURCE_VERSION
        ) from None
    if not Level.GOVERNORATE <= found.level <= Level.DISTRICT:
        raise Invalid("place-of-other-level", "This is asked of a governorate or a district.", field="pcode")
    return found
