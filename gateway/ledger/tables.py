"""What we keep of a disclosure: a row before the answer leaves and one for each person in it, never changed."""

from datetime import datetime

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, DateTime, Identity, Index, Text, text
from sqlmodel import Field

from gateway.ledger.views import READS
from gateway.tables import Table
from shared.callers import CallerClass, Purpose
from shared.classification import classified
from shared.tables import coded, unchanging


@unchanging
@classified(READS)
class Read(Table, table=True):
    """One answer: who was told which fields of what, for which purpose, and under which agreement or in which roles."""

    __tablename__ = "reads"
    __table_args__ = (
        CheckConstraint(
            "(caller_class = 'staff') = (agreement IS NULL) AND (caller_class = 'staff') = (cardinality(roles) > 0)",
            name="grounds",
        ),
        Index("ix_reads_version_id", "version_id", postgresql_where=text("version_id IS NOT NULL")),
        # Hardly any row has one.
        Index("ix_reads_break_glass_id", "break_glass_id", postgresql_where=text("break_glass_id IS NOT NULL")),
    )

    id: int = Field(default=None, primary_key=True, sa_type=BigInteger, sa_column_args=[Identity(always=True)])
    caller: str = Field(sa_type=Text)
    caller_class: CallerClass = Field(sa_type=coded(CallerClass))
    roles: list[str] = Field(sa_type=ARRAY(Text))
    purpose: Purpose = Field(sa_type=coded(Purpose))
    reason: str | None = Field(default=None, sa_type=Text)
    agreement: str | None = Field(default=None, sa_type=Text)
    version_id: int | None = Field(default=None, foreign_key="agreement_versions.id")
    what: str = Field(sa_type=Text)
    project: str | None = Field(default=None, sa_type=Text)
    fields: list[str] = Field(sa_type=ARRAY(Text))
    request_id: str = Field(sa_type=Text)
    recorded_at: datetime = Field(
        default=None,
        nullable=False,
        sa_type=DateTime(timezone=True),
        sa_column_kwargs={"server_default": text("recorded_now()")},
    )
    break_glass_id: int | None = Field(default=None, foreign_key="break_glass.id")


@unchanging
@classified(READS)
class ReadSubject(Table, table=True):
    """A person whom an answer told about."""

    __tablename__ = "read_subjects"

    read_id: int = Field(primary_key=True, foreign_key="reads.id", sa_type=BigInteger)
    person_id: int = Field(primary_key=True, index=True)
