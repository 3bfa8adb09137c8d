"""What we keep of what people found became of instructions. That two of them did the database holds, as it does of
orders; and that whoever made an instruction does not record who signed for it."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Text, UniqueConstraint
from sqlmodel import Field

from services.grants.paying.batches.views import INSTRUCTIONS, Resolution
from services.grants.tables import Table
from shared.classification import classified
from shared.tables import Recorded, coded, unchanging


@unchanging
@classified(INSTRUCTIONS)
class InstructionResolution(Table, Recorded, table=True):
    """Somebody found on a bank's statement what became of an instruction of which reports did not say it, when those up
    to `known` had come."""

    __tablename__ = "instruction_resolutions"
    __table_args__ = (UniqueConstraint("id", "recorded_by"),)

    id: int = Field(default=None, primary_key=True)
    instruction_id: int = Field(foreign_key="instructions.id", index=True)
    outcome: Resolution = Field(sa_type=coded(Resolution))
    statement: str = Field(max_length=35)
    on_day: date
    known: int


@unchanging
@classified(INSTRUCTIONS)
class InstructionConfirmation(Table, Recorded, table=True):
    """Somebody else found the same."""

    __tablename__ = "instruction_confirmations"
    __table_args__ = (
        ForeignKeyConstraint(
            ["resolution_id", "proposed_by"], ["instruction_resolutions.id", "instruction_resolutions.recorded_by"]
        ),
        CheckConstraint("recorded_by <> proposed_by", name="by_another"),
    )

    resolution_id: int = Field(primary_key=True)
    proposed_by: str = Field(sa_type=Text)


@unchanging
@classified(INSTRUCTIONS)
class InstructionSignature(Table, Recorded, table=True):
    """Somebody signed on the list of a batch, a scan of which is filed under `sheet`, that they received the money."""

    __tablename__ = "instruction_signatures"
    __table_args__ = (
        ForeignKeyConstraint(["instruction_id", "made_by"], ["instructions.id", "instructions.recorded_by"]),
        CheckConstraint("recorded_by <> made_by", name="by_another"),
    )

    instruction_id: int = Field(primary_key=True)
    made_by: str = Field(sa_type=Text)
    signed_by: str = Field(max_length=200)
    signed_on: date
    sheet: str = Field(max_length=35)
