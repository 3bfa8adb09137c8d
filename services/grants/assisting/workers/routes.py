"""Workers: giving places, listing, reading, voiding."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.grants.assisting.workers import rules
from services.grants.assisting.workers.reads import WORKER
from services.grants.assisting.workers.views import WorkerDraft, WorkersAsked, WorkerView
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, WritingMoney, shown

router = APIRouter(route_class=StrictRoute, prefix="/workers", tags=["cash for work"])

Officer = Annotated[Mandate, staff(Role.GRANTS_OFFICER)]
Observer = Annotated[Mandate, staff(Role.GRANTS_OFFICER, Role.FINANCE_APPROVER, Role.MONITORING)]


@router.post("", status_code=201, response_model=WorkerView)
async def take_place(draft: WorkerDraft, caller: Officer, write: WritingMoney) -> Response:
    """Give a place at a site to somebody for whom cash for work was approved. Refused: `unknown-work`,
    `unknown-assistance`, `not-cash-for-work`, `other-project`, `other-currency`, `works-already`, `no-place-left`,
    `above-cap`, `assistance-ended`."""
    id = await write.once(lambda: rules.take_place(write, draft, caller))
    return shown(await find(await write.reader(), WORKER, int(id), caller), 201)


@router.get("", response_model=Page[WorkerView])
async def workers(asked: Annotated[WorkersAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The workers, newest first, without who they are."""
    return shown(await listed(listing, WORKER, asked, caller))


@router.get("/{id}", response_model=WorkerView)
async def worker(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A worker by their number, which stands on the sheets of their site."""
    return shown(await find(reading, WORKER, id, caller))


@router.post("/{id}/void", response_model=WorkerView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Officer, write: WritingMoney) -> Response:
    """Void a place that was given in error. Refused while a day of the worker stands: `worker-has-days`."""
    await write.once(lambda: rules.void(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), WORKER, id, caller))
