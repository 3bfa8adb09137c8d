"""What the gateway asks about the people a request names, and is told; this never leaves the gateway."""

from typing import Annotated

from pydantic import Field

from services.beneficiary.people.numbers import RegistrationNumber
from services.beneficiary.people.views import ParticularsView
from services.beneficiary.records.views import RecordView
from shared.callers import DatasetName, Purpose
from shared.classification import LOW, MODERATE, Dataset, classified
from shared.drafts import Draft, Line
from shared.examples import example
from shared.mandate import MOST_SUBJECTS
from shared.views import View

SUBJECTS = Dataset(
    DatasetName.PEOPLE,
    {
        "references": MODERATE,
        "subjects": MODERATE,
        "reference": MODERATE,
        "person_id": MODERATE,
        "cluster": MODERATE,
        "household_id": MODERATE,
        "people": MODERATE,
        "person": MODERATE,
        "registration_number": MODERATE,
        "purposes": LOW,
        "consents": MODERATE,
        "record": MODERATE,
        "subject": MODERATE,
    },
)


@classified(SUBJECTS)
class SubjectsDraft(Draft):
    """Registration numbers as a caller stated them."""

    references: Annotated[list[Annotated[Line, Field(max_length=20)]], Field(max_length=MOST_SUBJECTS)]


@classified(SUBJECTS)
class SubjectView(View):
    """Whom a reference stands for: the person, all ids of the same identity, and the household they live in now."""

    reference: str
    person_id: int
    cluster: list[int]
    household_id: int | None


@classified(SUBJECTS)
class SubjectsView(View):
    """The references that stand for someone within the caller's areas; the others are left out."""

    subjects: list[SubjectView]


@classified(SUBJECTS)
class ConsentingPersonView(View):
    """Somebody who consents now, with what the mandate opens of them."""

    reference: str
    person_id: int
    cluster: list[int]
    person: ParticularsView


@classified(SUBJECTS)
class ConsentingView(View):
    """Those who consent; nobody, nobody within the caller's areas, and nobody who consents are left out alike."""

    people: list[ConsentingPersonView]


@classified(SUBJECTS)
@example(registration_number="4821-7730-5142", purposes=["livelihood-support"])
class AnchorDraft(Draft):
    """Whose record is asked for, and to which purposes it is asked whether they consent now."""

    registration_number: RegistrationNumber
    purposes: Annotated[list[Purpose], Field(max_length=len(Purpose))]


@classified(SUBJECTS)
class AgreedView(View):
    """A person as they are now: all ids of the same identity, and to which of the purposes asked about they consent."""

    person_id: int
    cluster: list[int]
    consents: list[Purpose]


@classified(SUBJECTS)
class AnchorView(View):
    """A person's record, and whom it is about; `subject` is null where the registration is voided now."""

    record: RecordView
    subject: AgreedView | None
