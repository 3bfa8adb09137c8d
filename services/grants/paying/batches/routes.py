"""Batches: making, putting orders in, closing, approving, sending, voiding, listing, reading; and instructions."""

from contextlib import AsyncExitStack
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, StreamingResponse

from services.grants.granting.files import store
from services.grants.granting.files.giving import STATED, give
from services.grants.granting.files.views import FileView
from services.grants.paying.banking import Means
from services.grants.paying.batches import rules, sending, signatures
from services.grants.paying.batches.reads import BATCH, INSTRUCTION, WAITS
from services.grants.paying.batches.tables import Batch
from services.grants.paying.batches.views import (
    BatchDraft,
    BatchesAsked,
    BatchState,
    BatchView,
    InstructionsAsked,
    InstructionView,
    OrdersDraft,
)
from shared import disclosure, facts
from shared.callers import Role
from shared.days import today
from shared.drafts import PathIdentifier
from shared.errors import Conflict
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed, listed_for_others
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StatedKey, StrictRoute, WritingMoney, money_key, on_paper, shown
from shared.write import writing

router = APIRouter(route_class=StrictRoute, prefix="/batches", tags=["batches"])
instructed = APIRouter(route_class=StrictRoute, prefix="/instructions", tags=["batches"])
routers = [router, instructed]

Maker = Annotated[Mandate, staff(Role.GRANTS_OFFICER, Role.FINANCE_APPROVER)]
Approver = Annotated[Mandate, staff(Role.FINANCE_APPROVER)]
Observer = Annotated[Mandate, staff(Role.FINANCE_APPROVER, Role.GRANTS_OFFICER, Role.MONITORING)]

_NOT_SHOWN = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
}


@router.post("", status_code=201, response_model=BatchView)
async def make(draft: BatchDraft, caller: Maker, write: WritingMoney) -> Response:
    """Begin a batch of orders of a fund that are paid by the same means. Refused: `unknown-fund`, `no-payer` where
    nobody confirmed from which account the fund pays."""
    id = await write.once(lambda: rules.make(write, draft, caller))
    return shown(await find(await write.reader(), BATCH, int(id), caller), 201)


@router.get("", response_model=Page[BatchView])
async def batches(
    asked: Annotated[BatchesAsked, Query()], caller: Observer, listing: Listing, request: Request
) -> Response:
    """The batches, newest first; with `state=closed` those that wait for approval, with `others=true` for that of the
    caller."""
    name = request.scope["state"]["caller_name"]
    return shown(await listed_for_others(listing, BATCH, asked, name, caller, WAITS))


@router.get("/{id}", response_model=BatchView)
async def batch(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A batch by its number."""
    return shown(await find(reading, BATCH, id, caller))


@router.post("/{id}/instructions", response_model=BatchView)
async def put(id: PathIdentifier, draft: OrdersDraft, caller: Maker, write: WritingMoney) -> Response:
    """Put orders into an open batch, all of them or none. Refused, with the order: `unknown-order`, `of-another-fund`,
    `not-approved`, `paid-already`, `not-payable`, `in-a-batch`, `may-be-paid`, `not-confirmed`, `other-means`,
    `amount-too-fine`; and `batch-closed`, `already-voided`."""
    await write.once(lambda: rules.put(write, id, draft.orders, caller))
    return shown(await find(await write.reader(), BATCH, id, caller))


@router.post("/{id}/close", response_model=BatchView)
async def close(id: PathIdentifier, caller: Maker, write: WritingMoney) -> Response:
    """Close a batch that the caller made. Refused: `another-maker`, `batch-empty`, `batch-closed`,
    `already-voided`."""
    await write.once(lambda: rules.close(write, id, caller))
    return shown(await find(await write.reader(), BATCH, id, caller))


@router.post("/{id}/approve", response_model=BatchView)
async def approve(id: PathIdentifier, caller: Approver, write: WritingMoney) -> Response:
    """Approve a closed batch, as one of two who did not make it. Refused: `same-person`, `not-closed`,
    `approved-already`, `already-voided`; and, with the order, `not-payable`, `may-be-paid` and `party-changed`;
    `payer-changed`."""
    await write.once(lambda: rules.approve(write, id, caller))
    return shown(await find(await write.reader(), BATCH, id, caller))


@router.post("/{id}/send", response_model=BatchView)
async def send(request: Request, id: PathIdentifier, caller: Approver, reading: Reading, key: StatedKey) -> Response:
    """Send an approved batch: one that is paid by a bank is written as a pain.001.001.09, which `/file` tells. Refused:
    `not-approved`, `sent-already`, `already-voided`, `no-file-store`, what an approval is refused for, and
    `takes-a-job` for more than 2,000 transfers, which a job writes: one of the kind "send-batch"."""
    caller.require_country()
    view = (await find(reading, BATCH, id, caller)).view
    state = request.scope["state"]
    async with AsyncExitStack() as stack:
        kept = None
        if view.state is BatchState.APPROVED and view.means is Means.BANK_TRANSFER:
            if (view.transactions or 0) > sending.MOST_IN_A_REQUEST:
                raise Conflict("takes-a-job", "A batch of so many transfers is sent by a job.")
            file = await stack.enter_async_context(sending.written(reading, id))
            await store.keep_file(request.app.state.files, file.sha256, file.path)
            kept = file
        write = await stack.enter_async_context(
            writing(request.app.state.database, state["caller_name"], state["request_id"], money_key(key))
        )
        await write.once(lambda: rules.send(write, id, kept, caller))
        shown_after = await find(await write.reader(), BATCH, id, caller)
    return shown(shown_after)


@router.get(
    "/{id}/file",
    response_class=Response,
    responses={200: {"content": {"application/xml": {"schema": {"type": "string", "format": "binary"}}}}},
)
async def file(id: PathIdentifier, caller: Approver, reading: Reading, request: Request) -> Response:
    """The file that a batch was sent to the bank as, each time with the same bytes. Refused: `no-file` for what was not
    sent to a bank, `files-unreachable`."""
    sent, disclosed = await sending.opened(reading, id, caller)
    pieces = await store.told(request.app.state.files, sent.sha256)
    headers = {
        **_NOT_SHOWN,
        "content-length": str(sent.size),
        "content-disposition": f'attachment; filename="{sent.message_id}.xml"',
        disclosure.HEADER: disclosed.model_dump_json(),
    }
    return StreamingResponse(pieces, media_type="application/xml", headers=headers)


@router.get("/{id}/list", response_class=HTMLResponse)
async def signed_for(id: PathIdentifier, caller: Approver, reading: Reading) -> Response:
    """The list of an approved batch that is paid in cash or by an exchange house, as a page to print: whom it pays and
    how much, with a place to sign beside it. Refused: `paid-by-a-bank`, `not-approved`."""
    page, disclosed = await signatures.page(reading, id, caller, today())
    answer = on_paper(page)
    answer.headers[disclosure.HEADER] = disclosed.model_dump_json()
    return answer


@router.post("/{id}/files", status_code=201, response_model=FileView, openapi_extra=STATED)
async def scanned(request: Request, id: PathIdentifier, caller: Approver, reading: Reading, key: StatedKey) -> Response:
    """Give a scan of the list of a batch, as people signed it: its bytes as the body, and as `Content-Type` what it is,
    of 10 MiB at the most. `/files` lists and tells it; grants officers void it. Refused: `paid-by-a-bank`,
    `not-approved`, `already-voided`, `unsupported-file`, `not-what-it-says`, `file-empty`, `no-file-store`,
    `files-unreachable`."""
    await signatures.listed(reading, id, caller)
    return await give(request, {"batch_id": id}, lambda write: facts.hold(write, BATCH, Batch, id, caller), caller, key)


@router.post("/{id}/void", response_model=BatchView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Maker, write: WritingMoney) -> Response:
    """Take back a batch that was not sent; its orders may be put into others. Refused: `sent-already`."""
    await write.once(lambda: rules.void(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), BATCH, id, caller))


@instructed.get("", response_model=Page[InstructionView])
async def instructions(asked: Annotated[InstructionsAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The instructions, newest first: of a batch, an order, an award or an assistance."""
    return shown(await listed(listing, INSTRUCTION, asked, caller))


@instructed.get("/{id}", response_model=InstructionView)
async def instruction(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """An instruction by its number."""
    return shown(await find(reading, INSTRUCTION, id, caller))


@instructed.post("/{id}/void", response_model=InstructionView)
async def take_out(id: PathIdentifier, voiding: Voiding, caller: Maker, write: WritingMoney) -> Response:
    """Take an instruction out of a batch that is open; its order may be put into another. Refused: `batch-closed`."""
    await write.once(lambda: rules.take_out(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), INSTRUCTION, id, caller))
