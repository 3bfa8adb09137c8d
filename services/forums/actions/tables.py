"""What we keep of actions."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, text
from sqlmodel import Field

from services.forums.actions.views import ACTIONS, ActionKind, Result
from services.forums.plans.views import Owner
from services.forums.tables import Table
from shared.classification import classified
from shared.tables import Fact, append_only, coded


@append_only
@classified(ACTIONS)
class Action(Table, Fact, table=True):
    """Something that is to be done about a concern of a forum."""

    __tablename__ = "actions"
    __table_args__ = (
        CheckConstraint("due_on >= agreed_on", name="due_after_agreed"),
        ForeignKeyConstraint(["concern_id", "forum_id"], ["concerns.id", "concerns.forum_id"]),
        Index("ix_actions_forum_id", "forum_id"),
        Index("ix_actions_concern_id", "concern_id"),
    )

    id: int = Field(default=None, primary_key=True)
    forum_id: int
    concern_id: int
    kind: ActionKind = Field(sa_type=coded(ActionKind))
    owner: Owner = Field(sa_type=coded(Owner))
    agreed_on: date
    due_on: date


@append_only
@classified(ACTIONS)
class ActionEnd(Table, Fact, table=True):
    """An action ended, and this came of it."""

    __tablename__ = "action_ends"
    __table_args__ = (
        Index("uq_action_ends_standing", "action_id", unique=True, postgresql_where=text("voided_at IS NULL")),
    )

    id: int = Field(default=None, primary_key=True)
    action_id: int = Field(foreign_key="actions.id")
    ended_on: date
    result: Result = Field(sa_type=coded(Result))
