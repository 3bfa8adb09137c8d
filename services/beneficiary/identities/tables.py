"""What we keep of identities: each merge as it was proposed and decided, and what follows from all of them for each
registration.

A merge with risks takes two people. The database holds it: such a merge refers to a proposal and to who made that one,
and is recorded by somebody else.
"""

from sqlalchemy import ARRAY, CheckConstraint, ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from services.beneficiary.identities.views import MERGES, PROPOSALS, Ground, MergeReason, Risk, Verdict
from services.beneficiary.tables import Table
from shared.classification import classified
from shared.tables import Fact, Recorded, append_only, coded, guarded, unchanging

_STANDING = text("voided_at IS NULL")
_RISKS = f"risks <@ ARRAY{[risk.value for risk in Risk]}::text[]"


def _of_a_proposal() -> ForeignKeyConstraint:
    """Which proposal this is about, and by whom it was made in truth."""
    return ForeignKeyConstraint(["proposal_id", "proposed_by"], ["proposals.id", "proposals.recorded_by"])


@append_only
@classified(PROPOSALS)
class Proposal(Table, Fact, table=True):
    """Somebody holds two registrations for one person, and another person has to say so too before they are merged."""

    __tablename__ = "proposals"
    __table_args__ = (
        UniqueConstraint("id", "recorded_by"),
        Index("ix_proposals_absorbed_id", "absorbed_id"),
        Index("ix_proposals_survivor_id", "survivor_id"),
        CheckConstraint("absorbed_id <> survivor_id", name="not_itself"),
        CheckConstraint(f"cardinality(risks) > 0 AND {_RISKS}", name="risks"),
    )

    id: int = Field(default=None, primary_key=True)
    absorbed_id: int = Field(foreign_key="people.id")
    survivor_id: int = Field(foreign_key="people.id")
    reason: MergeReason = Field(sa_type=coded(MergeReason))
    risks: list[Risk] = Field(sa_type=ARRAY(Text))


@unchanging
@classified(PROPOSALS)
class Ruling(Table, Recorded, table=True):
    """What became of a proposal, once. Whoever made it may take it back, and not confirm it."""

    __tablename__ = "rulings"
    __table_args__ = (
        _of_a_proposal(),
        CheckConstraint("verdict = 'rejected' OR recorded_by <> proposed_by", name="two_people"),
    )

    proposal_id: int = Field(primary_key=True)
    proposed_by: str = Field(sa_type=Text)
    verdict: Verdict = Field(sa_type=coded(Verdict))
    ground: Ground = Field(sa_type=coded(Ground))


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
        Index("ix_merges_absorbed_id", "absorbed_id"),
        Index("ix_merges_survivor_id", "survivor_id"),
        Index("uq_merges_proposal_id", "proposal_id", unique=True),
        _of_a_proposal(),
        CheckConstraint("absorbed_id <> survivor_id", name="not_itself"),
        CheckConstraint(_RISKS, name="risks"),
        CheckConstraint("num_nonnulls(proposal_id, proposed_by) IN (0, 2)", name="proposed_by_somebody"),
        CheckConstraint("cardinality(risks) = 0 OR coalesce(recorded_by <> proposed_by, false)", name="two_people"),
    )

    id: int = Field(default=None, primary_key=True)
    absorbed_id: int = Field(foreign_key="people.id")
    survivor_id: int = Field(foreign_key="people.id")
    reason: MergeReason = Field(sa_type=coded(MergeReason))
    risks: list[Risk] = Field(default=[], sa_type=ARRAY(Text), sa_column_kwargs={"server_default": "{}"})
    proposal_id: int | None = None
    proposed_by: str | None = Field(default=None, sa_type=Text)


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
