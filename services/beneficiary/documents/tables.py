"""What we keep of identity documents: never the number itself."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, LargeBinary, text
from sqlmodel import Field

from services.beneficiary.documents.views import DOCUMENTS, DocumentType
from services.beneficiary.tables import Table
from shared.classification import classified
from shared.tables import Fact, append_only, coded


@append_only
@classified(DOCUMENTS)
class Document(Table, Fact, table=True):
    """A document that a person holds. Two people may state the same number; one person states it once."""

    __tablename__ = "documents"
    __table_args__ = (
        Index(
            "uq_documents_standing",
            "person_id",
            "number_index",
            unique=True,
            postgresql_where=text("voided_at IS NULL"),
        ),
        Index("ix_documents_number_index", "number_index"),
        Index("ix_documents_person_id", "person_id"),
        CheckConstraint("octet_length(number_index) = 32", name="number_index"),
        CheckConstraint("valid_until >= valid_from", name="valid_in_order"),
    )

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id")
    type: DocumentType = Field(sa_type=coded(DocumentType))
    number_index: bytes = Field(sa_type=LargeBinary)
    last_three: str = Field(max_length=3)
    valid_until: date | None = None
    authority: str | None = Field(default=None, max_length=120)
    valid_from: date | None = None
