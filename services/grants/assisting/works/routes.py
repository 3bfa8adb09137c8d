"""Sites of cash for work: opening, listing, reading, voiding."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.grants.assisting.works import rules
from services.grants.assisting.works.reads import WORK
from services.grants.assisting.works.views import WorkDraft, WorksAsked, WorkView
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, WritingMoney, shown

router = APIRouter(route_class=StrictRoute, prefix="/works", tags=["cash for work"])

Officer = Annotated[Mandate, staff(Role.GRANTS_OFFICER)]
Observer = Annotated[Mandate, staff(Role.GRANTS_OFFICER, Role.FINANCE_APPROVER, Role.MONITORING)]


@router.post("", status_code=201, response_model=WorkView)
async def open_work(draft: WorkDraft, caller: Officer, write: WritingMoney) -> Response:
    """Open a site of cash for work. Refused: `unknown-project`, `before-project`, `wage-not-by-rule`,
    `minimum-wage-by-rule`, `not-in-notes`, `amount-too-fine`, `ends-before-it-starts`."""
    id = await write.once(lambda: rules.open(write, draft, caller))
    return shown(await find(await write.reader(), WORK, int(id), caller), 201)


@router.get("", response_model=Page[WorkView])
async def works(asked: Annotated[WorksAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The sites of cash for work, newest first."""
    return shown(await listed(listing, WORK, asked, caller))


@router.get("/{id}", response_model=WorkView)
async def work(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A site by its number."""
    return shown(await find(reading, WORK, id, caller))


@router.post("/{id}/void", response_model=WorkView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Officer, write: WritingMoney) -> Response:
    """Void a site that was opened in error. Refused while somebody has a place there: `work-has-workers`."""
    await write.once(lambda: rules.void(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), WORK, id, caller))
