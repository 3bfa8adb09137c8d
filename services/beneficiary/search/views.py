"""What people are sought by."""

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from services.beneficiary.documents.views import DocumentSought
from services.beneficiary.people.numbers import RegistrationNumber
from services.beneficiary.phones.numbers import PhoneNumber
from shared.callers import DatasetName
from shared.classification import HIGH, LOW, MODERATE, Dataset, classified
from shared.cursors import PATTERN
from shared.drafts import Draft, Identifier, Line, ProjectCode
from shared.examples import example
from shared.pages import LONGEST, USUAL
from shared.places import Pcode

SEARCHES = Dataset(
    DatasetName.PEOPLE,
    {
        "document": HIGH,
        "phone": HIGH,
        "registration_number": MODERATE,
        "name": HIGH,
        "birth_year": HIGH,
        "place": MODERATE,
        "household_id": MODERATE,
        "activity_id": MODERATE,
        "project": MODERATE,
        "after": LOW,
        "limit": LOW,
        "count": LOW,
    },
)


@classified(SEARCHES)
@example(name="زينب الجبوري", birth_year=1990, place="IQG15Q08")
class SearchDraft(Draft):
    """What is known of somebody: one thing or several, all of which have to be true of whoever is found.

    Of `name` every word has to be part of the person's name or the mother's, in either script and any order. `place`
    is where they live, or what it lies in; `household_id` the one where they live today; in `activity_id`, or in one
    of `project`, they were present. `after` is the `next` of the page before.
    """

    document: DocumentSought | None = None
    phone: PhoneNumber | None = None
    registration_number: RegistrationNumber | None = None
    name: Line | None = None
    birth_year: Annotated[int, Field(strict=True, ge=1900, le=2100)] | None = None
    place: Pcode | None = None
    household_id: Identifier | None = None
    activity_id: Identifier | None = None
    project: ProjectCode | None = None
    after: Annotated[str, Field(pattern=PATTERN)] | None = None
    limit: Annotated[int, Field(strict=True, ge=1, le=LONGEST)] = USUAL
    count: Annotated[bool, Field(strict=True)] = False

    @model_validator(mode="after")
    def _sought_by_something(self) -> Self:
        if not self.sought_by:
            raise PydanticCustomError("sought", "at least one thing has to be known of whoever is sought")
        return self

    @property
    def sought_by(self) -> tuple[str, ...]:
        """What is stated of whoever is sought."""
        of_page = {"after", "limit", "count"}
        return tuple(
            name for name in SearchDraft.model_fields if name not in of_page and getattr(self, name) is not None
        )
