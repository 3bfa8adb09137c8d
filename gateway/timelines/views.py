"""What callers ask of a timeline, and are told."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from gateway.profiles.views import Section
from shared.callers import DatasetName, Service
from shared.classification import LOW, Dataset, classified
from shared.codes import CODELIST
from shared.cursors import SEALED
from shared.drafts import Draft, Moment
from shared.examples import example
from shared.pages import USUAL, Flag, Limit
from shared.views import View

TIMELINES = Dataset(
    DatasetName.TIMELINES,
    {
        **dict.fromkeys(("as_of", "after", "limit", "oldest_first", "status", "missing", "sections"), LOW),
        **dict.fromkeys(("items", "next", "service", "section", "on", "kind", "dataset", "id", "fields"), LOW),
    },
)


@classified(TIMELINES)
class TimelineAsked(Draft):
    """A page as of now or of an earlier moment, the latest first unless `oldest_first`. `after` is `next` of the page
    before, and goes with its moment."""

    as_of: Moment | None = None
    after: Annotated[str, Field(pattern=SEALED, description="`next` of the page before.")] | None = None
    limit: Limit = USUAL
    oldest_first: Flag = False


@classified(TIMELINES)
class HappeningView(View):
    """Something that happened on a day, as a service knows it. What `kind` means is in the code list
    `{service}-happening`. `id` is its number in its dataset, null where it is not read by one; `fields` are those that
    the caller's roles open of it."""

    on: date
    service: Service
    kind: str
    dataset: DatasetName
    id: int | None
    fields: dict[str, Any]


@classified(TIMELINES)
class PartView(View):
    """What became of the part of a service."""

    service: Service
    section: Section


@classified(TIMELINES)
@example(
    as_of="2020-04-02T08:00:00Z",
    status="complete",
    missing=[],
    sections=[
        {"service": "beneficiary", "section": "told"},
        {"service": "grants", "section": "told"},
        {"service": "forums", "section": "withheld"},
    ],
    items=[
        {
            "on": "2019-11-05",
            "service": "grants",
            "kind": "assistance_approved",
            "dataset": "assistances",
            "id": 17,
            "fields": {"modality": "VT", "project": "JPN-SDN-2019", "place": "IQG15Q08"},
        }
    ],
    next=None,
)
class TimelineView(View):
    """A page of a timeline as of the moment `as_of`, and what became of each service's part of it on this page.

    Of one day, what happened is in the order of service, kind and number. A service that cannot be reached is named in
    `missing`, `status` is `partial`, and what it has to tell comes on a later page, out of order and not left out: ask
    for `next` again after a while. `next` is null when all is told.
    """

    as_of: datetime
    status: Annotated[Literal["complete", "partial"], Field(json_schema_extra={CODELIST: "completeness"})]
    missing: list[str]
    sections: list[PartView]
    items: list[HappeningView]
    next: str | None
