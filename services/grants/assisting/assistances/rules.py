"""What may happen to livelihood assistance: it is approved for a person, ends, and is voided while nothing is paid.

What is approved on a fund is committed to it from what the fund has available, and released when it ends.
"""

from datetime import date

from services.grants.assisting.assistances import reads
from services.grants.assisting.assistances.reads import ASSISTANCE
from services.grants.assisting.assistances.tables import Assistance, AssistanceEnd
from services.grants.assisting.assistances.views import AssistanceDraft, EndReason
from services.grants.assisting.phases import rules as phases
from services.grants.assisting.selections import deciding as selections
from services.grants.funding.funds import rules as funds
from services.grants.funding.funds.tables import Fund
from services.grants.funding.ledger import postings
from services.grants.funding.ledger import reads as ledger
from services.grants.funding.ledger.reads import Commitment
from services.grants.funding.projects.rules import require_project
from shared import facts
from shared.database import Reader
from shared.days import require_past, today
from shared.errors import Conflict, Invalid, NotFound
from shared.facts import find
from shared.mandate import Mandate, Subject
from shared.money import require_granular
from shared.views import VoidReason
from shared.write import Write, judged


async def approve(write: Write, draft: AssistanceDraft, mandate: Mandate) -> int:
    """Record assistance that was approved for a person whom the mandate names.

    Its fund is locked first, so whoever voids the fund at the same time does so before or after.
    """
    mandate.require_place(draft.place, "place")
    require_granular(draft.amount, draft.currency, "amount")
    person = mandate.require_subject(draft.recipient, "recipient")
    if draft.fund_id is not None:
        _require_of(await funds.hold(write, draft.fund_id, mandate), draft)
    await require_project(write, draft.project, draft.approved_on, mandate)
    household_id = await _of_a_phase(write, draft, person, mandate)
    assistance = Assistance(
        **draft.model_dump(exclude={"recipient"}),
        person_id=person.person_id,
        household_id=household_id,
        recorded_by=write.caller,
    )
    once = ("uq_assistances_household", "uq_assistances_person", "uq_assistances_candidate")
    verdicts = dict.fromkeys(once, _assisted_already())
    async with judged(write, verdicts | {"assistance_as_selected": selections.not_selected()}):
        write.session.add(assistance)
    if assistance.fund_id is not None:
        beyond = Conflict("over-the-ceiling", "This is more than the fund has available.", field="amount")
        of = Commitment(assistance_id=assistance.id)
        money = (assistance.amount, assistance.currency)
        await postings.commit(write, assistance.fund_id, of, *money, assistance.approved_on, beyond)
    write.trail("assistance.approved", assistance.id, project=assistance.project, person=person.person_id)
    return assistance.id


async def _of_a_phase(write: Write, draft: AssistanceDraft, person: Subject, mandate: Mandate) -> int | None:
    """The household that this is the one assistance of in a phase; none where the person has none or there is no phase.

    Of two at once for one household the database judges the second.
    """
    if (draft.phase_id is None) != (draft.fund_id is None):
        raise Invalid("fund-and-phase", "Assistance on a fund is of a phase, and of none without.", field="phase_id")
    if draft.phase_id is None:
        _require_by_list(draft, False)
        return None
    phase = await phases.hold(write, draft.phase_id, mandate)
    if phase.project != draft.project:
        raise Invalid("other-project", "The phase is of another project.", field="phase_id")
    phases.require_within(phase, draft.approved_on, "approved_on")
    _require_by_list(draft, phase.scoring is not None)
    if draft.candidate_id is not None:
        await selections.require_selected(write, draft.candidate_id, phase.id, person, mandate)
    if await reads.has_one(await write.reader(), phase.id, person):
        raise _assisted_already()
    return person.household_id


def _require_by_list(draft: AssistanceDraft, by_list: bool) -> None:
    """Refuse what names no candidate where a phase selects by list, and what names one elsewhere."""
    if by_list is (draft.candidate_id is None):
        raise Invalid(
            "by-list",
            "A phase that selects by list gives to a candidate, and no other does.",
            field="candidate_id",
        )


async def hold_of_a_fund(write: Write, id: int, mandate: Mandate) -> tuple[Assistance, int]:
    """Assistance that stands and that the mandate reaches, locked, and the number of the fund that it is on."""
    assistance = await require_assistance(write, id, mandate, alone=True)
    return assistance, _fund(assistance, "assistance_id")


async def end(write: Write, id: int, reason: EndReason, mandate: Mandate) -> int:
    """Give nothing more of assistance on a fund; what is committed to it is released. What was worked is paid first.
    What has ended is ended again where something is committed to it yet, as wages that are not owed any more."""
    assistance = await facts.hold(write, ASSISTANCE, Assistance, id, mandate)
    _fund(assistance, None)
    reader = await write.reader()
    if await reads.owes_wages(reader, id):
        raise Conflict("wages-owed", "Pay the days that were worked first, or void them.")
    ended_on = await reads.ended_on(reader, id)
    if ended_on is None:
        write.session.add(AssistanceEnd(assistance_id=id, reason=reason, recorded_by=write.caller))
        await write.session.flush()
    released = await postings.release(write, Commitment(assistance_id=id), ended_on or today())
    if ended_on is not None and not released:
        raise Conflict("ended-already", "Nothing more is given of this assistance already.")
    write.trail("assistance.ended", id, project=assistance.project, reason=reason)
    return id


async def require_assistance(write: Write, id: int, mandate: Mandate, *, alone: bool = False) -> Assistance:
    """Assistance that stands and that the mandate reaches, held so that nobody voids it until the write ends; `alone`,
    so that nobody else relies on it either."""
    assistance = await write.session.get(Assistance, id, with_for_update={"read": not alone}, populate_existing=True)
    if assistance is None or assistance.voided_at is not None or not mandate.covers_place(assistance.place):
        raise NotFound("unknown-assistance", "There is no such assistance.", field="assistance_id")
    mandate.require_project(assistance.project, "assistance_id")
    return assistance


async def require_going_on(reader: Reader, id: int, field: str | None, day: date | None = None) -> None:
    """Refuse to give more of an assistance that has ended, which is held; or after its end, where the `day` is known on
    which it was given."""
    ended_on = await reads.ended_on(reader, id)
    if ended_on is not None and (day is None or day > ended_on):
        raise Conflict("assistance-ended", "Nothing more is given of this assistance.", field=field)


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void assistance of which nothing is paid, ordered or on its way. What was committed to it is reversed, and
    released."""
    await find(await write.reader(), ASSISTANCE, id, mandate)
    await write.session.get(Assistance, id, with_for_update=True)
    reader = await write.reader()
    if await reads.has_payments(reader, id):
        raise Conflict("assistance-has-payments", "Void the payments first.")
    if await reads.has_orders(reader, id):
        raise Conflict("assistance-has-orders", "Void the orders first.")
    if await reads.was_sent(reader, id):
        raise was_sent()
    if await reads.is_provided_for(reader, id):
        raise Conflict("assistance-provided-for", "Void what it is given as first.")
    await facts.void(write, ASSISTANCE, id, reason, mandate)
    of = Commitment(assistance_id=id)
    await postings.reverse(write, [*await ledger.committed(reader, of), *await ledger.agreed(reader, of)], reason)
    return id


def was_sent() -> Conflict:
    return Conflict("money-was-sent", "Money of this was sent with others, and may turn out to have gone.")


def _assisted_already() -> Conflict:
    return Conflict("assisted-already", "This household has assistance of this phase.", field="recipient")


def _require_of(fund: Fund, draft: AssistanceDraft) -> None:
    """Refuse what is not of the fund's project or not in its currency, and what a fund has not committed yet."""
    if fund.project != draft.project:
        raise Invalid("other-project", "The fund is of another project.", field="project")
    if fund.currency is not draft.currency:
        raise Invalid("other-currency", "This is counted in {currency}.", field="currency", currency=fund.currency)
    require_past(draft.approved_on, "approved_on")


def _fund(assistance: Assistance, field: str | None) -> int:
    if assistance.fund_id is None:
        raise Conflict("of-no-fund", "This assistance is from before there were funds.", field=field)
    return assistance.fund_id
