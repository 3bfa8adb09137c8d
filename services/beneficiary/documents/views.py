"""What callers state about identity documents, and are told."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from services.beneficiary.people.numbers import RegistrationNumber
from shared.callers import DatasetName
from shared.classification import HIGH, LOW, MODERATE, RECORD_KEEPING, SEVERE, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Day, Draft, Line
from shared.examples import RECORDED, example
from shared.views import FactView, View


@listed_as("document-type")
class DocumentType(StrEnum):
    """Documents that people in Iraq hold. To hold none is no type: it is never recorded."""

    NATIONAL_CARD = "national_card"
    CIVIL_STATUS_ID = "civil_status_id"
    NATIONALITY_CERTIFICATE = "nationality_certificate"
    RESIDENCE_CARD = "residence_card"
    PDS_CARD = "pds_card"
    PASSPORT = "passport"
    VOTER_CARD = "voter_card"
    MOMD_CARD = "momd_card"
    UNHCR = "unhcr"


Authority = Annotated[Line, Field(max_length=120)]

DOCUMENTS = Dataset(
    DatasetName.DOCUMENTS,
    {
        "id": LOW,
        "person_id": MODERATE,
        "person": MODERATE,
        "type": HIGH,
        "number": HIGH,
        "number_index": HIGH,
        "last_three": HIGH,
        "authority": HIGH,
        "valid_from": HIGH,
        "valid_until": HIGH,
        **RECORD_KEEPING,
        "documents": HIGH,
        "complete": SEVERE,
    },
)


_HELD = {"type": "national_card", "authority": "مديرية الجنسية، تلعفر", "valid_from": "2019-02-03"}


@classified(DOCUMENTS)
@example(**_HELD, number="199012345678")
class DocumentPart(Draft):
    """A document that a person holds. Its number may be typed in any digits, with or without separators; `authority`
    is who issued it, as it is written there."""

    type: DocumentType
    number: Line
    authority: Authority | None = None
    valid_from: Day | None = None
    valid_until: Day | None = None


@classified(DOCUMENTS)
class DocumentSought(Draft):
    """A document by its type and number, by which who holds it is sought."""

    type: DocumentType
    number: Line


@classified(DOCUMENTS)
@example(person="4821-7730-5142", **_HELD, number="199012345678")
class DocumentDraft(DocumentPart):
    """A document, and the person who holds it."""

    person: RegistrationNumber


@classified(DOCUMENTS)
@example(id=23, person="4821-7730-5142", **_HELD, last_three="678", **RECORDED)
class DocumentView(FactView):
    """A document that a person holds; of its number no more than the last three characters."""

    id: int | None = None
    person: str | None = None
    type: DocumentType | None = None
    last_three: str | None = None
    authority: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None


@classified(DOCUMENTS)
class DocumentsView(View):
    """The documents that a person holds, and whether that is all of them.

    An empty list says as much as `complete`, so it is withheld wherever `complete` is.
    """

    documents: list[DocumentView] | None = None
    complete: bool | None = None
