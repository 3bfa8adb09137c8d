"""What stands on the sheet of a session."""

from typing import NamedTuple

from services.beneficiary.attendances.views import Outcome
from services.beneficiary.identities import reads as identities
from services.beneficiary.sheets.views import SHEETS, SheetView
from shared.database import Reader
from shared.mandate import Mandate

_STANDING = f"""
SELECT attendance.id, person.id AS person_id, person.registration_number AS person, attendance.outcome
FROM attendances AS attendance {identities.merged("identity", "attendance.person_id")}
JOIN people AS person ON person.id = {identities.going_on("identity", "attendance.person_id")}
WHERE attendance.session_id = $1 AND attendance.voided_at IS NULL
ORDER BY attendance.id
"""  # noqa: S608 - no value in it
_COUNTED = f"""
SELECT outcome, count(DISTINCT {identities.going_on("identity", "attendance.person_id")}) AS people
FROM attendances AS attendance {identities.merged("identity", "attendance.person_id")}
WHERE session_id = $1 AND attendance.voided_at IS NULL GROUP BY outcome
"""  # noqa: S608 - no value in it


class Line(NamedTuple):
    """A line that stands: the attendance, whose it is as they go on, and what it says."""

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
