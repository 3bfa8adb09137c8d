"""What caseloads are found by: who registered or corrected whom, and when a fact about somebody changed last."""

from sqlalchemy import Index, text
from sqlmodel import col

from services.beneficiary.caseloads.changes import AT, KINDS
from services.beneficiary.people.tables import Particulars, Person

INDEXES = (
    Index("ix_people_recorded_by", col(Person.recorded_by), col(Person.id)),
    Index(
        "ix_particulars_recorded_by",
        col(Particulars.recorded_by),
        col(Particulars.person_id),
        postgresql_where=text("voided_at IS NULL"),
    ),
    *(
        Index(f"ix_{kind.table}_changed", text(f"({AT})"), kind.source.table.person_id)  # type: ignore[attr-defined]
        for kind in KINDS
    ),
)
