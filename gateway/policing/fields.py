"""What the ministry's records have alike: references in the place of ids, codes, and how sensitive their fields are."""

from typing import Annotated, Any

from pydantic import Field

from gateway.access.pseudonyms import LENGTH
from shared.classification import LOW, Dataset, Sensitivity
from shared.codes import CODELIST

Reference = Annotated[str, Field(pattern=rf"^[A-Za-z0-9_-]{{{LENGTH}}}$")]
"""What the ministry calls a record."""
Code = Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,39}$")]
"""What may be one of a list of codes; the service says whether it is."""

A_FORUM, A_MEETING = "F6Y1W2HJeJNnKs-YBIG1Qc-h7NG8C6MN", "m3Kd8sPw1xQz6vBt0yRn5jLh7cGf2aEu"
A_CONCERN, ANOTHER = "c8Vb2nMx4Lk6Jh0Gf3Ds5Aq7We9RtYu1", "wD2pXk0aVf5Yc9LrTq7sUe3iOb1gHnZ4"
"""References as examples show them."""

_REFERENCES = ("id", "forum_id", "meeting_id", "concern_id", "merged_into_id")


def told_of(offer: Dataset, **parts: Sensitivity) -> Dataset:
    """The fields that agreements can open, what records go together by, and the parts of what has parts."""
    return Dataset(offer.name, {**dict.fromkeys(_REFERENCES, LOW), **offer.levels, **parts})


def coded(codelist: str) -> Any:
    """A field that is told, if it is opened, as a code of a list."""
    return Field(default=None, json_schema_extra={CODELIST: codelist})


def coded_part(codelist: str) -> Any:
    """A part of a field that is told whole, as a code of a list."""
    return Field(json_schema_extra={CODELIST: codelist})
