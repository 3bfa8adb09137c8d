"""Refunds within a mandate: they lie where the award or the assistance does, and under its project."""

from services.grants.ledger.reads import ABOUT, APART, PERSON, PLACE, PROJECT
from services.grants.refunds.tables import Refund
from services.grants.refunds.views import REFUNDS, RefundView
from shared.facts import Source

REFUND = Source(
    "refund",
    REFUNDS,
    Refund,
    RefundView,
    joins=ABOUT,
    place=PLACE,
    apart=APART,
    project=PROJECT,
    person=PERSON,
    columns={"project": PROJECT, "place": PLACE},
)
