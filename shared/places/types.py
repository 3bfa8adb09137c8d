"""P-codes as types for drafts, views and query parameters: checked against the source, explained in the schema.

`levels` narrows a type further: `Annotated[Pcode, levels(Level.DISTRICT, Level.DISTRICT)]` admits districts only.
"""

from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from shared.places.units import Level, UnknownPlace, place


def levels(coarsest: Level, finest: Level = Level.SUB_DISTRICT) -> AfterValidator:
    """Admits the codes that exist at these levels; the others fail as `unknown_place` or `place_of_other_level`."""

    def admitted(pcode: str) -> str:
        try:
            level = place(pcode).level
        except UnknownPlace as unknown:
            raise PydanticCustomError("unknown_place", "{reason}", {"reason": str(unknown)}) from None
        if coarsest <= level <= finest:
            return pcode
        wanted = _spoken(coarsest) if coarsest == finest else f"{_spoken(coarsest)} to {_spoken(finest)}"
        raise PydanticCustomError(
            "place_of_other_level",
            "'{pcode}' is a {level}, not a {wanted}",
            {"pcode": pcode, "level": _spoken(level), "wanted": wanted},
        )

    return AfterValidator(admitted)


def _spoken(level: Level) -> str:
    return level.name.lower().replace("_", "-")


Pcode = Annotated[
    str,
    levels(Level.COUNTRY),
    WithJsonSchema(
        {
            "type": "string",
            "description": "P-code of the country, a governorate, a district or a sub-district.",
            "pattern": "^IQ(G[0-9]{2}(Q[0-9]{2}(N[0-9]{2})?)?)?$",
            "examples": ["IQG15Q08"],
        }
    ),
]

GovernoratePcode = Annotated[
    str,
    levels(Level.GOVERNORATE),
    WithJsonSchema(
        {
            "type": "string",
            "description": "P-code of a governorate or of a unit within one.",
            "pattern": "^IQG[0-9]{2}(Q[0-9]{2}(N[0-9]{2})?)?$",
            "examples": ["IQG15"],
        }
    ),
]

DistrictPcode = Annotated[
    str,
    levels(Level.DISTRICT),
    WithJsonSchema(
        {
            "type": "string",
            "description": "P-code of a district or of a sub-district within one.",
            "pattern": "^IQG[0-9]{2}Q[0-9]{2}(N[0-9]{2})?$",
            "examples": ["IQG15Q08"],
        }
    ),
]
