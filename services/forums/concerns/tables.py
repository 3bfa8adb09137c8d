"""What we keep of concerns: how each stands by its days, the votes on it, and which of them are one."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.forums.concerns.views import CONCERNS, Category, ConcernStatus, Raiser
from services.forums.tables import Table
from shared.classification import classified
from shared.tables import Fact, Recorded, append_only, coded, guarded, unchanging

_STANDING = text("voided_at IS NULL")


@append_only
@classified(CONCERNS)
class Concern(Table, Fact, table=True):
    """Something that a group raised in a forum."""

    __tablename__ = "concerns"
    __table_args__ = (UniqueConstraint("id", "recorded_by"), UniqueConstraint("id", "forum_id"))

    id: int = Field(default=None, primary_key=True)
    forum_id: int = Field(foreign_key="forums.id", index=True)
    category: Category = Field(sa_type=coded(Category))
    place: str = Field(max_length=11)
    raised_by: Raiser = Field(sa_type=coded(Raiser))
    raised_on: date
    text: str | None = Field(default=None, sa_type=Text)


ADVANCES = """
CREATE FUNCTION advances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last record;
BEGIN
    SELECT status, since, status IN ('resolved', 'not_resolvable') AS closed INTO last FROM concern_states
    WHERE concern_id = NEW.concern_id AND voided_at IS NULL ORDER BY since DESC, id DESC LIMIT 1;
    IF NEW.since < last.since THEN
        RAISE EXCEPTION 'a state follows the last one'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'concern_states_in_order';
    ELSIF last.status IS NULL AND NEW.status NOT IN ('accepted', 'not_resolvable') THEN
        RAISE EXCEPTION 'a forum accepts a concern first'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'concern_states_accepted_first';
    ELSIF last.closed AND NEW.status <> 'reopened' THEN
        RAISE EXCEPTION 'what is closed is reopened first'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'concern_states_closed';
    ELSIF NOT last.closed AND NEW.status IN ('accepted', 'reopened') OR NEW.status = last.status THEN
        RAISE EXCEPTION 'it stands so already'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'concern_states_other';
    END IF;
    RETURN NEW;
END
$$
"""
"""What may follow what. Whoever states how a concern stands holds it, so that there is one last state at a time."""


@guarded("advances", ADVANCES)
@append_only
@classified(CONCERNS)
class ConcernState(Table, Fact, table=True):
    """How a concern stands from a day on; of several on one day the last recorded counts. Without one it is raised."""

    __tablename__ = "concern_states"
    __table_args__ = (
        CheckConstraint("status <> 'raised'", name="not_raised"),
        Index("ix_concern_states_concern_id", "concern_id", postgresql_where=_STANDING),
    )

    id: int = Field(default=None, primary_key=True)
    concern_id: int = Field(foreign_key="concerns.id")
    status: ConcernStatus = Field(sa_type=coded(ConcernStatus))
    since: date


@append_only
@classified(CONCERNS)
class ConcernVote(Table, Fact, table=True):
    """How many at a meeting voted for a concern to come first, of how many who could."""

    __tablename__ = "concern_votes"
    __table_args__ = (
        CheckConstraint("votes_for BETWEEN 0 AND votes_of", name="votes"),
        Index("uq_concern_votes_a_meeting", "concern_id", "meeting_id", unique=True, postgresql_where=_STANDING),
    )

    id: int = Field(default=None, primary_key=True)
    concern_id: int = Field(foreign_key="concerns.id")
    meeting_id: int = Field(foreign_key="meetings.id")
    votes_for: int
    votes_of: int


GOES_ON = """
CREATE FUNCTION goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM concern_merges WHERE concern_id = NEW.into_id AND voided_at IS NULL) THEN
        RAISE EXCEPTION 'no concern is merged into one that was merged itself'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'concern_merges_goes_on';
    END IF;
    RETURN NEW;
END
$$
"""
"""Of the merges in a circle one would be the last, and what it goes into merged before: so there is no circle."""


@guarded("goes_on", GOES_ON)
@append_only
@classified(CONCERNS)
class ConcernMerge(Table, Fact, table=True):
    """A concern proved to be a double of another of the same forum, which goes on for both."""

    __tablename__ = "concern_merges"
    __table_args__ = (
        CheckConstraint("concern_id <> into_id", name="not_itself"),
        Index("uq_concern_merges_standing", "concern_id", unique=True, postgresql_where=_STANDING),
        ForeignKeyConstraint(["concern_id", "forum_id"], ["concerns.id", "concerns.forum_id"]),
        ForeignKeyConstraint(["into_id", "forum_id"], ["concerns.id", "concerns.forum_id"]),
    )

    id: int = Field(default=None, primary_key=True)
    forum_id: int
    concern_id: int
    into_id: int


@unchanging
@classified(CONCERNS)
class ConcernRelease(Table, Recorded, table=True):
    """Somebody has read the text of a concern, found nobody in it, and released it, once: never who wrote it.

    `guard` is the version by which it was marked, and null of what was released before texts were marked; `despite` has
    each mark (`start`, `end`, `mark`) with the `answer` to it.
    """

    __tablename__ = "concern_releases"
    __table_args__ = (
        ForeignKeyConstraint(["concern_id", "written_by"], ["concerns.id", "concerns.recorded_by"]),
        CheckConstraint("recorded_by <> written_by", name="two_people"),
    )

    concern_id: int = Field(primary_key=True)
    written_by: str = Field(sa_type=Text)
    guard: str | None = Field(default=None, max_length=20)
    despite: list[dict[str, Any]] = Field(
        default_factory=list, sa_type=JSONB, nullable=False, sa_column_kwargs={"server_default": text("'[]'")}
    )
