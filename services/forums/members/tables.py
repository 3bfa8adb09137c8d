"""What we keep of seats in forums."""

from datetime import date

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from services.forums.members.views import MEMBERS, AgeBand, MemberRole, Sex, Voice
from services.forums.tables import Table
from shared.classification import classified
from shared.tables import Fact, append_only, coded


@append_only
@classified(MEMBERS)
class Member(Table, Fact, table=True):
    """One seat in one forum for a time, `left_on` excluded: who sits there `namings` keep, where they consent."""

    __tablename__ = "members"
    __table_args__ = (CheckConstraint("left_on > joined_on", name="left_after_joining"),)

    id: int = Field(default=None, primary_key=True)
    forum_id: int = Field(foreign_key="forums.id", index=True)
    role: MemberRole = Field(sa_type=coded(MemberRole))
    sex: Sex = Field(sa_type=coded(Sex))
    age_band: AgeBand = Field(sa_type=coded(AgeBand))
    joined_on: date
    left_on: date | None = None
    voice: Voice = Field(
        default=Voice.NOT_STATED, sa_type=coded(Voice), sa_column_kwargs={"server_default": Voice.NOT_STATED.value}
    )
