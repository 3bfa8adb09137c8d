"""How a decision is told, and how sensitive each part of it is."""

from datetime import datetime

from shared.callers import DatasetName, Role
from shared.classification import LOW, MODERATE, Dataset, classified
from shared.views import View

DECISIONS = Dataset(
    DatasetName.AGREEMENTS,
    {
        "id": LOW,
        "matter": LOW,
        "needed": LOW,
        "decision_id": LOW,
        "place": LOW,
        "role": MODERATE,
        "recorded_at": MODERATE,
        "recorded_by": MODERATE,
        "taken": LOW,
        "approvals": MODERATE,
    },
)


@classified(DECISIONS)
class ApprovalView(View):
    """Who approved, in which role and when."""

    role: Role
    recorded_by: str
    recorded_at: datetime


@classified(DECISIONS)
class DecisionView(View):
    """Whether a decision is taken: as many different people as `needed` have approved it."""

    needed: int
    taken: bool
    approvals: list[ApprovalView]
