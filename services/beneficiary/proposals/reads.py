"""Proposals that can be confirmed, within a mandate."""

from services.beneficiary.merges.reads import PROPOSAL
from services.beneficiary.merges.views import ProposalView
from services.beneficiary.proposals.views import ProposalsAsked
from shared.errors import Forbidden
from shared.facts import Found
from shared.lists import ANYTHING, Lister, Sought, listed
from shared.mandate import Mandate
from shared.pages import Asked, Page


async def proposals(lister: Lister, asked: ProposalsAsked, caller: str, mandate: Mandate) -> Found[Page[ProposalView]]:
    """A page of what waits for another person, the newest first; without what `caller` proposed where that is asked."""
    if asked.others and not PROPOSAL.dataset.readable(mandate.scope(PROPOSAL.dataset.name), ("recorded_by",)):
        raise Forbidden("not-in-mandate", "This caller does not see what this filters by.", field="others")
    sought = Sought(("fact.recorded_by <> {}",), (caller,)) if asked.others else ANYTHING
    page = Asked(after=asked.after, limit=asked.limit, count=asked.count)
    return await listed(lister, PROPOSAL, page, mandate, sought)
