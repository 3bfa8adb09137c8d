"""What callers state about phases, and are told."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.callers import DatasetName
from shared.classification import LOW, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Day, Draft, Line, ProjectCode
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.views import FactView


@listed_as("needs-scoring")
class NeedsScoring(StrEnum):
    """The rules by which needs and skills are scored; a score keeps the one that it was made with."""

    ILA_2020 = "ila-2020"


PHASES = Dataset(
    DatasetName.PHASES,
    {
        "id": LOW,
        "project": LOW,
        "number": LOW,
        "title": LOW,
        "starts_on": LOW,
        "ends_on": LOW,
        "scoring": LOW,
        **RECORD_KEEPING,
    },
)

_PHASE = {
    "project": "JPN-SDN-2019",
    "number": 2,
    "title": "Livelihoods in Telafar and Najaf",
    "starts_on": "2020-01-01",
    "ends_on": "2020-06-30",
    "scoring": "ila-2020",
}


@classified(PHASES)
@example(**_PHASE)
class PhaseDraft(Draft):
    """A phase of a project, by its number in it, from one day to another. With a `scoring` it selects by list: whoever
    is given something in it was assessed by these rules, and selected on a list. Without one it gives as is approved.
    """

    project: ProjectCode
    number: Annotated[int, Field(strict=True, ge=1, le=10_000)]
    title: Line
    starts_on: Day
    ends_on: Day
    scoring: NeedsScoring | None = None


class PhasesAsked(Asked):
    """What is asked of the list of phases: of all, or of a project."""

    project: ProjectCode | None = None


@classified(PHASES)
@example(id=4, **_PHASE, **RECORDED)
class PhaseView(FactView):
    """A phase of a project. Of each a household has one assistance at the most; of one with a `scoring`, those alone
    who were selected on a list."""

    id: int | None = None
    project: str | None = None
    number: int | None = None
    title: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    scoring: NeedsScoring | None = None
