"""What may happen to identities: registrations are merged, by two people where that is risky, and a merge is undone.

No fact moves: what was recorded under either number stays there, and whoever reads asks who is one person. Merges are
decided one at a time, which the lock of their table sees to. What is risky is judged of the two people as they are when
it is decided, with all registrations of each, whichever way led there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from sqlalchemy import func, text, update
from sqlmodel import col, select

from services.beneficiary.evidence import reads as evidence
from services.beneficiary.evidence import risks
from services.beneficiary.identities.tables import Identity, Merge, Proposal, Ruling
from services.beneficiary.identities.views import Ground, MergeReason, Risk, Verdict
from services.beneficiary.merges import reads
from services.beneficiary.merges.reads import MERGE, PROPOSAL
from services.beneficiary.merges.views import MergeDraft
from services.beneficiary.people import reads as people
from services.beneficiary.people.tables import Person
from shared import facts
from shared.errors import Conflict, Forbidden, Invalid
from shared.facts import find
from shared.mandate import Mandate
from shared.views import VoidReason
from shared.write import Write, judged

# Of two that merge at once the second waits, and sees what the first did; readers do not.
_ALONE = text("LOCK TABLE merges IN SHARE ROW EXCLUSIVE MODE")

_BELOW = text("""
WITH RECURSIVE below AS (
    SELECT absorbed_id FROM merges WHERE survivor_id = :survivor AND voided_at IS NULL
    UNION
    SELECT merge.absorbed_id FROM merges AS merge JOIN below ON below.absorbed_id = merge.survivor_id
    WHERE merge.voided_at IS NULL
)
SELECT absorbed_id FROM below ORDER BY absorbed_id
""")


@dataclass(frozen=True)
class Effect:
    """What came of it: a merge or, where that takes another person, a proposal; by its number."""

    id: int
    is_proposal: bool = False

    def __str__(self) -> str:
        return f"{'proposal' if self.is_proposal else 'merge'}/{self.id}"

    @classmethod
    def read(cls, reference: str) -> Self:
        """The effect that `str` gave this reference to."""
        kind, _, id = reference.partition("/")
        return cls(int(id), kind == "proposal")


async def merge(write: Write, draft: MergeDraft, mandate: Mandate) -> Effect:
    """Record that two registrations are one person, both of which stand and go on themselves.

    The caller's mandate has to cover both. Where it is risky nobody is merged before another person confirms it.
    """
    if draft.absorbed == draft.survivor:
        raise Invalid("same-registration", "A registration is not merged into itself.", field="absorbed")
    await write.session.execute(_ALONE)
    absorbed_id, survivor_id = await _both(write, draft.absorbed, draft.survivor, mandate)
    if found := await _risks(write, absorbed_id, survivor_id):
        return Effect(await _propose(write, absorbed_id, survivor_id, draft.reason, found), is_proposal=True)
    made = Merge(absorbed_id=absorbed_id, survivor_id=survivor_id, reason=draft.reason, recorded_by=write.caller)
    return Effect(await _merge(write, made))


async def confirm(write: Write, id: int, ground: Ground, mandate: Mandate) -> int:
    """Merge two registrations as somebody else proposed it; gives the number of the merge."""
    await write.session.execute(_ALONE)
    proposed = (await find(await write.reader(), PROPOSAL, id, mandate)).view
    assert proposed.absorbed is not None
    assert proposed.survivor is not None
    proposal = await rule_on(write, id, Verdict.CONFIRMED, ground)
    absorbed_id, survivor_id = await _both(write, proposed.absorbed, proposed.survivor, mandate)
    made = Merge(
        absorbed_id=absorbed_id,
        survivor_id=survivor_id,
        reason=proposal.reason,
        risks=await _risks(write, absorbed_id, survivor_id),
        proposal_id=id,
        proposed_by=proposal.recorded_by,
        recorded_by=write.caller,
    )
    return await _merge(write, made)


async def rule_on(write: Write, id: int, verdict: Verdict, ground: Ground) -> Proposal:
    """Record what somebody says of a proposal: once, and to confirm it somebody else than who made it."""
    proposal = await write.session.get_one(Proposal, id)
    verdicts = {
        "pk_rulings": Conflict("ruled-already", "Somebody has said before what is to become of this."),
        "ck_rulings_two_people": Forbidden("same-person", "Another person than the one who proposed it confirms it."),
    }
    async with judged(write, verdicts):
        write.session.add(
            Ruling(
                proposal_id=id,
                proposed_by=proposal.recorded_by,
                verdict=verdict,
                ground=ground,
                recorded_by=write.caller,
            )
        )
    write.trail("proposal.ruled", id, verdict=verdict)
    return proposal


async def undo(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void a merge: what it absorbed goes on itself again, and for all that were merged into it before or since."""
    await write.session.execute(_ALONE)
    await facts.void(write, MERGE, id, reason, mandate)
    undone = (await write.session.exec(select(Merge).where(col(Merge.id) == id))).one()
    assert undone.voided_at is not None
    await _go_on(write, await _below(write, undone.absorbed_id), undone.absorbed_id, undone.voided_at)
    write.trail("person.unmerged", undone.absorbed_id, person=undone.survivor_id, merge=undone.id, reason=reason)
    return id


async def _both(write: Write, absorbed: str, survivor: str, mandate: Mandate) -> tuple[int, int]:
    """The ids of two registrations that stand and go on themselves; held, so that they do until the write ends."""
    await _hold(write, absorbed, survivor)
    return await _going_on(write, absorbed, mandate, "absorbed"), await _going_on(write, survivor, mandate, "survivor")


async def _risks(write: Write, absorbed_id: int, survivor_id: int) -> list[Risk]:
    return risks.of(await evidence.compared(await write.reader(), absorbed_id, survivor_id))


async def _propose(write: Write, absorbed_id: int, survivor_id: int, reason: MergeReason, found: list[Risk]) -> int:
    if await reads.proposed(await write.reader(), absorbed_id, survivor_id) is not None:
        raise Conflict("proposed-already", "This is proposed and waits for another person.", field="absorbed")
    proposal = Proposal(
        absorbed_id=absorbed_id, survivor_id=survivor_id, reason=reason, risks=found, recorded_by=write.caller
    )
    write.session.add(proposal)
    await write.session.flush()
    write.trail("proposal.made", proposal.id, person=survivor_id, other=absorbed_id)
    return proposal.id


async def _merge(write: Write, made: Merge) -> int:
    """Record a merge, and what follows from it for whoever goes on as somebody else now."""
    now = made.recorded_at = await _now(write)
    write.session.add(made)
    await write.session.flush()
    await _go_on(write, [made.absorbed_id, *await _below(write, made.absorbed_id)], made.survivor_id, now)
    write.trail("person.merged", made.absorbed_id, person=made.survivor_id, merge=made.id, reason=made.reason)
    return made.id


async def _hold(write: Write, *numbers: str) -> None:
    """Hold registrations, so that nobody corrects or voids them until this write ends."""
    held = select(Person.id).where(col(Person.registration_number).in_(numbers)).order_by(col(Person.id))
    await write.session.exec(held.with_for_update())


async def _going_on(write: Write, number: str, mandate: Mandate, field: str) -> int:
    """The id of a registration that stands and was not merged itself."""
    reader = await write.reader()
    await people.person_id(reader, number, mandate, field)
    return await people.own_id(reader, number, mandate, field)


async def _now(write: Write) -> datetime:
    now: datetime = (await write.session.execute(select(func.recorded_now()))).scalar_one()
    return now


async def _below(write: Write, survivor_id: int) -> list[int]:
    """The registrations that merges which stand lead from into this one."""
    return list((await write.session.execute(_BELOW, {"survivor": survivor_id})).scalars())


async def _go_on(write: Write, people_ids: Iterable[int], survivor_id: int, now: datetime) -> None:
    """From this moment on, these registrations go on as the survivor; which itself goes on as nobody else."""
    moved = {*people_ids}
    await write.session.execute(
        update(Identity)
        .where(col(Identity.person_id).in_({*moved, survivor_id}), col(Identity.voided_at).is_(None))
        .values(voided_at=now, voided_by=write.caller, void_reason=VoidReason.CORRECTED)
    )
    write.session.add_all(
        Identity(person_id=person_id, survivor_id=survivor_id, recorded_at=now, recorded_by=write.caller)
        for person_id in sorted(moved)
    )
    await write.session.flush()
