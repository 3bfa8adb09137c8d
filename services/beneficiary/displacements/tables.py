"""What we keep of displacement: a row for each change, so that the status on any day can be told."""

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from services.beneficiary.displacements.views import DISPLACEMENTS, DisplacementStatus, Shelter
from services.beneficiary.tables import Table
from shared.classification import classified
from shared.tables import Fact, append_only, coded


@append_only
@classified(DISPLACEMENTS)
class Displacement(Table, Fact, table=True):
    """The status of a household or a person from a day on, until a later row says otherwise.

    A person's own may end before, on `until`: from then on the household's is theirs again.
    """

    __tablename__ = "displacements"
    __table_args__ = (
        CheckConstraint("num_nonnulls(household_id, person_id) = 1", name="of_one"),
        CheckConstraint("until IS NULL OR person_id IS NOT NULL", name="until_of_a_person"),
        CheckConstraint("until > since", name="until_after_since"),
        Index("ix_displacements_household_id", "household_id", "since"),
        Index("ix_displacements_person_id", "person_id", "since"),
    )

    id: int = Field(default=None, primary_key=True)
    household_id: int | None = Field(default=None, foreign_key="households.id")
    person_id: int | None = Field(default=None, foreign_key="people.id")
    status: DisplacementStatus = Field(sa_type=coded(DisplacementStatus))
    since: date
    until: date | None = None
    origin: str | None = Field(default=None, max_length=11)
    arrived_on: date | None = None
    shelter: Shelter | None = Field(default=None, sa_type=coded(Shelter))
