"""What a clerk writes down about somebody, with the errors of any register.

Rates, each drawn for itself. Names: Latin beside the native form for 35 % of people; a part respelt in the clerk's own
way 6 %; grandfather missing 8 %, great-grandfather written 25 %; mother's name missing 8 %, her father's 25 %, her
grandfather's 55 %; a wife entered with her husband's nisba 12 %; parents entered with their kunya too 8 %. Sex not
stated 0.4 %. Birth: unknown 1 %, estimated on 1 July up to three years off 25 % of those over 30 and 8 % of others,
year alone 4 %, month alone 3 %, day and month swapped 1.5 % where that gives a date.
"""

from datetime import date, datetime
from random import Random
from typing import NamedTuple

from demo import names
from demo.families import RealPerson, age_on
from demo.names import Name
from demo.rows import Particulars
from services.beneficiary.people import signs
from services.beneficiary.people.views import NAMES

LATIN = 0.35
RESPELT = 0.06
NO_GRANDFATHER = 0.08
GREAT_GRANDFATHER = 0.25
NO_MOTHER, NO_MOTHERS_FATHER, NO_MOTHERS_GRANDFATHER = 0.08, 0.25, 0.55
HUSBANDS_NISBA = 0.12
KUNYA = 0.08
SEX_NOT_STATED = 0.004
BIRTH_UNKNOWN = 0.01
BIRTH_ESTIMATED, BIRTH_ESTIMATED_OVER_30 = 0.08, 0.25
YEAR_ALONE, MONTH_ALONE = 0.04, 0.03
SWAPPED = 0.015

_YOUNGEST_UNSURE = 6
"""Below this age the day of birth is known to the mother, and an estimate could fall into the future."""


class Part(NamedTuple):
    """One part of a name in the scripts in which it was written."""

    native: str | None = None
    latin: str | None = None


class Birth(NamedTuple):
    date: date | None
    precision: str


class Writing(NamedTuple):
    given: Part
    father: Part
    grandfather: Part
    great_grandfather: Part
    nisba: Part
    mother_given: Part
    mother_father: Part
    mother_grandfather: Part
    known_as: Part
    sex: str
    birth: Birth
    place: str


def write(random: Random, person: RealPerson, place: str, respelling: float = RESPELT) -> Writing:
    """One clerk's record of somebody. The same person before another clerk gives another record."""
    latin = random.random() < LATIN

    def part(name: Name | None, missing: float = 0.0) -> Part:
        if name is None or random.random() < missing:
            return Part()
        native = names.respelt(random, name) if random.random() < respelling else name.native
        return Part(native, names.in_latin(random, name) if latin else None)

    line, mother = person.lineage, person.mother
    as_wife = person.husband_nisba is not None and random.random() < HUSBANDS_NISBA
    return Writing(
        given=part(person.given),
        father=part(line.father),
        grandfather=part(line.grandfather, NO_GRANDFATHER),
        great_grandfather=part(line.great_grandfather, 1 - GREAT_GRANDFATHER),
        nisba=part(person.husband_nisba if as_wife else line.nisba),
        mother_given=part(mother.given, NO_MOTHER),
        mother_father=part(mother.father, NO_MOTHERS_FATHER),
        mother_grandfather=part(mother.grandfather, NO_MOTHERS_GRANDFATHER),
        known_as=kunya(random, person, latin=latin) if random.random() < KUNYA else Part(),
        sex="not_stated" if random.random() < SEX_NOT_STATED else person.sex,
        birth=stated_birth(random, person.birth),
        place=place,
    )


def kunya(random: Random, person: RealPerson, *, latin: bool) -> Part:
    """Abu or Umm and the eldest's name; nothing for those without children."""
    if person.eldest is None:
        return Part()
    native, spelt = ("أم", "Umm") if person.sex == "female" else ("أبو", "Abu")
    return Part(
        f"{native} {person.eldest.native}", f"{spelt} {names.in_latin(random, person.eldest)}" if latin else None
    )


def stated_birth(random: Random, birth: date) -> Birth:
    years = age_on(birth)
    if years < _YOUNGEST_UNSURE:
        return Birth(birth, "day")
    chance = random.random()
    for precision, share in (
        ("unknown", BIRTH_UNKNOWN),
        ("estimated", BIRTH_ESTIMATED_OVER_30 if years > 30 else BIRTH_ESTIMATED),
        ("year", YEAR_ALONE),
        ("month", MONTH_ALONE),
        ("swapped", SWAPPED),
    ):
        chance -= share
        if chance < 0:
            return _imprecise(random, birth, precision)
    return Birth(birth, "day")


def _imprecise(random: Random, birth: date, precision: str) -> Birth:
    if precision == "unknown":
        return Birth(None, "unknown")
    if precision == "estimated":
        return estimated(random, birth)
    if precision == "year":
        return Birth(date(birth.year, 7, 1), "year")
    if precision == "month":
        return Birth(birth.replace(day=1), "month")
    return swapped(birth)


def estimated(random: Random, birth: date) -> Birth:
    return Birth(date(birth.year + random.randint(-3, 3), 7, 1), "estimated")


def swapped(birth: date) -> Birth:
    """Day and month in each other's place, where the calendar allows it."""
    return Birth(birth.replace(month=birth.day, day=birth.month) if birth.day <= 12 else birth, "day")


def row(
    writing: Writing, languages: list[str] | None, person_id: int, recorded_at: datetime, recorded_by: str
) -> Particulars:
    birth = writing.birth
    written = dict(zip(NAMES, (name for part in writing[:9] for name in part), strict=True))
    return Particulars(
        0,
        person_id,
        *writing.given,
        *writing.father,
        *writing.grandfather,
        *writing.great_grandfather,
        *writing.nisba,
        *writing.mother_given,
        *writing.mother_father,
        *writing.mother_grandfather,
        *writing.known_as,
        writing.sex,
        birth.date,
        birth.precision,
        writing.place,
        languages,
        signs.of(written, birth.date, writing.place),
        recorded_at,
        recorded_by,
    )
