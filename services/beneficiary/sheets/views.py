"""What callers state on the sheet of a session, and are told of it."""

from typing import Annotated

from pydantic import Field

from services.beneficiary.attendances.views import Outcome
from services.beneficiary.people.numbers import RegistrationNumber
from shared.callers import DatasetName
from shared.classification import MODERATE, Dataset, classified
from shared.drafts import Draft
from shared.examples import example
from shared.views import View

MOST_LINES = 1_000

SHEETS = Dataset(
    DatasetName.ATTENDANCES,
    {
        "session_id": MODERATE,
        "lines": MODERATE,
        "person": MODERATE,
        "outcome": MODERATE,
        **dict.fromkeys(Outcome, MODERATE),
    },
)

_LINE = {"person": "4821-7730-5142", "outcome": "present"}


@classified(SHEETS)
@example(**_LINE)
class SheetLineDraft(Draft):
    """One person on a sheet."""

    person: RegistrationNumber
    outcome: Outcome


@classified(SHEETS)
@example(lines=[_LINE])
class SheetDraft(Draft):
    """The whole sheet of a session: whoever does not stand on it was not on it."""

    lines: Annotated[list[SheetLineDraft], Field(max_length=MOST_LINES)]


@classified(SHEETS)
@example(session_id=31, present=24, excused=1, absent=0)
class SheetView(View):
    """How many people the sheet of a session says to have been present, excused and absent."""

    session_id: int | None = None
    present: int | None = None
    excused: int | None = None
    absent: int | None = None
