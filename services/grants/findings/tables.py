"""What we keep of findings: two assistances of one person, and what an officer said of it."""

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from services.grants.findings.views import FINDINGS, Outcome
from services.grants.tables import Table
from shared.classification import classified
from shared.tables import Fact, Recorded, append_only, coded, unchanging


@append_only
@classified(FINDINGS)
class Finding(Table, Fact, table=True):
    """Two assistances of one project that were approved for two registrations, which are one person as long as this
    stands. It blocks nothing: what was approved and paid stays so."""

    __tablename__ = "findings"
    __table_args__ = (
        Index(
            "uq_findings_standing",
            "first_id",
            "second_id",
            unique=True,
            postgresql_where=text("voided_at IS NULL"),
        ),
        Index("ix_findings_second_id", "second_id"),
        CheckConstraint("first_id < second_id", name="in_order"),
    )

    id: int = Field(default=None, primary_key=True)
    project: str = Field(max_length=40, index=True)
    first_id: int = Field(foreign_key="assistances.id")
    second_id: int = Field(foreign_key="assistances.id")


@unchanging
@classified(FINDINGS)
class Settlement(Table, Recorded, table=True):
    """What an officer said of a finding, once."""

    __tablename__ = "settlements"

    finding_id: int = Field(primary_key=True, foreign_key="findings.id")
    outcome: Outcome = Field(sa_type=coded(Outcome))
