"""What we keep of sessions with the community. That a session is about a closed list, whose maker does not record it,
and about those who stand on that list, foreign keys and a CHECK hold."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Text, UniqueConstraint
from sqlmodel import Field

from services.grants.assisting.selections.views import Opinion, OpinionReason
from services.grants.assisting.validations.views import VALIDATIONS, CommunityRole
from services.grants.tables import Table
from shared.classification import classified
from shared.tables import Fact, append_only, coded, unchanging


@append_only
@classified(VALIDATIONS)
class Validation(Table, Fact, table=True):
    """A session about a list."""

    __tablename__ = "validations"
    __table_args__ = (
        UniqueConstraint("id", "selection_id"),
        ForeignKeyConstraint(["selection_id"], ["selection_closings.selection_id"]),
        ForeignKeyConstraint(["selection_id", "made_by"], ["selections.id", "selections.recorded_by"]),
        CheckConstraint("recorded_by <> made_by", name="by_another"),
    )

    id: int = Field(default=None, primary_key=True)
    selection_id: int = Field(index=True)
    made_by: str = Field(sa_type=Text)
    held_on: date


@unchanging
@classified(VALIDATIONS)
class ValidationGroup(Table, table=True):
    """How many were at a session in a role."""

    __tablename__ = "validation_groups"
    __table_args__ = (CheckConstraint("women >= 0 AND men >= 0 AND women + men > 0", name="somebody"),)

    validation_id: int = Field(primary_key=True, foreign_key="validations.id")
    role: CommunityRole = Field(primary_key=True, sa_type=coded(CommunityRole))
    women: int
    men: int


@unchanging
@classified(VALIDATIONS)
class Said(Table, table=True):
    """What a session said of a candidate."""

    __tablename__ = "opinions"
    __table_args__ = (
        UniqueConstraint("validation_id", "candidate_id", "opinion"),
        ForeignKeyConstraint(["validation_id", "selection_id"], ["validations.id", "validations.selection_id"]),
        ForeignKeyConstraint(
            ["candidate_id", "selection_id"], ["candidate_ranks.candidate_id", "candidate_ranks.selection_id"]
        ),
        CheckConstraint("(opinion = 'confirmed') = (reason IS NULL)", name="reason"),
    )

    candidate_id: int = Field(primary_key=True)
    validation_id: int = Field(primary_key=True)
    selection_id: int
    opinion: Opinion = Field(sa_type=coded(Opinion))
    reason: OpinionReason | None = Field(default=None, sa_type=coded(OpinionReason))
