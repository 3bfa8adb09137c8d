"""What may happen to a job in an enterprise: it is recorded as it was verified, and ends; what was wrong is voided.

Whose it is, is recorded of those who consent now, and told of those who still do.
"""

from datetime import date

from services.grants.granting.awards.rules import require_award
from services.grants.granting.employments import reads
from services.grants.granting.employments.reads import EMPLOYMENT
from services.grants.granting.employments.tables import Employment, EmploymentEnd
from services.grants.granting.employments.views import CONSENT, MOST, EmploymentDraft
from shared import facts
from shared.days import require_past
from shared.errors import Conflict, Forbidden, Invalid
from shared.mandate import Mandate
from shared.views import VoidReason
from shared.write import Write, judged


async def record(write: Write, draft: EmploymentDraft, mandate: Mandate) -> int:
    """Record a job that the caller verified. The mandate names people who consent now, and nobody else."""
    require_past(draft.verified_on, "verified_on")
    if draft.verified_on < draft.starts_on:
        raise Invalid("verified-before-start", "The job began after this day.", field="verified_on")
    person_id = None if draft.person is None else _consenting(draft.person, mandate)
    award = await require_award(write, draft.award_id, mandate)
    if draft.starts_on < award.approved_on:
        raise Invalid("before-award", "The award was approved after this day.", field="starts_on")
    if await reads.many(await write.reader(), award.id) >= MOST:
        raise Conflict("too-many-jobs", "An award has {most} jobs at the most.", field="award_id", most=MOST)
    stated = draft.model_dump(exclude={"person", "ends_on"})
    employment = Employment(**stated, person_id=person_id, recorded_by=write.caller)
    write.session.add(employment)
    await write.session.flush()
    if draft.ends_on is not None:
        await _end(write, employment, draft.ends_on)
    write.trail(
        "employment.recorded",
        employment.id,
        award=employment.award_id,
        enterprise=award.enterprise_id,
        person=employment.person_id,
    )
    return employment.id


async def end(write: Write, id: int, ends_on: date, mandate: Mandate) -> int:
    """Record what the last day of a job was."""
    employment = await facts.hold(write, EMPLOYMENT, Employment, id, mandate)
    await _end(write, employment, ends_on)
    write.trail("employment.ended", id, award=employment.award_id, person=employment.person_id)
    return id


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void a job that was recorded in error."""
    employment = await facts.hold(write, EMPLOYMENT, Employment, id, mandate)
    return await facts.void(write, EMPLOYMENT, id, reason, mandate, person=employment.person_id)


async def _end(write: Write, employment: Employment, ends_on: date) -> None:
    require_past(ends_on, "ends_on")
    verdicts = {
        "ck_employment_ends_ends_after_start": Invalid(
            "ends-before-start", "A job does not end before it begins.", field="ends_on"
        ),
        "pk_employment_ends": Conflict("ended-already", "That this job ended is recorded."),
    }
    ended = EmploymentEnd(
        employment_id=employment.id, starts_on=employment.starts_on, ends_on=ends_on, recorded_by=write.caller
    )
    async with judged(write, verdicts):
        write.session.add(ended)


def _consenting(person: str, mandate: Mandate) -> int:
    """Who this is, of the people whom the mandate names because they consent."""
    subject = mandate.require_subject(person, "person")
    if CONSENT not in subject.consents:
        raise Forbidden("not-a-subject", "The mandate does not name this person.", field="person")
    return subject.person_id
