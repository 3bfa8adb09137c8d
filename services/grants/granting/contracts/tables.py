"""What we keep of contracts: each with its versions, and the tranches of each version.

That the tranches of a version add up to its value the database holds, when all of them are written.
"""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from services.grants.granting.contracts.views import CONTRACTS, TRANCHES
from services.grants.tables import AMOUNT, Table
from shared.classification import classified
from shared.money import Currency
from shared.tables import Fact, Recorded, append_only, coded, deferred, unchanging

TRANCHES_SUM = """
CREATE FUNCTION tranches_sum() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE judged integer;
BEGIN
    IF TG_TABLE_NAME = 'tranches' THEN
        judged := NEW.version_id;
    ELSE
        judged := NEW.id;
    END IF;
    IF (SELECT coalesce(sum(amount), 0) FROM tranches WHERE version_id = judged)
        <> (SELECT amount FROM contract_versions WHERE id = judged) THEN
        RAISE EXCEPTION 'the tranches of a version add up to its value'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'tranches_sum';
    END IF;
    RETURN NULL;
END
$$
"""


@append_only
@classified(CONTRACTS)
class Contract(Table, Fact, table=True):
    """What was agreed about an award, in its currency; an award has one standing contract."""

    __tablename__ = "contracts"
    __table_args__ = (
        Index("uq_contracts_standing", "award_id", unique=True, postgresql_where=text("voided_at IS NULL")),
    )

    id: int = Field(default=None, primary_key=True)
    award_id: int = Field(foreign_key="awards.id")
    currency: Currency = Field(sa_type=coded(Currency))


@deferred("tranches_sum", TRANCHES_SUM)
@unchanging
@classified(CONTRACTS)
class ContractVersion(Table, Recorded, table=True):
    """A contract as it was signed on a day; the last version holds."""

    __tablename__ = "contract_versions"
    __table_args__ = (
        UniqueConstraint("contract_id", "version"),
        CheckConstraint("version > 0", name="version"),
        CheckConstraint("amount > 0", name="amount_positive"),
    )

    id: int = Field(default=None, primary_key=True)
    contract_id: int = Field(foreign_key="contracts.id")
    version: int
    signed_on: date
    amount: Decimal = Field(sa_type=AMOUNT)


@deferred("tranches_sum")
@append_only
@classified(TRANCHES)
class Tranche(Table, Fact, table=True):
    """What is paid for a milestone, under a version of a contract. It is voided with the contract."""

    __tablename__ = "tranches"
    __table_args__ = (
        UniqueConstraint("version_id", "number"),
        UniqueConstraint("id", "number", "amount"),
        Index("ix_tranches_contract_id", "contract_id"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("amount > 0", name="amount_positive"),
    )

    id: int = Field(default=None, primary_key=True)
    contract_id: int = Field(foreign_key="contracts.id")
    version_id: int = Field(foreign_key="contract_versions.id")
    number: int
    milestone: str = Field(max_length=200)
    due_on: date
    amount: Decimal = Field(sa_type=AMOUNT)
