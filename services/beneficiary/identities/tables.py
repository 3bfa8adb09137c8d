"""What we keep of identities: each merge as it was decided, and what follows from all of them for each registration."""

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from services.beneficiary.identities.views import MERGES, MergeReason
from services.beneficiary.tables import Table
from shared.classification import classified
from shared.tables import Fact, append_only, coded, guarded

_STANDING = text("voided_at IS NULL")

SURVIVES = """
CREATE FUNCTION survives() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM merges WHERE absorbed_id = NEW.survivor_id AND voided_at IS NULL) THEN
        RAISE EXCEPTION 'nobody is merged into a registration that was merged itself'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'merges_survives';
    END IF;
    RETURN NEW;
END
$$
"""
"""Of the merges in a circle one would be the last, and its survivor merged before: so there is no circle."""


@guarded("survives", SURVIVES)
@append_only
@classified(MERGES)
class Merge(Table, Fact, table=True):
    """Somebody decided that one registration is the same person as another, under whose number it goes on.

    What survives may be merged itself later. To undo a merge voids it.
    """

    __tablename__ = "merges"
    __table_args__ = (
        Index("uq_merges_standing", "absorbed_id", unique=True, postgresql_where=_STANDING),
        Index("ix_merges_survivor_id", "survivor_id", postgresql_where=_STANDING),
        CheckConstraint("absorbed_id <> survivor_id", name="not_itself"),
    )

    id: int = Field(default=None, primary_key=True)
    absorbed_id: int = Field(foreign_key="people.id")
    survivor_id: int = Field(foreign_key="people.id")
    reason: MergeReason = Field(sa_type=coded(MergeReason))


@append_only
@classified(MERGES)
class Identity(Table, Fact, table=True):
    """The registration that goes on for one that was merged, at the end of however many merges: so that whoever reads
    looks one step far. A registration without a row goes on itself."""

    __tablename__ = "identities"
    __table_args__ = (
        Index("uq_identities_standing", "person_id", unique=True, postgresql_where=_STANDING),
        Index("ix_identities_person_id", "person_id"),
        Index("ix_identities_survivor_id", "survivor_id", postgresql_where=_STANDING),
        CheckConstraint("person_id <> survivor_id", name="not_itself"),
    )

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id")
    survivor_id: int = Field(foreign_key="people.id")
