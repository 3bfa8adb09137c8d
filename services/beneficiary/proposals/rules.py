"""What may happen to a proposal: another person confirms it, or anybody who sees both rejects it."""

from services.beneficiary.duplicates import rules as duplicates
from services.beneficiary.identities.tables import Proposal
from services.beneficiary.identities.views import Ground, Verdict
from services.beneficiary.merges import rules as merges
from services.beneficiary.merges.reads import PROPOSAL
from shared.facts import find
from shared.mandate import Mandate
from shared.write import Write


async def confirm(write: Write, id: int, ground: Ground, mandate: Mandate) -> int:
    """Merge two registrations as somebody else proposed it; gives the number of the proposal."""
    await merges.confirm(write, id, ground, mandate)
    return id


async def reject(write: Write, id: int, ground: Ground, mandate: Mandate) -> int:
    """Say that two registrations are not to be merged, and remember it of them wherever they were raised as a pair."""
    await find(await write.reader(), PROPOSAL, id, mandate)
    proposal = await write.session.get_one(Proposal, id)
    # Held before it is ruled on, as whoever decides on a pair holds that.
    pairs = await duplicates.hold_between(write, proposal.absorbed_id, proposal.survivor_id)
    await merges.rule_on(write, id, Verdict.REJECTED, ground)
    await duplicates.remember(write, pairs, ground)
    return id
