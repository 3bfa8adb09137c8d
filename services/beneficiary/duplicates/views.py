"""What callers are told of possible duplicates, and state about them."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from services.beneficiary.documents.views import DOCUMENTS, DocumentView
from services.beneficiary.evidence.views import OF_PEOPLE, FieldEvidenceView, SharedView
from services.beneficiary.identities.views import Ground
from services.beneficiary.people.numbers import RegistrationNumber
from services.beneficiary.people.views import PEOPLE, ParticularsView, PersonView
from services.beneficiary.phones.views import PHONES, PhoneView
from shared.callers import DatasetName
from shared.classification import MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Draft
from shared.examples import RECORDED, example
from shared.pages import Asked, Flag
from shared.views import FactView, View


@listed_as("likeness")
class Likeness(StrEnum):
    """In what two registrations agree: a document; a phone, with given name and year of birth; or names, those of the
    mother among them, and birth, as far as `score` says."""

    DOCUMENT = "document"
    PHONE = "phone"
    NAME = "name"


@listed_as("duplicate-decision")
class Decision(StrEnum):
    """What somebody found out about two registrations."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


@listed_as("duplicate-status")
class Status(StrEnum):
    """How it stands with two registrations: nobody has decided, somebody says that they are one and another person has
    to say so too, or who they are."""

    OPEN = "open"
    PROPOSED = "proposed"
    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


DUPLICATES = Dataset(
    DatasetName.DUPLICATES,
    {
        "id": MODERATE,
        "first_id": MODERATE,
        "second_id": MODERATE,
        "duplicate_id": MODERATE,
        "person": MODERATE,
        "first": MODERATE,
        "second": MODERATE,
        "survivor": MODERATE,
        "likeness": MODERATE,
        "score": MODERATE,
        "decision": MODERATE,
        "ground": MODERATE,
        "status": MODERATE,
        "proposal_id": MODERATE,
        **RECORD_KEEPING,
        "people": MODERATE,
        "differing": MODERATE,
        "evidence": MODERATE,
        "shared": MODERATE,
    },
)

_PAIR = {"first": "4821-7730-5142", "second": "7302-5518-4606", "likeness": "name", "score": 0.93}


class DuplicatesAsked(Asked):
    """What is asked of the list of possible duplicates: of all, or of those that stand in one way or agree in one;
    `waiting` leaves those that wait for the caller: nobody has decided, or somebody else is unsure."""

    status: Status | None = None
    likeness: Likeness | None = None
    waiting: Flag = False

    @property
    def filters(self) -> dict[str, str | int]:
        return {name: value for name, value in super().filters.items() if name != "waiting"}


@classified(DUPLICATES)
@example(id=9, **_PAIR, status="open", **RECORDED)
class DuplicateView(FactView):
    """Two registrations that may be one person, and how it stands with them; `ground` is that of the decision, and
    `proposal_id` the number under which it waits for another person.

    `score`, between 0 and 1, says how much their names and birth agree; null where they agree in something else.
    """

    id: int | None = None
    first: str | None = None
    second: str | None = None
    likeness: Likeness | None = None
    score: float | None = None
    status: Status | None = None
    ground: Ground | None = None
    proposal_id: int | None = None


@classified(DUPLICATES)
class ComparedView(DuplicateView):
    """The two side by side, each as it was stated, with the names of the fields in which they differ, how they go
    together in each field, and what the two people share."""

    people: Annotated[list[ParticularsView] | None, OF_PEOPLE] = None
    differing: list[str] | None = None
    evidence: Annotated[list[FieldEvidenceView] | None, OF_PEOPLE] = None
    shared: Annotated[SharedView | None, OF_PEOPLE] = None


@classified(DUPLICATES)
@example(decision="same", ground="asked", survivor="7302-5518-4606")
class DecisionDraft(Draft):
    """What was found out, and by what. Of the same person `survivor` is the number that goes on."""

    decision: Decision
    ground: Ground
    survivor: RegistrationNumber | None = None


@classified(DUPLICATES)
class PossibleView(View):
    """Somebody else who may be the same person: the number of the pair, whom it is with, in what they agree, of names
    and birth how much, and how the two go together in each field."""

    id: int | None = None
    person: str | None = None
    likeness: Likeness | None = None
    score: float | None = None
    evidence: Annotated[list[FieldEvidenceView] | None, OF_PEOPLE] = None


_POSSIBLE = {"possible_duplicates": MODERATE}
Possible = Annotated[list[PossibleView] | None, Field(json_schema_extra={"x-dataset": DatasetName.DUPLICATES.value})]
"""Others who live where the caller works and may be the person, as long as nobody has decided."""


@classified(Dataset(PEOPLE.name, {**PEOPLE.levels, **_POSSIBLE}))
class RegisteredPersonView(PersonView):
    """A person who was registered or corrected, and who else may be that person."""

    possible_duplicates: Possible = None


@classified(Dataset(DOCUMENTS.name, {**DOCUMENTS.levels, **_POSSIBLE}))
class RecordedDocumentView(DocumentView):
    """A document that was recorded, and who else may be the person who holds it."""

    possible_duplicates: Possible = None


@classified(Dataset(PHONES.name, {**PHONES.levels, **_POSSIBLE}))
class RecordedPhoneView(PhoneView):
    """A phone that was recorded, and who else may be the person who is reached under it."""

    possible_duplicates: Possible = None
