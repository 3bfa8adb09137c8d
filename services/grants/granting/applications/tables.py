"""What we keep of applications: the application, its form at each saving, and every step that it took."""

from datetime import date
from decimal import Decimal

from sqlalchemy import ARRAY, CheckConstraint, ForeignKeyConstraint, Index, Numeric, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.grants.granting.applications.assessment import ASSESSMENT, Clearance, Criterion, Reason
from services.grants.granting.applications.stages import ENDINGS, HOLDING, STEPS, Stage
from services.grants.granting.applications.views import APPLICATIONS, Use
from services.grants.granting.calls.views import ScoringVersion
from services.grants.tables import AMOUNT, Table
from shared.classification import classified
from shared.tables import Fact, Recorded, append_only, coded, unchanging

_USES = f"uses <@ ARRAY{[use.value for use in Use]}::text[]"
_UNMET = f"unmet <@ ARRAY{[criterion.value for criterion in Criterion]}::text[]"
_STEPS = ", ".join(f"('{one}', '{next}')" for one, next in sorted(STEPS))
_HOLDING, _ENDINGS = (", ".join(f"'{stage}'" for stage in stages) for stages in (HOLDING, ENDINGS))


@append_only
@classified(APPLICATIONS)
class Application(Table, Fact, table=True):
    """An enterprise's application to a call, which it makes once."""

    __tablename__ = "applications"
    __table_args__ = (
        Index(
            "uq_applications_standing",
            "call_id",
            "enterprise_id",
            unique=True,
            postgresql_where=text("voided_at IS NULL"),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    call_id: int = Field(foreign_key="calls.id", index=True)
    enterprise_id: int = Field(foreign_key="enterprises.id", index=True)
    place: str = Field(max_length=11)


@unchanging
@classified(ASSESSMENT)
class Form(Table, Recorded, table=True):
    """What was applied for, as it was saved; the last one is the application's."""

    __tablename__ = "forms"
    __table_args__ = (
        CheckConstraint("amount > 0 AND contribution > 0", name="amounts_positive"),
        CheckConstraint("new_women >= 0 AND new_men >= 0 AND priority_staff >= 0", name="staff"),
        CheckConstraint(_USES, name="uses"),
    )

    application_id: int = Field(primary_key=True, foreign_key="applications.id")
    number: int = Field(primary_key=True)
    amount: Decimal | None = Field(sa_type=AMOUNT, nullable=True)
    contribution: Decimal | None = Field(sa_type=AMOUNT, nullable=True)
    new_women: int | None
    new_men: int | None
    uses: list[Use] | None = Field(sa_type=ARRAY(Text), nullable=True)
    female_representative: bool | None
    female_leader: bool | None
    priority_staff: int | None
    social_responsibility: bool | None
    staff_benefits: bool | None
    diversity_policy: bool | None


@unchanging
@classified(ASSESSMENT)
class Transition(Table, Recorded, table=True):
    """One step of an application. Each follows the one before, from the stage to which that led.

    The table itself is the machine: a step that there is not, one that begins elsewhere, and two from one place cannot
    be kept. Where an application waits, `holds` is the stage at which alone it may go on.
    """

    __tablename__ = "transitions"
    __table_args__ = (
        UniqueConstraint("application_id", "number", "stage"),
        UniqueConstraint("application_id", "number", "holds"),
        ForeignKeyConstraint(
            ["application_id", "after", "came_from"],
            ["transitions.application_id", "transitions.number", "transitions.stage"],
            name="fk_transitions_came_from",
        ),
        ForeignKeyConstraint(
            ["application_id", "after", "resumes"],
            ["transitions.application_id", "transitions.number", "transitions.holds"],
            name="fk_transitions_resumes",
        ),
        CheckConstraint(
            "CASE WHEN number = 0 THEN num_nonnulls(after, came_from) = 0 AND stage = 'draft'"
            " ELSE num_nonnulls(after, came_from) = 2 AND after = number - 1 END",
            name="one_after_another",
        ),
        CheckConstraint(f"came_from IS NULL OR (came_from, stage) IN ({_STEPS})", name="a_step"),
        CheckConstraint(f"holds IS NOT DISTINCT FROM CASE WHEN stage IN ({_HOLDING}) THEN came_from END", name="holds"),
        CheckConstraint(
            f"resumes IS NOT DISTINCT FROM CASE WHEN came_from IN ({_HOLDING})"
            f" AND stage NOT IN ({_ENDINGS}) THEN stage END",
            name="resumes",
        ),
        CheckConstraint("milestone > 0 AND (stage <> 'milestone' OR milestone IS NOT NULL)", name="milestone"),
    )

    application_id: int = Field(primary_key=True, foreign_key="applications.id")
    number: int = Field(primary_key=True)
    after: int | None = None
    came_from: Stage | None = Field(default=None, sa_type=coded(Stage, "came_from"))
    stage: Stage = Field(sa_type=coded(Stage))
    holds: Stage | None = Field(default=None, sa_type=coded(Stage, "held"))
    resumes: Stage | None = Field(default=None, sa_type=coded(Stage, "resumed"))
    milestone: int | None = None
    reason: Reason | None = Field(default=None, sa_type=coded(Reason))


@unchanging
@classified(ASSESSMENT)
class Screening(Table, Recorded, table=True):
    """The score of an application as it was screened: of which form, by which rules, and what was not met."""

    __tablename__ = "screenings"
    __table_args__ = (
        ForeignKeyConstraint(["application_id", "form"], ["forms.application_id", "forms.number"]),
        CheckConstraint("score BETWEEN 0 AND 100", name="score"),
        CheckConstraint(_UNMET, name="unmet"),
    )

    application_id: int = Field(primary_key=True, foreign_key="applications.id")
    form: int
    scoring: ScoringVersion = Field(sa_type=coded(ScoringVersion))
    score: Decimal = Field(sa_type=Numeric(5, 2))
    parts: dict[str, str] = Field(sa_type=JSONB)
    unmet: list[Criterion] = Field(sa_type=ARRAY(Text))


@append_only
@classified(ASSESSMENT)
class ClearanceCheck(Table, Fact, table=True):
    """What the check against sanction lists came to; the last that stands counts."""

    __tablename__ = "clearances"

    id: int = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="applications.id", index=True)
    outcome: Clearance = Field(sa_type=coded(Clearance))
    checked_on: date
