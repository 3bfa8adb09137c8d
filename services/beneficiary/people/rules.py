"""What may happen to a registration: it is made, corrected, and voided if nobody stands behind it."""

from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from services.beneficiary.people import numbers, reads, spelling
from services.beneficiary.people.reads import PERSON
from services.beneficiary.people.tables import Particulars, Person
from services.beneficiary.people.views import NAMES, BirthPrecision, PersonDraft
from shared.database import constraint
from shared.days import today
from shared.errors import Conflict, Invalid
from shared.facts import require_state
from shared.mandate import Mandate
from shared.versions import Expected
from shared.views import VoidReason
from shared.write import Write


async def register(write: Write, draft: PersonDraft, mandate: Mandate) -> int:
    """Register a person under a new number; gives the person's id."""
    _require_sound(draft, mandate)
    person = await _number_someone(write)
    write.session.add(_stated(draft, person.id, write.caller))
    await write.trail("person.registered", person.id)
    return person.id


async def correct(write: Write, number: str, draft: PersonDraft, expected: Expected, mandate: Mandate) -> int:
    """Replace what was stated of a person: the old particulars are voided and the new ones begin at that moment.

    Refused if the person is not in the state that is expected.
    """
    person_id = await reads.person_id(await write.reader(), number, mandate, "registration_number")
    _require_sound(draft, mandate)
    person = await write.session.get(Person, person_id, with_for_update=True)
    if person is None or person.voided_at is not None:
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
    await write.trail("person.corrected", person_id)
    return person_id


async def require_born(write: Write, id: int, on: date, field: str) -> None:
    """Refuse a day on which a person cannot have been born yet; what is not known is not held against anybody."""
    birth = await reads.birth(await write.reader(), id)
    if birth is not None and on < birth.first:
        raise Invalid("before-birth", "The person was not born on this day.", field=field)


def _require_sound(draft: PersonDraft, mandate: Mandate) -> None:
    mandate.require_place(draft.place, "place")
    if (draft.birth_date is None) != (draft.birth_precision is BirthPrecision.UNKNOWN):
        raise Invalid(
            "birth-unclear", "A birth date goes with its precision, and none with 'unknown'.", field="birth_precision"
        )
    if draft.birth_date is not None and draft.birth_date > today():
        raise Invalid("born-in-the-future", "Nobody is registered before birth.", field="birth_date")


def _stated(draft: PersonDraft, person_id: int, caller: str) -> Particulars:
    stated = draft.model_dump() | {"birth_date": _kept(draft.birth_date, draft.birth_precision)}
    words = spelling.words(getattr(draft, name) for name in NAMES)
    return Particulars(**stated, name_words=words, person_id=person_id, recorded_by=caller)


def _kept(born: date | None, precision: BirthPrecision) -> date | None:
    """The day that stands for what is known of a birth."""
    if born is None or precision is BirthPrecision.DAY:
        return born
    if precision is BirthPrecision.MONTH:
        return born.replace(day=1)
    mid_year = date(born.year, 7, 1)
    return mid_year if mid_year <= today() else date(born.year, 1, 1)


async def _number_someone(write: Write) -> Person:
    """A person under a number that nobody has; in a full register a drawn number may be taken."""
    while True:
        person = Person(registration_number=numbers.draw(), recorded_by=write.caller)
        try:
            async with write.session.begin_nested():
                write.session.add(person)
        except IntegrityError as error:
            if constraint(error) != "uq_people_registration_number":
                raise
        else:
            return person
