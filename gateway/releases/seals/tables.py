"""What we keep of a seal: the results as proposed, and their approval with the bytes that partners are given."""

from datetime import datetime

from sqlalchemy import DateTime, LargeBinary, Text
from sqlmodel import Field

from gateway.releases.seals.views import SEALS
from gateway.tables import Table
from shared.classification import classified
from shared.tables import Recorded, unchanging


@unchanging
@classified(SEALS)
class Seal(Table, Recorded, table=True):
    """Headline results of a project as of a moment, proposed by one officer."""

    __tablename__ = "seals"

    id: int = Field(default=None, primary_key=True)
    project: str = Field(max_length=40, index=True)
    as_of: datetime = Field(sa_type=DateTime(timezone=True))
    results: str = Field(sa_type=Text)


@unchanging
@classified(SEALS)
class SealApproval(Table, Recorded, table=True):
    """The approval of a seal by another officer; `content` is what partners read, byte for byte."""

    __tablename__ = "seal_approvals"

    seal_id: int = Field(primary_key=True, foreign_key="seals.id")
    content: bytes = Field(sa_type=LargeBinary)
