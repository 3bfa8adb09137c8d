"""Payments within a mandate: they lie where the award or the assistance does, and under its project."""

from services.grants.payments.tables import Payment
from services.grants.payments.views import PAYMENTS, PaymentView
from shared.facts import Source

PAYMENT = Source(
    "payment",
    PAYMENTS,
    Payment,
    PaymentView,
    joins=(
        "LEFT JOIN awards AS award ON award.id = fact.award_id"
        " LEFT JOIN assistances AS assistance ON assistance.id = fact.assistance_id"
    ),
    place="coalesce(award.place, assistance.place)",
    apart=("award.place", "assistance.place"),
    project="coalesce(award.project, assistance.project)",
    person="assistance.person_id",
)
