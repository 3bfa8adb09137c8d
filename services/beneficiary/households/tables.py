"""What we keep of households: where they live, and dated membership that never overlaps for one person."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, column, func, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlmodel import Field

from services.beneficiary.households.views import HOUSEHOLDS, Relation
from services.beneficiary.tables import Table
from shared.classification import classified
from shared.tables import Fact, append_only, coded


@append_only
@classified(HOUSEHOLDS)
class Household(Table, Fact, table=True):
    """A household; who it is, its members say."""

    __tablename__ = "households"
    __table_args__ = (Index("ix_households_place", "place", "id", postgresql_ops={"place": "varchar_pattern_ops"}),)

    id: int = Field(default=None, primary_key=True)
    place: str = Field(max_length=11)


@append_only
@classified(HOUSEHOLDS)
class Membership(Table, Fact, table=True):
    """One person's time in one household, `left_on` excluded."""

    __tablename__ = "memberships"
    __table_args__ = (
        CheckConstraint("left_on > joined_on", name="left_after_joining"),
        ExcludeConstraint(
            (func.int4range(column("person_id"), column("person_id"), text("'[]'")), "&&"),
            (func.daterange(column("joined_on"), column("left_on")), "&&"),
            name="ex_memberships_one_at_a_time",
            using="gist",
            where=text("voided_at IS NULL"),
        ),
        Index("ix_memberships_person_id", "person_id"),
        Index("ix_memberships_household_id", "household_id"),
    )

    id: int = Field(default=None, primary_key=True)
    household_id: int = Field(foreign_key="households.id")
    person_id: int = Field(foreign_key="people.id")
    relation: Relation = Field(sa_type=coded(Relation))
    joined_on: date
    left_on: date | None = None
