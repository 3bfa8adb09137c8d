"""What we keep of a disclosure: a row before the answer leaves, that nobody can change."""

from datetime import datetime

from sqlalchemy import ARRAY, BigInteger, DateTime, Identity, Text, text
from sqlmodel import Field

from gateway.ledger.views import READS
from gateway.tables import Table
from shared.callers import CallerClass
from shared.classification import classified
from shared.tables import coded, unchanging


@unchanging
@classified(READS)
class Read(Table, table=True):
    """One answer to a partner: who was told which fields of what, for which purpose, under which agreement."""

    __tablename__ = "reads"

    id: int = Field(default=None, primary_key=True, sa_type=BigInteger, sa_column_args=[Identity(always=True)])
    caller: str = Field(sa_type=Text)
    caller_class: CallerClass = Field(sa_type=coded(CallerClass))
    purpose: str = Field(sa_type=Text)
    agreement: str = Field(sa_type=Text)
    what: str = Field(sa_type=Text)
    project: str | None = Field(default=None, sa_type=Text)
    fields: list[str] = Field(sa_type=ARRAY(Text))
    request_id: str = Field(sa_type=Text)
    recorded_at: datetime = Field(
        default=None,
        nullable=False,
        sa_type=DateTime(timezone=True),
        sa_column_kwargs={"server_default": text("recorded_now()")},
    )
