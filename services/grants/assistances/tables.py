"""What we keep of livelihood assistance."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from services.grants.assistances.views import ASSISTANCES, Modality
from services.grants.people import Sex
from services.grants.tables import AMOUNT, Table
from shared.classification import classified
from shared.money import Currency
from shared.tables import Fact, append_only, coded


@append_only
@classified(ASSISTANCES)
class Assistance(Table, Fact, table=True):
    """Livelihood support approved for one person, whom the beneficiary service alone can name."""

    __tablename__ = "assistances"
    __table_args__ = (CheckConstraint("amount > 0", name="amount_positive"),)

    id: int = Field(default=None, primary_key=True)
    project: str = Field(max_length=40, index=True)
    person_id: int = Field(index=True)
    sex: Sex = Field(sa_type=coded(Sex))
    modality: Modality = Field(sa_type=coded(Modality))
    place: str = Field(max_length=11)
    amount: Decimal = Field(sa_type=AMOUNT)
    currency: Currency = Field(sa_type=coded(Currency))
    approved_on: date
