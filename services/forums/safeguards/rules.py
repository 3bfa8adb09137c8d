"""What may happen to what protection has to know: it is handed over, from whatever forum there is, closed or not."""

from services.forums.forums.rules import require_forum
from services.forums.safeguards.tables import Safeguard
from services.forums.safeguards.views import SafeguardDraft
from shared.days import require_past
from shared.errors import Invalid
from shared.mandate import Mandate
from shared.write import Write


async def hand_over(write: Write, draft: SafeguardDraft, mandate: Mandate) -> int:
    """Hand to protection what was heard in a forum. Its event says nothing of where or what."""
    require_past(draft.raised_on, "raised_on")
    forum = await require_forum(write, draft.forum_id, mandate)
    if not draft.place.startswith(forum.place):
        raise Invalid("outside-forum", "A forum serves places within its own.", field="place")
    mandate.require_place(draft.place, "place")
    safeguard = Safeguard(**draft.model_dump(), recorded_by=write.caller)
    write.session.add(safeguard)
    await write.session.flush()
    write.trail("safeguard.received", safeguard.id)
    return safeguard.id
