"""What we keep of consent notices: every version that was ever read out."""

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from services.beneficiary.notices.views import NOTICES, RecipientClass
from services.beneficiary.tables import Table
from shared.callers import Purpose
from shared.classification import classified
from shared.tables import Fact, append_only, coded


@append_only
@classified(NOTICES)
class Notice(Table, Fact, table=True):
    """One version of a notice; the number of a voided one is not given again."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("purpose", "recipient_class", "version", name="uq_notices_version"),
        CheckConstraint("version > 0", name="version"),
    )

    id: int = Field(default=None, primary_key=True)
    purpose: Purpose = Field(sa_type=coded(Purpose))
    recipient_class: RecipientClass = Field(sa_type=coded(RecipientClass))
    version: int
    text_en: str = Field(max_length=4000)
    text_ar: str = Field(max_length=4000)
    text_ckb: str = Field(max_length=4000)
