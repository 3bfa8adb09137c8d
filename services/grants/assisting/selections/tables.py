"""What we keep of selection lists: each list, who stands on it, in which order it was closed, what was decided, who
lapsed since and who moved up.

That nobody decides on a list that they made, a foreign key and a CHECK hold; that only who was assessed and found as
they had answered stands on one, that nobody is selected whom the community did not confirm, and that each who lapses
leaves a place to one and to nobody else, foreign keys do. What a trigger holds is called as the trigger is.
"""

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from services.grants.assisting.assessments.views import AsStated
from services.grants.assisting.selections.views import (
    CANDIDATES,
    FOLLOWING,
    SELECTIONS,
    Opinion,
    RankingRule,
    SelectionOutcome,
    SelectionReason,
)
from services.grants.tables import Table
from shared.classification import classified
from shared.tables import Fact, Recorded, append_only, coded, guarded, unchanging

ON_AN_OPEN_LIST = """
CREATE FUNCTION candidate_on_open_list() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM selections WHERE id = NEW.selection_id FOR UPDATE;
    IF EXISTS (SELECT FROM selection_closings WHERE selection_id = NEW.selection_id) THEN
        RAISE EXCEPTION 'nobody is put on a list that is closed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'candidate_on_open_list';
    END IF;
    RETURN NEW;
END
$$
"""

UNASSISTED = """
CREATE FUNCTION candidate_lapses_unassisted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM selections AS selection JOIN candidates AS candidate ON candidate.selection_id = selection.id
        WHERE candidate.id = NEW.candidate_id FOR UPDATE OF selection;
    IF EXISTS (SELECT FROM assistances WHERE candidate_id = NEW.candidate_id AND voided_at IS NULL) THEN
        RAISE EXCEPTION 'nobody lapses to whom something was given'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'candidate_lapses_unassisted';
    END IF;
    RETURN NEW;
END
$$
"""

_STANDING = text("voided_at IS NULL")
_FOLLOWING = ", ".join(f"'{reason}'" for reason in sorted(FOLLOWING))


@append_only
@classified(SELECTIONS)
class Selection(Table, Fact, table=True):
    """A selection list of a phase for a place, of which one stands."""

    __tablename__ = "selections"
    __table_args__ = (
        Index("uq_selections_standing", "phase_id", "place", unique=True, postgresql_where=_STANDING),
        UniqueConstraint("id", "phase_id"),
        UniqueConstraint("id", "recorded_by"),
        ForeignKeyConstraint(["phase_id", "project"], ["phases.id", "phases.project"]),
        CheckConstraint("places > 0", name="places"),
    )

    id: int = Field(default=None, primary_key=True)
    phase_id: int
    project: str = Field(max_length=40, index=True)
    place: str = Field(max_length=11)
    places: int
    rule: RankingRule = Field(sa_type=coded(RankingRule))


@unchanging
@classified(SELECTIONS)
class SelectionClosing(Table, Recorded, table=True):
    """Who made a list is done with it: nobody is put on it or taken off any more."""

    __tablename__ = "selection_closings"
    __table_args__ = (
        ForeignKeyConstraint(["selection_id", "made_by"], ["selections.id", "selections.recorded_by"]),
        CheckConstraint("recorded_by = made_by", name="by_its_maker"),
    )

    selection_id: int = Field(primary_key=True)
    made_by: str = Field(sa_type=Text)


@unchanging
@classified(SELECTIONS)
class SelectionDecision(Table, Recorded, table=True):
    """Somebody else than who made a list decided on it."""

    __tablename__ = "selection_decisions"
    __table_args__ = (
        ForeignKeyConstraint(["selection_id"], ["selection_closings.selection_id"]),
        ForeignKeyConstraint(["selection_id", "made_by"], ["selections.id", "selections.recorded_by"]),
        CheckConstraint("recorded_by <> made_by", name="by_another"),
    )

    selection_id: int = Field(primary_key=True)
    made_by: str = Field(sa_type=Text)


@guarded("candidate_on_open_list", ON_AN_OPEN_LIST)
@append_only
@classified(CANDIDATES)
class Candidate(Table, Fact, table=True):
    """Somebody on a list, by their assessment for its phase. `household_id` is where they lived when they were put on
    it; a household stands on a list once. Both are told to nobody."""

    __tablename__ = "candidates"
    __table_args__ = (
        Index("uq_candidates_person", "selection_id", "person_id", unique=True, postgresql_where=_STANDING),
        Index("uq_candidates_household", "selection_id", "household_id", unique=True, postgresql_where=_STANDING),
        Index("ix_candidates_assessment_id", "assessment_id"),
        UniqueConstraint("id", "selection_id"),
        UniqueConstraint("id", "phase_id"),
        ForeignKeyConstraint(["selection_id", "phase_id"], ["selections.id", "selections.phase_id"]),
        ForeignKeyConstraint(
            ["assessment_id", "phase_id", "person_id"],
            ["assessments.id", "assessments.phase_id", "assessments.person_id"],
            name="fk_candidates_assessed",
        ),
        ForeignKeyConstraint(
            ["assessment_id", "found"],
            ["assessment_visits.assessment_id", "assessment_visits.found"],
            name="fk_candidates_verified",
        ),
        CheckConstraint("found = 'as_stated'", name="found_as_stated"),
    )

    id: int = Field(default=None, primary_key=True)
    selection_id: int
    phase_id: int
    assessment_id: int
    found: AsStated = Field(default=AsStated.AS_STATED, sa_type=coded(AsStated))
    person_id: int = Field(index=True)
    household_id: int | None = None


@unchanging
@classified(CANDIDATES)
class CandidateRank(Table, table=True):
    """Where a candidate stood when the list was closed."""

    __tablename__ = "candidate_ranks"
    __table_args__ = (
        UniqueConstraint("selection_id", "rank"),
        UniqueConstraint("candidate_id", "selection_id"),
        ForeignKeyConstraint(["selection_id"], ["selection_closings.selection_id"]),
        ForeignKeyConstraint(["candidate_id", "selection_id"], ["candidates.id", "candidates.selection_id"]),
        CheckConstraint("rank > 0", name="rank"),
    )

    candidate_id: int = Field(primary_key=True)
    selection_id: int
    rank: int


@unchanging
@classified(CANDIDATES)
class CandidateOutcome(Table, table=True):
    """What was decided of a candidate, and the opinion of the community that it goes by."""

    __tablename__ = "candidate_outcomes"
    __table_args__ = (
        UniqueConstraint("candidate_id", "selection_id", "outcome"),
        ForeignKeyConstraint(["selection_id"], ["selection_decisions.selection_id"]),
        ForeignKeyConstraint(
            ["candidate_id", "selection_id"], ["candidate_ranks.candidate_id", "candidate_ranks.selection_id"]
        ),
        ForeignKeyConstraint(
            ["validation_id", "candidate_id", "opinion"],
            ["opinions.validation_id", "opinions.candidate_id", "opinions.opinion"],
            name="fk_candidate_outcomes_by_the_community",
        ),
        CheckConstraint("outcome = 'not_selected' OR opinion = 'confirmed'", name="confirmed"),
        CheckConstraint(
            "reason = CASE outcome WHEN 'selected' THEN 'within_places' WHEN 'reserve' THEN 'beyond_places'"
            " ELSE reason END AND (outcome <> 'not_selected' OR reason NOT IN ('within_places', 'beyond_places'))",
            name="for_its_reason",
        ),
    )

    candidate_id: int = Field(primary_key=True)
    selection_id: int
    validation_id: int
    opinion: Opinion = Field(sa_type=coded(Opinion))
    outcome: SelectionOutcome = Field(sa_type=coded(SelectionOutcome))
    reason: SelectionReason = Field(sa_type=coded(SelectionReason))


@guarded("candidate_lapses_unassisted", UNASSISTED)
@unchanging
@classified(CANDIDATES)
class CandidateLapse(Table, Recorded, table=True):
    """Somebody who was selected, or stood in reserve, does not any more."""

    __tablename__ = "candidate_lapses"
    __table_args__ = (
        UniqueConstraint("candidate_id", "selection_id"),
        ForeignKeyConstraint(
            ["candidate_id", "selection_id", "outcome"],
            ["candidate_outcomes.candidate_id", "candidate_outcomes.selection_id", "candidate_outcomes.outcome"],
            name="fk_candidate_lapses_decided",
        ),
        CheckConstraint("outcome <> 'not_selected'", name="of_the_selected"),
        CheckConstraint(f"reason NOT IN ({_FOLLOWING})", name="stated"),
    )

    candidate_id: int = Field(primary_key=True)
    selection_id: int
    outcome: SelectionOutcome = Field(sa_type=coded(SelectionOutcome))
    reason: SelectionReason = Field(sa_type=coded(SelectionReason))


@unchanging
@classified(CANDIDATES)
class CandidateReplacement(Table, Recorded, table=True):
    """Somebody of the reserve moved up in the place of one who lapsed."""

    __tablename__ = "candidate_replacements"
    __table_args__ = (
        UniqueConstraint("in_place_of"),
        ForeignKeyConstraint(
            ["candidate_id", "selection_id", "outcome"],
            ["candidate_outcomes.candidate_id", "candidate_outcomes.selection_id", "candidate_outcomes.outcome"],
            name="fk_candidate_replacements_decided",
        ),
        ForeignKeyConstraint(
            ["in_place_of", "selection_id"],
            ["candidate_lapses.candidate_id", "candidate_lapses.selection_id"],
            name="fk_candidate_replacements_lapsed",
        ),
        CheckConstraint("outcome = 'reserve'", name="of_the_reserve"),
        CheckConstraint("in_place_of <> candidate_id", name="of_another"),
    )

    candidate_id: int = Field(primary_key=True)
    selection_id: int
    outcome: SelectionOutcome = Field(default=SelectionOutcome.RESERVE, sa_type=coded(SelectionOutcome))
    in_place_of: int
