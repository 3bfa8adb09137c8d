"""What we keep of consents: every decision, so that the one that counts can be told, and what was wrong voided."""

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from services.beneficiary.consents.views import CONSENTS, ConsentDecision, GivenBy, Language, Witnessed
from services.beneficiary.notices.views import RecipientClass
from services.beneficiary.tables import Table
from shared.callers import Purpose
from shared.classification import classified
from shared.tables import Fact, append_only, coded


@append_only
@classified(CONSENTS)
class Consent(Table, Fact, table=True):
    """One decision of a person, or for a child, until a later one says otherwise."""

    __tablename__ = "consents"
    __table_args__ = (
        CheckConstraint("decision = 'withdrawn' OR notice_id IS NOT NULL", name="given_on_notice"),
        CheckConstraint("given_by <> 'self' OR proxy_person_id IS NULL", name="self_without_proxy"),
        CheckConstraint("proxy_person_id <> person_id", name="proxy_is_another"),
        Index("ix_consents_latest", "person_id", "purpose", "recipient_class", "decided_on", "id"),
        Index("ix_consents_notice_id", "notice_id"),
    )

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id")
    purpose: Purpose = Field(sa_type=coded(Purpose))
    recipient_class: RecipientClass = Field(sa_type=coded(RecipientClass))
    decision: ConsentDecision = Field(sa_type=coded(ConsentDecision, "decision"))
    decided_on: date
    language: Language = Field(sa_type=coded(Language))
    witnessed: Witnessed = Field(sa_type=coded(Witnessed))
    notice_id: int | None = Field(default=None, foreign_key="notices.id")
    given_by: GivenBy = Field(sa_type=coded(GivenBy))
    proxy_person_id: int | None = Field(default=None, foreign_key="people.id")
