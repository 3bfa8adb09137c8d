"""Funds within a mandate: a fund is everywhere, like its project."""

from services.grants.funds.tables import Fund
from services.grants.funds.views import FUNDS, FundView
from shared.database import Reader
from shared.facts import Source

COMMITTED = (
    "(SELECT coalesce(sum(award.amount), 0) FROM awards AS award WHERE award.fund_id = {} AND award.voided_at IS NULL)"
)

FUND = Source("fund", FUNDS, Fund, FundView, project="fact.project", columns={"committed": COMMITTED.format("fact.id")})


async def has_calls(reader: Reader, id: int) -> bool:
    """Whether a call on the fund stands."""
    called: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM calls WHERE fund_id = $1 AND voided_at IS NULL)", id
    )
    return called
