"""Reports of banks: taking one, listing, reading."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.grants.files import store
from services.grants.files.rules import hash_of
from services.grants.messages import status
from services.grants.reports import rules
from services.grants.reports.reads import REPORT
from services.grants.reports.views import ReportsAsked, ReportView
from services.grants.settlements import rules as settlements
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StatedKey, StrictRoute, money_key, shown
from shared.write import writing

router = APIRouter(route_class=StrictRoute, prefix="/reports", tags=["batches"])

Approver = Annotated[Mandate, staff(Role.FINANCE_APPROVER)]
Observer = Annotated[Mandate, staff(Role.FINANCE_APPROVER, Role.GRANTS_OFFICER, Role.MONITORING)]

_AS_IT_IS = {"application/xml": {"schema": {"type": "string", "format": "binary"}}}
_MOST_ROUNDS = 20


@router.post(
    "",
    status_code=201,
    response_model=ReportView,
    openapi_extra={"requestBody": {"required": True, "content": _AS_IT_IS}},
)
async def take(request: Request, caller: Approver, key: StatedKey) -> Response:
    """Take what a bank reports: a pain.002.001.10 as the body, of 10 MiB at the most. It is kept as it came; the same
    bytes again are the same report. What it settles is paid, 1,000 orders at once, the others with the next report on
    the batch. Refused: `not-a-report`, `xml-refused`, `unknown-message`, `no-file-store`, `files-unreachable`."""
    caller.require_country()
    content = await request.body()
    told = status.read(content)
    kept_as = hash_of(content)
    await store.keep(request.app.state.files, kept_as, content)
    state, database = request.scope["state"], request.app.state.database
    who = state["caller_name"], state["request_id"]
    async with writing(database, *who, money_key(key)) as write:
        id = await write.once(lambda: rules.take(write, told, kept_as, len(content), caller))
        view = await find(await write.reader(), REPORT, int(id), caller)
    batch_id = view.view.batch_id
    assert batch_id is not None
    for _ in range(_MOST_ROUNDS):
        async with writing(database, *who) as write:
            if not await settlements.settle(write, batch_id):
                break
    return shown(view, 201)


@router.get("", response_model=Page[ReportView])
async def reports(asked: Annotated[ReportsAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The reports of banks, newest first."""
    return shown(await listed(listing, REPORT, asked, caller))


@router.get("/{id}", response_model=ReportView)
async def report(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A report by its number."""
    return shown(await find(reading, REPORT, id, caller))
