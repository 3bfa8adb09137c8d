"""What we keep of referrals: no person, and from a service that helps people only that it answered."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from services.forums.referrals.views import REFERRALS, Answer, Target
from services.forums.tables import Table
from shared.classification import classified
from shared.tables import Fact, append_only, coded


@append_only
@classified(REFERRALS)
class Referral(Table, Fact, table=True):
    """A concern of a forum was passed on."""

    __tablename__ = "referrals"
    __table_args__ = (
        CheckConstraint("answer_due_on >= referred_on", name="due_after_referred"),
        ForeignKeyConstraint(["concern_id", "forum_id"], ["concerns.id", "concerns.forum_id"]),
        UniqueConstraint("id", "target"),
        Index("ix_referrals_forum_id", "forum_id"),
        Index("ix_referrals_concern_id", "concern_id"),
    )

    id: int = Field(default=None, primary_key=True)
    forum_id: int
    concern_id: int
    target: Target = Field(sa_type=coded(Target))
    referred_on: date
    answer_due_on: date


@append_only
@classified(REFERRALS)
class ReferralAnswer(Table, Fact, table=True):
    """Something came back."""

    __tablename__ = "referral_answers"
    __table_args__ = (
        ForeignKeyConstraint(["referral_id", "target"], ["referrals.id", "referrals.target"]),
        CheckConstraint(f"target <> '{Target.AID_SERVICE}' OR answer = '{Answer.ANSWERED}'", name="wall"),
        Index("uq_referral_answers_standing", "referral_id", unique=True, postgresql_where=text("voided_at IS NULL")),
    )

    id: int = Field(default=None, primary_key=True)
    referral_id: int
    target: Target = Field(sa_type=coded(Target))
    answered_on: date
    answer: Answer = Field(sa_type=coded(Answer))
