"""What we keep of sittings: who was there, who stood aside, each vote, and each ruling."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Text
from sqlmodel import Field

from services.grants.granting.sittings.views import DECIDING, SITTINGS, Choice, Decision, Ground
from services.grants.tables import AMOUNT, Table
from shared.classification import classified
from shared.tables import Fact, Recorded, append_only, coded, unchanging

_A_MEMBER = (["sitting_id", "recorded_by"], ["sitting_members.sitting_id", "sitting_members.recorded_by"])


@append_only
@classified(SITTINGS)
class Sitting(Table, Fact, table=True):
    """A sitting of the committee on the applications to one call."""

    __tablename__ = "sittings"
    __table_args__ = (CheckConstraint("quorum >= 3", name="quorum"),)

    id: int = Field(default=None, primary_key=True)
    call_id: int = Field(foreign_key="calls.id", index=True)
    held_on: date
    quorum: int


@unchanging
@classified(DECIDING)
class Member(Table, Recorded, table=True):
    """Somebody who was at a sitting, as they said themselves."""

    __tablename__ = "sitting_members"

    sitting_id: int = Field(primary_key=True, foreign_key="sittings.id")
    recorded_by: str = Field(primary_key=True, sa_type=Text)


@unchanging
@classified(DECIDING)
class Recusal(Table, Recorded, table=True):
    """A member who does not decide on an application: at this sitting and at every other."""

    __tablename__ = "recusals"
    __table_args__ = (ForeignKeyConstraint(*_A_MEMBER),)

    application_id: int = Field(primary_key=True, foreign_key="applications.id")
    recorded_by: str = Field(primary_key=True, sa_type=Text)
    sitting_id: int = Field(index=True)
    ground: Ground = Field(sa_type=coded(Ground))


@unchanging
@classified(DECIDING)
class Vote(Table, Recorded, table=True):
    """How a member voted on an application at a sitting."""

    __tablename__ = "votes"
    __table_args__ = (ForeignKeyConstraint(*_A_MEMBER),)

    sitting_id: int = Field(primary_key=True)
    application_id: int = Field(primary_key=True, foreign_key="applications.id")
    recorded_by: str = Field(primary_key=True, sa_type=Text)
    choice: Choice = Field(sa_type=coded(Choice))


@unchanging
@classified(DECIDING)
class Ruling(Table, Recorded, table=True):
    """What a sitting decided on an application, with the votes as they were."""

    __tablename__ = "rulings"
    __table_args__ = (
        ForeignKeyConstraint(*_A_MEMBER),
        CheckConstraint("(decision = 'approved') = (amount IS NOT NULL) AND amount > 0", name="amount"),
        CheckConstraint("decision <> 'approved' OR votes_for > votes_against", name="by_its_votes"),
    )

    sitting_id: int = Field(primary_key=True)
    application_id: int = Field(primary_key=True, foreign_key="applications.id")
    decision: Decision = Field(sa_type=coded(Decision))
    amount: Decimal | None = Field(default=None, sa_type=AMOUNT)
    votes_for: int
    votes_against: int
    votes_abstained: int
