"""Funds within a mandate: a fund is everywhere, like its project. Where its money stands the ledger says."""

from services.grants.funding.funds.tables import Fund
from services.grants.funding.funds.views import FUNDS, STANDINGS, FundView
from services.grants.funding.ledger.reads import STANDS
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


async def is_drawn_on(reader: Reader, id: int) -> bool:
    """Whether a call on the fund stands, or an assistance."""
    drawn: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM calls WHERE fund_id = $1 AND voided_at IS NULL)"
        " OR EXISTS (SELECT FROM assistances WHERE fund_id = $1 AND voided_at IS NULL)",
        id,
    )
    return drawn
