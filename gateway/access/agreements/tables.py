"""What we keep of an agreement, and the ceiling of each class of partner, which no agreement can lift."""

from datetime import date

from sqlalchemy import ARRAY, CheckConstraint, ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from gateway.access.agreements.views import AGREEMENTS
from gateway.tables import Table
from shared.callers import CallerClass, DatasetName
from shared.classification import classified
from shared.tables import Fact, append_only, coded


def _ceiling(caller_class: CallerClass, *datasets: DatasetName) -> CheckConstraint:
    most = ", ".join(f"'{dataset}'" for dataset in datasets)
    return CheckConstraint(
        f"caller_class <> '{caller_class}' OR datasets <@ ARRAY[{most}]", name=f"{caller_class}_ceiling"
    )


@append_only
@classified(AGREEMENTS)
class Agreement(Table, Fact, table=True):
    """One version of what a partner may see, for which purpose, where, of which projects and until when."""

    __tablename__ = "agreements"
    __table_args__ = (
        ForeignKeyConstraint(["partner_id", "caller_class"], ["partners.id", "partners.caller_class"]),
        UniqueConstraint("partner_id", "version"),
        Index("uq_agreements_standing", "partner_id", unique=True, postgresql_where=text("voided_at IS NULL")),
        CheckConstraint("ends_on > starts_on", name="ends_after_start"),
        _ceiling(CallerClass.SECURITY, DatasetName.RESULTS, DatasetName.FORUMS, DatasetName.MEMBERS),
        _ceiling(CallerClass.DONOR, DatasetName.RESULTS),
    )

    id: int = Field(default=None, primary_key=True)
    partner_id: int
    caller_class: CallerClass = Field(sa_type=coded(CallerClass))
    version: int
    purpose: str = Field(sa_type=Text)
    datasets: list[str] = Field(sa_type=ARRAY(Text))
    areas: list[str] = Field(sa_type=ARRAY(Text))
    projects: list[str] = Field(sa_type=ARRAY(Text))
    starts_on: date
    ends_on: date
