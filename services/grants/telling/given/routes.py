"""What people were given, for the gateway, which puts it beside what is known of them."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from services.grants.telling.given import reads
from services.grants.telling.given.views import GivenDraft, GivenView
from shared.callers import Role
from shared.guard import staff
from shared.mandate import Mandate
from shared.routes import Reading, StrictRoute, shown

router = APIRouter(route_class=StrictRoute, prefix="/given", tags=["given"])

Observer = Annotated[Mandate, staff(Role.GRANTS_OFFICER, Role.FINANCE_APPROVER, Role.MONITORING)]


@router.post("", response_model=GivenView)
async def given(draft: GivenDraft, caller: Observer, reading: Reading, request: Request) -> Response:
    """What a person was given, as of the mandate's moment."""
    as_of = await request.app.state.database.moments.agreed(caller.as_of)
    return shown(await reads.given(reading, draft.people, as_of, caller))
