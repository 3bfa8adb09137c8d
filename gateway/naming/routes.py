"""Who sits in a seat of a forum over HTTP: composed, since one service knows the seat and another who consents."""

from time import time
from typing import Annotated

from fastapi import APIRouter, Request, Response

from gateway.access import mandates
from gateway.access.callers import Caller
from gateway.access.doors import staff
from gateway.clients import beneficiary, forums
from gateway.ledger import rules as ledger
from gateway.ledger.rules import Told
from gateway.naming.views import NamedView
from shared.callers import Purpose, Role, Service
from shared.drafts import PathIdentifier
from shared.errors import nothing_here
from shared.mandate import Subject
from shared.routes import StrictRoute, shown

router = APIRouter(route_class=StrictRoute, prefix="/v1/members", tags=["naming"])

FocalPoint = Annotated[Caller, staff(Role.FORUM_FOCAL_POINT)]


@router.get("/{id}/person", response_model=NamedView)
async def person(request: Request, id: PathIdentifier, caller: FocalPoint) -> Response:
    """Who sits in a seat, as long as they consent to be named to staff. A seat that is not there, one in which nobody
    is named, and somebody who does not consent any more are the same answer. What is told is written down before."""
    upstreams, request_id = request.app.state.upstreams, request.scope["state"]["request_id"]
    deadline = time() + mandates.PATIENCE
    asking = mandates.for_staff(caller, Service.FORUMS, request_id, deadline=deadline)
    recorded = await forums.named(upstreams[Service.FORUMS], asking, id)
    about = Subject(reference=str(recorded), person_id=recorded, cluster=(recorded,))
    naming = mandates.for_consent(
        caller,
        Purpose.COMMUNITY_POLICING,
        request_id,
        deadline=deadline,
        subjects=(about,),
        fields=mandates.NAMES,
    )
    found = await beneficiary.consenting(upstreams[Service.BENEFICIARY], naming, [])
    if not found:
        raise nothing_here()
    told = Told("people", tuple(found[0].person), tuple(found[0].cluster))
    await ledger.note(request.app.state.database.appending, caller, told, request_id)
    return shown(NamedView.model_validate(found[0].person))
