"""Orders within a mandate: they lie where the award or the assistance does, and under its project."""

from typing import Any

from services.grants.assisting.assistances.reads import ENDED
from services.grants.funding.ledger.reads import ABOUT, APART, COMMITTED_ON, PERSON, PLACE, PROJECT
from services.grants.granting.contracts.reads import LATEST, STOPPED
from services.grants.paying.attempts import may_have_gone, may_have_paid, may_yet_pay
from services.grants.paying.orders.tables import Order
from services.grants.paying.orders.views import ORDERS, OrderView
from shared.database import Reader
from shared.errors import nothing_here
from shared.facts import Source, reaching
from shared.mandate import Mandate

ORDER = Source(
    "order",
    ORDERS,
    Order,
    OrderView,
    joins=(
        f"{ABOUT}"
        " LEFT JOIN order_checks AS checking ON checking.order_id = fact.id"
        " LEFT JOIN order_approvals AS approval ON approval.order_id = fact.id"
        " LEFT JOIN payments AS payment ON payment.order_id = fact.id AND payment.voided_at IS NULL"
    ),
    place=PLACE,
    apart=APART,
    project=PROJECT,
    person=PERSON,
    columns={
        "project": PROJECT,
        "place": PLACE,
        "by_three": "(fact.amount > fact.threshold)",
        "approved": "(approval.order_id IS NOT NULL)",
        "checked_by": "checking.recorded_by",
        "approved_by": "approval.recorded_by",
        "payment_id": "payment.id",
    },
)

WAITS = "approval.order_id IS NULL AND fact.recorded_by <> {} AND checking.recorded_by IS DISTINCT FROM {}"
"""SQL: it waits for the caller, who stands at `{}`."""

APPROVED = "EXISTS (SELECT FROM order_approvals WHERE order_id = {order})"
"""SQL: somebody has approved an order."""
REFERRED_TO = "EXISTS (SELECT FROM instructions WHERE end_to_end_id = {reference} AND after IS NULL)"
"""SQL: a bank was, or is to be, told to pay some order under a reference."""
PAID = "EXISTS (SELECT FROM payments WHERE order_id = {order} AND voided_at IS NULL)"
"""SQL: a payment by an order stands."""

_TRANCHE = f"""
FROM awards AS award
JOIN funds AS fund ON fund.id = award.fund_id
JOIN contracts AS contract ON contract.award_id = award.id AND contract.voided_at IS NULL
JOIN tranches AS tranche ON tranche.contract_id = contract.id
    AND tranche.version_id = {LATEST.format(contract="contract.id")}
JOIN milestones AS prepared ON prepared.contract_id = contract.id AND prepared.tranche = tranche.number
    AND prepared.voided_at IS NULL
JOIN milestone_verifications AS verification ON verification.milestone_id = prepared.id
WHERE award.id = {{award}} AND tranche.number = {{tranche}}
    AND NOT {STOPPED.format(application="award.application_id")}
"""
_PAYABLE = (
    f"SELECT tranche.id, tranche.number, tranche.amount, fund.threshold {_TRANCHE.format(award='$1', tranche='$2')}"
)


async def payable(reader: Reader, award_id: int, tranche: int) -> Any:
    """A tranche that may be paid, because its milestone was verified and the grant has not stopped: its `id`, `number`
    and `amount`, and the `threshold` of its fund. Nothing if it may not."""
    return await reader.fetchrow(_PAYABLE, award_id, tranche)


_ASSISTANCE = f"""
FROM assistances AS assistance
JOIN funds AS fund ON fund.id = assistance.fund_id
JOIN accounts AS account ON account.assistance_id = assistance.id AND account.standing = 'committed'
JOIN balances AS balance ON balance.account_id = account.id
WHERE assistance.id = {{assistance}} AND assistance.voided_at IS NULL
    AND NOT {ENDED.format(assistance="assistance.id")}
"""
_OPEN = f"""
SELECT fund.threshold, balance.amount - coalesce((
    SELECT sum(made.amount) FROM orders AS made
    WHERE made.assistance_id = assistance.id AND made.voided_at IS NULL
        AND NOT {PAID.format(order="made.id")}
), 0) AS amount {_ASSISTANCE.format(assistance="$1")}
"""  # noqa: S608 - no value in it


async def open_of(reader: Reader, assistance_id: int) -> Any:
    """An assistance on a fund of which something may be paid, because it has not ended: the `amount` that is committed
    to it and not ordered, and the `threshold` of its fund. Nothing if it may not."""
    return await reader.fetchrow(_OPEN, assistance_id)


_HOLD = "SELECT FROM orders WHERE id = ANY ($1) ORDER BY id FOR UPDATE"
"""In a statement of its own: what is read after it shows what whoever held them before has done."""
_HOLD_WITH_WHAT_OF = """
WITH ordered AS MATERIALIZED (
    SELECT id, award_id, assistance_id FROM orders WHERE id = ANY ({ids}) ORDER BY id FOR UPDATE
), award AS MATERIALIZED (
    SELECT FROM awards WHERE id = ANY (ARRAY(SELECT award_id FROM ordered)) ORDER BY id FOR UPDATE
), assistance AS MATERIALIZED (
    SELECT FROM assistances WHERE id = ANY (ARRAY(SELECT assistance_id FROM ordered)) ORDER BY id FOR UPDATE
)
SELECT (SELECT count(*) FROM ordered), (SELECT count(*) FROM award), (SELECT count(*) FROM assistance)
"""
"""What is counted later is held later, after what it is read from."""


async def hold(reader: Reader, ids: list[int]) -> None:
    """Lock orders in the order of their numbers: of two at once, whoever comes second waits here, and reads afterwards
    what the first did."""
    await reader.fetch(_HOLD, ids)


async def hold_with_what_of(reader: Reader, ids: list[int]) -> None:
    """Lock orders, then the awards that they are of, then the assistances, each in the order of their numbers."""
    await reader.fetchrow(_HOLD_WITH_WHAT_OF.format(ids="$1"), ids)


async def hold_reached(reader: Reader, id: int, mandate: Mandate) -> None:
    """Lock an order in the same way with what it is of; one that is out of the mandate's reach is not found."""
    reached, limits = reaching(ORDER, ("id",), "fact.id = $1", mandate)
    statement = _HOLD_WITH_WHAT_OF.format(ids=f"ARRAY(SELECT reached.id FROM ({reached}) AS reached)")  # noqa: S608
    if not await reader.fetchval(statement, id, *limits):
        raise nothing_here()


_GOES_ON = """EXISTS (
    SELECT FROM instructions AS instruction WHERE order_id = ordered.id AND voided_at IS NULL
        AND NOT EXISTS (SELECT FROM instruction_ends WHERE instruction_id = instruction.id)
)"""
_INSTRUCTED = f"({_GOES_ON} OR {may_have_paid('ordered.id')})"
_OF_IT_PAID = """EXISTS (
    SELECT FROM payments AS payment WHERE payment.voided_at IS NULL AND (
        (payment.award_id = ordered.award_id AND payment.tranche = ordered.tranche)
        OR (payment.assistance_id = ordered.assistance_id AND payment.part = ordered.part)
    )
)"""
"""SQL: what an order is of was paid, by it or by one before."""
_DUE = f"""
SELECT ordered.id, ordered.award_id, ordered.assistance_id, ordered.tranche, ordered.part,
    ordered.amount, ordered.currency, ordered.voided_at,
    coalesce(award.approved_on, assistance.approved_on) AS approved_on,
    {COMMITTED_ON.format(award="ordered.award_id", assistance="ordered.assistance_id")} AS committed_on,
    {APPROVED.format(order="ordered.id")} AS approved, {_OF_IT_PAID} AS paid, {_INSTRUCTED} AS instructed,
    {REFERRED_TO.format(reference="$2")} AS referred_to,
    CASE WHEN ordered.assistance_id IS NULL
        THEN EXISTS (SELECT {_TRANCHE.format(award="ordered.award_id", tranche="ordered.tranche")})
        ELSE EXISTS (SELECT {_ASSISTANCE.format(assistance="ordered.assistance_id")})
    END AS payable
FROM orders AS ordered
LEFT JOIN awards AS award ON award.id = ordered.award_id
LEFT JOIN assistances AS assistance ON assistance.id = ordered.assistance_id
WHERE ordered.id = ANY ($1) ORDER BY ordered.id
"""  # noqa: S608 - no value in it


async def due(reader: Reader, ids: list[int], reference: str | None = None) -> list[Any]:
    """What decides whether orders are paid, which are held: of what and how much each is, when that was approved and on
    which day something was last committed to it (`committed_on`), whether it is itself `approved`, `paid` or
    `instructed` to be paid with others, whether what it is of is `payable` as things stand, and whether the reference
    under which it is to be paid is that of an instruction (`referred_to`)."""
    return await reader.fetch(_DUE, ids, reference)


async def is_paid(reader: Reader, id: int) -> bool:
    """Whether a payment by the order stands."""
    paid: bool = await reader.fetchval(f"SELECT {PAID.format(order='$1')}", id)
    return paid


_IN_A_BATCH = f"""
SELECT {_GOES_ON} OR {may_have_gone("ordered.id")} OR {may_yet_pay("ordered.id")} FROM orders AS ordered WHERE id = $1
"""  # noqa: S608 - no value in it


async def is_in_a_batch(reader: Reader, id: int) -> bool:
    """Whether the order is to be paid with others, in a batch, or may yet turn out to have been."""
    instructed: bool = await reader.fetchval(_IN_A_BATCH, id)
    return instructed
