"""What we keep of owners."""

from sqlalchemy import Index, text
from sqlmodel import Field

from services.grants.granting.owners.views import OWNERS
from services.grants.people import Sex
from services.grants.tables import Table
from shared.classification import classified
from shared.tables import Fact, append_only, coded

_STANDING = text("voided_at IS NULL")


@append_only
@classified(OWNERS)
class Owner(Table, Fact, table=True):
    """Somebody who owns an enterprise, as long as this stands. It is voided with the enterprise."""

    __tablename__ = "owners"
    __table_args__ = (
        Index("uq_owners_standing", "enterprise_id", "person_id", unique=True, postgresql_where=_STANDING),
        Index("ix_owners_person_id", "person_id"),  # for who owned it at some moment
    )

    id: int = Field(default=None, primary_key=True)
    enterprise_id: int = Field(foreign_key="enterprises.id")
    person_id: int
    sex: Sex = Field(sa_type=coded(Sex))
