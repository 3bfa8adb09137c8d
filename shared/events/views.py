"""An event as CloudEvents 1.0 has it, in its JSON format."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import Field

from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, Dataset, classified
from shared.views import View

EVENTS = Dataset(
    DatasetName.EVENTS,
    {
        **dict.fromkeys(("specversion", "id", "source", "type"), LOW),
        **dict.fromkeys(("subject", "data"), MODERATE),
        **dict.fromkeys(("time", "sequence"), LOW),
    },
)

_DIGITS = 19
"""Of the largest number that an outbox row can have: written so, sequences sort as texts, which the extension asks."""


@classified(EVENTS)
class EventView(View):
    """Something that happened to a record; it refers to it and tells nothing of it.

    `subject` is the record, such as `person/17`; `data` names the other records and codes that it has to do with.
    All events of one source stand in the order of `sequence`, and so do those of each subject.
    """

    specversion: Literal["1.0"] = "1.0"
    id: str
    source: Annotated[str, Field(examples=["/beneficiary"])]
    type: Annotated[str, Field(examples=["nexus.person.registered.v1"])]
    subject: Annotated[str, Field(examples=["person/17"])]
    time: datetime
    data: dict[str, int | str | None]
    sequence: Annotated[str, Field(examples=[f"{17:0{_DIGITS}}"])]
    """CloudEvents extension `sequence`: where to continue after."""


def event(source: str, seq: int, type: str, subject: str, data: dict[str, int | str | None], at: datetime) -> EventView:
    """An outbox row as an event of its service."""
    kind = type.partition(".")[0]
    return EventView(
        id=str(seq),
        source=f"/{source}",
        type=f"nexus.{type}.v1",
        subject=f"{kind}/{subject}",
        time=at.astimezone(UTC),
        data=data,
        sequence=f"{seq:0{_DIGITS}}",
    )
