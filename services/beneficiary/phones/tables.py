"""What we keep of phones: each number with the person who can be reached under it."""

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from services.beneficiary.phones.views import PHONES, PhoneOwner
from services.beneficiary.tables import Table
from shared.classification import classified
from shared.tables import Fact, append_only, coded


@append_only
@classified(PHONES)
class Phone(Table, Fact, table=True):
    """A phone under which a person can be reached. Many people may share one; one person states it once."""

    __tablename__ = "phones"
    __table_args__ = (
        Index("uq_phones_standing", "person_id", "number", unique=True, postgresql_where=text("voided_at IS NULL")),
        Index("ix_phones_number", "number"),
        Index("ix_phones_person_id", "person_id"),
        CheckConstraint(r"number ~ '^\+[1-9][0-9]{2,14}$'", name="number"),
        CheckConstraint(
            "num_nonnulls(call_from, call_until) <> 1 AND call_from >= 0 AND call_from < call_until"
            " AND call_until <= 24",
            name="hours",
        ),
    )

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id")
    number: str = Field(max_length=16)
    owner: PhoneOwner = Field(sa_type=coded(PhoneOwner))
    safe_to_call: bool
    voice_only: bool
    call_from: int | None = None
    call_until: int | None = None
