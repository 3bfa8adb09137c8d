"""Sessions with the community: recording, listing, reading, voiding."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.grants.assisting.validations import rules
from services.grants.assisting.validations.reads import VALIDATION
from services.grants.assisting.validations.views import ValidationDraft, ValidationsAsked, ValidationView
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/validations", tags=["selections"])

Officer = Annotated[Mandate, staff(Role.GRANTS_OFFICER)]
Observer = Annotated[Mandate, staff(Role.GRANTS_OFFICER, Role.FINANCE_APPROVER, Role.MONITORING)]


@router.post("", status_code=201, response_model=ValidationView)
async def record(draft: ValidationDraft, caller: Officer, write: Writing) -> Response:
    """Record a session in which a list was put to the community. Refused: `unknown-selection`, `same-person`,
    `list-open`, `decided-already`, `unknown-candidate`, `named-twice`, `reason-by-opinion`, `nobody-there`,
    `in-the-future`."""
    id = await write.once(lambda: rules.record(write, draft, caller))
    return shown(await find(await write.reader(), VALIDATION, int(id), caller), 201)


@router.get("", response_model=Page[ValidationView])
async def validations(asked: Annotated[ValidationsAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The sessions, newest first."""
    return shown(await listed(listing, VALIDATION, asked, caller))


@router.get("/{id}", response_model=ValidationView)
async def validation(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A session by its number."""
    return shown(await find(reading, VALIDATION, id, caller))


@router.post("/{id}/void", response_model=ValidationView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Officer, write: Writing) -> Response:
    """Void a session that was recorded in error. Refused once its list is decided on: `decided-already`."""
    await write.once(lambda: rules.void(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), VALIDATION, id, caller))
