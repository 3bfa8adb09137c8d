"""What the police state themselves: what came of a concern that was passed on to them, and of an action that is theirs.
Nothing else of a forum do they change."""

from services.forums.actions import rules as actions
from services.forums.actions.tables import Action
from services.forums.actions.views import ActionEndingDraft
from services.forums.plans.views import Owner
from services.forums.policing.reads import ACTIONS, REFERRALS
from services.forums.referrals import rules as referrals
from services.forums.referrals.tables import Referral
from services.forums.referrals.views import AnswerDraft, Target
from shared.errors import Forbidden
from shared.facts import require_reached
from shared.mandate import Mandate
from shared.write import Write

POLICE = (Owner.COMMUNITY_POLICE, Owner.LOCAL_POLICE)


async def answer(write: Write, id: int, draft: AnswerDraft, mandate: Mandate) -> int:
    """Record what came of a concern that was passed on to the police."""
    await require_reached(await write.reader(), REFERRALS, id, mandate)
    if (await write.session.get_one(Referral, id)).target is not Target.POLICE:
        raise Forbidden("not-to-police", "Police answer what was passed on to the police.")
    return await referrals.answer(write, id, draft, mandate)


async def end(write: Write, id: int, draft: ActionEndingDraft, mandate: Mandate) -> int:
    """Record that an action of the police ended, and what came of it."""
    await require_reached(await write.reader(), ACTIONS, id, mandate)
    if (await write.session.get_one(Action, id)).owner not in POLICE:
        raise Forbidden("not-of-police", "Police say what came of the actions that are theirs.")
    return await actions.end(write, id, draft, mandate)
