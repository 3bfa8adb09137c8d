"""What may happen to consents: a decision is recorded as it was taken; what was wrong is voided."""

from datetime import date

from sqlmodel import col, select

from services.beneficiary.consents import reads
from services.beneficiary.consents.tables import Consent
from services.beneficiary.consents.views import ConsentDraft, Decision, GivenBy
from services.beneficiary.notices.reads import NOTICE
from services.beneficiary.notices.tables import Notice
from services.beneficiary.people import reads as people
from services.beneficiary.people.births import OF_AGE, age
from shared import facts
from shared.days import today
from shared.errors import Conflict, Invalid, NotFound
from shared.facts import find
from shared.mandate import Mandate
from shared.views import VoidReason
from shared.write import Write


async def decide(write: Write, draft: ConsentDraft, mandate: Mandate) -> int:
    """Record that consent was given or withdrawn. Everyone may withdraw; who may give depends on age."""
    reader = await write.reader()
    person_id = await people.person_id(reader, draft.person, mandate, "person")
    born = await reads.born(reader, person_id)
    _require_day(draft.decided_on, born)
    if draft.decision is Decision.GIVEN:
        _require_giver(draft, born)
    proxy_id = None
    if draft.proxy is not None:
        proxy_id = await _proxy(write, draft, person_id, mandate)
    await _require_notice(write, draft)
    consent = Consent(
        **draft.model_dump(exclude={"person", "proxy"}),
        person_id=person_id,
        proxy_person_id=proxy_id,
        recorded_by=write.caller,
    )
    write.session.add(consent)
    await write.session.flush()
    await write.trail("consent.recorded", consent.id, person=person_id, notice=draft.notice_id)
    return consent.id


def _require_day(decided_on: date, born: date | None) -> None:
    if decided_on > today():
        raise Invalid("decided-in-the-future", "Nobody has decided on a day to come.", field="decided_on")
    if born is not None and decided_on < born:
        raise Invalid("decided-before-birth", "The person was not born on this day.", field="decided_on")


def _require_giver(draft: ConsentDraft, born: date | None) -> None:
    child = born is not None and age(born, draft.decided_on) < OF_AGE
    if child and draft.given_by is GivenBy.SELF:
        raise Invalid("child-needs-proxy", "For somebody under 18 a parent or guardian consents.", field="given_by")
    if not child and draft.given_by is not GivenBy.SELF:
        raise Invalid(
            "cannot-be-represented",
            "Only somebody known to be under 18 is represented; everyone else consents themselves.",
            field="given_by",
        )


async def _proxy(write: Write, draft: ConsentDraft, person_id: int, mandate: Mandate) -> int:
    assert draft.proxy is not None
    if draft.given_by is GivenBy.SELF:
        raise Invalid("proxy-for-nobody", "Who decides themselves has no proxy.", field="proxy")
    proxy_id = await people.person_id(await write.reader(), draft.proxy, mandate, "proxy")
    if proxy_id == person_id:
        raise Invalid("proxy-is-the-person", "A proxy is somebody else than the person.", field="proxy")
    return proxy_id


async def _require_notice(write: Write, draft: ConsentDraft) -> None:
    """Refuse a notice that does not stand or speaks of something else; hold it until this write ends."""
    if draft.notice_id is None:
        if draft.decision is Decision.GIVEN:
            raise Invalid("notice-missing", "Consent is given on a notice that was read out.", field="notice_id")
        return
    notice = await write.session.get(Notice, draft.notice_id, with_for_update={"read": True})
    if notice is None or notice.voided_at is not None:
        raise NotFound("unknown-notice", "There is no such notice.", field="notice_id")
    if (notice.purpose, notice.recipient_class) != (draft.purpose, draft.recipient_class):
        raise Invalid(
            "notice-of-something-else", "The notice is for another purpose or other recipients.", field="notice_id"
        )


async def void_notice(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void a notice that no standing consent refers to."""
    mandate.require_country()
    await find(await write.reader(), NOTICE, id, mandate)
    await write.session.get(Notice, id, with_for_update=True)
    consent = select(Consent.id).where(col(Consent.notice_id) == id, col(Consent.voided_at).is_(None))
    if (await write.session.exec(consent.limit(1))).first() is not None:
        raise Conflict("notice-in-use", "Consents that stand refer to this notice.")
    return await facts.void(write, NOTICE, id, reason, mandate)
