"""What the data-protection officer states in a consent notice, and what those who read it out are told."""

from enum import StrEnum

from shared.callers import CallerClass, DatasetName, Purpose
from shared.classification import LOW, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Draft, Text
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.views import FactView


@listed_as("recipient-class")
class RecipientClass(StrEnum):
    """Who can be told what a person consents to: classes of partners, and staff, to whom members of forums and
    those who have jobs in enterprises are named.

    The security class is none of them: nobody can consent to be named to it.
    """

    STAFF = CallerClass.STAFF.value
    AUTHORITY = CallerClass.AUTHORITY.value
    AID = CallerClass.AID.value


NOTICES = Dataset(
    DatasetName.NOTICES,
    {
        "id": LOW,
        "purpose": LOW,
        "recipient_class": LOW,
        "version": LOW,
        "text_en": LOW,
        "text_ar": LOW,
        "text_ckb": LOW,
        **RECORD_KEEPING,
    },
)

_NOTICE = {
    "purpose": "livelihood-support",
    "recipient_class": "authority",
    "text_en": "We would like to tell the Ministry of Labour that you asked for support.",
    "text_ar": "نود أن نخبر وزارة العمل بأنك طلبت الدعم.",
    "text_ckb": "دەمانەوێت بە وەزارەتی کار بڵێین کە داوای پشتگیریت کردووە.",
}


@classified(NOTICES)
@example(**_NOTICE)
class NoticeDraft(Draft):
    """A notice for one purpose and one class of recipients, in English, Arabic and Central Kurdish."""

    purpose: Purpose
    recipient_class: RecipientClass
    text_en: Text
    text_ar: Text
    text_ckb: Text


class NoticesAsked(Asked):
    """What is asked of the list of notices: of all, or of those for a purpose or a class of recipients."""

    purpose: Purpose | None = None
    recipient_class: RecipientClass | None = None


@classified(NOTICES)
@example(id=3, version=1, **_NOTICE, **RECORDED)
class NoticeView(FactView):
    """A notice; `version` counts from 1 for each purpose and class of recipients."""

    id: int | None = None
    purpose: Purpose | None = None
    recipient_class: RecipientClass | None = None
    version: int | None = None
    text_en: str | None = None
    text_ar: str | None = None
    text_ckb: str | None = None
