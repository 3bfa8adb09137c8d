"""Breaking the glass over HTTP: asking, approving, ending, and looking at who did."""

from typing import Annotated

from fastapi import APIRouter, Response

from gateway.access.break_glass import reads, rules
from gateway.access.break_glass.views import BreakGlassDraft, BreakGlassView, ReportView
from gateway.access.callers import Caller
from gateway.access.doors import staff
from gateway.access.roles import BREAKERS, OVERSEERS
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.routes import Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/v1/break-glass", tags=["break-glass"])

Breaker = Annotated[Caller, staff(*BREAKERS)]
Approver = Annotated[Caller, staff(*OVERSEERS)]
Concerned = Annotated[Caller, staff(*BREAKERS, Role.DATA_PROTECTION_OFFICER)]
Officer = Annotated[Caller, staff(Role.DATA_PROTECTION_OFFICER, everywhere=True)]


@router.post("", status_code=201, response_model=BreakGlassView)
async def ask(stated: BreakGlassDraft, caller: Breaker, write: Writing) -> Response:
    """Ask to read the registry of an area to the ground, for some hours.

    Once another person has approved it, requests of who asked that carry the header `Nexus-Break-Glass` with its
    number read as the protection role does with a reason, in that area alone; each answer is written down under it.
    """
    id = await write.once(lambda: rules.ask(write, stated))
    return shown(await reads.standing(await write.reader(), int(id), caller), 201)


@router.get("", response_model=ReportView)
async def report(caller: Officer, reading: Reading) -> Response:
    """Who broke the glass, with whose approval, why, where and when, and how much they read: the newest 200."""
    return shown(ReportView(break_glass=await reads.report(reading)))


@router.get("/{id}", response_model=BreakGlassView)
async def break_glass(id: PathIdentifier, caller: Concerned, reading: Reading) -> Response:
    """One of them: for who asked, and for protection and data-protection officers in whose areas it lies."""
    return shown(await reads.standing(reading, id, caller))


@router.post("/{id}/approve", response_model=BreakGlassView)
async def approve(id: PathIdentifier, caller: Approver, write: Writing) -> Response:
    """Approve what another person asked for, in an area that lies in one's own. It opens at once. Refused:
    `same-person`, `already-decided`, `already-over`."""
    await write.once(lambda: rules.approve(write, id, caller))
    return shown(await reads.standing(await write.reader(), id, caller))


@router.post("/{id}/end", response_model=BreakGlassView)
async def end(id: PathIdentifier, caller: Concerned, write: Writing) -> Response:
    """End it, or take the question back: whoever asked, whoever approved, or a data-protection officer in whose areas
    it lies. Refused: `not-yours`, `already-over`."""
    await write.once(lambda: rules.end(write, id, caller))
    return shown(await reads.standing(await write.reader(), id, caller))
