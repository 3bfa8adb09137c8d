"""What we keep of a decision: what it is about and how many it takes, and each approval by a different person."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from gateway.access.decisions.views import DECISIONS
from gateway.tables import Table
from shared.callers import Role
from shared.classification import classified
from shared.tables import Recorded, coded, unchanging


class Matter(StrEnum):
    """What is decided."""

    PARTNER = "partner"
    CREDENTIAL = "credential"
    VERSION = "version"
    RESUMPTION = "resumption"
    BREAK_GLASS = "break_glass"


@unchanging
@classified(DECISIONS)
class Decision(Table, Recorded, table=True):
    """Something proposed that takes effect when `needed` different people have approved it; at once if none is."""

    __tablename__ = "decisions"
    __table_args__ = (CheckConstraint("needed BETWEEN 0 AND 2", name="needed"),)

    id: int = Field(default=None, primary_key=True)
    matter: Matter = Field(sa_type=coded(Matter))
    needed: int


@unchanging
@classified(DECISIONS)
class Approval(Table, Recorded, table=True):
    """One person's approval: the first or the second, and nobody's twice."""

    __tablename__ = "approvals"
    __table_args__ = (
        UniqueConstraint("decision_id", "recorded_by"),
        CheckConstraint("place BETWEEN 1 AND 2", name="place"),
    )

    decision_id: int = Field(primary_key=True, foreign_key="decisions.id")
    place: int = Field(primary_key=True)
    role: Role = Field(sa_type=coded(Role))
