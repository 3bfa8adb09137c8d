"""Demands to recover money within a mandate: they lie where the award or the assistance does, and under its project."""

from decimal import Decimal
from typing import Any

from services.grants.amounts import told_in_sql
from services.grants.funding.ledger.reads import (
    ABOUT,
    APART,
    DEMANDED,
    OUTSTANDING,
    PERSON,
    PLACE,
    PROJECT,
    RECOVERED,
    Commitment,
)
from services.grants.paying.recoveries.tables import Recovery
from services.grants.paying.recoveries.views import RECOVERIES, RecoveryView
from shared.database import Reader
from shared.facts import Source

_BACK, _GIVEN_UP = (RECOVERED[name].format(recovery="fact") for name in ("refunded", "written_off"))
_INSTALMENTS = f"""(
    SELECT json_agg(json_build_object(
        'number', part.number, 'due_on', part.due_on, 'due', {told_in_sql("part.amount", "fact.currency")}
    ) ORDER BY part.number)
    FROM recovery_instalments AS part WHERE part.recovery_id = fact.id
)"""  # noqa: S608 - no value in it
_OPEN_PART = """(
    SELECT min(part.due_on) FROM (
        SELECT due_on, sum(amount) OVER (ORDER BY number) AS due FROM recovery_instalments WHERE recovery_id = fact.id
    ) AS part
    WHERE part.due > gone.refunded + gone.written_off AND approval.recovery_id IS NOT NULL
)"""
"""SQL: by when the next of what is outstanding is due; what came back counts for the first instalments."""
_LEFT = "CASE WHEN approval.recovery_id IS NULL THEN 0 ELSE fact.amount - gone.refunded - gone.written_off END"
_PROPOSED = """
SELECT found.id, found.write_off_reason, found.recorded_by FROM recovery_write_offs AS found
WHERE found.recovery_id = {recovery} AND found.id > coalesce(
    (SELECT max(write_off_id) FROM recovery_write_off_confirmations WHERE recovery_id = {recovery}), 0
)
ORDER BY found.id DESC LIMIT 1
"""
"""SQL: what somebody proposed last to write off of a demand, if nothing was confirmed since."""

RECOVERY = Source(
    "recovery",
    RECOVERIES,
    Recovery,
    RecoveryView,
    joins=(
        f"{ABOUT}"
        " LEFT JOIN recovery_approvals AS approval ON approval.recovery_id = fact.id"
        f" CROSS JOIN LATERAL (SELECT {_BACK} AS refunded, {_GIVEN_UP} AS written_off) AS gone"
        f" LEFT JOIN LATERAL ({_PROPOSED.format(recovery='fact.id')}) AS proposal"
        " ON fact.amount > gone.refunded + gone.written_off"
    ),
    place=PLACE,
    apart=APART,
    project=PROJECT,
    person=PERSON,
    columns={
        "project": PROJECT,
        "place": PLACE,
        "instalments": _INSTALMENTS,
        "state": (
            "CASE WHEN approval.recovery_id IS NULL THEN 'proposed'"
            " WHEN fact.amount > gone.refunded + gone.written_off"
            " THEN CASE WHEN gone.refunded > 0 THEN 'partly_recovered' ELSE 'open' END"
            " WHEN gone.written_off > 0 THEN 'written_off' ELSE 'recovered' END"
        ),
        "refunded": "gone.refunded",
        "written_off": "gone.written_off",
        "outstanding": _LEFT,
        "next_due_on": _OPEN_PART,
        "overdue": f"coalesce({_OPEN_PART} < (clock_timestamp() AT TIME ZONE 'Asia/Baghdad')::date, false)",
        "approved_by": "approval.recorded_by",
        "write_off_reason": "proposal.write_off_reason",
        "proposed_by": "proposal.recorded_by",
    },
)

WAITS = "CASE WHEN approval.recovery_id IS NULL THEN fact.recorded_by <> {} ELSE proposal.recorded_by <> {} END"
"""SQL: the demand waits for the caller, who stands at `{}`, to approve it or to confirm that it is written off."""

_LEFT_OF_A_PAYMENT = """
SELECT payment.amount - coalesce((
    SELECT sum(demand.amount) FROM recoveries AS demand
    JOIN recovery_approvals AS agreed ON agreed.recovery_id = demand.id
    WHERE demand.payment_id = payment.id AND demand.voided_at IS NULL AND demand.id IS DISTINCT FROM $4
), 0)
FROM payments AS payment
WHERE payment.id = $1 AND payment.voided_at IS NULL AND (payment.award_id = $2 OR payment.assistance_id = $3)
"""


async def left_of(reader: Reader, payment_id: int, of: Commitment, besides: int | None) -> Any:
    """How much of a payment, which is of this award or assistance, nobody has demanded, come back or not, `besides` by
    this demand; nothing if there is none that stands."""
    return await reader.fetchval(_LEFT_OF_A_PAYMENT, payment_id, *of, besides)


_TERMINATED = """
SELECT EXISTS (
    SELECT FROM awards AS award JOIN transitions AS step ON step.application_id = award.application_id
    WHERE award.id = $1 AND step.stage = 'terminated'
    UNION ALL SELECT FROM assistance_ends WHERE assistance_id = $2 AND reason <> 'completed'
)
"""


async def is_terminated(reader: Reader, of: Commitment) -> bool:
    """Whether the grant of an award, or an assistance, was ended before its time: not one that was completed."""
    terminated: bool = await reader.fetchval(_TERMINATED, *of)
    return terminated


async def proposed(reader: Reader, id: int) -> Any:
    """What somebody proposed last to write off of a demand, of which nothing is confirmed since: its `id` and
    `recorded_by`; nothing if there is none."""
    return await reader.fetchrow(_PROPOSED.format(recovery="$1"), id)


async def outstanding(reader: Reader, id: int) -> Decimal:
    """What of a demand that was approved has neither come back nor been written off."""
    amount: Decimal = await reader.fetchval(f"SELECT {OUTSTANDING.format(which='demand.id = $1')}", id)
    return amount


async def demanded(reader: Reader, id: int) -> Decimal:
    """What of a demand that was approved has not come back, written off or not."""
    amount: Decimal = await reader.fetchval(f"SELECT {DEMANDED.format(which='demand.id = $1')}", id)
    return amount


_OF = "(recovery.award_id = $2 OR recovery.assistance_id = $3)"


async def is_demanded(reader: Reader, id: int, of: Commitment) -> bool:
    """Whether this is a demand of this award or assistance that stands and that somebody approved."""
    demanded: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM recoveries AS recovery"  # noqa: S608 - names from code
        " JOIN recovery_approvals AS approval ON approval.recovery_id = recovery.id"
        f" WHERE recovery.id = $1 AND recovery.voided_at IS NULL AND {_OF})",
        id,
        *of,
    )
    return demanded


async def is_refunded(reader: Reader, id: int) -> bool:
    """Whether somebody stated that something of a demand came back, and that stands."""
    refunded: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM refunds WHERE recovery_id = $1 AND voided_at IS NULL)", id
    )
    return refunded


async def is_written_off(reader: Reader, id: int) -> bool:
    """Whether two people have written off something of a demand."""
    written_off: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM recovery_write_off_confirmations WHERE recovery_id = $1)", id
    )
    return written_off
