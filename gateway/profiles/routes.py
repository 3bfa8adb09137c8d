"""Profiles over HTTP: for staff, within what their roles open of each service."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from gateway.access.callers import Caller
from gateway.access.doors import staff
from gateway.ledger import rules as ledger
from gateway.profiles import composing
from gateway.profiles.views import ProfileView
from shared.callers import Role
from shared.drafts import Moment
from shared.routes import StrictRoute, shown

router = APIRouter(route_class=StrictRoute, prefix="/v1/people", tags=["profiles"])

Observer = Annotated[
    Caller, staff(Role.CASEWORKER, Role.ACTIVITY_LEAD, Role.GRANTS_OFFICER, Role.MONITORING, Role.PROTECTION)
]


@router.get("/{registration_number}/profile", response_model=ProfileView)
async def profile(
    request: Request,
    registration_number: Annotated[str, Path(pattern=r"^[0-9]{4}-[0-9]{4}-[0-9]{4}$")],
    caller: Observer,
    as_of: Annotated[Moment | None, Query()] = None,
) -> Response:
    """All that the caller may see of a person from every service, now or as it was known at an earlier moment.

    The same `as_of` gives the same answer. What is told of whom is written down before the answer leaves.
    """
    state, request_id = request.app.state, request.scope["state"]["request_id"]
    found = await composing.compose(state.upstreams, caller, registration_number, as_of, request_id)
    await ledger.note_all(state.database.appending, caller, found.told, request_id)
    return shown(found.view)
