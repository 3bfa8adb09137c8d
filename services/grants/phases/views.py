"""What callers state about phases, and are told."""

from datetime import date
from typing import Annotated

from pydantic import Field

from shared.callers import DatasetName
from shared.classification import LOW, RECORD_KEEPING, Dataset, classified
from shared.drafts import Day, Draft, Line, ProjectCode
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.views import FactView

PHASES = Dataset(
    DatasetName.PHASES,
    {
        "id": LOW,
        "project": LOW,
        "number": LOW,
        "title": LOW,
        "starts_on": LOW,
        "ends_on": LOW,
        **RECORD_KEEPING,
    },
)

_PHASE = {
    "project": "JPN-SDN-2019",
    "number": 2,
    "title": "Livelihoods in Telafar and Najaf",
    "starts_on": "2020-01-01",
    "ends_on": "2020-06-30",
}


@classified(PHASES)
@example(**_PHASE)
class PhaseDraft(Draft):
    """A phase of a project, by its number in it, from one day to another."""

    project: ProjectCode
    number: Annotated[int, Field(strict=True, ge=1, le=10_000)]
    title: Line
    starts_on: Day
    ends_on: Day


class PhasesAsked(Asked):
    """What is asked of the list of phases: of all, or of a project."""

    project: ProjectCode | None = None


@classified(PHASES)
@example(id=4, **_PHASE, **RECORDED)
class PhaseView(FactView):
    """A phase of a project. Of each a household has one assistance at the most."""

    id: int | None = None
    project: str | None = None
    number: int | None = None
    title: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
