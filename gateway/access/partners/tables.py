"""What we keep of a partner: who it is, and how much it has asked."""

from datetime import date, datetime

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Text,
    UniqueConstraint,
)
from sqlmodel import Field

from gateway.access.endings.tables import Endable
from gateway.access.partners.views import PARTNERS, USAGE
from gateway.tables import Table
from shared.callers import CallerClass
from shared.classification import classified
from shared.tables import append_only, coded


@append_only
@classified(PARTNERS)
class Partner(Table, Endable, table=True):
    """An organisation whose systems may ask, of one class and code for good, once two people have approved it."""

    __tablename__ = "partners"
    __table_args__ = (
        UniqueConstraint("code"),
        UniqueConstraint("id", "caller_class"),
        UniqueConstraint("id", "sandbox"),
        CheckConstraint(f"caller_class <> '{CallerClass.STAFF}'", name="never_staff"),
        CheckConstraint("requests_per_minute > 0 AND lookups_per_day >= 0", name="limits"),
    )

    id: int = Field(default=None, primary_key=True)
    code: str = Field(max_length=40)
    name: str = Field(max_length=200)
    caller_class: CallerClass = Field(sa_type=coded(CallerClass))
    sandbox: bool
    jwks_url: str | None = Field(default=None, sa_type=Text)
    contacts: list[str] = Field(sa_type=ARRAY(Text))
    requests_per_minute: int
    lookups_per_day: int
    decision_id: int = Field(foreign_key="decisions.id")


@classified(USAGE)
class Usage(Table, table=True):
    """How many requests a partner made in the minute of its last one, and how many people it looked up that day."""

    __tablename__ = "usage"

    partner_id: int = Field(primary_key=True, sa_column_args=[ForeignKey("partners.id")])
    minute: datetime = Field(sa_type=DateTime(timezone=True))
    requests: int
    day: date
    lookups: int
