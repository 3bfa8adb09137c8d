"""What we keep of livelihood assistance."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from services.grants.assisting.assistances.views import ASSISTANCES, EndReason, Modality
from services.grants.people import Sex
from services.grants.tables import AMOUNT, Table
from shared.classification import classified
from shared.money import Currency
from shared.tables import Fact, Recorded, append_only, coded, guarded, unchanging

AS_SELECTED = """
CREATE FUNCTION assistance_as_selected() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce((SELECT scoring IS NOT NULL FROM phases WHERE id = NEW.phase_id), false)
        <> (NEW.candidate_id IS NOT NULL) THEN
        RAISE EXCEPTION 'a phase that selects by list gives to a candidate, and no other does'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assistance_by_list';
    END IF;
    IF NEW.candidate_id IS NULL THEN
        RETURN NEW;
    END IF;
    PERFORM FROM selections AS selection JOIN candidates AS candidate ON candidate.selection_id = selection.id
        WHERE candidate.id = NEW.candidate_id FOR SHARE OF selection;
    IF NOT EXISTS (
        SELECT FROM candidates AS candidate
        JOIN selections AS selection ON selection.id = candidate.selection_id AND selection.voided_at IS NULL
        JOIN candidate_outcomes AS decided ON decided.candidate_id = candidate.id
        WHERE candidate.id = NEW.candidate_id
            AND NOT EXISTS (SELECT FROM candidate_lapses WHERE candidate_id = candidate.id)
            AND (decided.outcome = 'selected'
                OR EXISTS (SELECT FROM candidate_replacements WHERE candidate_id = candidate.id))
    ) THEN
        RAISE EXCEPTION 'something is given to those who are selected'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assistance_as_selected';
    END IF;
    RETURN NEW;
END
$$
"""
"""What is violated is called `assistance_by_list` or `assistance_as_selected`."""

_STANDING = text("voided_at IS NULL")


@guarded("assistance_as_selected", AS_SELECTED)
@append_only
@classified(ASSISTANCES)
class Assistance(Table, Fact, table=True):
    """Livelihood support approved for one person, whom the beneficiary service alone can name.

    What is committed to one on a fund, and paid of it, the ledger says; one from before there were funds has none. Of a
    phase a household has one that stands, and whoever has no household counts alone: `household_id` is where the person
    lived when it was approved, and told to nobody, as the person is. Where the phase selects by list, it is that of a
    candidate who holds a place on one, and the only one that stands.
    """

    __tablename__ = "assistances"
    __table_args__ = (
        UniqueConstraint("id", "fund_id"),
        UniqueConstraint("id", "person_id", "currency"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("num_nonnulls(fund_id, phase_id) IN (0, 2)", name="of_a_phase"),
        ForeignKeyConstraint(["phase_id", "project"], ["phases.id", "phases.project"]),
        Index("uq_assistances_household", "phase_id", "household_id", unique=True, postgresql_where=_STANDING),
        ForeignKeyConstraint(["candidate_id", "phase_id"], ["candidates.id", "candidates.phase_id"]),
        Index("ix_assistances_household_id", "household_id"),
        Index("uq_assistances_candidate", "candidate_id", unique=True, postgresql_where=_STANDING),
        Index("uq_assistances_person", "phase_id", "person_id", unique=True, postgresql_where=_STANDING),
    )

    id: int = Field(default=None, primary_key=True)
    project: str = Field(max_length=40, index=True)
    person_id: int = Field(index=True)
    sex: Sex = Field(sa_type=coded(Sex))
    modality: Modality = Field(sa_type=coded(Modality))
    place: str = Field(max_length=11)
    amount: Decimal = Field(sa_type=AMOUNT)
    currency: Currency = Field(sa_type=coded(Currency))
    approved_on: date
    fund_id: int | None = Field(default=None, foreign_key="funds.id", index=True)
    phase_id: int | None = None
    household_id: int | None = None
    candidate_id: int | None = None


@unchanging
@classified(ASSISTANCES)
class AssistanceEnd(Table, Recorded, table=True):
    """Nothing more is given of an assistance; what was committed to it and is not paid is available again."""

    __tablename__ = "assistance_ends"

    assistance_id: int = Field(primary_key=True, foreign_key="assistances.id")
    reason: EndReason = Field(sa_type=coded(EndReason, "reason"))
