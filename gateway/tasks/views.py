"""What members of staff are told of their tasks: how many, and where to look; never whom they concern."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from shared.callers import DatasetName
from shared.classification import LOW, Dataset, classified
from shared.codes import CODELIST, listed_as
from shared.examples import example
from shared.views import View

TASKS = Dataset(
    DatasetName.AGREEMENTS,
    {
        "task": LOW,
        "waiting": LOW,
        "capped": LOW,
        "at": LOW,
        "status": LOW,
        "missing": LOW,
        "tasks": LOW,
    },
)


@listed_as("task")
class Task(StrEnum):
    """What waits: something not known of people whom the caller registered, registrations that may be one person, a
    merge that somebody else proposed, people who were assisted twice, enterprises that may be one, a milestone that
    somebody else prepared, applications to be screened, visited, planned or ruled on, needs and skills that somebody
    else assessed, selection lists, orders, batches of payments, refunds and demands to pay back that others made,
    demands of which an instalment is overdue, assistance to be followed up, enterprises to be visited after their
    awards, a forum that has gone quiet, or an approval that the caller may give."""

    INCOMPLETE_RECORDS = "incomplete_records"
    POSSIBLE_DUPLICATES = "possible_duplicates"
    MERGES = "merges"
    FINDINGS = "findings"
    DOUBLES = "doubles"
    MILESTONES = "milestones"
    SCREENINGS = "screenings"
    VISITS = "visits"
    PLANS = "plans"
    RULINGS = "rulings"
    ASSESSMENTS = "assessments"
    SELECTIONS = "selections"
    ORDERS = "orders"
    BATCHES = "batches"
    REFUNDS = "refunds"
    RECOVERIES = "recoveries"
    OVERDUE_RECOVERIES = "overdue_recoveries"
    FOLLOW_UPS = "follow_ups"
    MONITORING_VISITS = "monitoring_visits"
    QUIET_FORUMS = "quiet_forums"
    BREAK_GLASS = "break_glass"
    PARTNERS = "partners"
    CREDENTIALS = "credentials"
    AGREEMENTS = "agreements"
    RESUMPTIONS = "resumptions"
    SEALS = "seals"


@classified(TASKS)
@example(task="incomplete_records", waiting=4, capped=False, at=["/v1/caseload?view=incomplete&mine=true"])
class TaskView(View):
    """How many of a kind wait, more than that when `capped`, and the paths at which they are looked at."""

    task: Task
    waiting: int
    capped: bool
    at: list[str]


@classified(TASKS)
class TasksView(View):
    """Every kind of task of the roles that the caller acts in, also where nothing waits.

    A service that cannot be reached is named in `missing`; its kinds are left out, and `status` is `partial`.
    """

    status: Annotated[Literal["complete", "partial"], Field(json_schema_extra={CODELIST: "completeness"})]
    missing: list[str]
    tasks: list[TaskView]
