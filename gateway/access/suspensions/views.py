"""What is stated and told of a suspension."""

from datetime import datetime

from gateway.access.decisions.views import DecisionView
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, Dataset, classified
from shared.drafts import Draft, Line
from shared.examples import example
from shared.views import View

SUSPENSIONS = Dataset(
    DatasetName.AGREEMENTS,
    {
        "id": LOW,
        "partner_id": LOW,
        "agreement_id": LOW,
        "reason": MODERATE,
        "decision_id": LOW,
        "recorded_at": MODERATE,
        "recorded_by": MODERATE,
        "resumption": MODERATE,
    },
)


@classified(SUSPENSIONS)
@example(reason="An incident is being looked into.")
class SuspensionDraft(Draft):
    """Why a partner or an agreement is suspended; staff read it, partners do not."""

    reason: Line


@classified(SUSPENSIONS)
class SuspensionView(View):
    """A suspension; it ends when two people have approved the `resumption`."""

    reason: str
    recorded_at: datetime
    recorded_by: str
    resumption: DecisionView
