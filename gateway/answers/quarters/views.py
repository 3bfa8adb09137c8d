"""The results of a project by quarter, as staff read them."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from gateway.answers.views import (
    RESULTS,
    EnterprisesSupported,
    ForumsEstablished,
    Jobs,
    LivelihoodsSupported,
    Money,
    PeopleReached,
    PerceptionChange,
    ProjectView,
    SafetyPlans,
)
from shared.classification import classified
from shared.codes import CODELIST
from shared.views import View


@classified(RESULTS)
class Survived(BaseModel):
    """How the enterprises whose mark was due in a quarter were found at the visit for it, whenever that was."""

    mark: str
    due: int
    running: int
    paused: int
    closed: int
    not_visited: int


@classified(RESULTS)
class SoFar(BaseModel):
    """What had come together by the end of a quarter, since there is anything."""

    people_reached: int | None
    enterprises_supported: int | None
    livelihoods_supported: int | None
    forums_established: int | None
    money: list[Money] | None
    jobs_created: int | None
    jobs_improved: int | None


@classified(RESULTS)
class Quarter(BaseModel):
    """What happened in one quarter, from its first day to its last, in Iraq.

    People, enterprises and recipients count where they were reached or supported first, of a line where they were first
    of that line; forums where they were established, plans where they were adopted and reviewed; money where it was
    approved and where it was paid; jobs where they came to have lasted three months, and at a mark where they came to
    it; enterprises in `survival` where their mark was due. So quarters add up to the results as a whole, line by line;
    what nothing is of is left out of a breakdown. Perception does not add up: it is compared from the wave before to
    each that ended in the quarter.
    """

    quarter: str
    since: date
    until: date
    people_reached: PeopleReached | None
    enterprises_supported: EnterprisesSupported | None
    livelihoods_supported: LivelihoodsSupported | None
    forums_established: ForumsEstablished | None
    safety_plans: SafetyPlans | None
    perception_change: list[PerceptionChange] | None
    money: list[Money] | None
    jobs: Jobs | None
    survival: list[Survived] | None
    so_far: SoFar


@classified(RESULTS)
class QuartersView(View):
    """A project's results by quarter, all read as of one moment: each quarter of the project up to that moment, and
    those before and after in which something happened. Missing services, and the same `as_of`, as of the whole."""

    project: ProjectView | None
    as_of: datetime
    status: Annotated[Literal["complete", "partial"], Field(json_schema_extra={CODELIST: "completeness"})]
    missing: list[str]
    quarters: list[Quarter]
