"""What we keep of meetings: that they were scheduled, that they were held, and how many were there."""

from datetime import date

from sqlalchemy import ARRAY, CheckConstraint, Index, Text, text
from sqlmodel import Field

from services.forums.meetings.views import MEETINGS, AgendaItem, MeetingKind
from services.forums.members.views import AgeBand, MemberRole, Sex
from services.forums.tables import Table
from shared.classification import classified
from shared.tables import Fact, append_only, coded, unchanging

_STANDING = text("voided_at IS NULL")
_AGENDA = f"agenda <@ ARRAY{[item.value for item in AgendaItem]}::text[]"


@append_only
@classified(MEETINGS)
class Meeting(Table, Fact, table=True):
    """A forum is to meet: once a day in each kind."""

    __tablename__ = "meetings"
    __table_args__ = (
        CheckConstraint(f"cardinality(agenda) > 0 AND {_AGENDA}", name="agenda"),
        Index("uq_meetings_a_day", "forum_id", "kind", "scheduled_on", unique=True, postgresql_where=_STANDING),
    )

    id: int = Field(default=None, primary_key=True)
    forum_id: int = Field(foreign_key="forums.id")
    kind: MeetingKind = Field(sa_type=coded(MeetingKind))
    scheduled_on: date
    agenda: list[AgendaItem] = Field(sa_type=ARRAY(Text))


@append_only
@classified(MEETINGS)
class Holding(Table, Fact, table=True):
    """A meeting was held, and so many were there of so many who sat in the forum then, those who vote among them."""

    __tablename__ = "holdings"
    __table_args__ = (
        CheckConstraint("present BETWEEN 1 AND members", name="present_are_members"),
        CheckConstraint("voting_present BETWEEN 0 AND voting_members", name="voting_are_members"),
        Index("uq_holdings_standing", "meeting_id", unique=True, postgresql_where=_STANDING),
    )

    id: int = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meetings.id")
    held_on: date
    members: int
    present: int
    voting_members: int
    voting_present: int


@unchanging
@classified(MEETINGS)
class Attendees(Table, table=True):
    """How many people of one role, sex and age were there."""

    __tablename__ = "attendees"
    __table_args__ = (CheckConstraint("people > 0", name="people"),)

    holding_id: int = Field(primary_key=True, foreign_key="holdings.id")
    role: MemberRole = Field(primary_key=True, sa_type=coded(MemberRole))
    sex: Sex = Field(primary_key=True, sa_type=coded(Sex))
    age_band: AgeBand = Field(primary_key=True, sa_type=coded(AgeBand))
    people: int
