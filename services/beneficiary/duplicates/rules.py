"""What may happen to a possible duplicate: it is raised with what it is found by, and somebody decides who it is."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, update
from sqlmodel import col, select

from services.beneficiary.documents import rules as documents
from services.beneficiary.documents.tables import Document
from services.beneficiary.documents.views import DocumentDraft
from services.beneficiary.duplicates import finding, reads
from services.beneficiary.duplicates.reads import DUPLICATE
from services.beneficiary.duplicates.tables import DuplicateDecision, PossibleDuplicate
from services.beneficiary.duplicates.views import Decision, DecisionDraft, Likeness
from services.beneficiary.identities.views import Ground, MergeReason, Verdict
from services.beneficiary.merges import rules as merges
from services.beneficiary.merges.reads import proposed
from services.beneficiary.merges.views import MergeDraft
from services.beneficiary.people import reads as people
from services.beneficiary.people import rules as registering
from services.beneficiary.people.views import PersonDraft
from services.beneficiary.phones import rules as phones
from services.beneficiary.phones.tables import Phone
from services.beneficiary.phones.views import PhoneDraft
from shared.errors import Conflict, Invalid
from shared.facts import find
from shared.mandate import Mandate
from shared.versions import Expected
from shared.views import VoidReason
from shared.write import Write

_REASONS = {Likeness.DOCUMENT: MergeReason.SAME_DOCUMENT, Likeness.PHONE: MergeReason.SAME_PHONE}


async def register(write: Write, draft: PersonDraft, mandate: Mandate) -> int:
    """Register a person, and raise whoever is likely the same."""
    id = await registering.register(write, draft, mandate)
    await finding.look_whole(write, [id], numbered=False)
    return id


async def correct(write: Write, number: str, draft: PersonDraft, expected: Expected, mandate: Mandate) -> int:
    """Correct what a person states, and raise whoever is likely the same by what is stated now."""
    id = await registering.correct(write, number, draft, expected, mandate)
    await finding.look_whole(write, [id])
    return id


async def record_document(write: Write, key: bytes, draft: DocumentDraft, mandate: Mandate) -> int:
    """Record a document, and raise whoever else holds the same one."""
    id = await documents.record(write, key, draft, mandate)
    await finding.look(write, [(await write.session.get_one(Document, id)).person_id])
    return id


async def record_phone(write: Write, draft: PhoneDraft, mandate: Mandate) -> int:
    """Record a phone, and raise whoever else is reached under it and is alike in more."""
    id = await phones.record(write, draft, mandate)
    await finding.look(write, [(await write.session.get_one(Phone, id)).person_id])
    return id


async def decide(write: Write, id: int, draft: DecisionDraft, mandate: Mandate) -> int:
    """Record what was found out about a pair. The same person is merged under the number that is stated or, where that
    is risky, proposed to be; different people are not, whoever proposed it."""
    pair = await _held(write, id, mandate)
    if (draft.decision is Decision.SAME) != (draft.survivor is not None):
        raise Invalid("survivor-unclear", "Of the same person it is said which number goes on.", field="survivor")
    if draft.survivor is not None:
        await _merge(write, pair, draft.survivor, draft.ground, mandate)
    if draft.decision is Decision.DIFFERENT:
        proposal = await proposed(await write.reader(), pair.first_id, pair.second_id)
        if proposal is not None:
            await merges.rule_on(write, proposal, Verdict.REJECTED, draft.ground)
    await _decided(write, id, draft.decision, draft.ground)
    return id


async def hold_between(write: Write, one_id: int, other_id: int) -> list[int]:
    """The pairs that were raised of two people, about which nobody else decides until this write ends."""
    ids = await reads.between(await write.reader(), one_id, other_id)
    for id in ids:
        await write.session.get_one(PossibleDuplicate, id, with_for_update={"key_share": True})
    return ids


async def remember(write: Write, pairs: Sequence[int], ground: Ground) -> None:
    """Record of pairs that are held that somebody takes the two for different people, or that too little is known."""
    decision = Decision.UNSURE if ground is Ground.TOO_LITTLE else Decision.DIFFERENT
    for id in pairs:
        await _decided(write, id, decision, ground)


async def _held(write: Write, id: int, mandate: Mandate) -> PossibleDuplicate:
    """A pair about which somebody may decide, held until this write ends."""
    await find(await write.reader(), DUPLICATE, id, mandate)
    pair = await write.session.get_one(PossibleDuplicate, id, with_for_update={"key_share": True})
    if await people.are_one(await write.reader(), pair.first_id, pair.second_id):
        raise Conflict("one-person-already", "These are one person already: undo the merge first.")
    return pair


async def _decided(write: Write, id: int, decision: Decision, ground: Ground) -> None:
    now: datetime = (await write.session.exec(select(func.recorded_now()))).one()
    await write.session.execute(
        update(DuplicateDecision)
        .where(col(DuplicateDecision.duplicate_id) == id, col(DuplicateDecision.voided_at).is_(None))
        .values(voided_at=now, voided_by=write.caller, void_reason=VoidReason.CORRECTED)
    )
    write.session.add(
        DuplicateDecision(duplicate_id=id, decision=decision, ground=ground, recorded_at=now, recorded_by=write.caller)
    )
    await write.session.flush()
    write.trail("duplicate.decided", id, decision=decision)


async def _merge(write: Write, pair: PossibleDuplicate, survivor: str, ground: Ground, mandate: Mandate) -> None:
    """Merge the two of a pair as they go on now, or propose to."""
    numbers = [await people.number_of(await write.reader(), id) for id in (pair.first_id, pair.second_id)]
    if survivor not in numbers:
        raise Invalid("survivor-unclear", "The number that goes on is one of the two.", field="survivor")
    [absorbed] = [number for number in numbers if number != survivor]
    known_by = MergeReason.SAID_SO if ground is Ground.ASKED else MergeReason.RECOGNISED
    reason = _REASONS.get(pair.likeness, known_by)  # that two are alike in name says nothing of why they are one
    merging = MergeDraft(absorbed=absorbed, survivor=survivor, reason=reason)
    await merges.merge(write, merging, mandate)
