"""What was written off is not demanded again; and orders that were taken back are found by what they were of."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_RECOVERY_WAS_PAID = """
CREATE OR REPLACE FUNCTION recovery_was_paid() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    demanded recoveries%ROWTYPE;
    paid numeric;
BEGIN
    SELECT * INTO demanded FROM recoveries WHERE id = NEW.recovery_id;
    SELECT balance.amount INTO paid
    FROM accounts AS account JOIN balances AS balance ON balance.account_id = account.id
    WHERE account.standing = 'disbursed'
        AND (account.award_id = demanded.award_id OR account.assistance_id = demanded.assistance_id)
    FOR UPDATE OF balance;
    IF demanded.amount > coalesce(paid, 0) - coalesce((
    SELECT sum(demand.amount - coalesce((
    SELECT sum(refund.amount) FROM refunds AS refund
    JOIN refund_confirmations AS confirmation ON confirmation.refund_id = refund.id
    WHERE refund.recovery_id = demand.id AND refund.voided_at IS NULL
), 0)) FROM recoveries AS demand JOIN recovery_approvals AS agreed ON agreed.recovery_id = demand.id
    WHERE demand.voided_at IS NULL AND (
        demand.id <> demanded.id
        AND (demand.award_id = demanded.award_id OR demand.assistance_id = demanded.assistance_id)
    )
), 0) THEN
        RAISE EXCEPTION 'no more is demanded than was paid and has not come back'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'recovery_was_paid';
    END IF;
    RETURN NEW;
END
$$
"""
_BEFORE = """
CREATE OR REPLACE FUNCTION recovery_was_paid() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    demanded recoveries%ROWTYPE;
    paid numeric;
BEGIN
    SELECT * INTO demanded FROM recoveries WHERE id = NEW.recovery_id;
    SELECT balance.amount INTO paid
    FROM accounts AS account JOIN balances AS balance ON balance.account_id = account.id
    WHERE account.standing = 'disbursed'
        AND (account.award_id = demanded.award_id OR account.assistance_id = demanded.assistance_id)
    FOR UPDATE OF balance;
    IF demanded.amount > coalesce(paid, 0) - coalesce((
    SELECT sum(demand.amount - coalesce((
    SELECT sum(refund.amount) FROM refunds AS refund
    JOIN refund_confirmations AS confirmation ON confirmation.refund_id = refund.id
    WHERE refund.recovery_id = demand.id AND refund.voided_at IS NULL
), 0) - coalesce((
    SELECT sum(written.amount) FROM recovery_write_off_confirmations AS written
    WHERE written.recovery_id = demand.id
), 0))
    FROM recoveries AS demand JOIN recovery_approvals AS agreed ON agreed.recovery_id = demand.id
    WHERE demand.voided_at IS NULL AND (
        demand.id <> demanded.id
        AND (demand.award_id = demanded.award_id OR demand.assistance_id = demanded.assistance_id)
    )
), 0) THEN
        RAISE EXCEPTION 'no more is demanded than was paid and has not come back'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'recovery_was_paid';
    END IF;
    RETURN NEW;
END
$$
"""


_OF = {"award_id": "tranche", "assistance_id": "part"}


def upgrade() -> None:
    op.execute(_RECOVERY_WAS_PAID)
    for of, number in _OF.items():
        voided = sa.text("voided_at IS NOT NULL")
        op.create_index(op.f(f"ix_orders_voided_{of}"), "orders", [of, number], postgresql_where=voided)


def downgrade() -> None:
    for of in _OF:
        op.drop_index(op.f(f"ix_orders_voided_{of}"), "orders")
    op.execute(_BEFORE)
