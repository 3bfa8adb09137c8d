"""Whether decisions are taken."""

import json

from gateway.access.decisions.views import DecisionView
from shared.database import Reader

_DECISION = """
SELECT decision.needed, count(approval.place) >= decision.needed AS taken,
    coalesce(
        json_agg(json_build_object(
            'role', approval.role, 'recorded_by', approval.recorded_by, 'recorded_at', approval.recorded_at
        ) ORDER BY approval.place) FILTER (WHERE approval.place IS NOT NULL),
        '[]'
    )::text AS approvals
FROM decisions AS decision LEFT JOIN approvals AS approval ON approval.decision_id = decision.id
WHERE decision.id = $1 GROUP BY decision.id
"""


def taken(id: str) -> str:
    """SQL: the decision whose id is in the column `id` has the approvals that it takes."""
    return (
        f"(SELECT decision.needed <= (SELECT count(*) FROM approvals WHERE approvals.decision_id = decision.id)"  # noqa: S608 - names from code
        f" FROM decisions AS decision WHERE decision.id = {id})"
    )


async def decision(reader: Reader, id: int) -> DecisionView:
    row = await reader.fetchrow(_DECISION, id)
    assert row is not None
    return DecisionView.model_validate({**dict(row), "approvals": json.loads(row["approvals"])})
