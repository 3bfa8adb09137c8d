"""What callers state about days that were worked, and are told."""

from datetime import date
from typing import Annotated

from pydantic import Field

from services.grants.assisting.works.views import LONGEST_DAY
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.drafts import Day, Draft, Identifier, PathIdentifier, ProjectCode
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.views import FactView, View

MOST_LINES = 1_000

WORKDAYS = Dataset(
    DatasetName.WORKDAYS,
    {
        "id": LOW,
        "work_id": LOW,
        "worker_id": LOW,
        "assistance_id": LOW,
        "person_id": MODERATE,
        "project": LOW,
        "place": MODERATE,
        "worked_on": MODERATE,
        "hours": MODERATE,
        "sheet": LOW,
        "lines": MODERATE,
        "workers": LOW,
        **RECORD_KEEPING,
    },
)

SheetNumber = Annotated[str, Field(pattern=r"^[A-Z0-9]{1,12}(-[A-Z0-9]{1,12}){0,3}$", max_length=40)]
"""What is printed on the foreman's sheet; nobody is named in it."""
Hours = Annotated[int, Field(strict=True, ge=1, le=LONGEST_DAY)]

_LINE = {"worker_id": 52, "hours": 5}
_SHEET = {"worked_on": "2020-01-12", "sheet": "W-3-20200112"}


@classified(WORKDAYS)
@example(**_LINE, **_SHEET)
class WorkdayDraft(Draft):
    """That one worker worked on a day, for how many hours, and on which sheet they signed."""

    worker_id: Identifier
    worked_on: Day
    hours: Hours
    sheet: SheetNumber


@classified(WORKDAYS)
@example(**_LINE)
class WorkdayPart(Draft):
    """One worker on a sheet."""

    worker_id: Identifier
    hours: Hours


@classified(WORKDAYS)
@example(**_SHEET, lines=[_LINE])
class WorkSheetDraft(Draft):
    """The foreman's sheet of a day at a site: everybody who worked and signed."""

    worked_on: Day
    sheet: SheetNumber
    lines: Annotated[list[WorkdayPart], Field(min_length=1, max_length=MOST_LINES)]


class WorkdaysAsked(Asked):
    """What is asked of the list of days: of all, or of a site, a worker, an assistance or a project."""

    work_id: PathIdentifier | None = None
    worker_id: PathIdentifier | None = None
    assistance_id: PathIdentifier | None = None
    project: ProjectCode | None = None


@classified(WORKDAYS)
@example(id=731, **_LINE, **_SHEET, work_id=3, assistance_id=231, project="JPN-SDN-2019", place="IQG15Q08", **RECORDED)
class WorkdayView(FactView):
    """That somebody worked on a day."""

    id: int | None = None
    work_id: int | None = None
    worker_id: int | None = None
    assistance_id: int | None = None
    project: str | None = None
    place: str | None = None
    worked_on: date | None = None
    hours: int | None = None
    sheet: str | None = None


@classified(WORKDAYS)
@example(work_id=3, workers=24, **_SHEET)
class WorkSheetView(View):
    """How many workers stand on a sheet of a day at a site."""

    work_id: int | None = None
    worked_on: date | None = None
    sheet: str | None = None
    workers: int | None = None
