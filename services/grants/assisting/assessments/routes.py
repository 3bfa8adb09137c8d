"""Assessments: recording, listing, reading, verifying, correcting, voiding."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.grants.assisting.assessments import rules
from services.grants.assisting.assessments.reads import ASSESSMENT, WAITS
from services.grants.assisting.assessments.views import (
    AnswersDraft,
    AssessmentDraft,
    AssessmentsAsked,
    AssessmentView,
    AssessmentVisitDraft,
)
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed_for_others
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/assessments", tags=["selections"])

Officer = Annotated[Mandate, staff(Role.GRANTS_OFFICER)]
Observer = Annotated[Mandate, staff(Role.GRANTS_OFFICER, Role.FINANCE_APPROVER, Role.MONITORING)]


@router.post("", status_code=201, response_model=AssessmentView)
async def record(draft: AssessmentDraft, caller: Officer, write: Writing) -> Response:
    """Record what a person answered for a phase that selects by list, which answers with the points, each explained,
    and without the person. Refused: `not-a-subject`, `unknown-phase`, `selects-not-by-list`, `assessed-already`,
    `more-than-the-household`, `in-the-future`."""
    id = await write.once(lambda: rules.record(write, draft, caller))
    return shown(await find(await write.reader(), ASSESSMENT, int(id), caller), 201)


@router.get("", response_model=Page[AssessmentView])
async def assessments(
    asked: Annotated[AssessmentsAsked, Query()], caller: Observer, listing: Listing, request: Request
) -> Response:
    """The assessments, newest first, without the people; with `others=true` those that the caller may verify."""
    name = request.scope["state"]["caller_name"]
    return shown(await listed_for_others(listing, ASSESSMENT, asked, name, caller, WAITS))


@router.get("/{id}", response_model=AssessmentView)
async def assessment(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """An assessment by its number, without the person."""
    return shown(await find(reading, ASSESSMENT, id, caller))


@router.post("/{id}/verify", response_model=AssessmentView)
async def verify(id: PathIdentifier, draft: AssessmentVisitDraft, caller: Officer, write: Writing) -> Response:
    """Say what was found at somebody's home or workplace. Refused: `same-person`, `verified-already`,
    `before-the-answers`, `in-the-future`, `already-voided`."""
    await write.once(lambda: rules.verify(write, id, draft, caller))
    return shown(await find(await write.reader(), ASSESSMENT, id, caller))


@router.post("/{id}/correct", status_code=201, response_model=AssessmentView)
async def correct(id: PathIdentifier, draft: AnswersDraft, caller: Officer, write: Writing) -> Response:
    """Record what was answered instead, which voids what was recorded before; the answer is the new one, under a number
    of its own, and somebody verifies it anew. Refused while somebody is on a selection list by the old one,
    `assessment-listed`; and `more-than-the-household`, `in-the-future`, `already-voided`."""
    new = await write.once(lambda: rules.correct(write, id, draft, caller))
    return shown(await find(await write.reader(), ASSESSMENT, int(new), caller), 201)


@router.post("/{id}/void", response_model=AssessmentView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Officer, write: Writing) -> Response:
    """Void an assessment that was recorded in error. Refused while somebody is on a selection list by it:
    `assessment-listed`."""
    await write.once(lambda: rules.void(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), ASSESSMENT, id, caller))
