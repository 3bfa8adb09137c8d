"""How the evidence about two registrations is told, and how sensitive it is."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from services.beneficiary.documents.views import DocumentType
from shared.callers import DatasetName
from shared.classification import HIGH, LOW, MODERATE, Dataset, classified
from shared.codes import listed_as
from shared.examples import example
from shared.views import View


@listed_as("evidence")
class Evidence(StrEnum):
    """How what two registrations state in one field goes together; `near` is what may be the same, spelt or
    noted otherwise."""

    AGREES = "agrees"
    NEAR = "near"
    DIFFERS = "differs"
    UNKNOWN = "unknown"


@listed_as("shared-household")
class Together(StrEnum):
    """Whether two people lived in one household: at one time, one after the other, or not as far as is known."""

    AT_ONCE = "at_once"
    IN_TURN = "in_turn"
    NOT_KNOWN = "not_known"


@listed_as("conflict")
class Conflict(StrEnum):
    """In what registrations of one person contradict each other: two of it at once."""

    SEX = "sex"
    BIRTH_DATE = "birth_date"
    HOUSEHOLD = "household"
    HEAD = "head"
    DISPLACEMENT = "displacement"
    DISABILITY = "disability"


EVIDENCE = Dataset(
    DatasetName.PEOPLE,
    {
        "field": LOW,
        "evidence": LOW,
        "documents": HIGH,
        "phone": HIGH,
        "household": MODERATE,
        "conflict": LOW,
        "statements": LOW,
        "person": MODERATE,
        "id": LOW,
        "value": LOW,
    },
)
"""How a field goes together is as sensitive as the field, and told where that is."""

OF_PEOPLE = Field(json_schema_extra={"x-dataset": DatasetName.PEOPLE.value})
"""Says in the document whose fields these are."""


@classified(EVIDENCE)
@example(field="mother_given", evidence="near")
class FieldEvidenceView(View):
    """How two registrations go together in a field; a part of a name is one field, in whichever script it is stated."""

    field: str
    evidence: Evidence


@classified(EVIDENCE)
class SharedView(View):
    """What two people share: kinds of documents with the same number, a phone, and a household.

    Each is absent where the caller does not read it of people. No `documents` does not mean that there are none.
    """

    documents: Annotated[
        list[DocumentType] | None, Field(json_schema_extra={"x-dataset": DatasetName.DOCUMENTS.value})
    ] = None
    phone: Annotated[bool | None, Field(json_schema_extra={"x-dataset": DatasetName.PHONES.value})] = None
    household: Annotated[Together | None, Field(json_schema_extra={"x-dataset": DatasetName.HOUSEHOLDS.value})] = None


@classified(EVIDENCE)
class ConflictStatementView(View):
    """What one registration states: by its number, null where the caller does not see it; with the number of the fact
    where it has one. `value` is a code, a day, or of households the number."""

    person: str | None
    id: int | None
    value: str


@classified(EVIDENCE)
@example(
    conflict="displacement",
    statements=[
        {"person": "4821-7730-5142", "id": 9, "value": "returnee"},
        {"person": "7302-5518-4606", "id": 31, "value": "idp_camp"},
    ],
)
class ConflictView(View):
    """A contradiction, with all statements that take part in it. Which of them is right nobody has said yet."""

    conflict: Conflict
    statements: list[ConflictStatementView]
