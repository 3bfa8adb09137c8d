"""Deliveries: recording, listing, reading, taking back, voiding."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.grants.assisting.deliveries import rules
from services.grants.assisting.deliveries.reads import DELIVERY
from services.grants.assisting.deliveries.views import DeliveriesAsked, DeliveryDraft, DeliveryView, TakingBackDraft
from services.grants.granting.files.giving import STATED, give
from services.grants.granting.files.views import FileView
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StatedKey, StrictRoute, WritingMoney, shown

router = APIRouter(route_class=StrictRoute, prefix="/deliveries", tags=["provisions"])

Officer = Annotated[Mandate, staff(Role.GRANTS_OFFICER)]
Observer = Annotated[Mandate, staff(Role.GRANTS_OFFICER, Role.FINANCE_APPROVER, Role.MONITORING)]


@router.post("", status_code=201, response_model=DeliveryView)
async def deliver(draft: DeliveryDraft, caller: Officer, write: WritingMoney) -> Response:
    """Record what was handed over and signed for. Refused: `unknown-provision`, `not-approved`, `same-person`,
    `given-in-cash`, `unknown-line`, `more-than-planned`, `signed-already`, `delivered-before-approval`,
    `assistance-ended`, `in-the-future`."""
    id = await write.once(lambda: rules.deliver(write, draft, caller))
    return shown(await find(await write.reader(), DELIVERY, int(id), caller), 201)


@router.get("", response_model=Page[DeliveryView])
async def deliveries(asked: Annotated[DeliveriesAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The deliveries, newest first."""
    return shown(await listed(listing, DELIVERY, asked, caller))


@router.get("/{id}", response_model=DeliveryView)
async def delivery(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A delivery by its number."""
    return shown(await find(reading, DELIVERY, id, caller))


@router.post("/{id}/files", status_code=201, response_model=FileView, openapi_extra=STATED)
async def scanned(request: Request, id: PathIdentifier, caller: Officer, reading: Reading, key: StatedKey) -> Response:
    """Give a scan of the page that was signed for a delivery: its bytes as the body, and as `Content-Type` what it is,
    of 10 MiB at the most. `/files` lists, tells and voids it. Refused: `unsupported-file`, `not-what-it-says`,
    `file-empty`, `already-voided`, `no-file-store`, `files-unreachable`."""
    await find(reading, DELIVERY, id, caller)
    return await give(request, {"delivery_id": id}, lambda write: rules.hold(write, id, caller), caller, key)


@router.post("/{id}/take-back", response_model=DeliveryView)
async def take_back(id: PathIdentifier, draft: TakingBackDraft, caller: Officer, write: WritingMoney) -> Response:
    """Say that all of a delivery came back: it is missing again. Refused: `returned-already`, `returned-too-early`,
    `in-the-future`."""
    await write.once(lambda: rules.take_back(write, id, draft, caller))
    return shown(await find(await write.reader(), DELIVERY, id, caller))


@router.post("/{id}/void", response_model=DeliveryView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Officer, write: WritingMoney) -> Response:
    """Void a delivery that was recorded in error, to be recorded anew."""
    await write.once(lambda: rules.void(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), DELIVERY, id, caller))
