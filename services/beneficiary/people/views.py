"""What callers state about a person and are told of one, and how sensitive each part is."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from services.beneficiary.people.names import NamePart
from shared.callers import DatasetName
from shared.classification import HIGH, LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Day, Draft, once_each
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.places import Pcode
from shared.views import FactView


@listed_as("sex")
class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"
    NOT_STATED = "not_stated"


@listed_as("birth-precision")
class BirthPrecision(StrEnum):
    """How exactly a birth date is known.

    Of a day that is known to the month, the first of the month is kept; of one known to the year, or estimated, 1 July,
    on which people were registered of whom no day was known, or 1 January of a year that has not come so far.
    """

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    ESTIMATED = "estimated"
    UNKNOWN = "unknown"


@listed_as("spoken-language")
class SpokenLanguage(StrEnum):
    """Languages that people in Iraq speak, by ISO 639."""

    ARABIC = "ar"
    CENTRAL_KURDISH = "ckb"
    NORTHERN_KURDISH = "kmr"
    SOUTHERN_KURDISH = "sdh"
    GORANI = "hac"
    SHABAKI = "sdb"
    TURKMEN = "azb"
    SYRIAC = "syr"
    ARMENIAN = "hy"
    MANDAIC = "mid"
    PERSIAN = "fa"
    DOMARI = "rmt"
    ENGLISH = "en"
    SIGNED = "sgn"
    OTHER = "mis"


MOST_LANGUAGES = 5

NAME_PARTS = (
    "given",
    "father",
    "grandfather",
    "great_grandfather",
    "nisba",
    "mother_given",
    "mother_father",
    "mother_grandfather",
    "known_as",
)

NAMES = tuple(f"{part}_{script}" for part in NAME_PARTS for script in ("native", "latin"))
"""The fields that names stand in."""

PEOPLE = Dataset(
    DatasetName.PEOPLE,
    {
        "id": LOW,
        "person_id": MODERATE,
        "registration_number": MODERATE,
        "merged_from": MODERATE,
        **dict.fromkeys(NAMES, HIGH),
        "signs": HIGH,
        "sex": MODERATE,
        "birth_date": HIGH,
        "birth_precision": MODERATE,
        "place": MODERATE,
        "languages": HIGH,  # they can stand for ethnicity
        **RECORD_KEEPING,
    },
)


_PERSON = {
    "given_native": "زينب",
    "father_native": "أحمد",
    "grandfather_native": "حسن",
    "nisba_native": "الجبوري",
    "mother_given_native": "فاطمة",
    "sex": "female",
    "birth_date": "1990-07-01",
    "birth_precision": "year",
    "place": "IQG15Q08N01",
    "languages": ["ar", "azb"],
}


@classified(PEOPLE)
@example(**_PERSON)
class PersonDraft(Draft):
    """A person as they state themselves. Names stand in parts as Iraqi names are built, in native script and, where
    a document or the person writes them so, in Latin; parts that are not known are left out."""

    given_native: NamePart
    given_latin: NamePart | None = None
    father_native: NamePart | None = None
    father_latin: NamePart | None = None
    grandfather_native: NamePart | None = None
    grandfather_latin: NamePart | None = None
    great_grandfather_native: NamePart | None = None
    great_grandfather_latin: NamePart | None = None
    nisba_native: NamePart | None = None
    nisba_latin: NamePart | None = None
    mother_given_native: NamePart | None = None
    mother_given_latin: NamePart | None = None
    mother_father_native: NamePart | None = None
    mother_father_latin: NamePart | None = None
    mother_grandfather_native: NamePart | None = None
    mother_grandfather_latin: NamePart | None = None
    known_as_native: NamePart | None = None
    known_as_latin: NamePart | None = None
    sex: Sex
    birth_date: Day | None = None
    birth_precision: BirthPrecision
    place: Pcode
    """Where the person lives."""
    languages: Annotated[list[SpokenLanguage], once_each, Field(min_length=1, max_length=MOST_LANGUAGES)] | None = None
    """In which the person can be spoken with, the one they like best first."""


class PeopleAsked(Asked):
    """What is asked of the list of people: of the whole register, or of those who live in a place."""

    place: Pcode | None = None


@classified(PEOPLE)
class ParticularsView(FactView):
    """What stands of a registration, as the caller may see it."""

    registration_number: str | None = None
    given_native: str | None = None
    given_latin: str | None = None
    father_native: str | None = None
    father_latin: str | None = None
    grandfather_native: str | None = None
    grandfather_latin: str | None = None
    great_grandfather_native: str | None = None
    great_grandfather_latin: str | None = None
    nisba_native: str | None = None
    nisba_latin: str | None = None
    mother_given_native: str | None = None
    mother_given_latin: str | None = None
    mother_father_native: str | None = None
    mother_father_latin: str | None = None
    mother_grandfather_native: str | None = None
    mother_grandfather_latin: str | None = None
    known_as_native: str | None = None
    known_as_latin: str | None = None
    sex: Sex | None = None
    birth_date: date | None = None
    birth_precision: BirthPrecision | None = None
    place: str | None = None
    languages: list[SpokenLanguage] | None = None


@classified(PEOPLE)
@example(registration_number="4821-7730-5142", merged_from=[], **_PERSON, **RECORDED)
class PersonView(ParticularsView):
    """A person as the caller may see them; `merged_from` has the numbers of other registrations of theirs."""

    merged_from: list[str] | None = None
