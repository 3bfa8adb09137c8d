"""What may happen to referrals: a concern is passed on, and an answer comes back."""

from sqlmodel import col, select

from services.forums.concerns import handling
from services.forums.concerns.rules import require_concern
from services.forums.concerns.views import ConcernStatus
from services.forums.referrals.reads import REFERRAL
from services.forums.referrals.tables import Referral, ReferralAnswer
from services.forums.referrals.views import AnswerDraft, ReferralDraft
from services.forums.restating import restate
from shared import facts
from shared.days import require_past
from shared.errors import Conflict, Invalid
from shared.mandate import Mandate
from shared.views import VoidReason
from shared.write import Write, judged


async def refer(write: Write, draft: ReferralDraft, mandate: Mandate) -> int:
    """Record that a concern is passed on; it stands so from that day on."""
    require_past(draft.referred_on, "referred_on")
    if draft.answer_due_on < draft.referred_on:
        raise Invalid("due-before", "This is due before it is agreed.", field="answer_due_on")
    concern = await require_concern(write, draft.concern_id, mandate, "concern_id")
    stands = await handling.take_up(write, concern.id, concern.forum_id, "concern_id")
    referral = Referral(**draft.model_dump(), forum_id=concern.forum_id, recorded_by=write.caller)
    write.session.add(referral)
    await write.session.flush()
    write.trail("referral.made", referral.id, forum=referral.forum_id)
    if stands is not ConcernStatus.REFERRED:
        referred = ConcernStatus.REFERRED
        await handling.advance(write, concern.id, concern.forum_id, referred, draft.referred_on, "referred_on")
    return referral.id


async def answer(write: Write, id: int, draft: AnswerDraft, mandate: Mandate) -> int:
    """Record what came back. What follows for the concern, the forum says."""
    referral = await facts.hold(write, REFERRAL, Referral, id, mandate)
    require_past(draft.answered_on, "answered_on")
    if draft.answered_on < referral.referred_on:
        raise Invalid("answered-before", "The concern was passed on after this day.", field="answered_on")
    verdicts = {
        "uq_referral_answers_standing": Conflict("answered-already", "An answer to this referral is recorded."),
        "ck_referral_answers_wall": Invalid(
            "only-answered", "Of a service that helps people only that it answered is recorded.", field="answer"
        ),
    }
    given = ReferralAnswer(**draft.model_dump(), referral_id=id, target=referral.target, recorded_by=write.caller)
    async with judged(write, verdicts):
        write.session.add(given)
    write.trail("referral.answered", id, forum=referral.forum_id)
    return id


async def undo(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Take back an answer that was recorded in error."""
    referral = await facts.hold(write, REFERRAL, Referral, id, mandate)
    standing = select(ReferralAnswer).where(
        col(ReferralAnswer.referral_id) == id, col(ReferralAnswer.voided_at).is_(None)
    )
    given = (await write.session.exec(standing)).first()
    if given is None:
        raise Conflict("not-answered", "No answer to this referral is recorded.")
    await restate(write, [given], [], reason)
    write.trail("referral.reopened", id, forum=referral.forum_id)
    return id
