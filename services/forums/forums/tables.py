"""What we keep of forums."""

from datetime import date

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from services.forums.forums.views import FORUMS, ForumLevel, Founder
from services.forums.tables import Table
from shared.classification import classified
from shared.tables import Fact, append_only, coded


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
