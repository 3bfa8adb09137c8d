"""What we keep of a partner."""

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from gateway.access.partners.views import PARTNERS
from gateway.tables import Table
from shared.callers import CallerClass
from shared.classification import classified
from shared.tables import Fact, append_only, coded


@append_only
@classified(PARTNERS)
class Partner(Table, Fact, table=True):
    """An organisation whose systems may ask, of one class for good; its secret is kept as an argon2 hash."""

    __tablename__ = "partners"
    __table_args__ = (
        Index("uq_partners_standing", "code", unique=True, postgresql_where=text("voided_at IS NULL")),
        UniqueConstraint("id", "caller_class"),
        CheckConstraint(f"caller_class <> '{CallerClass.STAFF}'", name="never_staff"),
    )

    id: int = Field(default=None, primary_key=True)
    code: str = Field(max_length=40)
    name: str = Field(max_length=200)
    caller_class: CallerClass = Field(sa_type=coded(CallerClass))
    secret_hash: str = Field(sa_type=Text)
