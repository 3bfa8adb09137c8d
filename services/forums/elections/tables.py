"""What we keep of elections."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from services.forums.elections.views import ELECTIONS, Method
from services.forums.tables import Table
from services.forums.terms.views import Seat
from shared.classification import classified
from shared.tables import Fact, append_only, coded, unchanging


@append_only
@classified(ELECTIONS)
class Election(Table, Fact, table=True):
    """An election of a forum's head and deputies: one a day."""

    __tablename__ = "elections"
    __table_args__ = (
        CheckConstraint("voters > 0", name="voters"),
        CheckConstraint("terms_end_on > held_on", name="terms_end_later"),
        UniqueConstraint("id", "voters"),
        Index("uq_elections_a_day", "forum_id", "held_on", unique=True, postgresql_where=text("voided_at IS NULL")),
    )

    id: int = Field(default=None, primary_key=True)
    forum_id: int = Field(foreign_key="forums.id")
    held_on: date
    method: Method = Field(sa_type=coded(Method))
    voters: int
    terms_end_on: date | None = None


@unchanging
@classified(ELECTIONS)
class Candidate(Table, table=True):
    """A member who stood: nobody has more votes than there were voters."""

    __tablename__ = "candidates"
    __table_args__ = (
        ForeignKeyConstraint(["election_id", "voters"], ["elections.id", "elections.voters"]),
        CheckConstraint("votes BETWEEN 0 AND voters", name="votes"),
    )

    election_id: int = Field(primary_key=True)
    member_id: int = Field(primary_key=True, foreign_key="members.id")
    voters: int
    votes: int
    elected_as: Seat | None = Field(default=None, sa_type=coded(Seat))
