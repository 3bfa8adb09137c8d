"""What callers state about jobs and are told of them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Draft
from shared.examples import RECORDED, example
from shared.views import View


@listed_as("job-state")
class State(StrEnum):
    """`waiting` for a worker, `running` in the hands of one or of the next, and three ends."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


JOBS = Dataset(
    DatasetName.JOBS,
    {
        "id": LOW,
        "kind": LOW,
        "parameters": MODERATE,
        "state": LOW,
        "done": LOW,
        "total": LOW,
        "reason": LOW,
        "recorded_at": MODERATE,
        "recorded_by": MODERATE,
        "started_at": MODERATE,
        "finished_at": MODERATE,
        "cancelled_by": MODERATE,
    },
)


_KIND = "forget-idempotency-keys"
_JOB = {
    "id": "3f1c07a9be5524d1c860",
    "kind": _KIND,
    "parameters": {},
    "state": "running",
    "done": 4000,
    "total": 9310,
    **RECORDED,
    "started_at": "2019-11-05T09:12:45.320114Z",
}


@classified(JOBS)
@example(kind=_KIND)
class JobDraft(Draft):
    """What is to be done: a kind of job, and the parameters that it takes if it takes any."""

    kind: Annotated[str, Field(max_length=60, examples=[_KIND])]
    parameters: Annotated[dict[str, Any], Field(max_length=20)] = Field(default={})


class Nothing(Draft):
    """The parameters of a kind of job that takes none."""


@classified(JOBS)
@example(**_JOB)
class JobView(View):
    """A job: how far it is (`done` of `total`, once that is known), when it began and ended, and how.

    `reason` is the type of the problem that it failed of.
    """

    id: str | None = None
    kind: str | None = None
    parameters: dict[str, Any] | None = None
    state: State | None = None
    done: int | None = None
    total: int | None = None
    reason: str | None = None
    recorded_at: datetime | None = None
    recorded_by: str | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    cancelled_by: str | None = None
