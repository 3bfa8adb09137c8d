"""What may happen to a partner: it is drafted, onboarded by two people, suspended by one, resumed, offboarded."""

from sqlmodel import col, select

from gateway.access.callers import Caller
from gateway.access.decisions import rules as decisions
from gateway.access.decisions.tables import Matter
from gateway.access.endings import rules as endings
from gateway.access.endings.views import EndReason
from gateway.access.partners import addresses
from gateway.access.partners.tables import Partner
from gateway.access.partners.views import PartnerDraft
from gateway.access.suspensions import rules as suspensions
from shared.errors import Conflict, nothing_here
from shared.write import Write, judged


async def draft(write: Write, stated: PartnerDraft, *, production: bool) -> str:
    """Draft a partner, whose systems get no token until two people have approved it."""
    if stated.jwks_url is not None:
        addresses.require_fit(stated.jwks_url, production=production)
    partner = Partner(
        **stated.model_dump(),
        decision_id=await decisions.propose(write, Matter.PARTNER, needed=2),
        recorded_by=write.caller,
    )
    taken = Conflict("code-taken", "This code was given to a partner before; it is given once.", field="code")
    async with judged(write, {"uq_partners_code": taken}):
        write.session.add(partner)
    write.trail("partner.drafted", partner.id)
    return partner.code


async def approve(write: Write, code: str, caller: Caller) -> str:
    """Approve a partner's onboarding; with the second person's approval it may sign in."""
    partner = await standing(write, code)
    if await decisions.approve(write, partner.decision_id, caller):
        write.trail("partner.onboarded", partner.id)
    return code


async def suspend(write: Write, code: str, reason: str) -> str:
    """Suspend a partner: no sign-in and no request of it that begins after this has committed is answered."""
    await suspensions.suspend(write, "partner_id", (await standing(write, code)).id, reason)
    return code


async def resume(write: Write, code: str, caller: Caller) -> str:
    """Approve that a suspended partner may ask again; it may when a second person approves it, too."""
    await suspensions.resume(write, "partner_id", (await standing(write, code)).id, caller)
    return code


async def offboard(write: Write, code: str, reason: EndReason) -> str:
    """End a partner for good, and with it its credentials and agreements; nobody else is ever called by its code."""
    partner = await standing(write, code)
    await endings.end(write, partner, reason)
    write.trail("partner.offboarded", partner.id, reason=reason)
    return code


async def standing(write: Write, code: str) -> Partner:
    """A partner held until this write ends."""
    found = await write.session.exec(select(Partner).where(col(Partner.code) == code).with_for_update())
    partner = found.first()
    if partner is None:
        raise nothing_here()
    if partner.voided_at is not None:
        raise Conflict("offboarded", "The partner has been offboarded.")
    return partner
