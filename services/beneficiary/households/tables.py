"""What we keep of households: where they live, what became of them, and dated membership that never overlaps.

A person lives in one household at a time, and a household has one head at a time.
"""

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
class Merger(Table, Fact, table=True):
    """That a household became part of another one, where everybody has lived from `merged_on` on."""

    __tablename__ = "mergers"
    __table_args__ = (
        CheckConstraint("household_id <> into_id", name="into_another"),
        Index("uq_mergers_standing", "household_id", unique=True, postgresql_where=text("voided_at IS NULL")),
    )

    id: int = Field(default=None, primary_key=True)
    household_id: int = Field(foreign_key="households.id")
    into_id: int = Field(foreign_key="households.id")
    merged_on: date


def _one_at_a_time(owner: str, name: str, where: str) -> ExcludeConstraint:
    """Periods of one owner do not overlap. A range stands for its number, because no operator class of the core's GiST
    compares numbers."""
    return ExcludeConstraint(
        (func.int4range(column(owner), column(owner), text("'[]'")), "&&"),
        (func.daterange(column("joined_on"), column("left_on")), "&&"),
        name=name,
        using="gist",
        where=text(where),
    )


@append_only
@classified(HOUSEHOLDS)
class Membership(Table, Fact, table=True):
    """One person's time in one household, in one relation to its head, `left_on` excluded."""

    __tablename__ = "memberships"
    __table_args__ = (
        CheckConstraint("left_on > joined_on", name="left_after_joining"),
        _one_at_a_time("person_id", "ex_memberships_one_at_a_time", "voided_at IS NULL"),
        _one_at_a_time("household_id", "ex_memberships_one_head", "relation = 'head' AND voided_at IS NULL"),
        Index("ix_memberships_person_id", "person_id"),
        Index("ix_memberships_household_id", "household_id"),
    )

    id: int = Field(default=None, primary_key=True)
    household_id: int = Field(foreign_key="households.id")
    person_id: int = Field(foreign_key="people.id")
    relation: Relation = Field(sa_type=coded(Relation))
    joined_on: date
    left_on: date | None = None
