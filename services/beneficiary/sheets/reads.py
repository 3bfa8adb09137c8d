"""What stands on the sheet of a session."""

from typing import NamedTuple

from services.beneficiary.attendances.views import Outcome
from services.beneficiary.sheets.views import SHEETS, SheetView
from shared.database import Reader
from shared.mandate import Mandate

_STANDING = """
SELECT attendance.id, attendance.person_id, person.registration_number AS person, attendance.outcome
FROM attendances AS attendance JOIN people AS person ON person.id = attendance.person_id
WHERE attendance.session_id = $1 AND attendance.voided_at IS NULL
ORDER BY attendance.id
"""
_COUNTED = """
SELECT outcome, count(*) AS people FROM attendances WHERE session_id = $1 AND voided_at IS NULL GROUP BY outcome
"""


class Line(NamedTuple):
    """A line that stands: the attendance, whose it is, and what it says."""

    id: int
    person_id: int
    person: str
    outcome: str


async def lines(reader: Reader, session_id: int) -> list[Line]:
    """Every line of the sheet of a session."""
    return [Line(*row) for row in await reader.fetch(_STANDING, session_id)]


async def sheet(reader: Reader, session_id: int, mandate: Mandate) -> SheetView:
    """How many people the sheet says what of."""
    counted = {row["outcome"]: row["people"] for row in await reader.fetch(_COUNTED, session_id)}
    told = {"session_id": session_id, **dict.fromkeys(Outcome, 0), **counted}
    shown = SHEETS.readable(mandate.scope(SHEETS.name), tuple(SheetView.model_fields))
    return SheetView.model_validate({name: told[name] for name in shown})
