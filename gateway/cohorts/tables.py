"""What we keep of cohorts: the question and its name, and nobody whom it holds for."""

from typing import Any

from sqlalchemy import ARRAY, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from gateway.cohorts.views import COHORTS
from gateway.tables import Table
from shared.classification import classified
from shared.tables import Fact, append_only


@append_only
@classified(COHORTS)
class Cohort(Table, Fact, table=True):
    """A question that is asked again; of those that stand, each has a name of its own."""

    __tablename__ = "cohorts"
    __table_args__ = (Index("uq_cohorts_standing", "name", unique=True, postgresql_where=text("voided_at IS NULL")),)

    id: int = Field(default=None, primary_key=True)
    name: str = Field(max_length=200)
    expression: dict[str, Any] = Field(sa_type=JSONB)
    by: list[str] = Field(sa_type=ARRAY(Text))
