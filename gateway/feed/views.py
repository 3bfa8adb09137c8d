"""What is kept of events, and what administrators are told of how far they have come."""

from datetime import datetime

from shared.callers import DatasetName, Service
from shared.classification import LOW, MODERATE, Dataset, classified
from shared.views import View

FEED = Dataset(
    DatasetName.EVENTS,
    {
        "service": LOW,
        "sequence": LOW,
        "type": LOW,
        "subject": MODERATE,
        "data": MODERATE,
        "time": LOW,
        "received_at": LOW,
        "last_event_at": LOW,
        "current_at": LOW,
        "behind_seconds": LOW,
        "services": LOW,
    },
)


@classified(FEED)
class FollowedView(View):
    """How far one service has been followed.

    `sequence` is that of the last event received and `last_event_at` when it happened. Everything that happened before
    `current_at` has been received; `behind_seconds` is how long ago that is. Null: never yet.
    """

    service: Service
    sequence: int
    last_event_at: datetime | None
    current_at: datetime | None
    behind_seconds: int | None


@classified(FEED)
class FeedView(View):
    """How far each service has been followed."""

    services: list[FollowedView]
