"""Resolving the people that a request names, for the gateway."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from services.beneficiary.subjects import reads
from services.beneficiary.subjects.views import AnchorDraft, AnchorView, ConsentingView, SubjectsDraft, SubjectsView
from shared.callers import Role
from shared.guard import staff
from shared.mandate import Mandate
from shared.routes import Reading, StrictRoute, shown

router = APIRouter(route_class=StrictRoute, prefix="/subjects", tags=["subjects"])

Namer = Annotated[Mandate, staff(Role.FORUM_FOCAL_POINT, Role.MONITORING, Role.GRANTS_OFFICER, Role.FINANCE_APPROVER)]
Referrer = Annotated[Mandate, staff(Role.CASEWORKER, Role.GRANTS_OFFICER, Role.PROTECTION)]
Observer = Annotated[
    Mandate, staff(Role.CASEWORKER, Role.ACTIVITY_LEAD, Role.GRANTS_OFFICER, Role.MONITORING, Role.PROTECTION)
]


@router.post("", response_model=SubjectsView)
async def subjects(draft: SubjectsDraft, caller: Referrer, reading: Reading) -> Response:
    """Whom registration numbers stand for; a number that stands for nobody is left out, without a word why."""
    return shown(await reads.subjects(reading, draft.references, caller))


@router.post("/consenting", response_model=ConsentingView)
async def consenting(draft: SubjectsDraft, caller: Namer, reading: Reading) -> Response:
    """Who of these people and of the mandate's subjects consents now to its purpose, and to its caller's class."""
    return shown(await reads.consenting(reading, draft.references, caller))


@router.post("/record", response_model=AnchorView)
async def anchor(draft: AnchorDraft, caller: Observer, reading: Reading, request: Request) -> Response:
    """A person's record as of the mandate's moment, and whom the other services are then asked about."""
    as_of = await request.app.state.database.moments.agreed(caller.as_of)
    return shown(await reads.anchor(reading, draft, as_of, caller))
