"""Applications: drafting, saving, every step that an officer takes, listing and reading."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.grants.granting.applications import reads, rules
from services.grants.granting.applications.assessment import (
    ApplicantsView,
    ClearanceDraft,
    EligibilityView,
    ReasonDraft,
    TransitionsView,
)
from services.grants.granting.applications.reads import APPLICATION
from services.grants.granting.applications.views import ApplicationDraft, ApplicationsAsked, ApplicationView, FormDraft
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import gateway, staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import TAGGED, Editing, Listing, Reading, StrictRoute, Writing, shown
from shared.write import Write

router = APIRouter(route_class=StrictRoute, prefix="/applications", tags=["applications"])
applicants = APIRouter(route_class=StrictRoute, prefix="/applicants", tags=["applications"])
routers = [router, applicants]

Officer = Annotated[Mandate, staff(Role.GRANTS_OFFICER)]
Finance = Annotated[Mandate, staff(Role.FINANCE_APPROVER)]
Observer = Annotated[Mandate, staff(Role.GRANTS_OFFICER, Role.FINANCE_APPROVER, Role.COMMITTEE_MEMBER, Role.MONITORING)]


@router.post("", status_code=201, response_model=ApplicationView, responses={201: TAGGED})
async def draft(stated: ApplicationDraft, caller: Officer, write: Writing, request: Request) -> Response:
    """Begin an application: a draft, to be saved and resumed until it is submitted. Refused: `unknown-call`,
    `unknown-enterprise`, `applied-already`, `amount-too-fine`."""
    id = await write.once(lambda: rules.draft(write, stated, caller))
    return await _told(write, int(id), caller, request, 201)


@router.get("", response_model=Page[ApplicationView])
async def applications(asked: Annotated[ApplicationsAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The applications, newest first."""
    return shown(await listed(listing, APPLICATION, asked, caller))


@router.get("/{id}", response_model=ApplicationView, responses={200: TAGGED})
async def application(id: PathIdentifier, caller: Observer, reading: Reading, request: Request) -> Response:
    """An application by its number."""
    return shown(await find(reading, APPLICATION, id, caller), tags=request.app.state.tags)


@router.get("/{id}/eligibility", response_model=EligibilityView)
async def eligibility(id: PathIdentifier, caller: Officer, reading: Reading) -> Response:
    """What the call asks for, one by one, with what the application states, and its score as it would be now."""
    return shown(await rules.explain(reading, id, caller))


@router.get("/{id}/transitions", response_model=TransitionsView)
async def transitions(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """Every step that an application took: from which stage to which, why, by whom and when."""
    return shown(await reads.transitions(reading, id, caller))


@router.put("/{id}", response_model=ApplicationView, responses={200: TAGGED})
async def save(
    id: PathIdentifier, stated: FormDraft, caller: Officer, write: Writing, editing: Editing, request: Request
) -> Response:
    """Replace the form of a draft, or, after the visit, that of the full application, in the state that was read.
    Refused: `form-settled`, `amount-too-fine`, `stale`."""
    await write.once(lambda: rules.save(write, id, stated, editing, caller))
    return await _told(write, id, caller, request)


@router.post("/{id}/submit", response_model=ApplicationView)
async def submit(id: PathIdentifier, caller: Officer, write: Writing, request: Request) -> Response:
    """Receive a draft as an expression of interest. Refused: `form-incomplete`, `call-not-open`, `call-closed`,
    `other-stage`."""
    await write.once(lambda: rules.submit(write, id, caller))
    return await _told(write, id, caller, request)


@router.post("/{id}/screen", response_model=ApplicationView)
async def screen(id: PathIdentifier, caller: Officer, write: Writing, request: Request) -> Response:
    """Screen and score an expression of interest. Refused: `not-eligible`, whose field is the first criterion that is
    not met, `other-stage`."""
    await write.once(lambda: rules.screen(write, id, caller))
    return await _told(write, id, caller, request)


@router.post("/{id}/verify", response_model=ApplicationView)
async def verify(id: PathIdentifier, caller: Officer, write: Writing, request: Request) -> Response:
    """Say that the enterprise was verified on site. Refused: `not-visited` until a verification of the enterprise is
    recorded that is later than the application, `other-stage`."""
    await write.once(lambda: rules.verify(write, id, caller))
    return await _told(write, id, caller, request)


@router.post("/{id}/complete", response_model=ApplicationView)
async def complete(id: PathIdentifier, caller: Officer, write: Writing, request: Request) -> Response:
    """Receive the full application. Refused: `form-incomplete`, `not-eligible`, also by what was found on site,
    `other-stage`."""
    await write.once(lambda: rules.complete(write, id, caller))
    return await _told(write, id, caller, request)


@router.post("/{id}/approve-plan", response_model=ApplicationView)
async def approve_plan(id: PathIdentifier, caller: Officer, write: Writing, request: Request) -> Response:
    """Approve the business plan, which makes an application ready for the committee. Refused: `own-work`,
    `other-stage`."""
    await write.once(lambda: rules.approve_plan(write, id, caller))
    return await _told(write, id, caller, request)


@router.post("/{id}/clearances", response_model=ApplicationView)
async def clear(
    id: PathIdentifier, stated: ClearanceDraft, caller: Finance, write: Writing, request: Request
) -> Response:
    """Record what the check against sanction lists came to: the result and the day, and nothing else. Refused:
    `in-the-future`."""
    await write.once(lambda: rules.clear(write, id, stated, caller))
    return await _told(write, id, caller, request)


@router.post("/{id}/reject", response_model=ApplicationView)
async def reject(
    id: PathIdentifier, stated: ReasonDraft, caller: Officer, write: Writing, request: Request
) -> Response:
    """Reject an application. Refused once the committee has approved it: `other-stage`."""
    await write.once(lambda: rules.reject(write, id, stated.reason, caller))
    return await _told(write, id, caller, request)


@router.post("/{id}/waitlist", response_model=ApplicationView)
async def waitlist(
    id: PathIdentifier, stated: ReasonDraft, caller: Officer, write: Writing, request: Request
) -> Response:
    """Let an application wait at its stage. Refused: `other-stage`."""
    await write.once(lambda: rules.waitlist(write, id, stated.reason, caller))
    return await _told(write, id, caller, request)


@router.post("/{id}/readmit", response_model=ApplicationView)
async def readmit(
    id: PathIdentifier, stated: ReasonDraft, caller: Officer, write: Writing, request: Request
) -> Response:
    """Let an application that waits go on at the stage at which it was. Refused: `other-stage`."""
    await write.once(lambda: rules.readmit(write, id, stated.reason, caller))
    return await _told(write, id, caller, request)


@router.post("/{id}/withdraw", response_model=ApplicationView)
async def withdraw(
    id: PathIdentifier, stated: ReasonDraft, caller: Officer, write: Writing, request: Request
) -> Response:
    """Record that the applicant withdrew. Refused while an award stands: `other-stage`."""
    await write.once(lambda: rules.withdraw(write, id, stated.reason, caller))
    return await _told(write, id, caller, request)


@router.post("/{id}/suspend", response_model=ApplicationView)
async def suspend(
    id: PathIdentifier, stated: ReasonDraft, caller: Officer, write: Writing, request: Request
) -> Response:
    """Suspend a grant under contract: nothing more of it is paid until it goes on. Refused: `other-stage`."""
    await write.once(lambda: rules.suspend(write, id, stated.reason, caller))
    return await _told(write, id, caller, request)


@router.post("/{id}/resume", response_model=ApplicationView)
async def go_on(id: PathIdentifier, stated: ReasonDraft, caller: Officer, write: Writing, request: Request) -> Response:
    """Let a suspended grant go on at the stage at which it was. Refused: `other-stage`."""
    await write.once(lambda: rules.go_on(write, id, stated.reason, caller))
    return await _told(write, id, caller, request)


@router.post("/{id}/terminate", response_model=ApplicationView)
async def terminate(
    id: PathIdentifier, stated: ReasonDraft, caller: Officer, write: Writing, request: Request
) -> Response:
    """End a grant under contract before its time. Refused: `other-stage`."""
    await write.once(lambda: rules.terminate(write, id, stated.reason, caller))
    return await _told(write, id, caller, request)


@router.post("/{id}/recover", response_model=ApplicationView)
async def recover(
    id: PathIdentifier, stated: ReasonDraft, caller: Officer, write: Writing, request: Request
) -> Response:
    """Begin to recover what was paid of a grant that was terminated. Refused: `other-stage`."""
    await write.once(lambda: rules.recover(write, id, stated.reason, caller))
    return await _told(write, id, caller, request)


@router.post("/{id}/close-out", response_model=ApplicationView)
async def close_out(id: PathIdentifier, caller: Officer, write: Writing, request: Request) -> Response:
    """Close out a grant of which every milestone was verified and every tranche paid. Refused: `milestones-left`,
    `tranches-unpaid`, `other-stage`."""
    await write.once(lambda: rules.close_out(write, id, caller))
    return await _told(write, id, caller, request)


@router.post("/{id}/follow-up", response_model=ApplicationView)
async def follow_up(id: PathIdentifier, caller: Officer, write: Writing, request: Request) -> Response:
    """Begin to follow up a grant that was closed out. Refused: `other-stage`."""
    await write.once(lambda: rules.follow_up(write, id, caller))
    return await _told(write, id, caller, request)


@router.post("/{id}/void", response_model=ApplicationView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Officer, write: Writing, request: Request) -> Response:
    """Void a draft that was begun in error. Refused: `other-stage`, `already-voided`."""
    await write.once(lambda: rules.void(write, id, voiding.reason, caller))
    return await _told(write, id, caller, request)


async def _told(write: Write, id: int, caller: Mandate, request: Request, status: int = 200) -> Response:
    found = await find(await write.reader(), APPLICATION, id, caller)
    return shown(found, status, tags=request.app.state.tags)


@applicants.get("", response_model=ApplicantsView)
async def owners(application_id: PathIdentifier, mandate: Annotated[Mandate, gateway()], reading: Reading) -> Response:
    """Who owns the enterprise of an application, for the gateway, which finds out who they are before a ruling."""
    return shown(await reads.applicants(reading, application_id))
