"""What may happen to a registration: it is made, corrected, and voided if nobody stands behind it.

One that was merged into another goes on there, and is neither corrected nor voided any more.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlmodel import col

from services.beneficiary.people import births, numbers, reads, signs
from services.beneficiary.people.reads import PERSON
from services.beneficiary.people.tables import Particulars, Person
from services.beneficiary.people.views import BirthPrecision, PersonDraft
from shared import facts, recording
from shared.days import today
from shared.errors import Conflict, Invalid
from shared.facts import require_state
from shared.mandate import Mandate
from shared.versions import Expected
from shared.views import VoidReason
from shared.write import Write

_IF_FREE = """
INSERT INTO people (registration_number, recorded_by) SELECT drawn, $2 FROM unnest($1::text[]) AS drawn
ON CONFLICT (registration_number) DO NOTHING RETURNING id
"""
_FIELDS = set(PersonDraft.model_fields)
"""What is stated of a person; whoever registers somebody may state more beside it."""


async def register(write: Write, draft: PersonDraft, mandate: Mandate) -> int:
    """Register a person under a new number; gives the person's id."""
    require_sound(draft, mandate)
    [stated] = await enrol(write, [draft])
    return stated.person_id


async def enrol(write: Write, drafts: Sequence[PersonDraft]) -> list[Particulars]:
    """Register people who are sound, each under a new number; gives what is stated of them, in the same order."""
    ids = await _numbered(write, len(drafts))
    stated = [_stated(draft, id, write.caller) for draft, id in zip(drafts, ids, strict=True)]
    await recording.record(write, stated)
    for id in ids:
        write.trail("person.registered", id)
    return stated


async def correct(write: Write, number: str, draft: PersonDraft, expected: Expected, mandate: Mandate) -> int:
    """Replace what was stated of a person: the old particulars are voided and the new ones begin at that moment.

    Refused if the person is not in the state that is expected.
    """
    await reads.person_id(await write.reader(), number, mandate, "registration_number")
    require_sound(draft, mandate)
    person_id = await _hold(write, number, mandate)
    if not await reads.stands(await write.reader(), person_id):
        raise Conflict("already-voided", "This registration was voided meanwhile.")
    await require_state(write, PERSON, number, mandate, expected)
    now: datetime = (await write.session.execute(select(func.recorded_now()))).scalar_one()
    await write.session.execute(
        update(Particulars)
        .where(col(Particulars.person_id) == person_id, col(Particulars.voided_at).is_(None))
        .values(voided_at=now, voided_by=write.caller, void_reason=VoidReason.CORRECTED)
    )
    stated = _stated(draft, person_id, write.caller)
    stated.recorded_at = now
    write.session.add(stated)
    write.trail("person.corrected", person_id)
    return person_id


async def void(write: Write, number: str, reason: VoidReason, mandate: Mandate) -> int:
    """State that nobody stands behind a registration; refused while others are merged into it."""
    person_id = await _hold(write, number, mandate)
    if await reads.has_absorbed(await write.reader(), person_id):
        raise Conflict("others-merged-into", "Other registrations were merged into this one: undo that first.")
    return await facts.void(write, PERSON, number, reason, mandate)


async def _hold(write: Write, number: str, mandate: Mandate) -> int:
    """The id of the registration under this very number; held, so that nobody merges it until this write ends."""
    person_id = await reads.own_id(await write.reader(), number, mandate)
    await write.session.get(Person, person_id, with_for_update=True)
    return await reads.own_id(await write.reader(), number, mandate)  # it may have been merged before it was held


async def require_born(write: Write, id: int, on: date, field: str) -> None:
    """Refuse a day on which a person cannot have been born yet; what is not known is not held against anybody."""
    births.require_born(await reads.birth(await write.reader(), id), on, field)


def require_sound(draft: PersonDraft, mandate: Mandate) -> None:
    """Refuse what cannot be true of a person, and whoever lives outside the caller's areas."""
    mandate.require_place(draft.place, "place")
    if (draft.birth_date is None) != (draft.birth_precision is BirthPrecision.UNKNOWN):
        raise Invalid(
            "birth-unclear", "A birth date goes with its precision, and none with 'unknown'.", field="birth_precision"
        )
    if draft.birth_date is not None and draft.birth_date > today():
        raise Invalid("born-in-the-future", "Nobody is registered before birth.", field="birth_date")


def _stated(draft: PersonDraft, person_id: int, caller: str) -> Particulars:
    stated = draft.model_dump(include=_FIELDS) | {"birth_date": _kept(draft.birth_date, draft.birth_precision)}
    found_by = signs.of(stated, stated["birth_date"], draft.place)
    return Particulars(**stated, signs=found_by, person_id=person_id, recorded_by=caller)


def _kept(born: date | None, precision: BirthPrecision) -> date | None:
    """The day that stands for what is known of a birth."""
    if born is None or precision is BirthPrecision.DAY:
        return born
    if precision is BirthPrecision.MONTH:
        return born.replace(day=1)
    mid_year = date(born.year, 7, 1)
    return mid_year if mid_year <= today() else date(born.year, 1, 1)


async def _numbered(write: Write, many: int) -> list[int]:
    """So many people under numbers that nobody has; in a full register a drawn number may be taken."""
    reader = await write.reader()
    ids: list[int] = []
    while len(ids) < many:
        drawn = [numbers.draw() for _ in range(many - len(ids))]
        ids += [id for (id,) in await reader.fetch(_IF_FREE, drawn, write.caller)]
    return ids
