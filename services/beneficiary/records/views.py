"""What callers ask of a person's record, and are told: what was known at a moment, and what changed."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field
from pydantic.config import JsonDict

from services.beneficiary.consents.views import ConsentView
from services.beneficiary.displacements.views import DisplacementView
from services.beneficiary.documents.views import DocumentView
from services.beneficiary.enrolments.views import EnrolmentView
from services.beneficiary.evidence.views import ConflictView
from services.beneficiary.functioning.views import FunctioningView
from services.beneficiary.households.views import HouseholdView, MembershipView
from services.beneficiary.people.views import PersonView
from services.beneficiary.phones.views import PhoneView
from shared.callers import DatasetName
from shared.classification import HIGH, LOW, MODERATE, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Day, Draft, Moment
from shared.examples import example
from shared.views import View, VoidReason

RECORDS = Dataset(
    DatasetName.PEOPLE,
    {
        "as_of": LOW,
        "on": LOW,
        "more": LOW,
        "person": MODERATE,
        "household": MODERATE,
        "membership": MODERATE,
        "displacement": MODERATE,
        "phones": HIGH,
        "functioning": HIGH,
        "documents": HIGH,
        "enrolments": MODERATE,
        "consents": MODERATE,
        "conflicts": MODERATE,
    },
)

CHANGES = Dataset(
    DatasetName.PEOPLE,
    {
        "dataset": LOW,
        "id": LOW,
        "change": LOW,
        "fields": LOW,
        "field": LOW,
        "before": LOW,
        "after": LOW,
        "at": MODERATE,
        "by": MODERATE,
        "reason": MODERATE,
    },
)
"""What a change was is as sensitive as the field that changed, and told where that field is."""


def of(dataset: DatasetName) -> JsonDict:
    """Says in the document whose fields a part of a record has: a mandate opens each dataset for itself."""
    return {"x-dataset": dataset.value}


@classified(RECORDS)
class RecordAsked(Draft):
    """As it was known at which moment, and how things stood on which day; by default now, and the moment's day."""

    as_of: Moment | None = None
    on: Day | None = None


@classified(RECORDS)
class RecordView(View):
    """A person's record as it was known at `as_of`, null for now, of what was so on the day `on`.

    Each section has what the mandate opens of its dataset, and is absent where that is nothing. `membership` is
    null for somebody who lived in no household then, `household` also where it lies out of reach; `displacement` is the
    person's own status or the household's. No `documents` does not mean that there are none. `conflicts` is there where
    registrations of the person contradict each other in something that the caller sees. A list has 200 rows at the
    most: `more` names the lists of which there is more than that, `documents` to those alone who may read whether they
    are complete.
    """

    as_of: datetime | None = None
    on: date | None = None
    more: list[str]
    person: Annotated[PersonView | None, Field(json_schema_extra=of(DatasetName.PEOPLE))] = None
    household: Annotated[HouseholdView | None, Field(json_schema_extra=of(DatasetName.HOUSEHOLDS))] = None
    membership: Annotated[MembershipView | None, Field(json_schema_extra=of(DatasetName.HOUSEHOLDS))] = None
    displacement: Annotated[DisplacementView | None, Field(json_schema_extra=of(DatasetName.DISPLACEMENTS))] = None
    phones: Annotated[list[PhoneView] | None, Field(json_schema_extra=of(DatasetName.PHONES))] = None
    functioning: Annotated[list[FunctioningView] | None, Field(json_schema_extra=of(DatasetName.FUNCTIONING))] = None
    documents: Annotated[list[DocumentView] | None, Field(json_schema_extra=of(DatasetName.DOCUMENTS))] = None
    enrolments: Annotated[list[EnrolmentView] | None, Field(json_schema_extra=of(DatasetName.ENROLMENTS))] = None
    consents: Annotated[list[ConsentView] | None, Field(json_schema_extra=of(DatasetName.CONSENTS))] = None
    conflicts: list[ConflictView] | None = None


@listed_as("change")
class Change(StrEnum):
    """What happened to a fact."""

    RECORDED = "recorded"
    CORRECTED = "corrected"
    VOIDED = "voided"


Value = str | int | bool | list[str] | list[dict[str, str]] | None
"""What stood in a field, as it stands in the record."""


@classified(CHANGES)
class FieldChangeView(View):
    """A field, and what stood there before and after; null for nothing."""

    field: str
    before: Value
    after: Value


@classified(CHANGES)
@example(
    dataset="people",
    change="corrected",
    at="2019-11-05T09:12:44.018221Z",
    by="staff:zahra",
    reason="corrected",
    fields=[{"field": "grandfather_native", "before": "حسين", "after": "حسن"}],
)
class ChangeView(View):
    """What happened to a fact about a person: which one, when, by whom, and of what is voided why.

    `id` is the fact's own number where it is read by one.
    """

    dataset: DatasetName
    id: int | None = None
    change: Change
    at: datetime
    by: str | None = None
    reason: VoidReason | None = None
    fields: list[FieldChangeView]
