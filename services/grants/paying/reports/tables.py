"""What we keep of a bank's reports: each once, by the hash of its bytes, and what it says of each instruction."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, DateTime, Index
from sqlmodel import Field

from services.grants.paying.messages.status import Meaning
from services.grants.paying.reports.views import REPORTS
from services.grants.tables import Table
from shared.classification import classified
from shared.tables import Fact, Recorded, append_only, coded, unchanging


@append_only
@classified(REPORTS)
class Report(Table, Fact, table=True):
    """A bank reported on a batch."""

    __tablename__ = "reports"
    __table_args__ = (
        Index("uq_reports_sha256", "sha256", unique=True),
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256"),
    )

    id: int = Field(default=None, primary_key=True)
    batch_id: int = Field(foreign_key="batches.id", index=True)
    message_id: str = Field(max_length=35)
    reported_at: datetime = Field(sa_type=DateTime(timezone=True))
    status: str | None = Field(default=None, max_length=4)
    sha256: str = Field(max_length=64)
    size: int


@unchanging
@classified(REPORTS)
class InstructionStatus(Table, Recorded, table=True):
    """What a report says of an instruction; or under a reference that none of its batch has."""

    __tablename__ = "instruction_statuses"
    __table_args__ = (Index("ix_instruction_statuses_instruction_id", "instruction_id", "id"),)

    id: int = Field(default=None, primary_key=True)
    report_id: int = Field(foreign_key="reports.id", index=True)
    instruction_id: int | None = Field(default=None, foreign_key="instructions.id")
    end_to_end_id: str = Field(max_length=35)
    status: str = Field(max_length=4)
    meaning: Meaning = Field(sa_type=coded(Meaning))
    reason: str | None = Field(default=None, max_length=35)
    on_day: date
