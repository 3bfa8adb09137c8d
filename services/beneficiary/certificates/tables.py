"""What we keep of certificates."""

from datetime import date

from sqlalchemy import Index, text
from sqlmodel import Field

from services.beneficiary.certificates.views import CERTIFICATES
from services.beneficiary.tables import Table
from shared.classification import classified
from shared.tables import Fact, append_only


@append_only
@classified(CERTIFICATES)
class Certificate(Table, Fact, table=True):
    """That one person was at enough sessions of one activity."""

    __tablename__ = "certificates"
    __table_args__ = (
        Index(
            "uq_certificates_standing",
            "activity_id",
            "person_id",
            unique=True,
            postgresql_where=text("voided_at IS NULL"),
        ),
        Index("ix_certificates_person_id", "person_id"),
    )

    id: int = Field(default=None, primary_key=True)
    activity_id: int = Field(foreign_key="activities.id")
    person_id: int = Field(foreign_key="people.id")
    number: str = Field(max_length=14, unique=True)
    issued_on: date
