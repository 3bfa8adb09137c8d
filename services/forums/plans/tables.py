"""What we keep of plans. A plan's issues are concerns of its own forum."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from services.forums.plans.views import PLANS, Owner, ReviewOutcome
from services.forums.tables import Table
from shared.classification import classified
from shared.tables import Fact, append_only, coded, unchanging

_STANDING = text("voided_at IS NULL")


@append_only
@classified(PLANS)
class Plan(Table, Fact, table=True):
    """A version of a forum's security and safety plan."""

    __tablename__ = "plans"
    __table_args__ = (
        CheckConstraint("review_on > adopted_on", name="review_later"),
        UniqueConstraint("id", "forum_id"),
        Index("uq_plans_version", "forum_id", "version", unique=True, postgresql_where=_STANDING),
    )

    id: int = Field(default=None, primary_key=True)
    forum_id: int = Field(foreign_key="forums.id")
    version: int
    adopted_on: date
    review_on: date


@unchanging
@classified(PLANS)
class Issue(Table, table=True):
    """A concern that a plan takes up, at its place in the order."""

    __tablename__ = "issues"
    __table_args__ = (
        ForeignKeyConstraint(["plan_id", "forum_id"], ["plans.id", "plans.forum_id"]),
        ForeignKeyConstraint(["concern_id", "forum_id"], ["concerns.id", "concerns.forum_id"]),
        UniqueConstraint("plan_id", "concern_id"),
        CheckConstraint("priority > 0", name="priority"),
    )

    plan_id: int = Field(primary_key=True)
    priority: int = Field(primary_key=True)
    forum_id: int
    concern_id: int
    owner: Owner = Field(sa_type=coded(Owner))
    due_on: date


@append_only
@classified(PLANS)
class PlanReview(Table, Fact, table=True):
    """A forum looked at its plan again: once a day."""

    __tablename__ = "plan_reviews"
    __table_args__ = (
        Index("uq_plan_reviews_a_day", "plan_id", "reviewed_on", unique=True, postgresql_where=_STANDING),
    )

    id: int = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plans.id")
    reviewed_on: date
    outcome: ReviewOutcome = Field(sa_type=coded(ReviewOutcome))
