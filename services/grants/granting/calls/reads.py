"""Calls within a mandate: a call is public among staff, wherever they work."""

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


GRANTED = f"((SELECT budget FROM calls WHERE id = {{call}}) - {ALLOTTED})"  # noqa: S608 - no value in it
"""SQL: what the awards of a call have together, paid or not: all of its budget that it may not award any more."""


async def has_applications(reader: Reader, id: int) -> bool:
    """Whether an application to the call stands."""
    applied: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM applications WHERE call_id = $1 AND voided_at IS NULL)", id
    )
    return applied
