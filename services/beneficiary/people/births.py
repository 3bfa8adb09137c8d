"""Between which days somebody was born, as far as it is known, and how old that makes them."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from services.beneficiary.people.views import BirthPrecision
from shared.errors import Invalid

OF_AGE = 18
"""The age, in completed years, from which on somebody is no child."""
OFF = 3
"""Years that an estimate may be off, either way."""


@dataclass(frozen=True)
class Born:
    """The first and the last day on which somebody can have been born."""

    first: date
    last: date

    def is_under(self, years: int, on: date) -> bool | None:
        """Whether somebody has not completed so many years on a day; nothing where that cannot be told."""
        oldest, youngest = age(self.first, on) < years, age(self.last, on) < years
        return oldest if oldest is youngest else None


def born(day: date | None, precision: BirthPrecision) -> Born | None:
    """When somebody was born of whom this is stated; nothing where nothing is known."""
    if day is None:
        return None
    match precision:
        case BirthPrecision.DAY:
            return Born(day, day)
        case BirthPrecision.MONTH:
            return Born(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))
        case BirthPrecision.YEAR:
            return Born(date(day.year, 1, 1), date(day.year, 12, 31))
        case BirthPrecision.ESTIMATED:
            return Born(date(day.year - OFF, 1, 1), date(day.year + OFF, 12, 31))
        case BirthPrecision.UNKNOWN:
            return None


def require_born(birth: Born | None, on: date, field: str) -> None:
    """Refuse a day on which somebody cannot have been born yet; what is not known is not held against anybody."""
    if birth is not None and on < birth.first:
        raise Invalid("before-birth", "The person was not born on this day.", field=field)


def age(born: date, on: date) -> int:
    """Completed years; who was born on 29 February completes one on 1 March where there is no such day."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
