"""P-codes as types for drafts, views and query parameters: checked against the source, explained in the schema.

`levels` narrows a type further: `Annotated[Pcode, levels(Level.DISTRICT, Level.DISTRICT)]` admits districts only.
"""

from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from shared.places.units import SOURCE_VERSION, Level, UnknownPlace, place


def levels(coarsest: Level, finest: Level = Level.SUB_DISTRICT) -> AfterValidator:
    """Admits the codes that exist at these levels; the others fail as `unknown_place` or `place_of_other_level`."""

    def admitted(pcode: str) -> str:
        try:
            level = place(pcode).level
        except UnknownPlace:
            raise _misplaced("unknown_place", "This is no P-code of {version}.", version=SOURCE_VERSION) from None
        if coarsest <= level <= finest:
            return pcode
        if coarsest == finest:
            raise _misplaced(
                "place_of_other_level",
                "'{pcode}' is a {level}, not a {wanted}",
                pcode=pcode,
                level=level.word,
                wanted=coarsest.word,
            )
        raise _misplaced(
            "place_of_other_level",
            "'{pcode}' is a {level}, not a {coarsest} to {finest}",
            pcode=pcode,
            level=level.word,
            coarsest=coarsest.word,
            finest=finest.word,
        )

    return AfterValidator(admitted)


def _misplaced(kind: str, sentence: str, **values: str) -> PydanticCustomError:
    """The sentence goes along in the values: filled in, it could not be told in another language."""
    return PydanticCustomError(kind, sentence, {**values, "sentence": sentence})


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

AreaPcode = Annotated[
    str,
    levels(Level.GOVERNORATE, Level.DISTRICT),
    WithJsonSchema(
        {
            "type": "string",
            "description": "P-code of a governorate or a district.",
            "pattern": "^IQG[0-9]{2}(Q[0-9]{2})?$",
            "examples": ["IQG15Q08"],
        }
    ),
]
