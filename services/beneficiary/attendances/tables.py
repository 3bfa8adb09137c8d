"""What we keep of attendance."""

from sqlalchemy import Index, text
from sqlmodel import Field

from services.beneficiary.attendances.views import ATTENDANCES, Outcome
from services.beneficiary.tables import Table
from shared.classification import classified
from shared.tables import Fact, append_only, coded


@append_only
@classified(ATTENDANCES)
class Attendance(Table, Fact, table=True):
    """One person at one session."""

    __tablename__ = "attendances"
    __table_args__ = (
        Index(
            "uq_attendances_standing",
            "person_id",
            "session_id",
            unique=True,
            postgresql_where=text("voided_at IS NULL"),
        ),
        Index("ix_attendances_session_id", "session_id"),
        Index("ix_attendances_person_id", "person_id"),  # for what was voided too: it is part of a history
    )

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id")
    session_id: int = Field(foreign_key="sessions.id")
    outcome: Outcome = Field(sa_type=coded(Outcome))
