"""Jobs in enterprises: recording, ending, listing, reading, voiding."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.grants.granting.employments import rules
from services.grants.granting.employments.reads import EMPLOYMENT
from services.grants.granting.employments.views import EmploymentDraft, EmploymentsAsked, EmploymentView, EndDraft
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/employments", tags=["employments"])

Monitor = Annotated[Mandate, staff(Role.MONITORING)]
Observer = Annotated[Mandate, staff(Role.MONITORING, Role.GRANTS_OFFICER, Role.FINANCE_APPROVER)]


@router.post("", status_code=201, response_model=EmploymentView)
async def record(draft: EmploymentDraft, caller: Monitor, write: Writing) -> Response:
    """Record a job in an enterprise that the caller verified; the answer leaves the person out. Whoever is not known,
    lives elsewhere or does not consent is refused alike. Refused: `not-a-subject`, `unknown-award`, `before-award`,
    `ends-before-start`, `verified-before-start`, `in-the-future`, `too-many-jobs`."""
    id = await write.once(lambda: rules.record(write, draft, caller))
    return shown(await find(await write.reader(), EMPLOYMENT, int(id), caller), 201)


@router.get("", response_model=Page[EmploymentView])
async def employments(asked: Annotated[EmploymentsAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The jobs in enterprises that were awarded a grant, newest first, without the people."""
    return shown(await listed(listing, EMPLOYMENT, asked, caller))


@router.get("/{id}", response_model=EmploymentView)
async def employment(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A job by its number, without the person."""
    return shown(await find(reading, EMPLOYMENT, id, caller))


@router.post("/{id}/end", response_model=EmploymentView)
async def end(id: PathIdentifier, draft: EndDraft, caller: Monitor, write: Writing) -> Response:
    """Say what the last day of a job was. Refused: `ends-before-start`, `ended-already`, `in-the-future`."""
    await write.once(lambda: rules.end(write, id, draft.ends_on, caller))
    return shown(await find(await write.reader(), EMPLOYMENT, id, caller))


@router.post("/{id}/void", response_model=EmploymentView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Monitor, write: Writing) -> Response:
    """Void a job that was recorded in error; a corrected one is recorded anew."""
    await write.once(lambda: rules.void(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), EMPLOYMENT, id, caller))
