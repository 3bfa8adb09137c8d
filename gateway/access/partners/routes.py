"""Partners over HTTP: onboarding, suspending, offboarding."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from gateway.access.callers import Caller
from gateway.access.doors import staff
from gateway.access.endings.views import Ending
from gateway.access.partners import reads, rules
from gateway.access.partners.views import Code, PartnerDraft, PartnerView
from gateway.access.roles import KEEPERS
from gateway.access.suspensions.views import SuspensionDraft
from shared.routes import Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/v1/partners", tags=["partners"])

Keeper = Annotated[Caller, staff(*KEEPERS, everywhere=True)]
PartnerCode = Annotated[Code, Path()]


@router.post("", status_code=201, response_model=PartnerView)
async def draft(request: Request, stated: PartnerDraft, caller: Keeper, write: Writing) -> Response:
    """Draft a partner; its systems get no token until two people have approved it, one of them a data-protection
    officer. Refused: `code-taken`, `jwks-url-unfit`."""
    production = request.app.state.production
    code = await write.once(lambda: rules.draft(write, stated, production=production))
    return shown(await reads.partner(await write.reader(), code), 201)


@router.get("/{code}", response_model=PartnerView)
async def partner(code: PartnerCode, caller: Keeper, reading: Reading) -> Response:
    """A partner, who approved it, and the suspensions that last."""
    return shown(await reads.partner(reading, code))


@router.post("/{code}/approve", response_model=PartnerView)
async def approve(code: PartnerCode, caller: Keeper, write: Writing) -> Response:
    """Approve a partner's onboarding. Refused: `same-person`, `officer-lacking`, `already-decided`, `offboarded`."""
    await write.once(lambda: rules.approve(write, code, caller))
    return shown(await reads.partner(await write.reader(), code))


@router.post("/{code}/suspend", response_model=PartnerView)
async def suspend(code: PartnerCode, stated: SuspensionDraft, caller: Keeper, write: Writing) -> Response:
    """Suspend a partner: none of its requests that begins after this answer is answered, in any process, whatever
    token it carries."""
    await write.once(lambda: rules.suspend(write, code, stated.reason))
    return shown(await reads.partner(await write.reader(), code))


@router.post("/{code}/resume", response_model=PartnerView)
async def resume(code: PartnerCode, caller: Keeper, write: Writing) -> Response:
    """Approve that a suspended partner may ask again; it takes two people, one of them a data-protection officer.
    Refused: `not-suspended`, `same-person`, `officer-lacking`."""
    await write.once(lambda: rules.resume(write, code, caller))
    return shown(await reads.partner(await write.reader(), code))


@router.post("/{code}/void", response_model=PartnerView)
async def offboard(code: PartnerCode, ending: Ending, caller: Keeper, write: Writing) -> Response:
    """Offboard a partner for good, at once; its code is never given again. Refused: `offboarded`."""
    await write.once(lambda: rules.offboard(write, code, ending.reason))
    return shown(await reads.partner(await write.reader(), code))
