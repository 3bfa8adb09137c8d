"""What a service is asked of a timeline, and what it tells of one."""

from datetime import date
from typing import Annotated, Any, Generic, TypeVar

from pydantic import Field
from pydantic.config import JsonDict

from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, Dataset, classified
from shared.drafts import Day, Draft, Identifier, YesOrNo
from shared.examples import example
from shared.mandate import MOST_SUBJECTS
from shared.pages import LONGEST
from shared.places import AreaPcode
from shared.views import View

TIMELINES = Dataset(
    DatasetName.TIMELINES,
    {
        **dict.fromkeys(("people", "person", "subject", "person_id", "cluster", "consents"), MODERATE),
        **dict.fromkeys(("purposes", "area", "after", "limit", "oldest_first"), LOW),
        **dict.fromkeys(("entries", "more", "on", "kind", "key", "id", "dataset", "fields"), LOW),
    },
)
"""That something happened is as sensitive as the field that says when, and told where that field is."""

_LOW: JsonDict = {"x-sensitivity": LOW.value}
Code = TypeVar("Code", bound=str)


@classified(TIMELINES)
class KeyDraft(Draft):
    """Where a page goes on: behind what happened on this day, of this kind, under this number."""

    on: Day
    kind: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]
    id: Identifier


class PageDraft(Draft):
    """So many entries behind one of this service, or from the beginning; the latest first unless `oldest_first`."""

    after: KeyDraft | None = None
    limit: Annotated[int, Field(strict=True, ge=1, le=LONGEST)]
    oldest_first: YesOrNo = False


@classified(TIMELINES)
@example(people=[4, 17], after={"on": "2019-11-05", "kind": "award_made", "id": 12}, limit=50)
class OfPeopleDraft(PageDraft):
    """Of one person, by all ids that are theirs."""

    people: Annotated[list[Identifier], Field(min_length=1, max_length=MOST_SUBJECTS)]


@classified(TIMELINES)
@example(area="IQG15Q08", limit=50)
class OfAreaDraft(PageDraft):
    """Of all that lies in an area."""

    area: AreaPcode


class EntryView(View, Generic[Code]):
    """Something that happened on a day: its kind, of which dataset it is, and what the mandate opens of it. `key` is
    its number, by which a page goes on and which stays inside; `id` the same where it is read by that."""

    on: date = Field(json_schema_extra=_LOW)
    kind: Code = Field(json_schema_extra=_LOW)
    dataset: DatasetName = Field(json_schema_extra=_LOW)
    key: int = Field(json_schema_extra=_LOW)
    id: int | None = Field(json_schema_extra=_LOW)
    fields: dict[str, Any] = Field(json_schema_extra=_LOW)


class EntriesView(View, Generic[Code]):
    """A page, in its order, and whether more comes behind it."""

    entries: list[EntryView[Code]] = Field(json_schema_extra=_LOW)
    more: bool = Field(json_schema_extra=_LOW)
