"""What may happen at a sitting: members come, stand aside on what concerns them, vote, and the committee decides.

Nobody votes on an application of an enterprise that they verified or on which they ever stood aside.
"""

from decimal import Decimal

from services.grants.granting.applications import moving as applications
from services.grants.granting.applications.assessment import Reason
from services.grants.granting.applications.reads import case, is_cleared
from services.grants.granting.applications.stages import Stage
from services.grants.granting.applications.tables import Application
from services.grants.granting.awards import rules as awards
from services.grants.granting.calls.rules import require_call
from services.grants.granting.sittings import reads
from services.grants.granting.sittings.reads import SITTING
from services.grants.granting.sittings.tables import Member, Recusal, Ruling, Sitting, Vote
from services.grants.granting.sittings.views import (
    Decision,
    RecusalDraft,
    RulingDraft,
    SittingDraft,
    SittingView,
    VoteDraft,
)
from shared import facts
from shared.days import today
from shared.errors import Conflict, Forbidden, Invalid, NotFound, already_voided
from shared.facts import find
from shared.mandate import Mandate
from shared.views import VoidReason
from shared.write import Write, judged

_STAGE_AFTER = {Decision.REJECTED: Stage.REJECTED, Decision.WAITLISTED: Stage.WAITLISTED}


async def convene(write: Write, draft: SittingDraft, mandate: Mandate) -> int:
    """Convene a sitting on the applications to a call."""
    mandate.require_country()
    await require_call(write, draft.call_id, mandate)
    sitting = Sitting(**draft.model_dump(), recorded_by=write.caller)
    write.session.add(sitting)
    await write.session.flush()
    write.trail("sitting.convened", sitting.id, call=sitting.call_id)
    return sitting.id


async def join(write: Write, id: int, mandate: Mandate) -> int:
    """Say that one is at a sitting, on its day."""
    await write.session.get(Sitting, id, with_for_update={"read": True})
    sitting = await _sitting(write, id, mandate)
    if sitting.held_on != today():
        raise Conflict("other-day", "The sitting is on another day.")
    there = Conflict("there-already", "This member is at the sitting.")
    async with judged(write, {"pk_sitting_members": there}):
        write.session.add(Member(sitting_id=id, recorded_by=write.caller))
    write.trail("sitting.joined", id)
    return id


async def recuse(write: Write, id: int, draft: RecusalDraft, mandate: Mandate) -> int:
    """Stand aside on an application before voting on it."""
    sitting = await _sitting(write, id, mandate)
    await _require_there(write, id)
    application = await _before_the_committee(write, sitting, draft.application_id, mandate)
    if await reads.has_voted(await write.reader(), application.id, write.caller):
        raise Conflict("voted-already", "Whoever voted on an application cannot stand aside on it any more.")
    aside = Conflict("recused-already", "This member stands aside on the application.", field="application_id")
    async with judged(write, {"pk_recusals": aside}):
        write.session.add(Recusal(sitting_id=id, **draft.model_dump(), recorded_by=write.caller))
    write.trail("sitting.recused", id, application=application.id)
    return id


async def vote(write: Write, id: int, draft: VoteDraft, mandate: Mandate) -> int:
    """Vote on an application, once at a sitting."""
    sitting = await _sitting(write, id, mandate)
    await _require_there(write, id)
    application = await _before_the_committee(write, sitting, draft.application_id, mandate)
    await _require_may_decide(write, application)
    voted = Conflict("voted-already", "This member has voted on the application.", field="application_id")
    async with judged(write, {"pk_votes": voted}):
        write.session.add(Vote(sitting_id=id, **draft.model_dump(), recorded_by=write.caller))
    write.trail("sitting.voted", id, application=application.id)
    return id


async def rule(write: Write, id: int, draft: RulingDraft, mandate: Mandate) -> int:
    """Record what the committee decided on an application, as its votes have it; approved, it is awarded a grant."""
    if (draft.decision is Decision.APPROVED) != (draft.amount is not None):
        raise Invalid("amount-with-approval", "An approval states an amount, and nothing else does.", field="amount")
    sitting = await _sitting(write, id, mandate)
    await _require_there(write, id)
    application = await _before_the_committee(write, sitting, draft.application_id, mandate)
    await _require_may_decide(write, application)
    votes = await reads.tally(await write.reader(), id, application.id)
    if sum(votes.values()) < sitting.quorum:
        raise Conflict("no-quorum", "It takes the votes of {quorum} members.", quorum=sitting.quorum)
    carried = votes["votes_for"] > votes["votes_against"]
    if carried is (draft.decision is Decision.REJECTED):
        raise Conflict("against-the-votes", "The committee voted otherwise.", field="decision")
    ruled = Conflict("ruled-already", "The sitting has decided on this application.", field="application_id")
    async with judged(write, {"pk_rulings": ruled}):
        write.session.add(Ruling(sitting_id=id, **draft.model_dump(), **votes, recorded_by=write.caller))
    if draft.amount is not None:
        await _require_approvable(write, application, draft.amount)
        assert sitting.held_on is not None
        await awards.approve(write, application, draft.amount, sitting.held_on, mandate)
        await applications.step(write, application, Stage.INVESTMENT_COMMITTEE, Reason.COMMITTEE)
    else:
        await applications.step(write, application, _STAGE_AFTER[draft.decision], Reason.COMMITTEE)
    write.trail("sitting.ruled", id, application=application.id, decision=draft.decision)
    return id


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void a sitting to which nobody came."""
    mandate.require_country()
    await find(await write.reader(), SITTING, id, mandate)
    await write.session.get(Sitting, id, with_for_update=True)
    if (await _sitting(write, id, mandate)).members:
        raise Conflict("sitting-held", "Somebody is at this sitting.")
    await facts.void(write, SITTING, id, reason, mandate)
    return id


async def _sitting(write: Write, id: int, mandate: Mandate) -> SittingView:
    sitting = (await find(await write.reader(), SITTING, id, mandate)).view
    if sitting.voided_at is not None:
        raise already_voided()
    return sitting


async def _require_there(write: Write, id: int) -> None:
    if not await reads.is_member(await write.reader(), id, write.caller):
        raise Forbidden("not-at-the-sitting", "Only who is at the sitting takes part in it.")


async def _before_the_committee(
    write: Write, sitting: SittingView, application_id: int, mandate: Mandate
) -> Application:
    """An application to the call of a sitting that is ready for the committee; held, so that votes on it and the ruling
    follow one another."""
    unknown = NotFound("unknown-application", "The call has no such application.", field="application_id")
    try:
        application = await applications.hold(write, application_id, mandate)
    except NotFound:
        raise unknown from None
    if application.call_id != sitting.call_id:
        raise unknown
    await applications.require_stage(await write.reader(), application_id, Stage.BUSINESS_PLAN)
    return application


async def _require_may_decide(write: Write, application: Application) -> None:
    match await reads.why_aside(await write.reader(), application.id, write.caller):
        case "recused":
            raise Forbidden("recused", "This member stands aside on the application.", field="application_id")
        case "verified-it":
            raise Forbidden("verified-it", "Nobody decides on what they verified.", field="application_id")


async def _require_approvable(write: Write, application: Application, amount: Decimal) -> None:
    """Refuse what was not cleared, whoever may see that, and more than is asked for."""
    reader = await write.reader()
    if not await is_cleared(reader, application.id):
        raise Conflict("not-cleared", "The check against sanction lists has not cleared this.", field="application_id")
    asked = (await case(reader, application.id))["amount"]
    if asked is None or amount > asked:
        raise Conflict("more-than-asked", "Nobody is granted more than they ask for.", field="amount")
