"""The timeline of an area, as every service tells its own part of it; and what telling any timeline has alike."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Request, Response

from shared.callers import Purpose, Role
from shared.classification import opened
from shared.facts import Found
from shared.guard import staff
from shared.mandate import Mandate
from shared.routes import Reading, StrictRoute, shown
from shared.timelines import reads
from shared.timelines.kinds import Kind
from shared.timelines.reads import Asked
from shared.timelines.views import TIMELINES, EntriesView, OfAreaDraft, OfPeopleDraft

Observer = Annotated[
    Mandate, staff(Role.CASEWORKER, Role.ACTIVITY_LEAD, Role.GRANTS_OFFICER, Role.MONITORING, Role.PROTECTION)
]
"""Who reads what happened to somebody: whoever reads their record."""
AreaObserver = Annotated[
    Mandate,
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


SomeEntries = TypeVar("SomeEntries", bound=EntriesView[Any])


def of_areas(kinds: Sequence[Kind], view: type[EntriesView[Any]]) -> APIRouter:
    """The route of a service for what happens in an area; `view` has the codes of its kinds."""
    router = APIRouter(route_class=StrictRoute, prefix="/timelines", tags=["timelines"])

    @router.post("/area", response_model=view)
    async def of_area(draft: OfAreaDraft, caller: AreaObserver, reading: Reading, request: Request) -> Response:
        """A page of what happened in a governorate or district, as of the mandate's moment; nothing of anybody.
        Refused: `outside-area`."""
        caller.require_place(draft.area, "area")
        asked = Asked(f"{draft.area}%", await moment(request, caller), draft)
        return told(await reads.entries(reading, kinds, asked, caller), caller)

    return router


def of_people(kinds: Sequence[Kind], view: type[EntriesView[Any]], consent: Purpose) -> APIRouter:
    """The route of a service for what happened to somebody who is told by ids; of some kinds it tells those alone who
    consent to it now, as the mandate says."""
    router = APIRouter(route_class=StrictRoute, prefix="/timelines", tags=["timelines"])

    @router.post("/person", response_model=view)
    async def of_person(draft: OfPeopleDraft, caller: Observer, reading: Reading, request: Request) -> Response:
        """A page of what happened to somebody, as of the mandate's moment."""
        consenting = {id for subject in caller.subjects if consent in subject.consents for id in subject.cluster}
        agreed = [id for id in draft.people if id in consenting]
        asked = Asked(draft.people, await moment(request, caller), draft, agreed)
        return told(await reads.entries(reading, kinds, asked, caller, people=tuple(draft.people)), caller)

    return router


async def moment(request: Request, mandate: Mandate) -> datetime:
    """The moment of a mandate, once nothing can be recorded before it any more."""
    at: datetime = await request.app.state.database.moments.agreed(mandate.as_of)
    return at


def told(found: Found[SomeEntries], mandate: Mandate) -> Response:
    """A page as the answer, with what the mandate opens of it."""
    return shown(replace(found, view=opened(found.view, TIMELINES, mandate.scope(TIMELINES.name))))
