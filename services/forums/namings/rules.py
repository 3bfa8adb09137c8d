"""What may happen to a naming: somebody who consents to it is named, or it is taken back."""

from sqlmodel import col, select

from services.forums.members.reads import MEMBER
from services.forums.members.tables import Member
from services.forums.namings.tables import Naming
from services.forums.namings.views import NamingDraft
from services.forums.restating import restate
from shared import facts
from shared.callers import Purpose
from shared.errors import Conflict, Forbidden
from shared.mandate import Mandate
from shared.views import VoidReason
from shared.write import Write, judged


async def name(write: Write, id: int, draft: NamingDraft, mandate: Mandate) -> int:
    """Record who sits in a seat. The mandate names people who consent now, and nobody else."""
    await facts.hold(write, MEMBER, Member, id, mandate)
    subject = mandate.require_subject(draft.person, "person")
    if Purpose.COMMUNITY_POLICING not in subject.consents:
        raise Forbidden("not-a-subject", "The mandate does not name this person.", field="person")
    naming = Naming(member_id=id, person_id=subject.person_id, recorded_by=write.caller)
    twice = Conflict("named-already", "Somebody is named in this seat.")
    async with judged(write, {"uq_namings_standing": twice}):
        write.session.add(naming)
    write.trail("member.named", id, person=naming.person_id)
    return id


async def unname(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Name nobody in a seat any more."""
    await facts.hold(write, MEMBER, Member, id, mandate)
    standing = select(Naming).where(col(Naming.member_id) == id, col(Naming.voided_at).is_(None))
    named = (await write.session.exec(standing)).first()
    if named is None:
        raise Conflict("nobody-named", "Nobody is named in this seat.")
    await restate(write, [named], [], reason)
    write.trail("member.unnamed", id, person=named.person_id)
    return id
