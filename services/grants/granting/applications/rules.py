"""What may happen to an application: one function a step.

Each step is kept with who took it, when and why, and a step that is not in `stages` cannot be kept at all.
"""

from collections.abc import Mapping
from typing import Any

from services.grants.funding.ledger import postings
from services.grants.funding.ledger import reads as ledger
from services.grants.funding.ledger.reads import Commitment
from services.grants.granting.applications import eligibility, reads, scoring
from services.grants.granting.applications.assessment import ASSESSMENT, ClearanceDraft, EligibilityView, Reason
from services.grants.granting.applications.moving import hold, require_stage, resume, step
from services.grants.granting.applications.reads import APPLICATION
from services.grants.granting.applications.stages import Stage
from services.grants.granting.applications.tables import Application, ClearanceCheck, Form, Screening, Transition
from services.grants.granting.applications.views import ApplicationDraft, FormDraft
from services.grants.granting.calls.rules import require_call
from services.grants.granting.calls.tables import Call
from services.grants.granting.enterprises.rules import require_enterprise
from shared import facts
from shared.classification import opened
from shared.database import Reader
from shared.days import require_past, today
from shared.errors import Conflict, Invalid
from shared.facts import find, require_state
from shared.mandate import Mandate
from shared.money import require_granular
from shared.versions import Expected
from shared.views import VoidReason
from shared.write import Write, judged

_SAVED_AT = (Stage.DRAFT, Stage.EOI_VERIFICATION)
"""Where a form may be changed: before it is received, and again for the full application, after the visit."""


async def draft(write: Write, stated: ApplicationDraft, mandate: Mandate) -> int:
    """Begin an application of an enterprise to a call, with as much of its form as is known."""
    mandate.require_place(stated.place, "place")
    call = await require_call(write, stated.call_id, mandate)
    _require_sound(stated, call)
    await require_enterprise(write, stated.enterprise_id, mandate)
    where = {name: getattr(stated, name) for name in ("call_id", "enterprise_id", "place")}
    application = Application(**where, recorded_by=write.caller)
    twice = Conflict("applied-already", "The enterprise has applied to this call.", field="enterprise_id")
    async with judged(write, {"uq_applications_standing": twice}):
        write.session.add(application)
    id = application.id
    write.session.add(Form(application_id=id, number=0, recorded_by=write.caller, **_stated(stated)))
    write.session.add(Transition(application_id=id, number=0, stage=Stage.DRAFT, recorded_by=write.caller))
    await write.session.flush()
    write.trail("application.drafted", id, call=application.call_id, enterprise=application.enterprise_id)
    return id


async def save(write: Write, id: int, stated: FormDraft, expected: Expected, mandate: Mandate) -> int:
    """Replace the form of an application that is a draft, or was verified and becomes a full application.

    Refused if the application is not in the state that is expected.
    """
    application = await hold(write, id, mandate)
    await require_state(write, APPLICATION, id, mandate, expected)
    reader = await write.reader()
    stage = Stage((await reads.last(reader, id))["stage"])
    if stage not in _SAVED_AT:
        raise Conflict("form-settled", "At the stage {stage} the form stays as it is.", stage=stage)
    call = await write.session.get(Call, application.call_id)
    assert call is not None
    _require_sound(stated, call)
    number = await reads.forms(reader, id) + 1
    write.session.add(Form(application_id=id, number=number, recorded_by=write.caller, **_stated(stated)))
    await write.session.flush()
    write.trail("application.saved", id, form=number)
    return id


async def submit(write: Write, id: int, mandate: Mandate) -> int:
    """Receive a draft as an expression of interest: whole, and within the time of its call to the second."""
    application = await hold(write, id, mandate)
    call = await require_call(write, application.call_id, mandate)
    _require_whole(await reads.case(await write.reader(), id))
    received = await step(write, application, Stage.EOI)
    await write.session.refresh(received, ["recorded_at"])
    if received.recorded_at < call.opens_at:
        raise Conflict("call-not-open", "The call does not receive anything yet.")
    if received.recorded_at >= call.closes_at:
        raise Conflict("call-closed", "The call does not receive anything any more.")
    return id


async def screen(write: Write, id: int, mandate: Mandate) -> int:
    """Screen an expression of interest: it is scored by the rules of its call. One that is not eligible goes no
    further than to be rejected."""
    application = await hold(write, id, mandate)
    case = await reads.case(await write.reader(), id)
    _require_eligible(case)
    await step(write, application, Stage.EOI_SCREENED)
    scored = scoring.score(eligibility.business(case), case["scoring"])
    parts = {name: str(points) for name, points in scored.parts.items()}
    write.session.add(
        Screening(
            application_id=id,
            form=case["number"],
            scoring=case["scoring"],
            score=scored.total,
            parts=parts,
            unmet=[],
            recorded_by=write.caller,
        )
    )
    await write.session.flush()
    return id


async def explain(reader: Reader, id: int, mandate: Mandate) -> EligibilityView:
    """What the call asks for and how far that is met, and the score as it would be now."""
    await find(reader, APPLICATION, id, mandate)
    case = await reads.case(reader, id)
    criteria = eligibility.criteria(case)
    scored = scoring.score(eligibility.business(case), case["scoring"])
    told = EligibilityView(
        eligible=all(each.met for each in criteria),
        criteria=criteria,
        scoring=case["scoring"],
        score=scored.total,
        parts=dict(scored.parts),
    )
    return opened(told, ASSESSMENT, mandate.scope(ASSESSMENT.name))


async def verify(write: Write, id: int, mandate: Mandate) -> int:
    """Say that the enterprise was visited and is as it states, or as the visit found it."""
    application = await hold(write, id, mandate)
    if not await reads.visited_since(await write.reader(), id):
        raise Conflict("not-visited", "Record first what was found at the enterprise since it applied.")
    await step(write, application, Stage.EOI_VERIFICATION)
    return id


async def complete(write: Write, id: int, mandate: Mandate) -> int:
    """Receive the full application, with the form as it was saved last: still eligible, also by what was found."""
    application = await hold(write, id, mandate)
    case = await reads.case(await write.reader(), id)
    _require_whole(case)
    _require_eligible(case)
    await step(write, application, Stage.FULL_APPLICATION)
    return id


async def approve_plan(write: Write, id: int, mandate: Mandate) -> int:
    """Approve the business plan: the application is ready for the committee. Nobody approves what they completed."""
    application = await hold(write, id, mandate)
    completed = await _who(await write.reader(), id, Stage.FULL_APPLICATION)
    if completed == write.caller:
        raise Conflict("own-work", "Somebody else approves the plan than who completed the application.")
    await step(write, application, Stage.BUSINESS_PLAN)
    return id


async def reject(write: Write, id: int, reason: Reason, mandate: Mandate) -> int:
    """Reject an application that no committee has approved."""
    await step(write, await hold(write, id, mandate), Stage.REJECTED, reason)
    return id


async def waitlist(write: Write, id: int, reason: Reason, mandate: Mandate) -> int:
    """Let an application wait where it is."""
    await step(write, await hold(write, id, mandate), Stage.WAITLISTED, reason)
    return id


async def withdraw(write: Write, id: int, reason: Reason, mandate: Mandate) -> int:
    """Record that the applicant withdrew."""
    await step(write, await hold(write, id, mandate), Stage.WITHDRAWN, reason)
    return id


async def readmit(write: Write, id: int, reason: Reason, mandate: Mandate) -> int:
    """Let an application that waits go on where it was."""
    application = await hold(write, id, mandate)
    await require_stage(await write.reader(), id, Stage.WAITLISTED)
    await resume(write, application, reason)
    return id


async def suspend(write: Write, id: int, reason: Reason, mandate: Mandate) -> int:
    """Suspend a grant under contract: nothing more of it is paid until it goes on."""
    await step(write, await hold(write, id, mandate), Stage.SUSPENDED, reason)
    return id


async def go_on(write: Write, id: int, reason: Reason, mandate: Mandate) -> int:
    """Let a suspended grant go on where it was."""
    application = await hold(write, id, mandate)
    await require_stage(await write.reader(), id, Stage.SUSPENDED)
    await resume(write, application, reason)
    return id


async def terminate(write: Write, id: int, reason: Reason, mandate: Mandate) -> int:
    """End a grant under contract before its time: what was committed to it and is not paid is released."""
    await step(write, await hold(write, id, mandate), Stage.TERMINATED, reason)
    award_id = await reads.hold_award(await write.reader(), id)
    if award_id is not None:
        await postings.release(write, Commitment(award_id), today())
    return id


async def recover(write: Write, id: int, reason: Reason, mandate: Mandate) -> int:
    """Begin to recover what was paid of a grant that was terminated."""
    await step(write, await hold(write, id, mandate), Stage.RECOVERY, reason)
    return id


async def close_out(write: Write, id: int, mandate: Mandate) -> int:
    """Close out a grant of which every milestone was verified and every tranche paid."""
    application = await hold(write, id, mandate)
    reader = await write.reader()
    if not await reads.is_delivered(reader, id):
        raise Conflict("milestones-left", "A milestone of the contract is not verified yet.")
    award_id = await reads.hold_award(reader, id)
    held = None if award_id is None else await ledger.held(reader, Commitment(award_id))
    if held is not None and held.committed:
        raise Conflict("tranches-unpaid", "A tranche is not paid: pay it, or end the grant before its time.")
    await step(write, application, Stage.CLOSEOUT)
    return id


async def follow_up(write: Write, id: int, mandate: Mandate) -> int:
    """Begin to follow up a grant that was closed out."""
    await step(write, await hold(write, id, mandate), Stage.POST_MONITORING)
    return id


async def clear(write: Write, id: int, stated: ClearanceDraft, mandate: Mandate) -> int:
    """Record what the check against sanction lists came to."""
    await hold(write, id, mandate)
    require_past(stated.checked_on, "checked_on")
    check = ClearanceCheck(application_id=id, **stated.model_dump(), recorded_by=write.caller)
    write.session.add(check)
    await write.session.flush()
    write.trail("application.checked", id)
    return id


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void an application that was begun in error. One that was received is withdrawn or rejected instead."""
    await hold(write, id, mandate)
    await require_stage(await write.reader(), id, Stage.DRAFT)
    await facts.void(write, APPLICATION, id, reason, mandate)
    return id


async def _who(reader: Reader, id: int, stage: Stage) -> str | None:
    """Who took an application to a stage; not who let it back to it from waiting."""
    who: str | None = await reader.fetchval(
        "SELECT recorded_by FROM transitions WHERE application_id = $1 AND stage = $2 AND resumes IS NULL"
        " ORDER BY number DESC LIMIT 1",
        id,
        stage,
    )
    return who


def _require_sound(stated: FormDraft, call: Call) -> None:
    """Refuse amounts finer than the currency of the call."""
    for field in ("amount", "contribution"):
        amount = getattr(stated, field)
        if amount is not None:
            require_granular(amount, call.currency, field)


def _require_eligible(case: Mapping[str, Any]) -> None:
    """Refuse what does not meet all that its call asks for."""
    unmet = [each.criterion for each in eligibility.criteria(case) if not each.met]
    if unmet:
        raise Conflict("not-eligible", "The call asks for more than this: see its eligibility.", field=unmet[0])


def _require_whole(case: Mapping[str, Any]) -> None:
    """Refuse a form of which something is not stated."""
    for field in reads.FIELDS:
        if case[field] is None:
            raise Invalid("form-incomplete", "The form does not say this yet.", field=field)


def _stated(stated: FormDraft) -> dict[str, Any]:
    return stated.model_dump(include=set(reads.FIELDS))
