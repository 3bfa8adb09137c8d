"""A fund with a call and four grants under contract, of which every milestone was reached and nothing is paid; each
sequence has its own."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import owed
from grants_office import CALL, CHIEF, ENTERPRISE, FUND, OFFICERS, PLACE, PROJECT, Office, written
from money_batches_model import BANK, CASH
from money_model import Award
from money_recoveries_model import Recovering

from shared.days import today

CEILING, BUDGET, THRESHOLD = Decimal("30000.00"), Decimal("20000.00"), Decimal("4000.00")
TRANCHES = (("4000.00", "6000.00"), ("4000.01", "2000.00"), ("1500.00",), ("1200.00", "800.00"))
MEANS = (BANK, BANK, CASH, CASH)
"""Of each grant."""
HOMES = {1: "one", 2: "another", 3: "another", 4: "one", 5: "nobody else's"}
"""Where each of the owners lives, who may be assisted as well: the second and the third are one person."""
_phases = count(1)


async def phased(office: Office) -> list[int]:
    """Two phases that nobody knows yet."""
    days = {"project": PROJECT, "title": "Livelihoods", "starts_on": "2025-04-01", "ends_on": "2035-03-31"}
    return [await office.made(CHIEF, "/phases", days | {"number": next(_phases)}) for _ in range(2)]


_PARTY = """
WITH stated AS (
    INSERT INTO parties (fund_id, enterprise_id, means, name, iban, bic, recorded_by)
    SELECT $1, $2, means, 'Al-Noor', iban, bic, 'staff:Hala'
    FROM (VALUES ('bank_transfer', 'IQ98NBIQ850123456789012', 'NBIQIQBA850'), ('cash', NULL, NULL))
        AS paid (means, iban, bic)
    WHERE means = $3 RETURNING id
)
INSERT INTO party_confirmations (party_id, stated_by, recorded_by) SELECT id, 'staff:Hala', 'staff:Omar' FROM stated
"""
"""From where the fund pays, or where an enterprise is paid, as two people stated and confirmed."""


async def opened(office: Office) -> tuple[int, Recovering]:
    """A fund, and what the model knows of it."""
    money = {"ceiling": f"{CEILING}", "threshold": f"{THRESHOLD}"}
    fund = await office.made(CHIEF, "/funds", FUND | money)
    number = await office.made(OFFICERS[0], "/calls", call(fund, BUDGET))
    awards = {}
    await office.connection.execute(_PARTY, fund, None, BANK)
    for amounts, means in zip(TRANCHES, MEANS, strict=True):
        enterprise = await office.connection.fetchval(ENTERPRISE, "food", PLACE, today().year - 5)
        await office.connection.execute(_PARTY, None, enterprise, means)
        id = await owed.award(office.connection, number, enterprise, amounts, on=today())
        application = await office.connection.fetchval("SELECT application_id FROM awards WHERE id = $1", id)
        parts = tuple(Decimal(amount) for amount in amounts)
        awards[id] = Award(id, application, parts, sum(parts, Decimal(0)))
    left = BUDGET - sum((each.committed for each in awards.values()), Decimal(0))
    means_of = dict(zip(awards, MEANS, strict=True))
    return fund, Recovering(CEILING - BUDGET, THRESHOLD, {number: left}, awards, number, means=means_of)


def call(fund: int, budget: Decimal) -> dict[str, Any]:
    """A call on a fund, that received until an hour ago."""
    now = datetime.now(UTC)
    times = {"opens_at": written(now - timedelta(hours=2)), "closes_at": written(now - timedelta(hours=1))}
    sizes = {"smallest": "100.00", "largest": f"{budget}", "budget": f"{budget}"}
    return CALL | times | sizes | {"fund_id": fund}
