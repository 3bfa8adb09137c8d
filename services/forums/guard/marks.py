"""What the guard says of a text: where something stands that may tell of a person, and of what kind it is."""

from enum import StrEnum
from typing import NamedTuple

from shared.codes import listed_as


@listed_as("mark-kind")
class MarkKind(StrEnum):
    """By what a text may tell of a person."""

    NAME = "name"
    KUNYA = "kunya"
    KINSHIP = "kinship"
    PHONE = "phone"
    DOCUMENT = "document"
    HOUSE = "house"
    PLATE = "plate"


class Mark(NamedTuple):
    """From code point `start` up to, and without, `end` of the text as it is kept."""

    start: int
    end: int
    kind: MarkKind
