"""What may happen to consents: a decision is recorded as it was taken; what was wrong is voided."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlmodel import col, select

from services.beneficiary.consents import reads
from services.beneficiary.consents.tables import Consent
from services.beneficiary.consents.views import ConsentDecision, ConsentDraft, ConsentPart, GivenBy
from services.beneficiary.notices.reads import NOTICE
from services.beneficiary.notices.tables import Notice
from services.beneficiary.people import reads as people
from services.beneficiary.people.births import OF_AGE, age
from shared import facts, recording
from shared.days import today
from shared.errors import Conflict, Invalid, NotFound
from shared.facts import find
from shared.mandate import Mandate
from shared.views import VoidReason
from shared.write import Write

_FIELDS = set(ConsentPart.model_fields)
_STANDING = """
SELECT id, purpose, recipient_class FROM notices WHERE id = ANY ($1) AND voided_at IS NULL ORDER BY id FOR SHARE
"""

Notices = Mapping[int, tuple[str, str]]
"""For which purpose and which class of recipients each notice is, by number."""


async def decide(write: Write, draft: ConsentDraft, mandate: Mandate) -> int:
    """Record that consent was given or withdrawn. Everyone may withdraw; who may give depends on age."""
    reader = await write.reader()
    person_id = await people.person_id(reader, draft.person, mandate, "person")
    proxy_id, proxy = None, None if draft.proxy is None else "proxy"
    require_sound(draft, await reads.born(reader, person_id), proxy)
    if draft.proxy is not None:
        proxy_id = await people.person_id(reader, draft.proxy, mandate, "proxy")
    notices = await held_notices(write, [draft])
    consent = decision(draft, person_id, notices, write.caller, proxy_id, proxy)
    await keep(write, [consent])
    return consent.id


def require_sound(stated: ConsentPart, born: date | None, proxy: str | None) -> None:
    """Refuse what cannot be the decision of somebody born on this day, as far as it is known; `proxy` is the field that
    names who spoke for them, if one does."""
    _require_day(stated.decided_on, born)
    if stated.decision is ConsentDecision.GIVEN:
        _require_giver(stated, born)
    if proxy is not None and stated.given_by is GivenBy.SELF:
        raise Invalid("proxy-for-nobody", "Who decides themselves has no proxy.", field=proxy)


def decision(
    stated: ConsentPart,
    person_id: int,
    notices: Notices,
    caller: str,
    proxy_id: int | None,
    proxy: str | None,
) -> Consent:
    """A sound decision as it is kept for a person; `notices` has the one that was read out."""
    if proxy_id == person_id:
        raise Invalid("proxy-is-the-person", "A proxy is somebody else than the person.", field=proxy)
    _require_notice(stated, notices)
    return Consent(
        **stated.model_dump(include=_FIELDS), person_id=person_id, proxy_person_id=proxy_id, recorded_by=caller
    )


async def keep(write: Write, consents: Sequence[Consent]) -> None:
    """Record decisions, all in one statement, with the trail of each."""
    await recording.record(write, consents)
    for consent in consents:
        write.trail("consent.recorded", consent.id, person=consent.person_id, notice=consent.notice_id)


def _require_day(decided_on: date, born: date | None) -> None:
    if decided_on > today():
        raise Invalid("decided-in-the-future", "Nobody has decided on a day to come.", field="decided_on")
    if born is not None and decided_on < born:
        raise Invalid("decided-before-birth", "The person was not born on this day.", field="decided_on")


def _require_giver(stated: ConsentPart, born: date | None) -> None:
    child = born is not None and age(born, stated.decided_on) < OF_AGE
    if child and stated.given_by is GivenBy.SELF:
        raise Invalid("child-needs-proxy", "For somebody under 18 a parent or guardian consents.", field="given_by")
    if not child and stated.given_by is not GivenBy.SELF:
        raise Invalid(
            "cannot-be-represented",
            "Only somebody known to be under 18 is represented; everyone else consents themselves.",
            field="given_by",
        )


async def held_notices(write: Write, stated: Iterable[ConsentPart]) -> Notices:
    """What the notices that stand of those that were read out are for, by number; held until this write ends."""
    ids = {each.notice_id for each in stated if each.notice_id is not None}
    if not ids:
        return {}
    rows = await (await write.reader()).fetch(_STANDING, list(ids))
    return {id: (purpose, recipient_class) for id, purpose, recipient_class in rows}


def _require_notice(stated: ConsentPart, notices: Notices) -> None:
    """Refuse a notice that does not stand or speaks of something else."""
    if stated.notice_id is None:
        if stated.decision is ConsentDecision.GIVEN:
            raise Invalid("notice-missing", "Consent is given on a notice that was read out.", field="notice_id")
        return
    notice = notices.get(stated.notice_id)
    if notice is None:
        raise NotFound("unknown-notice", "There is no such notice.", field="notice_id")
    if notice != (stated.purpose, stated.recipient_class):
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
