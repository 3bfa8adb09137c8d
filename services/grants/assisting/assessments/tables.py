"""What we keep of assessments. That one is of a phase that selects by list, and scored by its rules, a foreign key
holds; that nobody verifies what they recorded, another with a CHECK."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Numeric, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.grants.assisting.assessments.views import ASSESSMENTS, AsStated, Shelter, VisitedPlace
from services.grants.assisting.phases.views import NeedsScoring
from services.grants.people import IncomeBand
from services.grants.tables import Table
from shared.classification import classified
from shared.tables import Fact, Recorded, append_only, coded, unchanging

POINTS = Numeric(5, 2)


@append_only
@classified(ASSESSMENTS)
class Assessment(Table, Fact, table=True):
    """What a person answered for a phase, and the points for it as the rules gave them then. `household_id` is where
    they lived, and told to nobody, as the person is."""

    __tablename__ = "assessments"
    __table_args__ = (
        ForeignKeyConstraint(
            ["phase_id", "project", "scoring"],
            ["phases.id", "phases.project", "phases.scoring"],
            name="fk_assessments_scored_by_its_phase",
        ),
        Index(
            "uq_assessments_standing", "phase_id", "person_id", unique=True, postgresql_where=text("voided_at IS NULL")
        ),
        Index("ix_assessments_person_id", "person_id"),
        UniqueConstraint("id", "phase_id", "person_id"),
        UniqueConstraint("id", "recorded_by"),
        CheckConstraint("household_size > 0 AND dependants >= 0 AND earners >= 0", name="counted"),
        CheckConstraint("dependants + earners <= household_size", name="of_the_household"),
        CheckConstraint("experience >= 0 AND hours >= 0", name="skills_counted"),
        CheckConstraint("needs BETWEEN 0 AND 60 AND skills BETWEEN 0 AND 40 AND score = needs + skills", name="score"),
    )

    id: int = Field(default=None, primary_key=True)
    phase_id: int
    project: str = Field(max_length=40, index=True)
    person_id: int
    household_id: int | None = None
    place: str = Field(max_length=11)
    assessed_on: date
    household_size: int
    dependants: int
    earners: int
    income: IncomeBand = Field(sa_type=coded(IncomeBand))
    female_headed: bool
    disability: bool
    shelter: Shelter = Field(sa_type=coded(Shelter))
    debt: bool
    experience: int
    trained: bool
    literate: bool
    tools: bool
    hours: int
    scoring: NeedsScoring = Field(sa_type=coded(NeedsScoring))
    needs: Decimal = Field(sa_type=POINTS)
    skills: Decimal = Field(sa_type=POINTS)
    score: Decimal = Field(sa_type=POINTS)
    parts: list[dict[str, str | int]] = Field(sa_type=JSONB)


@unchanging
@classified(ASSESSMENTS)
class AssessmentVisit(Table, Recorded, table=True):
    """Somebody else than who recorded an assessment went and looked."""

    __tablename__ = "assessment_visits"
    __table_args__ = (
        UniqueConstraint("assessment_id", "found"),
        ForeignKeyConstraint(["assessment_id", "assessed_by"], ["assessments.id", "assessments.recorded_by"]),
        CheckConstraint("recorded_by <> assessed_by", name="by_another"),
    )

    assessment_id: int = Field(primary_key=True)
    assessed_by: str = Field(sa_type=Text)
    visited: VisitedPlace = Field(sa_type=coded(VisitedPlace))
    visited_on: date
    found: AsStated = Field(sa_type=coded(AsStated))
