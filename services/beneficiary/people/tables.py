"""What we keep of a person: the registration, which never changes, and the particulars, which are corrected."""

from datetime import date

from sqlalchemy import ARRAY, CheckConstraint, Index, Text, text
from sqlmodel import Field

from services.beneficiary.people.views import MOST_LANGUAGES, PEOPLE, BirthPrecision, Sex, SpokenLanguage
from services.beneficiary.tables import Table
from shared.classification import classified
from shared.tables import Fact, append_only, coded


@append_only
@classified(PEOPLE)
class Person(Table, Fact, table=True):
    """A registration: the person's number here and, by `id`, everywhere behind the door."""

    __tablename__ = "people"
    __table_args__ = (Index("ix_people_voided_at", "voided_at", "id", postgresql_where=text("voided_at IS NOT NULL")),)

    id: int = Field(default=None, primary_key=True)
    registration_number: str = Field(max_length=14, unique=True)


@append_only
@classified(PEOPLE)
class Particulars(Table, Fact, table=True):
    """What was stated of a person at one time; of the rows of one person, one stands at any moment."""

    __tablename__ = "particulars"
    __table_args__ = (
        Index("uq_particulars_standing", "person_id", unique=True, postgresql_where=text("voided_at IS NULL")),
        Index("ix_particulars_person_id", "person_id"),
        Index(
            "ix_particulars_place",
            "place",
            "person_id",
            postgresql_where=text("voided_at IS NULL"),
            postgresql_ops={"place": "varchar_pattern_ops"},  # for LIKE, whatever the database's collation
        ),
        Index(
            "ix_particulars_signs",
            "signs",
            postgresql_using="gin",
            # Whoever is registered is looked for at once: what is put off would be read through each time.
            postgresql_with={"fastupdate": "off"},
            postgresql_where=text("voided_at IS NULL"),
        ),
        CheckConstraint("(birth_date IS NULL) = (birth_precision = 'unknown')", name="birth"),
        CheckConstraint("birth_precision <> 'month' OR extract(day FROM birth_date) = 1", name="month"),
        CheckConstraint(
            "birth_precision NOT IN ('year', 'estimated') OR to_char(birth_date, 'MM-DD') IN ('07-01', '01-01')",
            name="year",
        ),
        CheckConstraint(
            f"cardinality(languages) BETWEEN 1 AND {MOST_LANGUAGES}"
            f" AND languages <@ ARRAY{[code.value for code in SpokenLanguage]}::text[]",
            name="languages",
        ),
    )

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id")
    given_native: str = Field(max_length=80)
    given_latin: str | None = Field(default=None, max_length=80)
    father_native: str | None = Field(default=None, max_length=80)
    father_latin: str | None = Field(default=None, max_length=80)
    grandfather_native: str | None = Field(default=None, max_length=80)
    grandfather_latin: str | None = Field(default=None, max_length=80)
    great_grandfather_native: str | None = Field(default=None, max_length=80)
    great_grandfather_latin: str | None = Field(default=None, max_length=80)
    nisba_native: str | None = Field(default=None, max_length=80)
    nisba_latin: str | None = Field(default=None, max_length=80)
    mother_given_native: str | None = Field(default=None, max_length=80)
    mother_given_latin: str | None = Field(default=None, max_length=80)
    mother_father_native: str | None = Field(default=None, max_length=80)
    mother_father_latin: str | None = Field(default=None, max_length=80)
    mother_grandfather_native: str | None = Field(default=None, max_length=80)
    mother_grandfather_latin: str | None = Field(default=None, max_length=80)
    known_as_native: str | None = Field(default=None, max_length=80)
    known_as_latin: str | None = Field(default=None, max_length=80)
    sex: Sex = Field(sa_type=coded(Sex))
    birth_date: date | None = None
    birth_precision: BirthPrecision = Field(sa_type=coded(BirthPrecision))
    place: str = Field(max_length=11)
    languages: list[SpokenLanguage] | None = Field(default=None, sa_type=ARRAY(Text))
    signs: list[str] = Field(sa_type=ARRAY(Text), sa_column_kwargs={"server_default": "{}"})
    """What the person is found by: see the module of this name."""
