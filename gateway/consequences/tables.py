"""What we keep of consequences: how far each has been told."""

from enum import StrEnum

from sqlalchemy import DDL, BigInteger, event
from sqlmodel import Field

from gateway.tables import Table
from shared.callers import DatasetName
from shared.classification import LOW, Dataset, classified
from shared.tables import coded

CONSEQUENCES = Dataset(DatasetName.EVENTS, {"consequence": LOW, "sequence": LOW})


class Consequence(StrEnum):
    """From what it follows that somebody was given something twice: registrations or households were merged or a merge
    undone, or something was given."""

    MERGES = "merges"
    GIVEN = "given"


@classified(CONSEQUENCES)
class Told(Table, table=True):
    """The last event of the inbox whose consequence was told; one row for each kind, there from the start."""

    __tablename__ = "consequence_cursors"

    consequence: Consequence = Field(primary_key=True, sa_type=coded(Consequence))
    sequence: int = Field(sa_type=BigInteger)


_FROM_THE_START = "INSERT INTO consequence_cursors (consequence, sequence) VALUES " + ", ".join(  # noqa: S608 - names from code
    f"('{consequence}', 0)" for consequence in Consequence
)
event.listen(Told.__table__, "after_create", DDL(_FROM_THE_START))  # type: ignore[attr-defined, no-untyped-call]
