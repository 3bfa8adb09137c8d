"""What may happen to a follow-up: it is recorded once a mark of assistance that was given, and voided."""

from services.grants.assisting.assistances.rules import require_assistance
from services.grants.assisting.followups import reads
from services.grants.assisting.followups.tables import FollowUp
from services.grants.assisting.followups.views import MONTHS, FollowUpDraft, FollowUpMark
from shared.days import require_past
from shared.errors import Conflict, Invalid
from shared.mandate import Mandate
from shared.write import Write, judged


async def follow_up(write: Write, draft: FollowUpDraft, mandate: Mandate) -> int:
    """Record what was found at a mark, after the mark before it has passed."""
    require_past(draft.followed_on, "followed_on")
    assistance = await require_assistance(write, draft.assistance_id, mandate, alone=True)
    given = await reads.given_on(await write.reader(), assistance.id)
    early = Invalid("not-given-yet", "Nothing is followed up before it was given.", field="followed_on")
    if given is None or draft.followed_on < given:
        raise early
    if draft.followed_on < await reads.later(await write.reader(), given, _before(draft.mark)):
        raise Invalid("another-mark", "On this day it is followed up at an earlier mark.", field="mark")
    followup = FollowUp(**draft.model_dump(), recorded_by=write.caller)
    done = Conflict("followed-up-already", "This was followed up at this mark.", field="mark")
    async with judged(write, {"uq_followups_standing": done, "followup_after_giving": early}):
        write.session.add(followup)
    write.trail("followup.recorded", followup.id, assistance=followup.assistance_id)
    return followup.id


def _before(mark: FollowUpMark) -> int:
    """The months of the mark before."""
    return max((months for months in MONTHS.values() if months < MONTHS[mark]), default=0)
