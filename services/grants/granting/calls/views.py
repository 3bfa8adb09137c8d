"""What callers state about calls for applications, and are told."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field, field_serializer

from services.grants.amounts import AmountView
from services.grants.granting.enterprises.views import Sector
from shared.callers import DatasetName
from shared.classification import LOW, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.days import BAGHDAD
from shared.drafts import Amount, Draft, Identifier, Moment, PathIdentifier, YesOrNo, once_each
from shared.examples import RECORDED, example
from shared.money import Currency
from shared.pages import Asked, Flag
from shared.places import DistrictPcode, Level, levels


@listed_as("call-variant")
class Variant(StrEnum):
    """Whom a call of the Enterprise Development Fund is for."""

    GENERAL = "general"
    WOMEN = "women"
    AGRICULTURE = "agriculture"
    RENEWABLE_ENERGY = "renewable_energy"
    INNOVATION = "innovation"
    COVID_RESPONSE = "covid_response"


@listed_as("scoring-version")
class ScoringVersion(StrEnum):
    """By which rules expressions of interest are scored; what was scored by one stays so."""

    EOI_2019 = "eoi-2019"


CALLS = Dataset(
    DatasetName.CALLS,
    {
        "id": LOW,
        "fund_id": LOW,
        "project": LOW,
        "variant": LOW,
        "sectors": LOW,
        "districts": LOW,
        "budget": LOW,
        "smallest": LOW,
        "largest": LOW,
        "currency": LOW,
        "least_years": LOW,
        "least_contribution": LOW,
        "registered": LOW,
        "scoring": LOW,
        "opens_at": LOW,
        "closes_at": LOW,
        **RECORD_KEEPING,
    },
)

_CALL = {
    "fund_id": 3,
    "variant": "general",
    "sectors": ["food", "agriculture"],
    "districts": ["IQG15Q08"],
    "budget": "250000.00",
    "smallest": "7000.00",
    "largest": "30000.00",
    "currency": "USD",
    "least_years": 1,
    "least_contribution": 10,
    "registered": True,
    "scoring": "eoi-2019",
    "opens_at": "2019-05-05T09:00:00+03:00",
    "closes_at": "2019-06-05T16:00:00+03:00",
}

District = Annotated[DistrictPcode, levels(Level.DISTRICT, Level.DISTRICT)]


@classified(CALLS)
@example(**_CALL)
class CallDraft(Draft):
    """A call for applications on a fund, in the fund's currency.

    `budget` is what all awards of the call have together at the most, `smallest` and `largest` what one may ask for.
    Eligible are enterprises of the sectors in the districts, at work for `least_years`, whose owners add
    `least_contribution` per cent of what they ask for, and, where `registered` says so, with a registration or the
    local authority's letter. Received is what comes from `opens_at` on and before `closes_at`.
    """

    fund_id: Identifier
    variant: Variant
    sectors: Annotated[list[Sector], Field(min_length=1, max_length=len(Sector)), once_each]
    districts: Annotated[list[District], Field(min_length=1, max_length=101), once_each]
    budget: Amount
    smallest: Amount
    largest: Amount
    currency: Currency
    least_years: Annotated[int, Field(strict=True, ge=0, le=50)] = 0
    least_contribution: Annotated[int, Field(strict=True, ge=0, le=100)] = 0
    registered: YesOrNo = True
    scoring: ScoringVersion
    opens_at: Moment
    closes_at: Moment


class CallsAsked(Asked):
    """What is asked of the list of calls: of all, of a fund or a variant; `open` leaves those that receive now."""

    fund_id: PathIdentifier | None = None
    variant: Variant | None = None
    open: Flag = False

    @property
    def filters(self) -> dict[str, str | int]:
        return {name: value for name, value in super().filters.items() if name != "open"}


@classified(CALLS)
@example(id=6, **_CALL, project="JPN-SDN-2019", **RECORDED)
class CallView(AmountView):
    """A call. Amounts are strings at the granularity of its currency; times are those of Asia/Baghdad."""

    id: int | None = None
    fund_id: int | None = None
    project: str | None = None
    variant: Variant | None = None
    sectors: list[Sector] | None = None
    districts: list[str] | None = None
    budget: Decimal | None = None
    smallest: Decimal | None = None
    largest: Decimal | None = None
    least_years: int | None = None
    least_contribution: int | None = None
    registered: bool | None = None
    scoring: ScoringVersion | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None

    @field_serializer("opens_at", "closes_at")
    def _in_baghdad(self, moment: datetime | None) -> str | None:
        return None if moment is None else moment.astimezone(BAGHDAD).isoformat()
