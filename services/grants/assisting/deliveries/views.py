"""What callers state about deliveries, and are told."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from services.grants.assisting.provisions.views import MOST_LINES, MOST_UNITS, Unit
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Day, Draft, Identifier, PathIdentifier, ProjectCode
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.views import FactView, View, from_json

MOST_PAGES = 999


@listed_as("return-reason")
class ReturnReason(StrEnum):
    """Why a delivery was taken back."""

    FAULTY = "faulty"
    INCOMPLETE = "incomplete"
    WRONG_ITEM = "wrong_item"
    RETURNED = "returned"


DELIVERIES = Dataset(
    DatasetName.DELIVERIES,
    {
        "id": LOW,
        "delivery_id": LOW,
        "provision_id": LOW,
        "version_id": LOW,
        "version": LOW,
        "assistance_id": LOW,
        "project": LOW,
        "place": MODERATE,
        "delivered_on": LOW,
        "sheet": LOW,
        "page": LOW,
        "lines": MODERATE,
        "number": LOW,
        "item": MODERATE,
        "unit": LOW,
        "quantity": MODERATE,
        "approved_by": MODERATE,
        "returned_on": LOW,
        "return_reason": LOW,
        **RECORD_KEEPING,
    },
)

SheetNumber = Annotated[str, Field(pattern=r"^[A-Z0-9]{1,12}(-[A-Z0-9]{1,12}){0,3}$", max_length=40)]
"""What is printed on a sheet that was signed; nobody is named in it."""
PageNumber = Annotated[int, Field(strict=True, ge=1, le=MOST_PAGES)]

_HANDED = {"number": 2, "quantity": 1}
_DELIVERED = {"provision_id": 9, "delivered_on": "2020-01-26", "sheet": "D-9-1", "page": 1}


@classified(DELIVERIES)
@example(**_HANDED)
class DeliveredPart(Draft):
    """So many units of a line, by its number."""

    number: Annotated[int, Field(strict=True, ge=1, le=MOST_LINES)]
    quantity: Annotated[int, Field(strict=True, ge=1, le=MOST_UNITS)]


def _each_once(lines: list[DeliveredPart]) -> list[DeliveredPart]:
    if len({line.number for line in lines}) < len(lines):
        raise PydanticCustomError("repeated", "has an entry twice")
    return lines


@classified(DELIVERIES)
@example(**_DELIVERED, lines=[_HANDED])
class DeliveryDraft(Draft):
    """What was handed over on a day, and on which page of which sheet its recipient signed for it."""

    provision_id: Identifier
    delivered_on: Day
    sheet: SheetNumber
    page: PageNumber
    lines: Annotated[list[DeliveredPart], AfterValidator(_each_once), Field(min_length=1, max_length=MOST_LINES)]


@classified(DELIVERIES)
@example(returned_on="2020-02-03", return_reason="faulty")
class TakingBackDraft(Draft):
    """That all of a delivery came back on a day, and why. What was good of it is delivered anew."""

    returned_on: Day
    return_reason: ReturnReason


class DeliveriesAsked(Asked):
    """What is asked of the list of deliveries: of all, or of an assistance, of what it is given as, or of a project."""

    provision_id: PathIdentifier | None = None
    assistance_id: PathIdentifier | None = None
    project: ProjectCode | None = None


@classified(DELIVERIES)
class DeliveredView(View):
    """What was handed over of a line."""

    number: int
    item: str
    unit: Unit
    quantity: int


@classified(DELIVERIES)
@example(
    id=12,
    **_DELIVERED,
    assistance_id=214,
    project="JPN-SDN-2019",
    place="IQG15Q08",
    version=1,
    lines=[_HANDED | {"item": "Popcorn machine", "unit": "piece"}],
    **RECORDED,
)
class DeliveryView(FactView):
    """What was handed over on a day, under which version; `returned_on` and `return_reason` where it was taken back, so
    that it is missing again."""

    id: int | None = None
    provision_id: int | None = None
    assistance_id: int | None = None
    project: str | None = None
    place: str | None = None
    version: int | None = None
    delivered_on: date | None = None
    sheet: str | None = None
    page: int | None = None
    lines: Annotated[list[DeliveredView] | None, from_json] = None
    returned_on: date | None = None
    return_reason: ReturnReason | None = None
