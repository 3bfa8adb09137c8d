"""What we keep of a recall: that a partner has confirmed it."""

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, Identity, Index, Text, text
from sqlmodel import Field

from gateway.recalls.views import RECALLS
from gateway.tables import Table
from shared.classification import classified
from shared.tables import unchanging


@unchanging
@classified(RECALLS)
class Destruction(Table, table=True):
    """A partner says that it keeps nothing any more of what it was told about a person under an agreement."""

    __tablename__ = "destructions"
    __table_args__ = (Index("ix_destructions_agreement_id_person_id", "agreement_id", "person_id"),)

    id: int = Field(default=None, primary_key=True, sa_type=BigInteger, sa_column_args=[Identity(always=True)])
    agreement_id: int = Field(foreign_key="agreements.id")
    person_id: int
    recorded_at: datetime = Field(
        default=None,
        nullable=False,
        sa_type=DateTime(timezone=True),
        sa_column_kwargs={"server_default": text("recorded_now()")},
    )
    recorded_by: str = Field(sa_type=Text)
