"""What we keep of who sits in a seat: an id that another service knows, and no name."""

from sqlalchemy import Index, text
from sqlmodel import Field

from services.forums.namings.views import NAMINGS
from services.forums.tables import Table
from shared.classification import classified
from shared.tables import Fact, append_only


@append_only
@classified(NAMINGS)
class Naming(Table, Fact, table=True):
    """Somebody who consented to be named sits in a seat."""

    __tablename__ = "namings"
    __table_args__ = (
        Index("uq_namings_standing", "member_id", unique=True, postgresql_where=text("voided_at IS NULL")),
        Index("ix_namings_person_id", "person_id"),
    )

    id: int = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="members.id")
    person_id: int
