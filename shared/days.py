"""Days, which are days in Iraq."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

BAGHDAD = ZoneInfo("Asia/Baghdad")


def day_of(moment: datetime) -> date:
    """The day in Asia/Baghdad on which a moment lies."""
    return moment.astimezone(BAGHDAD).date()


def today() -> date:
    """The day that it is in Iraq."""
    return datetime.now(BAGHDAD).date()
