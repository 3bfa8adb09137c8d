"""What we keep of projects."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from services.grants.funding.projects.views import PROJECTS
from services.grants.tables import AMOUNT, Table
from shared.classification import classified
from shared.money import Currency
from shared.tables import Fact, append_only, coded


@append_only
@classified(PROJECTS)
class Project(Table, Fact, table=True):
    """What a donor funds. Everything refers to it by its code, which one standing project has at a time."""

    __tablename__ = "projects"
    __table_args__ = (
        Index("uq_projects_standing", "code", unique=True, postgresql_where=text("voided_at IS NULL")),
        Index("ix_projects_code", "code"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("budget > 0", name="budget_positive"),
    )

    id: int = Field(default=None, primary_key=True)
    code: str = Field(max_length=40)
    title: str = Field(max_length=200)
    donor: str = Field(max_length=200)
    starts_on: date
    ends_on: date
    budget: Decimal = Field(sa_type=AMOUNT)
    currency: Currency = Field(sa_type=coded(Currency))
