"""What callers state about exchange rates, and are told."""

import re
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema, field_serializer
from pydantic_core import PydanticCustomError

from shared.callers import DatasetName
from shared.classification import LOW, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Day, Draft
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.views import FactView


@listed_as("rate-source")
class RateSource(StrEnum):
    """Who says what a dollar is in dinars."""

    UN_OPERATIONAL = "un_operational"
    CBI_OFFICIAL = "cbi_official"
    CBI_SALE = "cbi_sale"
    MARKET = "market"


RATES = Dataset(
    DatasetName.RATES,
    {
        "id": LOW,
        "source": LOW,
        "starts_on": LOW,
        "ends_on": LOW,
        "dinars": LOW,
        **RECORD_KEEPING,
    },
)

_DINARS = re.compile(r"(0|[1-9][0-9]{0,5})(\.[0-9]{1,4})?")


def _rate(value: Any) -> Decimal:
    if not isinstance(value, str) or not _DINARS.fullmatch(value) or not (rate := Decimal(value)):
        raise PydanticCustomError("rate", 'must be dinars for one dollar, written as a string like "1450"')
    return rate


Dinars = Annotated[
    Decimal,
    BeforeValidator(_rate),
    WithJsonSchema({"type": "string", "pattern": rf"^{_DINARS.pattern}$", "examples": ["1450"]}),
]

_RATE = {"source": "cbi_official", "starts_on": "2018-01-01", "ends_on": "2020-12-19", "dinars": "1190"}


@classified(RATES)
@example(**_RATE)
class RateDraft(Draft):
    """How many dinars a dollar is, as a source has it, from the first to the last of some days."""

    source: RateSource
    starts_on: Day
    ends_on: Day
    dinars: Dinars


class RatesAsked(Asked):
    """What is asked of the list of rates: of all, or of a source."""

    source: RateSource | None = None


@classified(RATES)
@example(id=2, **_RATE, **RECORDED)
class RateView(FactView):
    """How many dinars a dollar is on some days, the first and the last among them."""

    id: int | None = None
    source: RateSource | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    dinars: Decimal | None = None

    @field_serializer("dinars")
    def _written(self, dinars: Decimal | None) -> str | None:
        return None if dinars is None else told(dinars)


def told(dinars: Decimal) -> str:
    """A rate with as many places as it has."""
    return f"{dinars.normalize():f}"
