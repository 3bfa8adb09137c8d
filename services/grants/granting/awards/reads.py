"""Awards within a mandate."""

from collections.abc import Sequence

from services.grants.funding.ledger.reads import OUTSTANDING
from services.grants.granting.awards.tables import Award
from services.grants.granting.awards.views import AWARDS, AwardView
from shared.database import Reader
from shared.facts import Source

AWARD = Source(
    "award",
    AWARDS,
    Award,
    AwardView,
    place="fact.place",
    project="fact.project",
    columns={"outstanding": OUTSTANDING.format(which="demand.award_id = fact.id")},
)


async def has_payments(reader: Reader, id: int) -> bool:
    """Whether a payment of the award stands."""
    paid: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM payments WHERE award_id = $1 AND voided_at IS NULL)", id
    )
    return paid


async def has_contract(reader: Reader, id: int) -> bool:
    """Whether a contract about the award stands."""
    signed: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM contracts WHERE award_id = $1 AND voided_at IS NULL)", id
    )
    return signed


_DOUBLE = """
SELECT EXISTS (
    SELECT FROM doubles AS double
    JOIN double_settlements AS settled ON settled.double_id = double.id AND settled.outcome = 'one_enterprise'
    JOIN awards AS award ON award.enterprise_id IN (double.first_id, double.second_id)
    WHERE $2 IN (double.first_id, double.second_id) AND double.voided_at IS NULL
        AND award.fund_id = $1 AND award.voided_at IS NULL
)
"""


async def has_double(reader: Reader, fund_id: int, enterprise_id: int) -> bool:
    """Whether an enterprise that an officer found to be this one has an award of the fund that stands."""
    awarded: bool = await reader.fetchval(_DOUBLE, fund_id, enterprise_id)
    return awarded


WHOSE = """
    SELECT awardee.award_id, awardee.fund_id, awardee.person_id
    FROM awardees AS awardee WHERE awardee.voided_at IS NULL
    UNION ALL
    SELECT award.id, award.fund_id, owner.person_id
    FROM owners AS owner JOIN awards AS award ON award.enterprise_id = owner.enterprise_id
    WHERE owner.voided_at IS NULL AND award.voided_at IS NULL AND award.fund_id IS NOT NULL
"""
"""SQL: whose each standing award of a fund is: of those who owned its enterprise when it was approved, and of those who
own it now."""

_HAS_ONE = f"SELECT EXISTS (SELECT FROM ({WHOSE}) AS whose WHERE fund_id = $1 AND person_id = ANY ($2))"  # noqa: S608 - no value in it


async def has_one(reader: Reader, fund_id: int, people: Sequence[int]) -> bool:
    """Whether one of these people has an award of the fund that stands."""
    awarded: bool = await reader.fetchval(_HAS_ONE, fund_id, people)
    return awarded
