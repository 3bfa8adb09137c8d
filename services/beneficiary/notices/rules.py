"""What may happen to consent notices: a new version is issued. Voiding one is for those who know the consents."""

from sqlalchemy import func, text
from sqlmodel import col, select

from services.beneficiary.notices.tables import Notice
from services.beneficiary.notices.views import NoticeDraft
from shared.mandate import Mandate
from shared.write import Write

# Of two that count at once the second waits; readers, and consents that refer to a notice, do not.
_ALONE = text("LOCK TABLE notices IN SHARE ROW EXCLUSIVE MODE")


async def issue(write: Write, draft: NoticeDraft, mandate: Mandate) -> int:
    """Issue the next version of a notice, for the whole country."""
    mandate.require_country()
    await write.session.execute(_ALONE)
    latest = select(func.max(Notice.version)).where(
        col(Notice.purpose) == draft.purpose, col(Notice.recipient_class) == draft.recipient_class
    )
    version = ((await write.session.exec(latest)).one() or 0) + 1
    notice = Notice(**draft.model_dump(), version=version, recorded_by=write.caller)
    write.session.add(notice)
    await write.session.flush()
    write.trail("notice.issued", notice.id)
    return notice.id
