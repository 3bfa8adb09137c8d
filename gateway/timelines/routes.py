"""Timelines over HTTP: for staff, within what their roles open of each service."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from gateway.access.callers import Caller
from gateway.access.doors import staff
from gateway.answers.areas import area_with
from gateway.clients.urgency import Urgency, asking
from gateway.ledger import rules as ledger
from gateway.timelines import composing
from gateway.timelines.composing import Composer
from gateway.timelines.views import TimelineAsked, TimelineView
from shared.callers import Role
from shared.routes import StrictRoute, shown

_of_people = APIRouter(route_class=StrictRoute, prefix="/v1/people", tags=["timelines"])
_of_areas = APIRouter(route_class=StrictRoute, prefix="/v1/areas", tags=["timelines"])
routers = [_of_people, _of_areas]

Observer = Annotated[
    Caller, staff(Role.CASEWORKER, Role.ACTIVITY_LEAD, Role.GRANTS_OFFICER, Role.MONITORING, Role.PROTECTION)
]
AreaObserver = Annotated[
    Caller,
    staff(
        Role.CASEWORKER,
        Role.ACTIVITY_LEAD,
        Role.GRANTS_OFFICER,
        Role.FINANCE_APPROVER,
        Role.FORUM_FOCAL_POINT,
        Role.MONITORING,
        Role.PROTECTION,
    ),
]
"""Partners are told when forums did what by the lists of policing, and of nothing else when it was."""


@_of_people.get("/{registration_number}/timeline", response_model=TimelineView)
async def of_person(
    request: Request,
    registration_number: Annotated[str, Path(pattern=r"^[0-9]{4}-[0-9]{4}-[0-9]{4}$")],
    asked: Annotated[TimelineAsked, Query()],
    caller: Observer,
) -> Response:
    """What happened to a person, by the day on which it did, as every service knows it: a page, the latest first.

    All pages are as of one moment, of now or stated. Jobs and seats in forums are told as long as the person consents
    to that. What is told of whom is written down before the answer leaves. Refused: `unknown-cursor`.
    """
    state = request.app.state
    found = await composing.of_person(_composer(request, caller), registration_number, asked)
    await ledger.note(state.database.appending, caller, found.told, request.scope["state"]["request_id"])
    return shown(found.view)


@_of_areas.get("/{pcode}/timeline", response_model=TimelineView)
async def of_area(
    request: Request,
    pcode: Annotated[str, Path(max_length=20)],
    asked: Annotated[TimelineAsked, Query()],
    caller: AreaObserver,
) -> Response:
    """What happened in a governorate or district, of activities, awards to enterprises, and forums, by the day on which
    it did: a page, the latest first; nothing of anybody. Refused: `unknown-place`, `place-of-other-level`,
    `outside-area`, `unknown-cursor`.
    """
    area = area_with(pcode)
    with asking(Urgency.MANY):
        return shown(await composing.of_area(_composer(request, caller), area, asked))


def _composer(request: Request, caller: Caller) -> Composer:
    state = request.app.state
    return Composer.of(state.upstreams, state.cursors, caller, request.scope["state"]["request_id"])
