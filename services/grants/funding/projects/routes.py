"""Projects: recording, listing, reading, voiding."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from services.grants.funding.projects import rules
from services.grants.funding.projects.reads import PROJECT
from services.grants.funding.projects.views import ProjectDraft, ProjectView
from shared.callers import Role
from shared.drafts import ProjectCode
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Asked, Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/projects", tags=["projects"])

Administrator = Annotated[Mandate, staff(Role.ADMINISTRATOR)]
Observer = Annotated[Mandate, staff(*Role)]
Code = Annotated[ProjectCode, Path()]


@router.post("", status_code=201, response_model=ProjectView)
async def record(draft: ProjectDraft, caller: Administrator, write: Writing) -> Response:
    """Record a project. Refused: `code-used`, `ends-before-start`, `amount-too-fine`."""
    code = await write.once(lambda: rules.record(write, draft, caller))
    return shown(await find(await write.reader(), PROJECT, code, caller), 201)


@router.get("", response_model=Page[ProjectView])
async def projects(asked: Annotated[Asked, Query()], caller: Observer, listing: Listing) -> Response:
    """The projects that stand, newest first."""
    return shown(await listed(listing, PROJECT, asked, caller))


@router.get("/{code}", response_model=ProjectView)
async def project(code: Code, caller: Observer, reading: Reading) -> Response:
    """A project by its code: the one that stands, or, if none does, the last that was voided."""
    return shown(await find(reading, PROJECT, code, caller))


@router.post("/{code}/void", response_model=ProjectView)
async def void(code: Code, voiding: Voiding, caller: Administrator, write: Writing) -> Response:
    """Void a project that was recorded in error. Refused while awards or assistances stand under it:
    `project-in-use`."""
    await write.once(lambda: rules.void(write, code, voiding.reason, caller))
    return shown(await find(await write.reader(), PROJECT, code, caller))
