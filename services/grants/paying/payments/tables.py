"""What we keep of payments. That a tranche or part is paid once, and what was ordered, the database holds."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, text
from sqlmodel import Field

from services.grants.funding.ledger.reads import Commitment
from services.grants.paying.payments.views import PAYMENTS
from services.grants.tables import AMOUNT, Table
from shared.classification import classified
from shared.money import Currency
from shared.tables import Fact, append_only, coded

_STANDING = text("voided_at IS NULL")


@append_only
@classified(PAYMENTS)
class Payment(Table, Fact, table=True):
    """What was paid of an award or of an assistance: of one on a fund a whole tranche or part, once, by an order that
    was approved."""

    __tablename__ = "payments"
    __table_args__ = (
        CheckConstraint("num_nonnulls(award_id, assistance_id) = 1", name="of_one"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint(
            "num_nonnulls(tranche, part) = num_nonnulls(order_id)"
            " AND num_nonnulls(award_id, part) < 2 AND num_nonnulls(assistance_id, tranche) < 2",
            name="of_an_order",
        ),
        ForeignKeyConstraint(["order_id"], ["order_approvals.order_id"]),
        ForeignKeyConstraint(
            ["order_id", "award_id", "tranche", "amount", "currency"],
            ["orders.id", "orders.award_id", "orders.tranche", "orders.amount", "orders.currency"],
        ),
        ForeignKeyConstraint(
            ["order_id", "assistance_id", "part", "amount", "currency"],
            ["orders.id", "orders.assistance_id", "orders.part", "orders.amount", "orders.currency"],
        ),
        Index("uq_payments_standing", "reference", unique=True, postgresql_where=_STANDING),
        Index("uq_payments_order", "order_id", unique=True, postgresql_where=_STANDING),
        Index("uq_payments_tranche", "award_id", "tranche", unique=True, postgresql_where=_STANDING),
        Index("uq_payments_part", "assistance_id", "part", unique=True, postgresql_where=_STANDING),
    )

    id: int = Field(default=None, primary_key=True)
    award_id: int | None = Field(default=None, foreign_key="awards.id", index=True)
    assistance_id: int | None = Field(default=None, foreign_key="assistances.id", index=True)
    reference: str = Field(max_length=35)
    amount: Decimal = Field(sa_type=AMOUNT)
    currency: Currency = Field(sa_type=coded(Currency))
    paid_on: date
    order_id: int | None = None
    tranche: int | None = None
    part: int | None = None

    @property
    def of(self) -> Commitment:
        return Commitment(self.award_id, self.assistance_id)
