"""Reports of banks: taking one, listing, reading."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.grants.granting.files import store
from services.grants.granting.files.rules import hash_of
from services.grants.paying.messages import status
from services.grants.paying.reports import rules
from services.grants.paying.reports.reads import REPORT
from services.grants.paying.reports.taking import TAKE_REPORT
from services.grants.paying.reports.views import ReportsAsked, ReportView
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


@router.post(
    "",
    status_code=201,
    response_model=ReportView,
    openapi_extra={"requestBody": {"required": True, "content": _AS_IT_IS}},
)
async def take(request: Request, caller: Approver, key: StatedKey) -> Response:
    """Take what a bank reports: a pain.002.001.10 as the body, of 10 MiB at the most. It is kept as it came; the same
    bytes again are the same report. All that it settles is paid: of more than 500 transfers, or 100 orders, by a job of
    the kind "take-report". Refused: `not-a-report`, `xml-refused`, `unknown-message`, `no-file-store`,
    `files-unreachable`."""
    caller.require_country()
    content = await request.body()
    told = status.read(content)
    kept_as = hash_of(content)
    await store.keep(request.app.state.files, kept_as, content)
    state, kind = request.scope["state"], request.app.state.kinds[TAKE_REPORT]
    who = state["caller_name"], state["request_id"]
    async with writing(request.app.state.database, *who, money_key(key)) as write:
        id = await write.once(lambda: rules.take(write, told, kept_as, len(content), kind, caller))
        view = await find(await write.reader(), REPORT, int(id), caller)
    return shown(view, 201)


@router.get("", response_model=Page[ReportView])
async def reports(asked: Annotated[ReportsAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The reports of banks, newest first."""
    return shown(await listed(listing, REPORT, asked, caller))


@router.get("/{id}", response_model=ReportView)
async def report(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A report by its number."""
    return shown(await find(reading, REPORT, id, caller))
