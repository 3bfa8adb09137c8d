"""What we keep of minutes, and that somebody other than the writer released their text."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.forums.meetings.views import AgendaItem
from services.forums.minutes.views import MINUTES, MinuteKind, Outcome
from services.forums.tables import Table
from shared.classification import classified
from shared.tables import Fact, Recorded, append_only, coded, unchanging


@append_only
@classified(MINUTES)
class Minute(Table, Fact, table=True):
    """One item of a meeting's minutes."""

    __tablename__ = "minutes"
    __table_args__ = (
        UniqueConstraint("id", "recorded_by"),
        CheckConstraint("(kind = 'decision') = (outcome IS NOT NULL)", name="outcome_of_a_decision"),
        CheckConstraint("num_nonnulls(votes_for, votes_against) IN (0, 2)", name="votes_whole"),
        CheckConstraint("votes_for IS NULL OR outcome IS NOT NULL", name="votes_on_a_decision"),
    )

    id: int = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meetings.id", index=True)
    kind: MinuteKind = Field(sa_type=coded(MinuteKind))
    about: AgendaItem = Field(sa_type=coded(AgendaItem))
    outcome: Outcome | None = Field(default=None, sa_type=coded(Outcome))
    votes_for: int | None = None
    votes_against: int | None = None
    text: str | None = Field(default=None, sa_type=Text)


@unchanging
@classified(MINUTES)
class MinuteRelease(Table, Recorded, table=True):
    """Somebody has read the text of an item, found nobody in it, and released it, once: never who wrote it.

    `guard` is the version by which it was marked, and null of what was released before texts were marked; `despite` has
    each mark (`start`, `end`, `mark`) with the `answer` to it.
    """

    __tablename__ = "minute_releases"
    __table_args__ = (
        ForeignKeyConstraint(["minute_id", "written_by"], ["minutes.id", "minutes.recorded_by"]),
        CheckConstraint("recorded_by <> written_by", name="two_people"),
    )

    minute_id: int = Field(primary_key=True)
    written_by: str = Field(sa_type=Text)
    guard: str | None = Field(default=None, max_length=20)
    despite: list[dict[str, Any]] = Field(
        default_factory=list, sa_type=JSONB, nullable=False, sa_column_kwargs={"server_default": text("'[]'")}
    )
