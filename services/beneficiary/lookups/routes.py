"""Looking people up for a partner, for the gateway."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from services.beneficiary.lookups import reads
from services.beneficiary.lookups.views import LookupDraft, LookupView, WithdrawnView
from shared.callers import CallerClass
from shared.guard import partners
from shared.mandate import Mandate
from shared.routes import Reading, StrictRoute, shown

router = APIRouter(route_class=StrictRoute, prefix="/lookups", tags=["lookups"])

Partner = Annotated[Mandate, partners(CallerClass.AUTHORITY, CallerClass.AID)]


@router.post("", response_model=LookupView)
async def lookup(draft: LookupDraft, caller: Partner, reading: Reading, request: Request) -> Response:
    """Who the people are that a partner seeks. Nobody, nobody within the mandate's areas and projects, and nobody who
    consents to its purpose are the same answer."""
    return shown(await reads.lookup(reading, draft.people, request.app.state.document_key, caller))


@router.post("/withdrawn", response_model=WithdrawnView)
async def withdrawn(caller: Partner, reading: Reading) -> Response:
    """Who of the mandate's subjects does not consent to its purpose any more, or is not registered any more."""
    return shown(await reads.withdrawn(reading, caller))
