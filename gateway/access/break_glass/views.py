"""What is stated and told of a break-glass, and how sensitive each part is."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.callers import DatasetName
from shared.classification import HIGH, LOW, MODERATE, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Draft, Line
from shared.examples import example
from shared.places import Pcode
from shared.views import View

BREAK_GLASS = Dataset(
    DatasetName.READS,
    {
        "id": LOW,
        "break_glass_id": LOW,
        "requester": MODERATE,
        "reason": HIGH,
        "area": LOW,
        "hours": LOW,
        "decision_id": LOW,
        "status": LOW,
        "requested_at": MODERATE,
        "approver": MODERATE,
        "approved_at": MODERATE,
        "until": LOW,
        "ended_by": MODERATE,
        "ended_at": MODERATE,
        "reads": MODERATE,
        "people": MODERATE,
        "recorded_at": MODERATE,
        "recorded_by": MODERATE,
        "break_glass": MODERATE,
    },
)


@listed_as("break-glass-status")
class BreakGlassStatus(StrEnum):
    """Whether a break-glass opens anything now, and if not, why not."""

    WAITING = "waiting"
    OPEN = "open"
    EXPIRED = "expired"
    ENDED = "ended"


@classified(BREAK_GLASS)
@example(reason="A woman at the door says that her brother is being sought.", area="IQG15Q08", hours=2)
class BreakGlassDraft(Draft):
    """Why somebody has to read what is closed to them, in which area, and for how many hours from the approval on.

    What nobody approves within a day lapses.
    """

    reason: Line
    area: Pcode
    hours: Annotated[int, Field(strict=True, ge=1, le=8)]


@classified(BREAK_GLASS)
@example(
    id=7,
    requester="staff:zahra",
    reason="A woman at the door says that her brother is being sought.",
    area="IQG15Q08",
    hours=2,
    status="waiting",
    requested_at="2026-03-02T19:40:12.004871Z",
)
class BreakGlassView(View):
    """A break-glass; it is open from `approved_at` to `until`, unless somebody ended it before."""

    id: int
    requester: str
    reason: str
    area: str
    hours: int
    status: BreakGlassStatus
    requested_at: datetime
    approver: str | None
    approved_at: datetime | None
    until: datetime | None
    ended_by: str | None
    ended_at: datetime | None


@classified(BREAK_GLASS)
@example(
    id=7,
    requester="staff:zahra",
    reason="A woman at the door says that her brother is being sought.",
    area="IQG15Q08",
    hours=2,
    status="expired",
    requested_at="2026-03-02T19:40:12.004871Z",
    approver="staff:yusuf",
    approved_at="2026-03-02T19:44:50.310022Z",
    until="2026-03-02T21:44:50.310022Z",
    reads=3,
    people=2,
)
class UsedView(BreakGlassView):
    """A break-glass with how many answers were given under it, and about how many people."""

    reads: int
    people: int


@classified(BREAK_GLASS)
class ReportView(View):
    """The newest two hundred."""

    break_glass: list[UsedView]
