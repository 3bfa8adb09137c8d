"""What callers state about enterprises, and are told: what an owner declared, and beside it what was found on site."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, field_serializer

from services.grants.amounts import AmountView, told
from services.grants.granting.doubles.views import PossibleDoubleView
from services.grants.granting.owners.views import MOST, OwnerPart
from shared.callers import DatasetName
from shared.classification import HIGH, LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Amount, Draft, Line
from shared.examples import RECORDED, example
from shared.money import Currency
from shared.pages import Asked
from shared.phones import PhoneNumber
from shared.places import DistrictPcode, Pcode


@listed_as("enterprise-sector")
class Sector(StrEnum):
    """What an enterprise lives from."""

    AGRICULTURE = "agriculture"
    FOOD = "food"
    CONSTRUCTION = "construction"
    MANUFACTURING = "manufacturing"
    SERVICES = "services"
    TRADE = "trade"


@listed_as("enterprise-registration")
class Registration(StrEnum):
    """By what an enterprise is known to the authorities: a register, a letter of support of a local authority, or
    neither."""

    FORMAL = "formal"
    SUPPORT_LETTER = "support_letter"
    NEITHER = "neither"


DECLARED = {
    "name": HIGH,  # small businesses bear the names of their owners
    "legal_name": HIGH,
    "registry_number": HIGH,
    "phone": HIGH,
    "sector": LOW,
    "place": MODERATE,
    "founded": LOW,
    "staff_women": MODERATE,
    "staff_men": MODERATE,
    "revenue": MODERATE,
    "currency": LOW,
    "registration": MODERATE,
}
"""What an owner declares and a visitor looks at, and how sensitive it is."""

ENTERPRISES = Dataset(
    DatasetName.ENTERPRISES,
    {
        "id": LOW,
        **DECLARED,
        "registry_form": HIGH,
        "legal_name_form": HIGH,
        "owners": MODERATE,
        "visited_on": LOW,
        "visited_by": MODERATE,
        **{f"verified_{name}": level for name, level in DECLARED.items()},
        **RECORD_KEEPING,
        "doubles": MODERATE,
    },
)

_ENTERPRISE = {
    "name": "مخبز الأمل",
    "legal_name": "شركة الأمل للمخبوزات المحدودة",
    "registry_number": "٤٥-١٢٠٩٣",
    "phone": "+9647701234567",
    "sector": "food",
    "place": "IQG15Q08",
    "founded": 2011,
    "staff_women": 2,
    "staff_men": 5,
    "revenue": "36000000",
    "currency": "IQD",
    "registration": "formal",
}
_VISITED: dict[str, Any] = {
    "visited_on": "2019-11-20",
    "visited_by": "staff:omar",
    "verified_staff_men": 4,
    "verified_registration": "support_letter",
}

LARGEST_STAFF = 100_000
Staff = Annotated[int, Field(strict=True, ge=0, le=LARGEST_STAFF)]
"""How many people work somewhere."""
Year = Annotated[int, Field(strict=True, ge=1900, le=2100)]


class Declared(Draft):
    """What may be stated of an enterprise beside its name, what it lives from and where it is; an expression of
    interest may lack any of it. Revenue is that of a year, and goes with its currency."""

    legal_name: Line | None = None
    registry_number: Annotated[Line, Field(max_length=40)] | None = None
    phone: PhoneNumber | None = None
    founded: Year | None = None
    staff_women: Staff | None = None
    staff_men: Staff | None = None
    revenue: Amount | None = None
    currency: Currency | None = None
    registration: Registration | None = None


@classified(ENTERPRISES)
@example(**_ENTERPRISE, owners=[{"person": "4821-7730-5142", "sex": "female"}])
class EnterpriseDraft(Declared):
    """An enterprise as its owners declare it: its name as on its sign, what it lives from, its district or
    sub-district, and whose it is."""

    name: Line
    sector: Sector
    place: DistrictPcode
    owners: Annotated[list[OwnerPart], Field(min_length=1, max_length=MOST)]


class EnterprisesAsked(Asked):
    """What is asked of the list of enterprises: of all, or of a sector or a place."""

    sector: Sector | None = None
    place: Pcode | None = None


@classified(ENTERPRISES)
@example(id=9, **_ENTERPRISE, **_VISITED, **RECORDED)
class EnterpriseView(AmountView):
    """An enterprise as the caller may see it: as it was declared and, in fields that begin with `verified_`, as the
    last visitor found it; null is what they did not look at."""

    id: int | None = None
    name: str | None = None
    legal_name: str | None = None
    registry_number: str | None = None
    phone: str | None = None
    sector: Sector | None = None
    place: str | None = None
    founded: int | None = None
    staff_women: int | None = None
    staff_men: int | None = None
    revenue: Decimal | None = None
    registration: Registration | None = None
    visited_on: date | None = None
    visited_by: str | None = None
    verified_name: str | None = None
    verified_legal_name: str | None = None
    verified_registry_number: str | None = None
    verified_phone: str | None = None
    verified_sector: Sector | None = None
    verified_place: str | None = None
    verified_founded: int | None = None
    verified_staff_women: int | None = None
    verified_staff_men: int | None = None
    verified_revenue: Decimal | None = None
    verified_currency: Currency | None = None
    verified_registration: Registration | None = None

    @field_serializer("verified_revenue")
    def _found(self, amount: Decimal | None) -> str | None:
        return told(amount, self.verified_currency)


@classified(ENTERPRISES)
@example(id=41, **_ENTERPRISE, doubles=[], **RECORDED)
class RecordedEnterpriseView(EnterpriseView):
    """An enterprise that was recorded, and others that may be it: those in the caller's areas, about which nobody has
    found out anything yet."""

    doubles: Annotated[
        list[PossibleDoubleView] | None, Field(json_schema_extra={"x-dataset": DatasetName.DOUBLES.value})
    ] = None
