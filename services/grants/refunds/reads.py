"""Refunds within a mandate: they lie where the award does, and under its project."""

from services.grants.refunds.tables import Refund
from services.grants.refunds.views import REFUNDS, RefundView
from shared.facts import Source

REFUND = Source(
    "refund",
    REFUNDS,
    Refund,
    RefundView,
    joins="JOIN awards AS award ON award.id = fact.award_id",
    place="award.place",
    project="award.project",
    columns={"project": "award.project", "place": "award.place"},
)
