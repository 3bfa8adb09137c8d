"""What we keep of forums: that they were established, and by days what became of them and what they go by."""

from datetime import date

from sqlalchemy import ARRAY, CheckConstraint, Index, Text, text
from sqlmodel import Field

from services.forums.forums.views import FORUMS, ForumLevel, ForumStatus, Founder, PoliceOffice
from services.forums.tables import Table
from shared.classification import classified
from shared.tables import Fact, append_only, coded, guarded

_STANDING = text("voided_at IS NULL")


@append_only
@classified(FORUMS)
class Forum(Table, Fact, table=True):
    """A community policing forum, under a project that the grants service keeps or under none."""

    __tablename__ = "forums"
    __table_args__ = (
        CheckConstraint(
            "length(place) = CASE level WHEN 'governorate' THEN 5 WHEN 'district' THEN 8 ELSE 11 END",
            name="level_and_place",
        ),
    )

    id: int = Field(default=None, primary_key=True)
    project: str | None = Field(default=None, max_length=40, index=True)
    name: str = Field(max_length=200)
    level: ForumLevel = Field(sa_type=coded(ForumLevel))
    place: str = Field(max_length=11)
    established_on: date
    set_up_by: Founder = Field(sa_type=coded(Founder))


FOLLOWS = """
CREATE FUNCTION follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last record;
BEGIN
    SELECT status, since INTO last FROM statuses
    WHERE forum_id = NEW.forum_id AND voided_at IS NULL ORDER BY since DESC LIMIT 1;
    IF last.status = 'closed' THEN
        RAISE EXCEPTION 'a closed forum stays closed' USING ERRCODE = 'check_violation', CONSTRAINT = 'statuses_closed';
    ELSIF NEW.since <= last.since THEN
        RAISE EXCEPTION 'a status follows the last one'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'statuses_in_order';
    ELSIF NEW.status = last.status THEN
        RAISE EXCEPTION 'a status is another one than the last'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'statuses_other';
    ELSIF NEW.status = 'dormant' AND last.status IS DISTINCT FROM 'active' THEN
        RAISE EXCEPTION 'only what is active rests' USING ERRCODE = 'check_violation', CONSTRAINT = 'statuses_rests';
    END IF;
    RETURN NEW;
END
$$
"""
"""What may follow what. Whoever states a status holds the forum, so that there is one last status at a time."""


@guarded("follows", FOLLOWS)
@append_only
@classified(FORUMS)
class Status(Table, Fact, table=True):
    """What became of a forum on a day. Without one it forms."""

    __tablename__ = "statuses"
    __table_args__ = (
        CheckConstraint("status <> 'forming'", name="not_forming"),
        Index("uq_statuses_a_day", "forum_id", "since", unique=True, postgresql_where=_STANDING),
    )

    id: int = Field(default=None, primary_key=True)
    forum_id: int = Field(foreign_key="forums.id")
    status: ForumStatus = Field(sa_type=coded(ForumStatus))
    since: date


@append_only
@classified(FORUMS)
class Charter(Table, Fact, table=True):
    """What a forum goes by from a day on: the latest that stands counts."""

    __tablename__ = "charters"
    __table_args__ = (
        CheckConstraint("cardinality(catchment) > 0", name="serves_a_place"),
        Index("uq_charters_a_day", "forum_id", "since", unique=True, postgresql_where=_STANDING),
    )

    id: int = Field(default=None, primary_key=True)
    forum_id: int = Field(foreign_key="forums.id")
    since: date
    procedure: str = Field(max_length=20)
    catchment: list[str] = Field(sa_type=ARRAY(Text))
    police_office: PoliceOffice = Field(sa_type=coded(PoliceOffice))
    police_place: str = Field(max_length=11)
