"""When things are written down: in office hours, Baghdad time, some hours or days after they happened."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random

from shared.days import BAGHDAD

UNKNOWN = datetime.min.replace(tzinfo=UTC)
"""Stands where a time is still to be fixed."""

OPENING = 8 * 60
DOOR_CLOSES = 12 * 60
"""Nobody is registered in the afternoon, so that attendance sheets always come later."""
SHEETS_OPEN = 13 * 60
CLOSING = 16 * 60

_FRIDAY, _SATURDAY = 4, 5
_DELAYS = [0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 5]


def office_day(day: date, step: int = 1) -> date:
    """The day itself, or the nearest one after it (before it, with `step=-1`) on which the offices are open."""
    while day.weekday() in {_FRIDAY, _SATURDAY}:
        day += timedelta(days=step)
    return day


def at(day: date, minute: int, second: int = 0) -> datetime:
    """A minute of that day in Baghdad, in UTC."""
    return datetime.combine(day, time(minute // 60, minute % 60, second), BAGHDAD).astimezone(UTC)


def within(random: Random, day: date, opens: int = OPENING, closes: int = CLOSING) -> datetime:
    """Some time within these minutes of the day."""
    return at(day, random.randrange(opens, closes), random.randrange(60))


def after(random: Random, day: date, opens: int = OPENING, closes: int = CLOSING) -> datetime:
    """Some time in office hours of the day or of one of the next few days."""
    return within(random, office_day(day + timedelta(days=random.choice(_DELAYS))), opens, closes)
