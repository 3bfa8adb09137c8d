"""Faults of the ledger and of what moves it, planted by patches and by taking away what the database holds."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from grants_faults import Plant, dropped, gives, put, said, together

from services.grants.assisting.assistances import reads as assistances_read
from services.grants.assisting.assistances.reads import ENDED as ENDED_ASSISTANCE
from services.grants.funding.ledger import postings
from services.grants.funding.ledger import reads as ledger
from services.grants.granting.applications import reads as applications_read
from services.grants.granting.contracts.reads import STOPPED
from services.grants.paying import attempts
from services.grants.paying.batches import reads as batches_read
from services.grants.paying.orders import reads as orders_read
from services.grants.paying.payments import reads as payments_read
from services.grants.paying.payments import rules as payments
from services.grants.paying.recoveries import reads as recoveries_read
from services.grants.paying.settlements import reads as settlements_read
from services.grants.paying.settlements import rules as settlements
from shared import idempotency
from shared.days import today

_UNBALANCED = dropped("DROP TRIGGER entries_balanced ON entries")
_APPROVED = f"{orders_read.APPROVED.format(order='ordered.id')} AS approved"
_PAID = f"{orders_read._OF_IT_PAID} AS paid"
_ONCE = dropped("DROP INDEX uq_payments_order", "DROP INDEX uq_payments_tranche")


def one_sided(real: Any) -> Any:
    """What is taken from one account is given to none."""
    return lambda *move: real(*move).partition(" UNION ALL ")[0]


def one_cent_more(real: Any) -> Any:
    def move(*between: Any) -> str:
        given, _, taken = real(*between).rpartition(" UNION ALL ")
        assert "$10::numeric" in taken
        return f"{given} UNION ALL {taken.replace('$10::numeric', '$10::numeric + 0.01')}"

    return move


def not_held(real: Any) -> Any:
    async def award(reader: Any, id: int) -> Any:
        return await reader.fetchval("SELECT id FROM awards WHERE application_id = $1 AND voided_at IS NULL", id)

    return award


def not_ended(real: Any) -> Any:
    async def hold(*which: Any) -> Any:
        instruction, view = await real(*which)
        return instruction, view.model_copy(update={"ended": None})

    return hold


OF_PAYMENTS: Mapping[str, Plant] = {
    "an account has less than nothing": dropped("ALTER TABLE balances DROP CONSTRAINT ck_balances_not_below_zero"),
    "balances do not follow": dropped("DROP TRIGGER balances_follow ON entries"),
    "a reversal has the wrong sign": together(
        said(postings, ("_REVERSE",), "-entry.amount", "entry.amount"), _UNBALANCED
    ),
    "an entry has no other side": together(put(postings, "_move", one_sided), _UNBALANCED),
    "an entry is a cent off": together(put(postings, "_move", one_cent_more), _UNBALANCED),
    "what has ended stays committed": put(postings, "release", gives(None)),
    "what a call gives back stays with it": put(postings, "give_back", gives(None)),
    "what is voided is not reversed": put(postings, "reverse", gives(None)),
    "what came back is not posted": put(postings, "refund", gives(None)),
    "a payment is not posted": said(postings, ("_DISBURSE",), "standing = 'committed' ORDER", "false ORDER"),
    "a tranche is paid twice": _ONCE,
    "a tranche is ordered twice": dropped("DROP INDEX uq_orders_standing"),
    "somebody checks their own order": dropped("ALTER TABLE order_checks DROP CONSTRAINT ck_order_checks_by_another"),
    "somebody approves their own order": dropped(
        "ALTER TABLE order_approvals DROP CONSTRAINT ck_order_approvals_by_another"
    ),
    "whoever checked approves": dropped("ALTER TABLE order_approvals DROP CONSTRAINT ck_order_approvals_by_a_third"),
    "above the threshold two are enough": dropped(
        "ALTER TABLE order_approvals DROP CONSTRAINT ck_order_approvals_checked"
    ),
    "what nobody approved is paid": together(
        said(orders_read, ("_DUE",), _APPROVED, "true AS approved"),
        dropped("ALTER TABLE payments DROP CONSTRAINT fk_payments_order_id_order_approvals"),
    ),
    "a grant that stopped is paid": said(
        orders_read, ("_PAYABLE",), f"AND NOT {STOPPED.format(application='award.application_id')}", ""
    ),
    "a payment voided after the end is committed again": put(payments_read, "ended_on", gives(None)),
    "what an assistance has is not posted": put(postings, "commit", gives(None)),
    "a part is paid twice": dropped("DROP INDEX uq_payments_order", "DROP INDEX uq_payments_part"),
    "a part is ordered twice": dropped("DROP INDEX uq_orders_part"),
    "more is ordered than is committed": said(orders_read, ("_OPEN",), "balance.amount - ", "balance.amount + "),
    "an assistance that has ended is paid": said(
        orders_read,
        ("_OPEN",),
        f"AND NOT {ENDED_ASSISTANCE.format(assistance='assistance.id')}",
        "",
    ),
    "a household is given two": together(
        put(assistances_read, "has_one", gives(False)), dropped("DROP INDEX uq_assistances_household")
    ),
    "an award is not held while it ends": put(applications_read, "hold_award", not_held),
    "a key is good for nothing": put(idempotency, "claim", gives(None)),
    "whoever stated a refund confirms it": dropped(
        "ALTER TABLE refund_confirmations DROP CONSTRAINT ck_refund_confirmations_by_another"
    ),
    "above the threshold two are enough for a refund": dropped(
        "ALTER TABLE refund_confirmations DROP CONSTRAINT ck_refund_confirmations_checked"
    ),
}
OF_BATCHES: Mapping[str, Plant] = {
    "one person approves a batch twice": dropped(
        "ALTER TABLE batch_approvals DROP CONSTRAINT uq_batch_approvals_batch_id_recorded_by"
    ),
    "what is tried again has another reference": together(
        said(batches_read, ("_ORDERED",), " fact.end_to_end_id, fact.ended", " NULL AS end_to_end_id, fact.ended"),
        dropped("ALTER TABLE instructions DROP CONSTRAINT fk_instructions_after_end_to_end_id_instructions"),
    ),
    "what is reported twice is paid twice": together(
        said(settlements_read, ("_UNPAID", "_TO_PAY"), f" AND NOT {settlements_read._PAID}", ""),
        said(orders_read, ("_DUE",), _PAID, "false AS paid"),
        _ONCE,
        dropped("DROP INDEX uq_payments_standing"),
    ),
    "all of a batch is paid when one is settled": together(
        said(settlements_read, ("_UNPAID", "_TO_PAY"), f"AND {attempts.STATE} = 'settled'", ""),
        said(settlements_read, ("_TO_PAY",), f"{settlements_read._ON} AS on_day", "current_date AS on_day"),
    ),
    "what is in a voided batch stays there": put(batches_read, "void_instructions", gives([])),
    "a batch is voided after it was sent": put(batches_read, "is_sent", gives(False)),
}
OF_SETTLEMENTS: Mapping[str, Plant] = {
    "two sign for the same": dropped("ALTER TABLE instruction_signatures DROP CONSTRAINT pk_instruction_signatures"),
    "whoever put somebody on a list records who signed": dropped(
        "ALTER TABLE instruction_signatures DROP CONSTRAINT ck_instruction_signatures_by_another"
    ),
    "what was handed back is signed for": put(settlements, "_hold", not_ended),
    "an attempt that was given up is forgotten": together(
        said(batches_read, ("_ORDERED",), attempts.may_have_paid("ordered.id"), "false"),
        said(batches_read, ("_IN_THE_WAY",), attempts.may_have_paid("instruction.order_id"), "false"),
        said(orders_read, ("_DUE", "_INSTRUCTED"), attempts.may_have_paid("ordered.id"), "false"),
        said(orders_read, ("_IN_A_BATCH",), attempts.may_have_gone("ordered.id"), "false"),
    ),
    "what an order that was taken back paid is forgotten": together(
        said(batches_read, ("_ORDERED",), attempts.may_have_paid("ordered.id"), attempts.may_have_gone("ordered.id")),
        said(
            batches_read,
            ("_IN_THE_WAY",),
            attempts.may_have_paid("instruction.order_id"),
            attempts.may_have_gone("instruction.order_id"),
        ),
        said(
            orders_read,
            ("_DUE", "_INSTRUCTED"),
            attempts.may_have_paid("ordered.id"),
            attempts.may_have_gone("ordered.id"),
        ),
    ),
    "an order is taken back that may yet be paid": said(
        orders_read, ("_IN_A_BATCH",), attempts.may_yet_pay("ordered.id"), "false"
    ),
    "what went after all is not paid": said(
        settlements_read, ("_TO_PAY",), " AND NOT ", " AND ending.instruction_id IS NULL AND NOT "
    ),
    "whoever found out confirms it": dropped(
        "ALTER TABLE instruction_confirmations DROP CONSTRAINT ck_instruction_confirmations_by_another"
    ),
    "what went is taken back by hand": put(payments_read, "is_of_a_batch", gives(False)),
    "what went of a grant that has ended is not paid though it was found": put(
        postings, "commit_again", gives(today())
    ),
    "what did not go stays paid": put(settlements_read, "payment", gives(None)),
}
OF_RECOVERIES: Mapping[str, Plant] = {
    "more is demanded back than was paid": dropped("DROP TRIGGER recovery_was_paid ON recovery_approvals"),
    "more of a payment is demanded back than it was": put(recoveries_read, "left_of", gives(Decimal(10_000))),
    "whoever demands money back approves it": dropped(
        "ALTER TABLE recovery_approvals DROP CONSTRAINT ck_recovery_approvals_by_another"
    ),
    "the instalments of a demand are more than it": dropped(
        "CREATE OR REPLACE FUNCTION instalments_sum() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"
    ),
    "what is demanded back is taken back": put(payments, "_require_not_demanded", gives(None)),
    "what is demanded back comes back without its number": put(ledger, "demanded", gives(Decimal(0))),
    "more comes back than is demanded": put(recoveries_read, "demanded", gives(Decimal(10_000))),
    "whoever proposed to give a demand up confirms it": dropped(
        "ALTER TABLE recovery_write_off_confirmations DROP CONSTRAINT ck_recovery_write_off_confirmations_by_another"
    ),
    "a demand of which something came back is voided": put(recoveries_read, "is_refunded", gives(False)),
    "a demand that was written off is voided": put(recoveries_read, "is_written_off", gives(False)),
}
