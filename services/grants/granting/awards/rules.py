"""What may happen to an award: it is approved once for an enterprise and for each of its owners in a fund, and voided
while nothing is paid, which puts its application before the committee again."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import func, update
from sqlmodel import col

from services.grants.funding.funds import rules as funds
from services.grants.funding.ledger import postings
from services.grants.funding.ledger import reads as ledger
from services.grants.funding.ledger.reads import Commitment
from services.grants.funding.projects.rules import require_project
from services.grants.granting.applications import moving as applications
from services.grants.granting.applications.assessment import Reason
from services.grants.granting.applications.stages import Stage
from services.grants.granting.applications.tables import Application
from services.grants.granting.awards import reads
from services.grants.granting.awards.reads import AWARD
from services.grants.granting.awards.tables import Award, Awardee
from services.grants.granting.calls.tables import Call
from services.grants.granting.enterprises.rules import require_enterprise
from services.grants.granting.owners import reads as owners
from services.grants.people import Sex
from shared import facts
from shared.errors import Conflict, Forbidden, NotFound
from shared.facts import find
from shared.mandate import Mandate
from shared.money import require_granular
from shared.views import VoidReason
from shared.write import Write, judged


async def approve(
    write: Write, application: Application, amount: Decimal, approved_on: date, mandate: Mandate
) -> Award:
    """Award a grant to the enterprise of an application that is held, on the fund of its call.

    The fund is locked first, so whoever is awarded one of its grants at the same time is awarded it before or after.
    The mandate names every owner with all ids that are theirs.
    """
    call = await write.session.get(Call, application.call_id)
    assert call is not None
    require_granular(amount, call.currency, "amount")
    fund = await funds.hold(write, call.fund_id, mandate)
    await require_project(write, fund.project, approved_on, mandate)
    reader = await write.reader()
    await require_enterprise(write, application.enterprise_id, mandate)
    owning = await owners.standing(reader, application.enterprise_id)
    everybody = _with_all_ids([owner["person_id"] for owner in owning], mandate)
    to_its_owner = Conflict("owner-awarded-already", "An owner has an award of this fund.", field="application_id")
    twice = Conflict("already-awarded", "The enterprise has an award of this fund.", field="application_id")
    if await reads.has_double(reader, fund.id, application.enterprise_id):
        raise twice
    if await reads.has_one(reader, fund.id, everybody):
        raise to_its_owner
    award = Award(
        enterprise_id=application.enterprise_id,
        application_id=application.id,
        fund_id=fund.id,
        project=fund.project,
        place=application.place,
        owner_sex=_sex([Sex(owner["sex"]) for owner in owning]),
        amount=amount,
        currency=call.currency,
        approved_on=approved_on,
        recorded_by=write.caller,
    )
    async with judged(write, {"uq_awards_standing": twice, "uq_awards_application": twice}):
        write.session.add(award)
    async with judged(write, {"uq_awardees_standing": to_its_owner}):
        awardees = [
            Awardee(award_id=award.id, fund_id=fund.id, person_id=owner["person_id"], recorded_by=write.caller)
            for owner in owning
        ]
        write.session.add_all(awardees)
    beyond = Conflict("over-the-budget", "With this award the call would give more than it has.", field="amount")
    of = Commitment(award_id=award.id)
    await postings.commit(write, fund.id, of, amount, award.currency, approved_on, beyond, call_id=call.id)
    write.trail(
        "award.approved", award.id, enterprise=award.enterprise_id, application=application.id, project=award.project
    )
    for awardee in awardees:
        write.trail("awardee.recorded", awardee.id, award=awardee.award_id, person=awardee.person_id)
    return award


async def require_award(write: Write, id: int, mandate: Mandate) -> Award:
    """An award that the caller states, that stands and that the mandate reaches; held until this write ends, so that
    nobody voids it meanwhile and whoever else holds it so comes after."""
    award = await write.session.get(Award, id, with_for_update={"key_share": True}, populate_existing=True)
    if award is None or award.voided_at is not None or not mandate.covers_place(award.place):
        raise NotFound("unknown-award", "There is no such award.", field="award_id")
    mandate.require_project(award.project, "award_id")
    return award


async def hold_of_a_fund(write: Write, id: int, mandate: Mandate) -> tuple[Award, int]:
    """An award that stands and that the mandate reaches, locked, and the number of the fund that it is of."""
    award = await write.session.get(Award, id, with_for_update=True)
    if award is None or award.voided_at is not None or not mandate.covers_place(award.place):
        raise NotFound("unknown-award", "There is no such award.", field="award_id")
    mandate.require_project(award.project, "award_id")
    if award.fund_id is None:
        raise Conflict("of-no-fund", "This award is from before there were funds.", field="award_id")
    return award, award.fund_id


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void an award of which nothing is paid and for which no contract stands; its application is as it was before the
    committee approved it."""
    await find(await write.reader(), AWARD, id, mandate)
    award = await write.session.get(Award, id)
    assert award is not None
    application = None
    if award.application_id is not None:  # held before the award is, as whoever approves it holds them
        application = await applications.hold(write, award.application_id, mandate)
    await write.session.refresh(award, with_for_update=True)
    if await reads.has_payments(await write.reader(), id):
        raise Conflict("award-has-payments", "Void the payments first.")
    if await reads.has_contract(await write.reader(), id):
        raise Conflict("award-has-contract", "Void the contract first.")
    await facts.void(write, AWARD, id, reason, mandate)
    reader, of = await write.reader(), Commitment(award_id=id)
    moved = [*await ledger.committed(reader, of), *await ledger.agreed(reader, of)]
    await postings.reverse(write, moved, reason)
    await write.session.execute(
        update(Awardee)
        .where(col(Awardee.award_id) == id, col(Awardee.voided_at).is_(None))
        .values(voided_at=func.recorded_now(), voided_by=write.caller, void_reason=reason)
    )
    if application is not None:
        await applications.put_back(write, application, Stage.BUSINESS_PLAN, Reason.AWARD_VOIDED)
    return id


def _with_all_ids(owning: Sequence[int], mandate: Mandate) -> list[int]:
    """All ids of these people; refused where the mandate does not say who one of them is."""
    known = {subject.person_id: subject.cluster for subject in mandate.subjects}
    if not set(owning) <= known.keys():
        raise Forbidden("not-a-subject", "The mandate does not name this person.", field="application_id")
    return [id for owner in owning for id in known[owner]]


def _sex(stated: Sequence[Sex]) -> Sex:
    """Whose an enterprise is: women's where at least half of its owners are women."""
    if 2 * sum(sex is Sex.FEMALE for sex in stated) >= len(stated) > 0:
        return Sex.FEMALE
    return Sex.MALE if Sex.MALE in stated else Sex.NOT_STATED
