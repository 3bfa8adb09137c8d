"""What people are sought by."""

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from services.beneficiary.documents.views import DocumentSought
from services.beneficiary.names.closeness import Closeness
from services.beneficiary.people.numbers import RegistrationNumber
from services.beneficiary.people.views import PEOPLE, PersonView
from shared.callers import DatasetName
from shared.classification import HIGH, LOW, MODERATE, Dataset, classified
from shared.cursors import PATTERN
from shared.drafts import Draft, Identifier, Line, ProjectCode
from shared.examples import example
from shared.pages import LONGEST, USUAL
from shared.phones import PhoneNumber
from shared.places import Pcode
from shared.views import View

SEARCHES = Dataset(
    DatasetName.PEOPLE,
    {
        "document": HIGH,
        "phone": HIGH,
        "registration_number": MODERATE,
        "name": HIGH,
        "typing": LOW,
        "mother": HIGH,
        "birth_year": HIGH,
        "place": MODERATE,
        "place_name": MODERATE,
        "household_id": MODERATE,
        "activity_id": MODERATE,
        "project": MODERATE,
        "after": LOW,
        "limit": LOW,
        "count": LOW,
    },
)


NAMED = ("name", "mother")
"""What somebody is sought by who is not known for sure: whoever is found is ranked."""
PAGE = ("after", "limit", "count", "typing")


@classified(SEARCHES)
@example(name="زينب أحمد الجبوري", mother="Fatima", birth_year=1990, place="IQG15Q08")
class SearchDraft(Draft):
    """What is known of somebody: one thing or several.

    By a `name` or the `mother`'s people are found in whatever script and spelling, in any order and with parts missing,
    the likeliest first; with `typing` the last word of `name` may be unfinished, and `birth_year` a few years off.
    Everything else has to be true of whoever is found: by a document, a phone, a number, a household or an activity
    they are found the newest first, and each word of a name has to be true as well. `place` is where they live or what
    it lies in, `place_name` the same by a name in any script; `household_id` the one where they live today; in
    `activity_id`, or in one of `project`, they were present. `after` is the `next` of the page before.
    """

    document: DocumentSought | None = None
    phone: PhoneNumber | None = None
    registration_number: RegistrationNumber | None = None
    name: Line | None = None
    typing: Annotated[bool, Field(strict=True)] = False
    mother: Line | None = None
    birth_year: Annotated[int, Field(strict=True, ge=1900, le=2100)] | None = None
    place: Pcode | None = None
    place_name: Line | None = None
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
        return tuple(name for name in SearchDraft.model_fields if name not in PAGE and getattr(self, name) is not None)


_FOUND = {"score": HIGH, "matched": HIGH, "part": LOW, "closeness": LOW}


@classified(Dataset(PEOPLE.name, _FOUND))
class MatchView(View):
    """A part of the name, or the birth, that agrees with what is sought, and in what."""

    part: str
    closeness: Closeness


@classified(Dataset(PEOPLE.name, {**PEOPLE.levels, **_FOUND}))
class PersonFoundView(PersonView):
    """A person who was found. Where they were sought by a name, `score` is how well they fit, from 0 to 1, and
    `matched` by what."""

    score: float | None = None
    matched: list[MatchView] | None = None
