"""Findings: listing, reading, settling; and who is one person, which the gateway tells."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.grants.telling.findings import reads, rules
from services.grants.telling.findings.reads import FINDING
from services.grants.telling.findings.views import (
    ConcernedDraft,
    ConcernedView,
    FindingsAsked,
    FindingView,
    OneHouseholdDraft,
    OnePersonDraft,
    ReconsideredView,
    SettlingDraft,
)
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import find
from shared.guard import gateway, staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

findings = APIRouter(route_class=StrictRoute, prefix="/findings", tags=["findings"])
identities = APIRouter(route_class=StrictRoute, prefix="/identities", tags=["findings"])
routers = [findings, identities]

Officer = Annotated[Mandate, staff(Role.GRANTS_OFFICER)]


@findings.get("", response_model=Page[FindingView])
async def all_findings(asked: Annotated[FindingsAsked, Query()], caller: Officer, listing: Listing) -> Response:
    """What nobody has settled yet: two assistances of one project, or two awards of one fund, that proved to be one
    person's; assistance of somebody who owns an enterprise with an award of the project; and two assistances of one
    phase whose households became one."""
    return shown(await listed(listing, FINDING, asked, caller))


@findings.get("/{id}", response_model=FindingView)
async def finding(id: PathIdentifier, caller: Officer, reading: Reading) -> Response:
    """A finding by its number."""
    return shown(await find(reading, FINDING, id, caller))


@findings.post("/{id}/settle", response_model=FindingView)
async def settle(id: PathIdentifier, draft: SettlingDraft, caller: Officer, write: Writing) -> Response:
    """Say what was found out. It changes nothing about what was given. Refused: `closed-already`, `settled-already`."""
    await write.once(lambda: rules.settle(write, id, draft.outcome, caller))
    return shown(await find(await write.reader(), FINDING, id, caller))


@identities.post("/concerned", response_model=ConcernedView)
async def concerned(draft: ConcernedDraft, mandate: Annotated[Mandate, gateway()], reading: Reading) -> Response:
    """Of whom else it takes to know who is one person, and of which households which are one, before findings about
    these people follow."""
    return shown(await reads.concerned(reading, draft.people))


@identities.post("", response_model=ReconsideredView)
async def reconsider(draft: OnePersonDraft, mandate: Annotated[Mandate, gateway()], write: Writing) -> Response:
    """Take note of who is one person now: findings about them are raised and closed as it follows. Whoever shares an
    award with one of them is told of as well."""
    return shown(await rules.reconsider(write, draft.people))


@identities.post("/households", response_model=ReconsideredView)
async def reconsider_households(
    draft: OneHouseholdDraft, mandate: Annotated[Mandate, gateway()], write: Writing
) -> Response:
    """Take note of what is one household now: findings about assistance of one phase are raised and closed as it
    follows."""
    return shown(await rules.reconsider_households(write, draft.households))
