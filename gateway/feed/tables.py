"""What we keep of events: each as it was received, and how far each service has been followed."""

from datetime import datetime
from typing import Any

from sqlalchemy import DDL, BigInteger, DateTime, Text, event, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from gateway.feed.views import FEED
from gateway.tables import Table
from shared.callers import Service
from shared.classification import classified
from shared.tables import coded


@classified(FEED)
class Received(Table, table=True):
    """An event of a service. It refers and tells nothing, and is kept as long as the outbox that it comes from.

    One follower writes the events of a service, in their order: whoever reads them in this order, from a cursor of its
    own on, finds that none appears behind it.
    """

    __tablename__ = "inbox"

    service: Service = Field(primary_key=True, sa_type=coded(Service))
    sequence: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    type: str = Field(sa_type=Text)
    subject: str = Field(sa_type=Text)
    data: dict[str, Any] = Field(sa_type=JSONB)
    time: datetime = Field(sa_type=DateTime(timezone=True))
    received_at: datetime = Field(
        default=None,
        nullable=False,
        sa_type=DateTime(timezone=True),
        sa_column_kwargs={"server_default": text("clock_timestamp()")},
    )


FROM_THE_START = "INSERT INTO feed_cursors (service, sequence) VALUES " + ", ".join(  # noqa: S608 - names from code
    f"('{service}', 0)" for service in Service
)


@classified(FEED)
class Cursor(Table, table=True):
    """How far a service has been followed; one row for each, there from the start."""

    __tablename__ = "feed_cursors"

    service: Service = Field(primary_key=True, sa_type=coded(Service))
    sequence: int = Field(sa_type=BigInteger)
    current_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))


event.listen(Cursor.__table__, "after_create", DDL(FROM_THE_START))  # type: ignore[attr-defined, no-untyped-call]
