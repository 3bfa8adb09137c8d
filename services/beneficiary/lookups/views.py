"""By what the gateway seeks people for a partner, and what it is told; ids and consents never leave the gateway."""

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from services.beneficiary.documents.views import DocumentSought
from services.beneficiary.people.numbers import RegistrationNumber
from services.beneficiary.people.views import ParticularsView
from shared.callers import DatasetName, Purpose
from shared.classification import HIGH, MODERATE, Dataset, classified
from shared.drafts import Draft
from shared.views import View

MOST = 100
"""People that are sought at once, at the most."""

LOOKUPS = Dataset(
    DatasetName.PEOPLE,
    {
        "people": MODERATE,
        "person_id": MODERATE,
        "registration_number": MODERATE,
        "document": HIGH,
        "birth_year": MODERATE,
        "found": MODERATE,
        "cluster": MODERATE,
        "household_id": MODERATE,
        "consents": MODERATE,
        "person": HIGH,
        "withdrawn": MODERATE,
    },
)


@classified(LOOKUPS)
class SoughtDraft(Draft):
    """A person, by one of three: the id behind a pseudonym, or a number together with the year of birth."""

    person_id: Annotated[int, Field(strict=True, ge=0, lt=2**63)] | None = None
    registration_number: RegistrationNumber | None = None
    document: DocumentSought | None = None
    birth_year: Annotated[int, Field(strict=True, ge=1900, le=2100)] | None = None

    @model_validator(mode="after")
    def _sought_in_one_way(self) -> Self:
        ways = (self.person_id, self.registration_number, self.document)
        if sum(way is not None for way in ways) != 1:
            raise PydanticCustomError(
                "sought", "a person is sought by exactly one of id, registration number and document"
            )
        if (self.person_id is None) != (self.birth_year is not None):
            raise PydanticCustomError("sought", "a number goes with the year of birth")
        return self


@classified(LOOKUPS)
class LookupDraft(Draft):
    """The people sought, in an order that the answer keeps."""

    people: Annotated[list[SoughtDraft], Field(min_length=1, max_length=MOST)]


@classified(LOOKUPS)
class FoundView(View):
    """A person within the mandate's areas and projects who consented to its purpose, with the fields it opens."""

    person_id: int
    cluster: list[int]
    household_id: int | None
    consents: list[Purpose]
    person: ParticularsView


@classified(LOOKUPS)
class LookupView(View):
    """One for each person sought: null for nobody, nobody within reach, and nobody who consents, all alike."""

    found: list[FoundView | None]


@classified(LOOKUPS)
class WithdrawnView(View):
    """Those of the mandate's subjects who do not consent to its purpose now, by `person_id`."""

    withdrawn: list[int]
