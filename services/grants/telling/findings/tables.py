"""What we keep of findings: what one person was given that may not be due beside each other, and what an officer said
of it."""

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from services.grants.tables import Table
from services.grants.telling.findings.views import FINDINGS, FindingKind, Outcome
from shared.classification import classified
from shared.tables import Fact, Recorded, append_only, coded, unchanging


@append_only
@classified(FINDINGS)
class Finding(Table, Fact, table=True):
    """Two assistances of one project, or two awards of one fund, that were approved for two registrations, which are
    one person as long as this stands; an assistance and an award of one project, of which one person has the one and
    owns what has the other; or two assistances of one phase, of two households that are one as long as this stands. It
    blocks nothing: what was approved and paid stays so."""

    __tablename__ = "findings"
    __table_args__ = (
        Index(
            "uq_findings_standing",
            "first_id",
            "second_id",
            "kind",
            unique=True,
            postgresql_where=text("voided_at IS NULL"),
        ),
        Index("ix_findings_second_id", "second_id"),
        Index(
            "uq_findings_of_awards",
            "first_award_id",
            "second_award_id",
            "kind",
            unique=True,
            postgresql_where=text("voided_at IS NULL"),
        ),
        Index("ix_findings_second_award_id", "second_award_id"),
        CheckConstraint("first_id < second_id AND first_award_id < second_award_id", name="in_order"),
        Index(
            "uq_findings_of_owners",
            "first_id",
            "first_award_id",
            "kind",
            unique=True,
            postgresql_where=text("voided_at IS NULL"),
        ),
        CheckConstraint(
            "num_nonnulls(first_id, second_id, first_award_id, second_award_id) = 2 AND CASE kind"
            " WHEN 'awarded_twice' THEN num_nonnulls(first_award_id, second_award_id)"
            " WHEN 'owner_assisted' THEN num_nonnulls(first_id, first_award_id)"
            " ELSE num_nonnulls(first_id, second_id) END = 2",
            name="of_a_kind",
        ),
    )

    id: int = Field(default=None, primary_key=True)
    project: str = Field(max_length=40, index=True)
    first_id: int | None = Field(default=None, foreign_key="assistances.id")
    second_id: int | None = Field(default=None, foreign_key="assistances.id")
    kind: FindingKind = Field(
        default=FindingKind.ASSISTED_TWICE,
        sa_type=coded(FindingKind, "kind"),
        sa_column_kwargs={"server_default": FindingKind.ASSISTED_TWICE.value},
    )
    first_award_id: int | None = Field(default=None, foreign_key="awards.id")
    second_award_id: int | None = Field(default=None, foreign_key="awards.id")


@unchanging
@classified(FINDINGS)
class Settlement(Table, Recorded, table=True):
    """What an officer said of a finding, once."""

    __tablename__ = "settlements"

    finding_id: int = Field(primary_key=True, foreign_key="findings.id")
    outcome: Outcome = Field(sa_type=coded(Outcome))
