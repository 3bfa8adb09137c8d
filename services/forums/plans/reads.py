"""Plans within a mandate: they lie where their forum does, and under its project."""

from services.forums.members.reads import OF_A_FORUM
from services.forums.plans.tables import Plan
from services.forums.plans.views import PLANS, PlanView
from shared.facts import Source

_ISSUES = """(
    SELECT json_agg(
        json_build_object('priority', issue.priority, 'concern_id', issue.concern_id, 'owner', issue.owner,
            'due_on', issue.due_on)
        ORDER BY issue.priority
    ) FROM issues AS issue WHERE issue.plan_id = fact.id
)"""
_REVIEW = """
LEFT JOIN LATERAL (
    SELECT looked.reviewed_on, looked.outcome FROM plan_reviews AS looked
    WHERE looked.plan_id = fact.id AND looked.voided_at IS NULL ORDER BY looked.reviewed_on DESC LIMIT 1
) AS review ON true
"""

PLAN = Source(
    "plan",
    PLANS,
    Plan,
    PlanView,
    joins=f"{OF_A_FORUM} {_REVIEW}",
    place="forum.place",
    project="forum.project",
    columns={"issues": _ISSUES, "reviewed_on": "review.reviewed_on", "outcome": "review.outcome"},
)
