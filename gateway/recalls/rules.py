"""What may happen to a recall: the partner confirms that it has destroyed what it kept."""

from sqlmodel import col, select

from gateway.access.agreements.tables import Agreement
from gateway.access.callers import Caller
from gateway.access.pseudonyms import Pseudonyms
from gateway.recalls import reads
from gateway.recalls.tables import Destruction
from gateway.recalls.views import ConfirmationDraft
from shared.errors import NotFound
from shared.write import Write


async def confirm(write: Write, caller: Caller, pseudonyms: Pseudonyms, draft: ConfirmationDraft) -> int:
    """Record what a partner says it has destroyed; what it was never told about does not count."""
    kept = await reads.kept(await write.reader(), caller.name, draft.agreement)
    if not kept:
        raise NotFound("nothing-told", "The partner keeps nothing of what it was told under this agreement.")
    agreement = (await write.session.exec(select(Agreement).where(col(Agreement.code) == draft.agreement))).one()
    told = {person_id for part in kept for person_id in part.people}
    named = {pseudonyms.meant(one, caller.name, draft.agreement) for one in draft.pseudonyms}
    destroyed = sorted(told.intersection(id for id in named if id is not None))
    for person_id in destroyed:
        write.session.add(Destruction(agreement_id=agreement.id, person_id=person_id, recorded_by=write.caller))
    await write.session.flush()
    write.trail("agreement.recall_confirmed", agreement.id, people=len(destroyed))
    return len(destroyed)
