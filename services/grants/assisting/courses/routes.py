"""Courses: beginning, listing, reading, ending, voiding."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.grants.assisting.courses import rules
from services.grants.assisting.courses.reads import COURSE
from services.grants.assisting.courses.views import CourseDraft, CourseEndDraft, CoursesAsked, CourseView
from shared import facts
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/courses", tags=["courses"])

Officer = Annotated[Mandate, staff(Role.GRANTS_OFFICER)]
Observer = Annotated[Mandate, staff(Role.GRANTS_OFFICER, Role.FINANCE_APPROVER, Role.MONITORING)]


@router.post("", status_code=201, response_model=CourseView)
async def begin(draft: CourseDraft, caller: Officer, write: Writing) -> Response:
    """Record that somebody takes a course. Refused: `unknown-assistance`, `other-modality`, `begun-already`,
    `starts-before-approval`, and `assistance-ended` where it starts after that."""
    id = await write.once(lambda: rules.begin(write, draft, caller))
    return shown(await find(await write.reader(), COURSE, int(id), caller), 201)


@router.get("", response_model=Page[CourseView])
async def courses(asked: Annotated[CoursesAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The courses, newest first."""
    return shown(await listed(listing, COURSE, asked, caller))


@router.get("/{id}", response_model=CourseView)
async def course(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A course by its number."""
    return shown(await find(reading, COURSE, id, caller))


@router.post("/{id}/end", response_model=CourseView)
async def end(id: PathIdentifier, draft: CourseEndDraft, caller: Officer, write: Writing) -> Response:
    """Say how a course ended. Refused: `ended-already`, `ends-before-it-starts`, `in-the-future`,
    `already-voided`."""
    await write.once(lambda: rules.end(write, id, draft, caller))
    return shown(await find(await write.reader(), COURSE, id, caller))


@router.post("/{id}/void", response_model=CourseView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Officer, write: Writing) -> Response:
    """Void a course that was recorded in error, to be recorded anew."""
    await write.once(lambda: facts.void(write, COURSE, id, voiding.reason, caller))
    return shown(await find(await write.reader(), COURSE, id, caller))
