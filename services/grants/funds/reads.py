"""Funds within a mandate: a fund is everywhere, like its project. Where its money stands the ledger says."""

from services.grants.funds.tables import Fund
from services.grants.funds.views import FUNDS, STANDINGS, FundView
from services.grants.ledger.reads import STANDS
from shared.database import Reader
from shared.facts import Source

FUND = Source(
    "fund",
    FUNDS,
    Fund,
    FundView,
    project="fact.project",
    columns={standing: STANDS.format(fund="fact.id", standing=standing) for standing in STANDINGS},
)


async def has_calls(reader: Reader, id: int) -> bool:
    """Whether a call on the fund stands."""
    called: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM calls WHERE fund_id = $1 AND voided_at IS NULL)", id
    )
    return called
