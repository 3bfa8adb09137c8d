"""What we keep of terms: no seat is taken twice at a time, and nobody takes two."""

from datetime import date

from sqlalchemy import CheckConstraint, column, func, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlmodel import Field

from services.forums.tables import Table
from services.forums.terms.views import TERMS, Ending, Seat
from shared.classification import classified
from shared.tables import Fact, append_only, coded


def _one_at_a_time(owner: str, name: str, where: str) -> ExcludeConstraint:
    """Terms of one owner do not overlap. A range stands for its number, because no operator class of the core's GiST
    compares numbers."""
    return ExcludeConstraint(
        (func.int4range(column(owner), column(owner), text("'[]'")), "&&"),
        (func.daterange(column("begins_on"), column("ends_on")), "&&"),
        name=name,
        using="gist",
        where=text(where),
    )


@append_only
@classified(TERMS)
class Term(Table, Fact, table=True):
    """A member who leads a forum for a time, `ends_on` excluded; elected, or appointed."""

    __tablename__ = "terms"
    __table_args__ = (
        CheckConstraint("ends_on > begins_on", name="ends_after_it_begins"),
        CheckConstraint("ending IS NULL OR ends_on IS NOT NULL", name="ending_on_a_day"),
        *(_one_at_a_time("forum_id", f"ex_terms_{seat}", f"seat = '{seat}' AND voided_at IS NULL") for seat in Seat),
        _one_at_a_time("member_id", "ex_terms_one_seat", "voided_at IS NULL"),
    )

    id: int = Field(default=None, primary_key=True)
    forum_id: int = Field(foreign_key="forums.id", index=True)
    member_id: int = Field(foreign_key="members.id")
    election_id: int | None = Field(default=None, index=True, foreign_key="elections.id")
    seat: Seat = Field(sa_type=coded(Seat))
    begins_on: date
    ends_on: date | None = None
    ending: Ending | None = Field(default=None, sa_type=coded(Ending))
