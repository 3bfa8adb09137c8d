"""What callers state about sessions, and are told."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from shared.callers import DatasetName
from shared.classification import LOW, RECORD_KEEPING, Dataset, classified
from shared.drafts import Day, Draft, Identifier, PathIdentifier
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.places import Pcode
from shared.views import FactView

_HOURS = re.compile(r"(?!0(\.0+)?$)([0-9]|1[0-9]|2[0-3])(\.(0|00|25|5|50|75))?|24(\.00?)?")


def _hours(value: Any) -> Decimal:
    if not isinstance(value, str) or not _HOURS.fullmatch(value):
        raise PydanticCustomError("hours", 'must be hours of a day in quarters, written as a string, like "2.5"')
    return Decimal(value)


Hours = Annotated[
    Decimal,
    BeforeValidator(_hours),
    WithJsonSchema({"type": "string", "pattern": rf"^({_HOURS.pattern})$", "examples": ["2.5"]}),
]
"""How long something lasts, from a quarter of an hour to a day; a string in JSON, never a float."""

SESSIONS = Dataset(
    DatasetName.SESSIONS,
    {
        "id": LOW,
        "activity_id": LOW,
        "held_on": LOW,
        "hours": LOW,
        "place": LOW,
        **RECORD_KEEPING,
    },
)

_SESSION = {"activity_id": 12, "held_on": "2019-06-02", "hours": "2.5", "place": "IQG15Q08N01"}


@classified(SESSIONS)
@example(**_SESSION)
class SessionDraft(Draft):
    """That an activity is held on one of its days; where, if that is more exactly known than of the activity."""

    activity_id: Identifier
    held_on: Day
    hours: Hours | None = None
    place: Pcode | None = None


class SessionsAsked(Asked):
    """What is asked of the list of sessions: of all, or of those of one activity."""

    activity_id: PathIdentifier | None = None


@classified(SESSIONS)
@example(id=31, **_SESSION, **RECORDED)
class SessionView(FactView):
    """A day on which an activity is held; cancelled if it is voided."""

    id: int | None = None
    activity_id: int | None = None
    held_on: date | None = None
    hours: Decimal | None = None
    place: str | None = None
