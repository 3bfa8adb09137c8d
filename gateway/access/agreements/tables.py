"""What we keep of agreements: who with and what for, version by version, and what each version opens.

The ceiling of each class of partner stands here as a constraint, so that no code and no hand can lift it.
"""

from datetime import date, datetime

from sqlalchemy import ARRAY, CheckConstraint, DateTime, ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from gateway.access.agreements.views import AGREEMENTS, LegalBasis
from gateway.access.endings.tables import Endable
from gateway.tables import Table
from shared.callers import CallerClass, DatasetName, Purpose
from shared.ceilings import MOST
from shared.classification import Sensitivity, classified
from shared.tables import append_only, coded, unchanging

SYNTHETIC = "SANDBOX-"
"""What the codes of synthetic projects begin with: the only ones that sandbox partners see, and nobody else does."""


def _ceiling(caller_class: CallerClass) -> CheckConstraint:
    most = " OR ".join(
        "(dataset = '{}' AND ceiling IN ({}))".format(
            dataset, ", ".join(f"'{level}'" for level in Sensitivity if level.within(ceiling))
        )
        for dataset, ceiling in MOST[caller_class].items()
    )
    return CheckConstraint(f"caller_class <> '{caller_class}' OR {most}", name=f"{caller_class}_ceiling")


@append_only
@classified(AGREEMENTS)
class Agreement(Table, Endable, table=True):
    """A partner and a purpose: what is shared between them stands in versions, and is voided when it ends."""

    __tablename__ = "agreements"
    __table_args__ = (
        ForeignKeyConstraint(["partner_id", "caller_class"], ["partners.id", "partners.caller_class"]),
        ForeignKeyConstraint(["partner_id", "sandbox"], ["partners.id", "partners.sandbox"]),
        UniqueConstraint("code"),
        UniqueConstraint("id", "caller_class"),
        UniqueConstraint("id", "sandbox"),
        Index(
            "uq_agreements_standing", "partner_id", "purpose", unique=True, postgresql_where=text("voided_at IS NULL")
        ),
    )

    id: int = Field(default=None, primary_key=True)
    code: str = Field(max_length=40)
    partner_id: int
    caller_class: CallerClass = Field(sa_type=coded(CallerClass))
    sandbox: bool
    purpose: Purpose = Field(sa_type=coded(Purpose))


@unchanging
@classified(AGREEMENTS)
class AgreementVersion(Table, table=True):
    """What an agreement allows once its decision is taken, until a later version's is."""

    __tablename__ = "agreement_versions"
    __table_args__ = (
        ForeignKeyConstraint(["agreement_id", "caller_class"], ["agreements.id", "agreements.caller_class"]),
        ForeignKeyConstraint(["agreement_id", "sandbox"], ["agreements.id", "agreements.sandbox"]),
        UniqueConstraint("agreement_id", "version"),
        UniqueConstraint("id", "caller_class"),
        CheckConstraint("ends_on > starts_on", name="ends_after_start"),
        CheckConstraint("review_on BETWEEN starts_on AND ends_on", name="review_within"),
        CheckConstraint("cardinality(areas) > 0 AND cardinality(projects) > 0", name="bounded"),
        CheckConstraint("minimum_cell >= 10", name="minimum_cell"),
        CheckConstraint("(legal_basis = 'consent') = (consent_purpose IS NOT NULL)", name="basis"),
        CheckConstraint(
            "CASE WHEN sandbox"
            f" THEN array_to_string(projects, ' ') ~ '^{SYNTHETIC}[^ ]*( {SYNTHETIC}[^ ]*)*$'"
            f" ELSE array_to_string(projects, ' ') !~ '(^| ){SYNTHETIC}' END",
            name="synthetic",
        ),
    )

    id: int = Field(default=None, primary_key=True)
    agreement_id: int
    caller_class: CallerClass = Field(sa_type=coded(CallerClass))
    sandbox: bool
    version: int
    legal_basis: LegalBasis = Field(sa_type=coded(LegalBasis))
    consent_purpose: Purpose | None = Field(default=None, sa_type=coded(Purpose))
    areas: list[str] = Field(sa_type=ARRAY(Text))
    projects: list[str] = Field(sa_type=ARRAY(Text))
    minimum_cell: int
    onward_transfer: bool
    retention_days: int
    destruction: str = Field(sa_type=Text)
    starts_on: date
    ends_on: date
    review_on: date
    incident_contacts: list[str] = Field(sa_type=ARRAY(Text))
    widens: list[str] = Field(sa_type=ARRAY(Text))
    decision_id: int = Field(foreign_key="decisions.id")
    recorded_at: datetime = Field(
        default=None,
        nullable=False,
        sa_type=DateTime(timezone=True),
        sa_column_kwargs={"server_default": text("recorded_now()")},
    )
    recorded_by: str = Field(sa_type=Text)


@unchanging
@classified(AGREEMENTS)
class AgreementGrant(Table, table=True):
    """One dataset that a version opens, and how deep."""

    __tablename__ = "agreement_grants"
    __table_args__ = (
        ForeignKeyConstraint(
            ["version_id", "caller_class"], ["agreement_versions.id", "agreement_versions.caller_class"]
        ),
        *(_ceiling(caller_class) for caller_class in MOST),
    )

    version_id: int = Field(primary_key=True)
    dataset: DatasetName = Field(primary_key=True, sa_type=Text)
    caller_class: CallerClass = Field(sa_type=coded(CallerClass))
    ceiling: Sensitivity = Field(sa_type=coded(Sensitivity))
    fields: list[str] | None = Field(default=None, sa_type=ARRAY(Text))
