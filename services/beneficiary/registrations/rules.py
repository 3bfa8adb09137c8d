"""What may happen at a visit: people are registered, with a household or without, and what they show and say with them.

The rules are those of each noun. What they refuse is told with the place where it stands in the request, such as
`people.2.phones.0.number`, and then nothing of the visit is recorded. Facts of one kind are written in one statement.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from services.beneficiary.consents import rules as consents
from services.beneficiary.displacements import rules as displacements
from services.beneficiary.displacements.views import DisplacementDraft
from services.beneficiary.documents import rules as documents
from services.beneficiary.duplicates import finding
from services.beneficiary.functioning import rules as functioning
from services.beneficiary.households import rules as households
from services.beneficiary.households.restating import headed_already
from services.beneficiary.households.views import Relation
from services.beneficiary.people import reads as people_reads
from services.beneficiary.people import rules as people
from services.beneficiary.people.births import born
from services.beneficiary.people.tables import Particulars
from services.beneficiary.phones import rules as phones
from services.beneficiary.registrations.reads import Visit
from services.beneficiary.registrations.views import RegistrationDraft, VisitConsentPart, VisitPersonPart
from shared.callers import DatasetName
from shared.errors import DomainError, Invalid
from shared.mandate import Mandate
from shared.write import Write

Registered = Sequence[tuple[str, VisitPersonPart, Particulars]]
"""The people of a visit, in order: where each stands in the request, what is stated, and what is kept already."""


async def register(write: Write, key: bytes, draft: RegistrationDraft, mandate: Mandate) -> Visit:
    """Record all of a visit, and raise whoever of it may be registered already."""
    _require_opened(draft, mandate)
    visit = await _record(write, key, draft, mandate)
    numbered = any(person.documents or person.phones for person in draft.people)
    await finding.look_whole(write, visit.people, numbered)
    return visit


async def _record(write: Write, key: bytes, draft: RegistrationDraft, mandate: Mandate) -> Visit:
    household_id = await _household(write, draft, mandate)
    for at, person in enumerate(draft.people):
        with _within(f"people.{at}"):
            _require_membership(person, household_id)
            people.require_sound(person, mandate)
    kept = await people.enrol(write, draft.people)
    everybody = [
        (f"people.{at}", person, stated) for at, (person, stated) in enumerate(zip(draft.people, kept, strict=True))
    ]
    if household_id is not None:
        await _join(write, household_id, everybody)
    await _documents(write, key, everybody)
    await _phones(write, everybody)
    await _functioning(write, everybody)
    await _consents(write, everybody, mandate)
    return Visit(household_id, tuple(stated.person_id for stated in kept))


@contextmanager
def _within(part: str) -> Iterator[None]:
    """Tell what is refused with where it stands: in this part of the request."""
    try:
        yield
    except DomainError as refused:
        refused.field = f"{part}.{refused.field}" if refused.field else part
        raise


def _require_opened(draft: RegistrationDraft, mandate: Mandate) -> None:
    """Refuse a visit with something in it that the mandate does not open at all."""
    mandate.scope(DatasetName.PEOPLE)
    stated = {
        DatasetName.HOUSEHOLDS: draft.household is not None or draft.household_id is not None,
        DatasetName.DISPLACEMENTS: draft.household is not None and draft.household.displacement is not None,
        DatasetName.DOCUMENTS: any(person.documents for person in draft.people),
        DatasetName.PHONES: any(person.phones for person in draft.people),
        DatasetName.FUNCTIONING: any(person.functioning for person in draft.people),
        DatasetName.CONSENTS: any(person.consents for person in draft.people),
    }
    for dataset, is_stated in stated.items():
        if is_stated:
            mandate.scope(dataset)


async def _household(write: Write, draft: RegistrationDraft, mandate: Mandate) -> int | None:
    if draft.household_id is not None:
        if draft.household is not None:
            raise Invalid(
                "two-households", "A visit is to one household: a new one or one there is.", field="household"
            )
        await households.require_household(write, draft.household_id, mandate)
        await households.require_receiving(write, draft.household_id, None, "household_id")
        return draft.household_id
    if draft.household is None:
        return None
    with _within("household"):
        id = await households.form(write, draft.household, mandate)
    if (status := draft.household.displacement) is not None:
        of_household = DisplacementDraft.model_construct(household_id=id, **dict(status))
        with _within("household.displacement"):
            await displacements.state(write, of_household, mandate)
    return id


def _require_membership(person: VisitPersonPart, household_id: int | None) -> None:
    for field in ("relation", "joined_on"):
        stated = getattr(person, field)
        if household_id is None and stated is not None:
            raise Invalid("without-household", "This goes with a household, and there is none.", field=field)
        if household_id is not None and stated is None:
            raise Invalid(
                "membership-unclear",
                "In a household it is said of everybody what they are, and since when.",
                field=field,
            )


async def _join(write: Write, household_id: int, everybody: Registered) -> None:
    memberships, headed_by = [], None
    for part, person, stated in everybody:
        relation, joined_on = _membership(person)
        with _within(part):
            memberships.append(households.member(household_id, stated, relation, joined_on, write.caller))
            if relation is Relation.HEAD and headed_by is not None:
                raise headed_already()
        headed_by = part if relation is Relation.HEAD else headed_by
    # Nobody of them lives anywhere else; what else can be refused is another head in the household.
    with _within(headed_by or "people"):
        await households.keep(write, memberships)


def _membership(person: VisitPersonPart) -> tuple[Relation, date]:
    assert person.relation is not None
    assert person.joined_on is not None
    return person.relation, person.joined_on


async def _documents(write: Write, key: bytes, everybody: Registered) -> None:
    kept = []
    for part, person, stated in everybody:
        numbers: set[Any] = set()
        for at, document in enumerate(person.documents):
            with _within(f"{part}.documents.{at}"):
                held = documents.held(document, key, stated.person_id, write.caller)
                if held.number_index in numbers:
                    raise documents.recorded_already()
            numbers.add(held.number_index)
            kept.append(held)
    if kept:
        await documents.keep(write, kept)


async def _phones(write: Write, everybody: Registered) -> None:
    kept = []
    for part, person, stated in everybody:
        numbers: set[str] = set()
        for at, phone in enumerate(person.phones):
            with _within(f"{part}.phones.{at}"):
                reached = phones.reaching(phone, stated.person_id, write.caller)
                if reached.number in numbers:
                    raise phones.recorded_already()
            numbers.add(reached.number)
            kept.append(reached)
    if kept:
        await phones.keep(write, kept)


async def _functioning(write: Write, everybody: Registered) -> None:
    kept = []
    for part, person, stated in everybody:
        if person.functioning is not None:
            birth = born(stated.birth_date, stated.birth_precision)
            with _within(f"{part}.functioning"):
                kept.append(functioning.answers(person.functioning, stated.person_id, birth, write.caller))
    if kept:
        await functioning.keep(write, kept)


async def _consents(write: Write, everybody: Registered, mandate: Mandate) -> None:
    notices = await consents.held_notices(write, (each for _, person, _ in everybody for each in person.consents))
    ids = [stated.person_id for _, _, stated in everybody]
    kept = []
    for part, person, stated in everybody:
        for at, consent in enumerate(person.consents):
            with _within(f"{part}.consents.{at}"):
                proxy = "proxy_at" if consent.proxy_at is not None else "proxy" if consent.proxy is not None else None
                consents.require_sound(consent, stated.birth_date, proxy)
                proxy_id = await _proxy(write, consent, ids, mandate)
                kept.append(consents.decision(consent, stated.person_id, notices, write.caller, proxy_id, proxy))
    if kept:
        await consents.keep(write, kept)


async def _proxy(write: Write, consent: VisitConsentPart, ids: list[int], mandate: Mandate) -> int | None:
    """Who speaks for a child: somebody of this visit, or somebody who was registered before."""
    if consent.proxy_at is not None:
        if consent.proxy is not None:
            raise Invalid("two-proxies", "One person speaks for a child.", field="proxy_at")
        if consent.proxy_at >= len(ids):
            raise Invalid("nobody-at-this-place", "There is nobody at this place of the visit.", field="proxy_at")
        return ids[consent.proxy_at]
    if consent.proxy is None:
        return None
    return await people_reads.person_id(await write.reader(), consent.proxy, mandate, "proxy")
