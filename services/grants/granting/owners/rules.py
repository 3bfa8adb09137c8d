"""What may happen to owners: they are stated with their enterprise or later, and voided while somebody else owns it.

Whoever changes who owns an enterprise holds it, and so does whoever relies on who does.
"""

from collections.abc import Sequence

from sqlalchemy import func, update
from sqlmodel import col

from services.grants.granting.owners import reads
from services.grants.granting.owners.reads import OWNER
from services.grants.granting.owners.tables import Owner
from services.grants.granting.owners.views import MOST, OwnerDraft, OwnerPart
from shared import facts, recording
from shared.errors import Conflict, NotFound
from shared.facts import find
from shared.mandate import Mandate, Subject
from shared.views import VoidReason
from shared.write import Write


def named(stated: Sequence[OwnerPart], mandate: Mandate) -> list[Subject]:
    """The people whom a new enterprise names as its owners: of all of them the mandate knows, and none is another."""
    people = [mandate.require_subject(part.person, "owners") for part in stated]
    for place, person in enumerate(people):
        if any(other.person_id in person.cluster for other in people[:place]):
            raise _owns_already("owners")
    return people


async def state(
    write: Write, enterprise_id: int, stated: Sequence[OwnerPart], people: Sequence[Subject]
) -> Sequence[Owner]:
    """Record who owns an enterprise that nobody has stated an owner of, in this order."""
    owners = [
        Owner(enterprise_id=enterprise_id, person_id=person.person_id, sex=part.sex, recorded_by=write.caller)
        for part, person in zip(stated, people, strict=True)
    ]
    await recording.record(write, owners)
    for owner in owners:
        write.trail("owner.recorded", owner.id, enterprise=owner.enterprise_id, person=owner.person_id)
    return owners


async def add(write: Write, draft: OwnerDraft, mandate: Mandate) -> int:
    """Record one more owner of an enterprise."""
    reader = await write.reader()
    person = mandate.require_subject(draft.person, "person")
    if not await reads.hold(reader, draft.enterprise_id, mandate.area_patterns):
        raise NotFound("unknown-enterprise", "There is no such enterprise.", field="enterprise_id")
    known = await reads.of_enterprise(reader, draft.enterprise_id)
    if not set(person.cluster).isdisjoint(known):
        raise _owns_already("person")
    if len(known) >= MOST:
        raise Conflict(
            "too-many-owners", "An enterprise has {most} owners at the most.", field="enterprise_id", most=MOST
        )
    [owner] = await state(write, draft.enterprise_id, [draft], [person])
    return owner.id


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void an owner who is not the last."""
    reader = await write.reader()
    owner = await write.session.get(Owner, id)
    if owner is not None:
        await reads.hold(reader, owner.enterprise_id, mandate.area_patterns)
    is_standing = (await find(reader, OWNER, id, mandate)).view.voided_at is None
    assert owner is not None
    if is_standing and len(await reads.of_enterprise(reader, owner.enterprise_id)) == 1:
        raise Conflict("last-owner", "An enterprise has an owner: record another one first.")
    return await facts.void(write, OWNER, id, reason, mandate, person=owner.person_id)


async def void_all(write: Write, enterprise_id: int, reason: VoidReason) -> None:
    """Void the owners of an enterprise, with which they are voided."""
    standing = update(Owner).where(col(Owner.enterprise_id) == enterprise_id, col(Owner.voided_at).is_(None))
    await write.session.execute(
        standing.values(voided_at=func.recorded_now(), voided_by=write.caller, void_reason=reason)
    )


def _owns_already(field: str) -> Conflict:
    return Conflict("owner-already", "This person is stated as an owner already.", field=field)
