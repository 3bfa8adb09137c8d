"""What we keep of jobs in enterprises: whose one is, by an id that another service knows, and of most nothing."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Numeric, UniqueConstraint
from sqlmodel import Field

from services.grants.granting.employments.views import EMPLOYMENTS, ContractType, JobKind, WageBand
from services.grants.people import AgeBand, DisplacementStatus, Sex
from services.grants.tables import Table
from shared.classification import classified
from shared.tables import Fact, Recorded, append_only, coded, unchanging


@append_only
@classified(EMPLOYMENTS)
class Employment(Table, Fact, table=True):
    """A job in the enterprise of an award, and whose it is where they consented to that."""

    __tablename__ = "employments"
    __table_args__ = (
        UniqueConstraint("id", "starts_on"),
        Index("ix_employments_person_id", "person_id"),
        CheckConstraint("fte > 0 AND fte <= 1", name="part_of_a_job"),
        CheckConstraint("verified_on >= starts_on", name="verified_after_start"),
    )

    id: int = Field(default=None, primary_key=True)
    award_id: int = Field(foreign_key="awards.id", index=True)
    person_id: int | None = None
    kind: JobKind = Field(sa_type=coded(JobKind))
    fte: Decimal = Field(sa_type=Numeric(3, 2))
    sex: Sex = Field(sa_type=coded(Sex))
    age_band: AgeBand = Field(sa_type=coded(AgeBand))
    displacement_status: DisplacementStatus = Field(sa_type=coded(DisplacementStatus))
    starts_on: date
    contract: ContractType = Field(sa_type=coded(ContractType))
    wage: WageBand = Field(sa_type=coded(WageBand))
    verified_on: date


@unchanging
@classified(EMPLOYMENTS)
class EmploymentEnd(Table, Recorded, table=True):
    """A job has ended, and this was its last day."""

    __tablename__ = "employment_ends"
    __table_args__ = (
        ForeignKeyConstraint(["employment_id", "starts_on"], ["employments.id", "employments.starts_on"]),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
    )

    employment_id: int = Field(primary_key=True)
    starts_on: date
    ends_on: date
