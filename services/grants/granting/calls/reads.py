"""Calls within a mandate: a call is public among staff, wherever they work."""

from decimal import Decimal

from services.grants.funding.ledger.reads import ALLOTTED
from services.grants.granting.calls.tables import Call
from services.grants.granting.calls.views import CALLS, CallsAsked, CallView
from shared.database import Reader
from shared.facts import Found, Source
from shared.lists import ANYTHING, Lister, Sought, listed
from shared.mandate import Mandate
from shared.pages import Page

CALL = Source(
    "call",
    CALLS,
    Call,
    CallView,
    joins="JOIN funds AS fund ON fund.id = fact.fund_id",
    project="fund.project",
    columns={"project": "fund.project"},
)

_OPEN = Sought(("clock_timestamp() >= fact.opens_at", "clock_timestamp() < fact.closes_at"))


async def calls(lister: Lister, asked: CallsAsked, mandate: Mandate) -> Found[Page[CallView]]:
    """A page of the calls, newest first; of those that receive applications now where that is asked."""
    return await listed(lister, CALL, asked, mandate, _OPEN if asked.open else ANYTHING)


GRANTED = """coalesce((
    SELECT -sum(entry.amount) FROM accounts AS account JOIN entries AS entry ON entry.account_id = account.id
    JOIN postings AS posting ON posting.id = entry.posting_id AND posting.award_id IS NOT NULL
    WHERE account.call_id = {call}
), 0)"""
"""SQL: what the awards of a call have together, paid or not: what they took of what it was allotted, but for what they
released."""


_UNDECIDED = """
SELECT EXISTS (
    SELECT FROM applications AS application JOIN transitions AS stands ON stands.application_id = application.id
    WHERE application.call_id = $1 AND application.voided_at IS NULL
        AND stands.stage NOT IN ('draft', 'rejected', 'withdrawn')
        AND NOT EXISTS (SELECT FROM transitions AS later
            WHERE later.application_id = stands.application_id AND later.after = stands.number)
        AND NOT EXISTS (SELECT FROM awards WHERE application_id = application.id AND voided_at IS NULL)
)
"""


async def is_undecided(reader: Reader, id: int) -> bool:
    """Whether an application to the call was received that has no award and was neither rejected nor withdrawn."""
    undecided: bool = await reader.fetchval(_UNDECIDED, id)
    return undecided


async def is_over(reader: Reader, id: int) -> bool:
    """Whether the call receives nothing any more."""
    over: bool = await reader.fetchval("SELECT clock_timestamp() >= closes_at FROM calls WHERE id = $1", id)
    return over


async def left(reader: Reader, id: int) -> Decimal:
    """What a call, which is held, may award yet."""
    amount: Decimal = await reader.fetchval(f"SELECT {ALLOTTED.format(call='$1')}", id)
    return amount


async def has_applications(reader: Reader, id: int) -> bool:
    """Whether an application to the call stands."""
    applied: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM applications WHERE call_id = $1 AND voided_at IS NULL)", id
    )
    return applied
