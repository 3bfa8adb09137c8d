"""By what partners look people up, and what they are told."""

from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from gateway.access.offers import ASSISTANCES, PEOPLE
from gateway.access.pseudonyms import LENGTH
from shared.callers import DatasetName, Purpose
from shared.classification import HIGH, LOW, MODERATE, Dataset, classified
from shared.drafts import Draft, Line
from shared.examples import example
from shared.views import View

MOST = 100
"""People that are looked up in one request, at the most."""

LOOKUPS = Dataset(
    DatasetName.PEOPLE,
    {
        "purpose": LOW,
        "fields": LOW,
        "people": MODERATE,
        "pseudonym": MODERATE,
        "registration_number": MODERATE,
        "document": HIGH,
        "type": HIGH,
        "number": HIGH,
        "birth_year": MODERATE,
        **PEOPLE.levels,
        "assistances": MODERATE,
    },
)


@classified(LOOKUPS)
class DocumentSought(Draft):
    """A document's type and number, as printed: digits in any script, with or without blanks."""

    type: Line
    number: Line


@classified(LOOKUPS)
class PersonSought(Draft):
    """One person, by one of three: the partner's own pseudonym of them, or a registration number or a document
    together with the year of birth."""

    pseudonym: Annotated[str, Field(pattern=rf"^[A-Za-z0-9_-]{{{LENGTH}}}$")] | None = None
    registration_number: Line | None = None
    document: DocumentSought | None = None
    birth_year: Annotated[int, Field(strict=True, ge=1900, le=2100)] | None = None

    @model_validator(mode="after")
    def _sought_in_one_way(self) -> Self:
        if sum(way is not None for way in (self.pseudonym, self.registration_number, self.document)) != 1:
            raise PydanticCustomError("sought", "state exactly one of pseudonym, registration_number and document")
        if (self.pseudonym is None) != (self.birth_year is not None):
            raise PydanticCustomError(
                "sought", "state birth_year with a registration_number or a document, and not with a pseudonym"
            )
        return self


@classified(LOOKUPS)
@example(
    purpose="livelihood-support",
    fields=["given_native", "sex", "place"],
    assistances=True,
    people=[
        {"pseudonym": "F6Y1W2HJeJNnKs-YBIG1Qc-h7NG8C6MN"},
        {"registration_number": "4821-7730-5142", "birth_year": 1990},
        {"document": {"type": "residence_card", "number": "701719"}, "birth_year": 1973},
    ],
)
class LookupDraft(Draft):
    """The people sought, and for which purpose: that of an agreement in force.

    `fields` narrows the answer to some of the fields that the agreement opens; `assistances` adds the livelihood
    assistance of each person, where the agreement opens it.
    """

    purpose: Purpose
    fields: Annotated[tuple[Annotated[str, Field(max_length=60)], ...], Field(min_length=1, max_length=50)] | None = (
        None
    )
    assistances: Annotated[bool, Field(strict=True)] = False
    people: Annotated[list[PersonSought], Field(min_length=1, max_length=MOST)]


@classified(ASSISTANCES)
class AssistanceFound(View):
    """Livelihood assistance that a person was given; the amount is a string, like "12500.00"."""

    project: str | None = None
    modality: str | None = None
    place: str | None = None
    amount: str | None = None
    currency: str | None = None
    approved_on: date | None = None


@classified(LOOKUPS)
class PersonFound(View):
    """A person, with the fields that the agreement opens, and what the partner calls them from now on."""

    pseudonym: str
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
    sex: str | None = None
    birth_date: date | None = None
    birth_precision: str | None = None
    place: str | None = None
    assistances: list[AssistanceFound] | None = None


@classified(LOOKUPS)
@example(
    people=[
        {
            "pseudonym": "F6Y1W2HJeJNnKs-YBIG1Qc-h7NG8C6MN",
            "given_native": "زينب",
            "sex": "female",
            "place": "IQG15Q08N01",
            "assistances": [
                {
                    "project": "JPN-SDN-2019",
                    "modality": "VT",
                    "place": "IQG15Q08",
                    "amount": "440.00",
                    "currency": "USD",
                    "approved_on": "2020-01-12",
                }
            ],
        },
        None,
        None,
    ]
)
class LookupView(View):
    """One for each person sought, in order.

    Null alike where nobody is known, where the person lies outside the agreement's areas and projects, and where they
    do not consent to its purpose.
    """

    people: list[PersonFound | None]
