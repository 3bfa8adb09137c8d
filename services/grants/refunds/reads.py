"""Refunds within a mandate: they lie where the award or the assistance does, and under its project."""

from services.grants.refunds.tables import Refund
from services.grants.refunds.views import REFUNDS, RefundView
from shared.facts import Source

_PLACE = "coalesce(award.place, assistance.place)"
_PROJECT = "coalesce(award.project, assistance.project)"

REFUND = Source(
    "refund",
    REFUNDS,
    Refund,
    RefundView,
    joins=(
        "LEFT JOIN awards AS award ON award.id = fact.award_id"
        " LEFT JOIN assistances AS assistance ON assistance.id = fact.assistance_id"
    ),
    place=_PLACE,
    apart=("award.place", "assistance.place"),
    project=_PROJECT,
    person="assistance.person_id",
    columns={"project": _PROJECT, "place": _PLACE},
)
