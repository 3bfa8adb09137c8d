"""Batches and instructions within a mandate: a batch is everywhere, like its fund; an instruction lies where the award
does. And what is asked about the orders in one."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

from services.grants.assisting.assistances.reads import ENDED
from services.grants.funding.ledger.reads import ABOUT, APART, PERSON, PLACE, PROJECT
from services.grants.granting.contracts.reads import STOPPED
from services.grants.paying.attempts import SAID, STATE, may_have_paid
from services.grants.paying.batches.tables import Batch, Instruction
from services.grants.paying.batches.views import BATCHES, INSTRUCTIONS, BatchView, InstructionView
from services.grants.paying.messages.initiation import Account, Transfer
from services.grants.paying.orders.reads import APPROVED, PAID, hold_with_what_of
from services.grants.paying.parties.reads import LAST
from shared.database import Reader
from shared.facts import Source
from shared.views import VoidReason

_IN_IT = "FROM instructions AS each WHERE each.batch_id = fact.id AND each.voided_at IS NULL"

BATCH = Source(
    "batch",
    BATCHES,
    Batch,
    BatchView,
    joins=(
        "JOIN funds AS fund ON fund.id = fact.fund_id"
        " LEFT JOIN batch_closings AS closing ON closing.batch_id = fact.id"
        " LEFT JOIN batch_sendings AS sending ON sending.batch_id = fact.id"
        " LEFT JOIN LATERAL (SELECT count(*) AS given, array_agg(each.recorded_by ORDER BY each.place) AS by"
        " FROM batch_approvals AS each WHERE each.batch_id = fact.id) AS approval ON true"
    ),
    project="fund.project",
    columns={
        "project": "fund.project",
        "state": (
            "CASE WHEN sending.batch_id IS NOT NULL THEN 'sent' WHEN approval.given = 2 THEN 'approved'"
            " WHEN closing.batch_id IS NOT NULL THEN 'closed' ELSE 'open' END"
        ),
        "transactions": f"coalesce(closing.transactions, (SELECT count(*) {_IN_IT}))",
        "control_sum": f"coalesce(closing.control_sum, (SELECT coalesce(sum(each.amount), 0) {_IN_IT}))",
        "approvals": "approval.given",
        "approved_by": "coalesce(approval.by, '{}')",
        "sent_at": "sending.sent_at",
        "sent_by": "sending.recorded_by",
        "sha256": "sending.sha256",
        "size": "sending.size",
    },
)

WAITS = (
    "closing.batch_id IS NOT NULL AND approval.given < 2 AND fact.recorded_by <> {}"
    " AND {} <> ALL (coalesce(approval.by, ARRAY[]::text[]))"
)
"""SQL: it waits for the caller, who stands at `{}`."""

PROPOSED = """
SELECT found.id, found.outcome, found.recorded_by FROM instruction_resolutions AS found
WHERE found.instruction_id = {instruction} AND found.id > coalesce((
    SELECT max(confirmed.id) FROM instruction_resolutions AS confirmed
    JOIN instruction_confirmations AS confirmation ON confirmation.resolution_id = confirmed.id
    WHERE confirmed.instruction_id = {instruction}
), 0)
ORDER BY found.id DESC LIMIT 1
"""
"""SQL: what somebody found of an instruction last, if nothing was confirmed since."""
_PROPOSAL = f"LEFT JOIN LATERAL ({PROPOSED.format(instruction='fact.id')}) AS proposal ON true"

INSTRUCTION = Source(
    "instruction",
    INSTRUCTIONS,
    Instruction,
    InstructionView,
    joins=f"{ABOUT} {SAID} {_PROPOSAL}",
    place=PLACE,
    apart=APART,
    project=PROJECT,
    person=PERSON,
    columns={
        "project": PROJECT,
        "place": PLACE,
        "state": STATE,
        "reason": (
            "(SELECT status.reason FROM instruction_statuses AS status WHERE status.instruction_id = fact.id"
            " AND status.reason IS NOT NULL ORDER BY status.id DESC LIMIT 1)"
        ),
        "ended": "ending.ground",
        "outcome": "proposal.outcome",
        "proposed_by": "proposal.recorded_by",
    },
)

_STOPPED = f"""(
    {STOPPED.format(application="award.application_id")}
    OR {ENDED.format(assistance="{of}.assistance_id")}
)"""
_LAST = (
    f"coalesce({LAST.format(owner='enterprise_id', id='award.enterprise_id')},"
    f" {LAST.format(owner='assistance_id', id='{of}.assistance_id')})"
)
"""SQL: the party that was stated last of who is owed an order."""

_ORDERED = f"""
SELECT ordered.id, ordered.fund_id, ordered.award_id, ordered.assistance_id, ordered.amount, ordered.currency,
    award.enterprise_id, ordered.voided_at IS NOT NULL AS voided,
    {APPROVED.format(order="ordered.id")} AS approved, {PAID.format(order="ordered.id")} AS paid,
    {_STOPPED.format(of="ordered")} AS stopped,
    fact.id AS before_id, fact.end_to_end_id, fact.ended, fact.id IS NOT NULL AND fact.ended IS NULL AS instructed,
    fact.state, {may_have_paid("ordered.id")} AS may_be_paid,
    party.id AS party_id, party.means, confirmation.party_id IS NOT NULL AS confirmed
FROM orders AS ordered
LEFT JOIN awards AS award ON award.id = ordered.award_id
LEFT JOIN LATERAL (
    SELECT fact.id, fact.end_to_end_id, ending.ground AS ended, {STATE} AS state FROM instructions AS fact {SAID}
    WHERE fact.order_id = ordered.id AND fact.voided_at IS NULL ORDER BY fact.id DESC LIMIT 1
) AS fact ON true
LEFT JOIN parties AS party ON party.id = {_LAST.format(of="ordered")} AND party.voided_at IS NULL
LEFT JOIN party_confirmations AS confirmation ON confirmation.party_id = party.id
WHERE ordered.id = ANY ($1)
ORDER BY ordered.id
"""  # noqa: S608 - no value in it


async def ordered(reader: Reader, orders: list[int]) -> list[Any]:
    """What is to be known of orders before they are put into a batch: they are locked with what they are of, each in
    the order of their numbers, so that those who want the same never wait for each other in a ring."""
    await hold_with_what_of(reader, orders)
    return await reader.fetch(_ORDERED, orders)


_PAYER = f"""
SELECT party.id, EXISTS (SELECT FROM party_confirmations WHERE party_id = party.id) AS confirmed
FROM parties AS party WHERE party.id = {LAST.format(owner="fund_id", id="$1")} AND party.voided_at IS NULL
"""  # noqa: S608 - no value in it


async def payer(reader: Reader, fund_id: int) -> Any:
    """The party that a fund pays from: its `id`, and whether it is `confirmed`; nothing if there is none."""
    return await reader.fetchrow(_PAYER, fund_id)


async def sums(reader: Reader, id: int) -> tuple[int, Decimal]:
    """How many instructions are in a batch, and what they add up to."""
    row = await reader.fetchrow(
        "SELECT count(*), coalesce(sum(amount), 0) FROM instructions WHERE batch_id = $1 AND voided_at IS NULL", id
    )
    assert row is not None
    return row[0], row[1]


async def is_closed(reader: Reader, id: int) -> bool:
    """Whether a batch was closed."""
    closed: bool = await reader.fetchval("SELECT EXISTS (SELECT FROM batch_closings WHERE batch_id = $1)", id)
    return closed


async def is_sent(reader: Reader, id: int) -> bool:
    """Whether a batch left the house."""
    sent: bool = await reader.fetchval("SELECT EXISTS (SELECT FROM batch_sendings WHERE batch_id = $1)", id)
    return sent


async def approvals(reader: Reader, id: int) -> int:
    """How many people approved a batch."""
    given: int = await reader.fetchval("SELECT count(*) FROM batch_approvals WHERE batch_id = $1", id)
    return given


_IN_THE_WAY = f"""
SELECT instruction.order_id,
    CASE WHEN ordered.voided_at IS NOT NULL OR {_STOPPED.format(of="instruction")} THEN 'stopped'
        WHEN {may_have_paid("instruction.order_id")} THEN 'attempt' ELSE 'party' END AS what
FROM instructions AS instruction
JOIN orders AS ordered ON ordered.id = instruction.order_id
LEFT JOIN awards AS award ON award.id = instruction.award_id
WHERE instruction.batch_id = $1 AND instruction.voided_at IS NULL AND (
    ordered.voided_at IS NOT NULL
    OR {_STOPPED.format(of="instruction")}
    OR {may_have_paid("instruction.order_id")}
    OR instruction.party_id <> {_LAST.format(of="instruction")}
    OR EXISTS (SELECT FROM parties AS party WHERE party.id = instruction.party_id AND party.voided_at IS NOT NULL)
)
ORDER BY instruction.id LIMIT 1
"""  # noqa: S608 - no value in it


async def in_the_way(reader: Reader, id: int) -> Any:
    """The first order of a batch that is not to be paid as it was put there, and `what` has changed: its grant was
    `stopped`, an earlier `attempt` may have paid it, or another `party` was stated. Nothing if all is as it was."""
    return await reader.fetchrow(_IN_THE_WAY, id)


_VOID_INSTRUCTIONS = """
UPDATE instructions SET voided_at = recorded_now(), voided_by = $2, void_reason = $3
WHERE batch_id = $1 AND voided_at IS NULL RETURNING id
"""


async def void_instructions(reader: Reader, id: int, by: str, reason: VoidReason) -> list[int]:
    """Void all instructions in a batch; gives their numbers."""
    return sorted(row["id"] for row in await reader.fetch(_VOID_INSTRUCTIONS, id, by, reason))


_HEAD = """
SELECT batch.message_id, batch.means, batch.execute_on, batch.currency, closing.transactions, closing.control_sum,
    party.name, party.iban, party.account, party.bic
FROM batches AS batch JOIN batch_closings AS closing ON closing.batch_id = batch.id
LEFT JOIN parties AS party ON party.id = batch.payer_id
WHERE batch.id = $1
"""


async def head(reader: Reader, id: int) -> Any:
    """What is said of a closed batch to a bank: which it is, by whom and when it is paid, and what it adds up to."""
    return await reader.fetchrow(_HEAD, id)


_TRANSFERS = """
SELECT instruction.id, instruction.end_to_end_id, instruction.amount, party.name, party.iban, party.account, party.bic
FROM instructions AS instruction JOIN parties AS party ON party.id = instruction.party_id
WHERE instruction.batch_id = $1 AND instruction.id > $2 AND instruction.voided_at IS NULL
ORDER BY instruction.id LIMIT $3
"""
_SHARE = 1_000


async def transfers(reader: Reader, id: int) -> AsyncIterator[list[Transfer]]:
    """The transfers of a closed batch, some at a time: nothing is put into it or taken out of it any more."""
    last = 0
    while some := await reader.fetch(_TRANSFERS, id, last, _SHARE):
        last = some[-1]["id"]
        yield [Transfer(row["end_to_end_id"], row["amount"], account(row)) for row in some]


_ON_THE_LIST = """
SELECT instruction.id, party.name, party.exchange_house, instruction.amount
FROM instructions AS instruction JOIN parties AS party ON party.id = instruction.party_id
WHERE instruction.batch_id = $1 AND instruction.voided_at IS NULL ORDER BY instruction.id
"""


async def on_the_list(reader: Reader, id: int) -> list[Any]:
    """Who is paid by a batch in cash or by an exchange house: of each instruction its `id`, `name`, `exchange_house`
    and `amount`."""
    return await reader.fetch(_ON_THE_LIST, id)


def account(row: Any) -> Account:
    """The account of a party."""
    return Account(row["name"], row["iban"], row["account"], row["bic"])
