"""Areas over HTTP: live for staff, and for partners what is agreed and released."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from gateway.access.agreements.judging import Standing
from gateway.access.callers import Caller
from gateway.access.doors import staff
from gateway.answers.areas import area_with
from gateway.areas import composing, telling
from gateway.areas.views import AreaProfileView, AreaToldView
from gateway.clients.urgency import Urgency, asking
from gateway.ledger.rules import Told
from gateway.ledger.telling import tell_under_each
from shared.callers import CallerClass, Role, Service
from shared.drafts import Moment
from shared.routes import StrictRoute, shown

router = APIRouter(route_class=StrictRoute, prefix="/v1/areas", tags=["areas"])

Observer = Annotated[
    Caller,
    staff(
        Role.CASEWORKER,
        Role.ACTIVITY_LEAD,
        Role.GRANTS_OFFICER,
        Role.FINANCE_APPROVER,
        Role.FORUM_FOCAL_POINT,
        Role.MONITORING,
        Role.PROTECTION,
        partners=(CallerClass.SECURITY, CallerClass.AUTHORITY, CallerClass.AID, CallerClass.DONOR),
    ),
]


@router.get("/{pcode}/profile", response_model=AreaProfileView | AreaToldView)
async def profile(
    request: Request,
    pcode: Annotated[
        str, Path(max_length=20, description="P-code of a governorate or a district.", examples=["IQG15Q08"])
    ],
    caller: Observer,
    as_of: Annotated[Moment | None, Query()] = None,
) -> Response:
    """What is known of a governorate or district, now or as it was known at an earlier moment, with the last eight
    quarters.

    Staff are told it live and exact by all services, within what their roles open. Partners are told what forums did
    and the sealed results of projects at work there, as far as their agreements open them: of people and grants they
    read released statistics and no other. What a partner is told is written down before the answer leaves. Refused:
    `unknown-place`, `place-of-other-level`.
    """
    area, state, request_id = area_with(pcode), request.app.state, request.scope["state"]["request_id"]

    async def answering(standings: Sequence[Standing]) -> tuple[Response, Sequence[tuple[Standing, Told]]]:
        agreed, forums = telling.agreed(standings, caller, area), state.upstreams[Service.FORUMS]
        answer = await telling.tell(state.database, forums, agreed, area, as_of, request_id)
        return shown(answer.view), answer.told

    with asking(Urgency.MANY):
        if not caller.is_staff:
            return await tell_under_each(request, caller, answering)
        return shown(await composing.compose(state.upstreams, caller, area, as_of, request_id))
