"""What we keep of parties. That another person confirms one than who stated it the database holds: a confirmation
refers to who did by a foreign key, and a CHECK compares the two."""

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field

from services.grants.paying.banking import LONGEST_NAME, Means
from services.grants.paying.parties.views import PARTIES
from services.grants.tables import Table
from shared.classification import classified
from shared.tables import Fact, Recorded, append_only, coded, unchanging


@append_only
@classified(PARTIES)
class Party(Table, Fact, table=True):
    """How an enterprise or somebody assisted is paid, or from where a fund pays."""

    __tablename__ = "parties"
    __table_args__ = (
        CheckConstraint("num_nonnulls(enterprise_id, assistance_id, fund_id) = 1", name="of_one"),
        CheckConstraint(
            "CASE means WHEN 'bank_transfer' THEN num_nonnulls(iban, account) = 1 AND bic IS NOT NULL"
            " ELSE num_nonnulls(iban, account, bic) = 0 END",
            name="account",
        ),
        CheckConstraint("(means = 'exchange_house') = (exchange_house IS NOT NULL)", name="exchange_house"),
        CheckConstraint("fund_id IS NULL OR means = 'bank_transfer'", name="of_a_fund"),
        UniqueConstraint("id", "recorded_by"),
        UniqueConstraint("id", "fund_id"),
        UniqueConstraint("id", "enterprise_id", "means"),
        UniqueConstraint("id", "assistance_id", "means"),
        *(Index(f"ix_parties_{owner}", owner, "id") for owner in ("enterprise_id", "assistance_id", "fund_id")),
    )

    id: int = Field(default=None, primary_key=True)
    enterprise_id: int | None = Field(default=None, foreign_key="enterprises.id")
    assistance_id: int | None = Field(default=None, foreign_key="assistances.id")
    fund_id: int | None = Field(default=None, foreign_key="funds.id")
    means: Means = Field(sa_type=coded(Means))
    name: str = Field(max_length=LONGEST_NAME)
    iban: str | None = Field(default=None, max_length=34)
    account: str | None = Field(default=None, max_length=34)
    bic: str | None = Field(default=None, max_length=11)
    exchange_house: str | None = Field(default=None, max_length=200)


@unchanging
@classified(PARTIES)
class PartyConfirmation(Table, Recorded, table=True):
    """Somebody else than who stated it found that this is where the money goes."""

    __tablename__ = "party_confirmations"
    __table_args__ = (
        ForeignKeyConstraint(["party_id", "stated_by"], ["parties.id", "parties.recorded_by"]),
        CheckConstraint("recorded_by <> stated_by", name="by_another"),
    )

    party_id: int = Field(primary_key=True)
    stated_by: str = Field(sa_type=Text)
