"""Days, which are days in Iraq."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from shared.errors import Invalid

BAGHDAD = ZoneInfo("Asia/Baghdad")


def day_of(moment: datetime) -> date:
    """The day in Asia/Baghdad on which a moment lies."""
    return moment.astimezone(BAGHDAD).date()


def today() -> date:
    """The day that it is in Iraq."""
    return datetime.now(BAGHDAD).date()


def require_past(day: date, field: str) -> None:
    """Refuse to record what has not happened yet."""
    if day > today():
        raise Invalid("in-the-future", "This day has not come yet.", field=field)
