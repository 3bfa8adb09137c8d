"""Payments within a mandate: they lie where the award or the assistance does, and under its project."""

from decimal import Decimal

from services.grants.contracts.reads import LATEST, STOPPED
from services.grants.payments.tables import Payment
from services.grants.payments.views import PAYMENTS, PaymentView
from shared.database import Reader
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

_PAYABLE = f"""
SELECT coalesce(sum(tranche.amount), 0)
FROM awards AS award
JOIN contracts AS contract ON contract.award_id = award.id AND contract.voided_at IS NULL
JOIN tranches AS tranche ON tranche.contract_id = contract.id
    AND tranche.version_id = {LATEST.format(contract="contract.id")}
JOIN milestones AS prepared ON prepared.contract_id = contract.id AND prepared.tranche = tranche.number
    AND prepared.voided_at IS NULL
JOIN milestone_verifications AS verification ON verification.milestone_id = prepared.id
WHERE award.id = $1 AND NOT {STOPPED.format(application="award.application_id")}
"""  # noqa: S608 - no value in it


async def payable(reader: Reader, award_id: int) -> Decimal:
    """What may be paid of an award in all: the tranches whose milestones were verified, unless the grant stopped."""
    sum: Decimal = await reader.fetchval(_PAYABLE, award_id)
    return sum
