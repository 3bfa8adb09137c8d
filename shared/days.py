"""Days, which are days in Iraq."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from shared.errors import Invalid

BAGHDAD = ZoneInfo("Asia/Baghdad")


def day_of(moment: datetime) -> date:
    """The day in Asia/Baghdad on which a moment lies."""
    return moment.astimezone(BAGHDAD).date()


def today() -> date:
    """The day that it is in Iraq."""
    return datetime.now(BAGHDAD).date()


def quarter_of(day: date) -> date:
    """The first day of the quarter in which a day lies."""
    return date(day.year, day.month - (day.month - 1) % 3, 1)


def last_quarters(day: date, many: int = 8) -> list[tuple[date, date]]:
    """The first and the last day of so many quarters in a row; the last one ends on the day, whenever it is over."""
    quarters = [(quarter_of(day), day)]
    while len(quarters) < many:
        until = quarters[0][0] - timedelta(days=1)
        quarters.insert(0, (quarter_of(until), until))
    return quarters


def quarter_after(since: date) -> date:
    """The first day of the quarter that follows on the one that begins then."""
    return quarter_of(since + timedelta(days=100))


def its_day(moment: str) -> str:
    """SQL: the day in Asia/Baghdad on which a moment lies."""
    return f"({moment} AT TIME ZONE 'Asia/Baghdad')::date"


def quarter(day: str) -> str:
    """SQL: the first day of the quarter in which a day lies."""
    return f"date_trunc('quarter', {day}::timestamp)::date"


def in_quarter(day: str, wanted: str) -> str:
    """SQL: the same where quarters are `wanted`, and else nothing."""
    return f"CASE WHEN {wanted}::bool THEN {quarter(day)} END"


def require_past(day: date, field: str) -> None:
    """Refuse to record what has not happened yet."""
    if day > today():
        raise Invalid("in-the-future", "This day has not come yet.", field=field)
