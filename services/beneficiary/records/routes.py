"""A person's whole record, and what changed in it."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from services.beneficiary.people.numbers import RegistrationNumber
from services.beneficiary.records import history as changes
from services.beneficiary.records import reads
from services.beneficiary.records.views import ChangeView, RecordAsked, RecordView
from shared.callers import Role
from shared.guard import staff
from shared.mandate import Mandate
from shared.pages import Asked, Page
from shared.routes import Listing, Reading, StrictRoute, shown

router = APIRouter(route_class=StrictRoute, prefix="/people", tags=["records"])

Observer = Annotated[
    Mandate, staff(Role.CASEWORKER, Role.ACTIVITY_LEAD, Role.GRANTS_OFFICER, Role.MONITORING, Role.PROTECTION)
]
Number = Annotated[RegistrationNumber, Path()]


@router.get("/{registration_number}/record", response_model=RecordView)
async def record(
    registration_number: Number,
    asked: Annotated[RecordAsked, Query()],
    caller: Observer,
    reading: Reading,
    request: Request,
) -> Response:
    """All that the caller may see of a person, as it is known now or as it was known at an earlier moment.

    Who may see it is a matter of now in any case: of where the person lives now, and of what the caller may read now.
    """
    as_of = asked.as_of and await request.app.state.database.moments.agreed(asked.as_of)
    return shown(await reads.record(reading, registration_number, caller, as_of, asked.on))


@router.get("/{registration_number}/history", response_model=Page[ChangeView])
async def history(
    registration_number: Number, asked: Annotated[Asked, Query()], caller: Observer, listing: Listing
) -> Response:
    """What changed about a person, of what the caller may see: field by field, when, by whom and why; newest first."""
    return shown(await changes.history(listing, registration_number, asked, caller))
