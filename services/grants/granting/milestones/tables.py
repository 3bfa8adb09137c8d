"""What we keep of milestones. That nobody verifies what they prepared themselves the database holds: a verification
refers to who prepared the milestone in truth, by a foreign key, and a CHECK compares the two."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from services.grants.granting.milestones.views import MILESTONES
from services.grants.tables import Table
from shared.classification import classified
from shared.tables import Fact, Recorded, append_only, unchanging


@append_only
@classified(MILESTONES)
class Milestone(Table, Fact, table=True):
    """Somebody says that the milestone of a contract's tranche was reached. One such statement stands of each."""

    __tablename__ = "milestones"
    __table_args__ = (
        UniqueConstraint("id", "recorded_by"),
        Index(
            "uq_milestones_standing",
            "contract_id",
            "tranche",
            unique=True,
            postgresql_where=text("voided_at IS NULL"),
        ),
        CheckConstraint("tranche > 0", name="tranche"),
    )

    id: int = Field(default=None, primary_key=True)
    contract_id: int = Field(foreign_key="contracts.id")
    tranche: int
    reached_on: date


@unchanging
@classified(MILESTONES)
class MilestoneFile(Table, Recorded, table=True):
    """A file that is evidence of a milestone."""

    __tablename__ = "milestone_files"
    __table_args__ = (Index("ix_milestone_files_file_id", "file_id"),)

    milestone_id: int = Field(primary_key=True, foreign_key="milestones.id")
    file_id: int = Field(primary_key=True, foreign_key="files.id")


@unchanging
@classified(MILESTONES)
class MilestoneVerification(Table, Recorded, table=True):
    """Somebody else saw that a milestone was reached; its tranche is payable."""

    __tablename__ = "milestone_verifications"
    __table_args__ = (
        ForeignKeyConstraint(["milestone_id", "prepared_by"], ["milestones.id", "milestones.recorded_by"]),
        CheckConstraint("recorded_by <> prepared_by", name="by_another"),
    )

    milestone_id: int = Field(primary_key=True)
    prepared_by: str = Field(sa_type=Text)
    verified_on: date
