"""Days that were worked: recording one or a whole sheet, the sheet to sign, listing, reading, voiding."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import HTMLResponse

from services.grants.assisting.workdays import reads, rules
from services.grants.assisting.workdays.page import rendered
from services.grants.assisting.workdays.reads import WORKDAY
from services.grants.assisting.workdays.views import (
    WorkdayDraft,
    WorkdaysAsked,
    WorkdayView,
    WorkSheetDraft,
    WorkSheetView,
)
from services.grants.assisting.workers import reads as workers
from services.grants.assisting.works.reads import WORK
from shared.callers import Role
from shared.days import today
from shared.drafts import Day, PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, WritingMoney, on_paper, shown

workdays = APIRouter(route_class=StrictRoute, prefix="/workdays", tags=["cash for work"])
sheets = APIRouter(route_class=StrictRoute, prefix="/works", tags=["cash for work"])
routers = [workdays, sheets]

Officer = Annotated[Mandate, staff(Role.GRANTS_OFFICER)]
Observer = Annotated[Mandate, staff(Role.GRANTS_OFFICER, Role.FINANCE_APPROVER, Role.MONITORING)]


@workdays.post("", status_code=201, response_model=WorkdayView)
async def work_a_day(draft: WorkdayDraft, caller: Officer, write: WritingMoney) -> Response:
    """Record that one worker worked on a day. Refused: `unknown-worker`, `worked-already`, `works-elsewhere`,
    `too-many-hours`, `cap-reached`, `above-assistance`, `worked-before-approval`, `outside-the-dates`, `period-closed`,
    `in-the-future`."""
    id = await write.once(lambda: rules.work_a_day(write, draft, caller))
    return shown(await find(await write.reader(), WORKDAY, int(id), caller), 201)


@workdays.get("", response_model=Page[WorkdayView])
async def all_workdays(asked: Annotated[WorkdaysAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The days that were worked, newest first."""
    return shown(await listed(listing, WORKDAY, asked, caller))


@workdays.get("/{id}", response_model=WorkdayView)
async def workday(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A day that somebody worked, by its number."""
    return shown(await find(reading, WORKDAY, id, caller))


@workdays.post("/{id}/void", response_model=WorkdayView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Officer, write: WritingMoney) -> Response:
    """Void a day that was recorded in error. Refused when its pay period is closed: `period-closed`."""
    await write.once(lambda: rules.void(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), WORKDAY, id, caller))


@sheets.post("/{id}/sheet", response_model=WorkSheetView)
async def state_sheet(id: PathIdentifier, draft: WorkSheetDraft, caller: Officer, write: WritingMoney) -> Response:
    """Record everybody on the foreman's sheet of a day, up to 1,000, all at once or nothing: `lines-refused` names the
    lines that are wrong and why, as for one worker. Refused: `outside-the-dates`, `period-closed`, `in-the-future`."""
    await write.once(lambda: rules.state_sheet(write, id, draft, caller))
    return shown(await reads.sheet(await write.reader(), id, draft.worked_on, draft.sheet, caller))


@sheets.get("/{id}/sheet", response_class=HTMLResponse)
async def sheet(
    id: PathIdentifier, caller: Officer, reading: Reading, on: Annotated[Day | None, Query()] = None
) -> Response:
    """The foreman's sheet of a day, by default of today, as a page to print and to be signed by everybody who works.
    It has the numbers of the workers and nobody's name."""
    day: date = on or today()
    work = (await find(reading, WORK, id, caller)).view
    return on_paper(rendered(work, await workers.all_of(reading, id, caller), day, today()))
