"""What may happen to identities: two registrations are merged, and a merge is undone.

No fact moves: what was recorded under either number stays there, and whoever reads asks who is one person. Merges are
decided one at a time, which the lock of their table sees to.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, text, update
from sqlmodel import col, select

from services.beneficiary.identities.tables import Identity, Merge
from services.beneficiary.merges.reads import MERGE
from services.beneficiary.merges.views import MergeDraft
from services.beneficiary.people import reads as people
from services.beneficiary.people.tables import Person
from shared import facts
from shared.errors import Invalid
from shared.mandate import Mandate
from shared.views import VoidReason
from shared.write import Write

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


async def merge(write: Write, draft: MergeDraft, mandate: Mandate) -> int:
    """Record that two registrations are one person, both of which stand and go on themselves.

    The caller's mandate has to cover both.
    """
    if draft.absorbed == draft.survivor:
        raise Invalid("same-registration", "A registration is not merged into itself.", field="absorbed")
    await write.session.execute(_ALONE)
    await _hold(write, draft.absorbed, draft.survivor)
    absorbed_id = await _going_on(write, draft.absorbed, mandate, "absorbed")
    survivor_id = await _going_on(write, draft.survivor, mandate, "survivor")
    now = await _now(write)
    made = Merge(
        absorbed_id=absorbed_id,
        survivor_id=survivor_id,
        reason=draft.reason,
        recorded_at=now,
        recorded_by=write.caller,
    )
    write.session.add(made)
    await write.session.flush()
    await _go_on(write, [absorbed_id, *await _below(write, absorbed_id)], survivor_id, now)
    await write.trail("person.merged", absorbed_id, person=survivor_id, merge=made.id, reason=draft.reason)
    return made.id


async def undo(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void a merge: what it absorbed goes on itself again, and for all that were merged into it before or since."""
    await write.session.execute(_ALONE)
    await facts.void(write, MERGE, id, reason, mandate)
    undone = (await write.session.exec(select(Merge).where(col(Merge.id) == id))).one()
    assert undone.voided_at is not None
    await _go_on(write, await _below(write, undone.absorbed_id), undone.absorbed_id, undone.voided_at)
    await write.trail("person.unmerged", undone.absorbed_id, person=undone.survivor_id, merge=undone.id, reason=reason)
    return id


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
