"""What may happen to a contract: it is signed about an award, amended, and voided while nobody works on its milestones.

Its value is what the ledger has committed to the award: what was approved beyond it the call may award to others.

Whoever amends a contract holds it, and so does whoever prepares a milestone of it: of two at once the second sees what
the first did.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import func, text, update
from sqlmodel import col

from services.grants.funding.ledger import postings
from services.grants.funding.ledger import reads as ledger
from services.grants.funding.ledger.reads import Commitment
from services.grants.granting.applications import moving as applications
from services.grants.granting.applications.assessment import Reason
from services.grants.granting.applications.stages import Stage
from services.grants.granting.awards.tables import Award
from services.grants.granting.contracts import reads
from services.grants.granting.contracts.reads import CONTRACT
from services.grants.granting.contracts.tables import Contract, ContractVersion, Tranche
from services.grants.granting.contracts.views import AmendmentDraft, ContractDraft, TranchePart
from shared import facts, recording
from shared.days import require_past
from shared.errors import Conflict, Invalid, NotFound, already_voided
from shared.facts import find
from shared.mandate import Mandate
from shared.money import Currency, require_granular
from shared.views import VoidReason
from shared.write import Write, judged

# Else it would be judged when the write is committed, and no rule could say what is wrong.
_ADD_UP = text("SET CONSTRAINTS tranches_sum IMMEDIATE")


async def sign(write: Write, draft: ContractDraft, mandate: Mandate) -> int:
    """Record a contract about an award, which has no other."""
    award = await write.session.get(Award, draft.award_id)
    unknown = NotFound("unknown-award", "There is no such award.", field="award_id")
    if award is None or not mandate.covers_place(award.place):
        raise unknown
    mandate.require_project(award.project, "award_id")
    application = None
    if award.application_id is not None:  # held before the award is, as whoever voids it holds them
        application = await applications.hold(write, award.application_id, mandate)
    await write.session.refresh(award, with_for_update=True)
    if award.voided_at is not None:
        raise unknown
    if draft.currency is not award.currency:
        raise Invalid("other-currency", "This was approved in {currency}.", field="currency", currency=award.currency)
    _require_sound(draft, award)
    if any(part.due_on < draft.signed_on for part in draft.tranches):
        raise Invalid("due-before-signed", "No milestone is due before the contract is signed.", field="tranches")
    contract = Contract(award_id=award.id, currency=award.currency, recorded_by=write.caller)
    signed = Conflict("contract-already", "There is a contract about this award: amend it.", field="award_id")
    async with judged(write, {"uq_contracts_standing": signed}):
        write.session.add(contract)
    if application is not None:
        await applications.step(write, application, Stage.CONTRACT)
    version = 1
    await postings.recommit(write, Commitment(award.id), draft.amount, draft.signed_on, _spent("amount"))
    await _put_down(write, contract.id, version, draft.signed_on, draft.amount, draft.tranches)
    write.trail("contract.signed", contract.id, award=contract.award_id, version=version)
    return contract.id


async def amend(write: Write, id: int, draft: AmendmentDraft, mandate: Mandate) -> int:
    """Record a new version of a contract, of which the caller knows the latest."""
    reader = await write.reader()
    await find(reader, CONTRACT, id, mandate)
    award = await _award(write, id)
    if award.application_id is not None:  # held before the award is, as whoever ends a grant holds them
        await applications.hold(write, award.application_id, mandate)
        await applications.require_under_contract(reader, award.application_id)
    contract = await _hold(write, award, id)
    if contract.voided_at is not None:
        raise already_voided()
    if draft.amends != await reads.latest(reader, id):
        raise Conflict("amended-already", "Somebody has amended this contract meanwhile.", field="amends")
    _require_sound(draft, award)
    if draft.signed_on < await reads.signed_last(reader, id):
        raise Invalid("signed-before-the-last", "The version before was signed after this day.", field="signed_on")
    for kept in await reads.begun(reader, id):
        part = draft.tranches[kept["number"] - 1] if kept["number"] <= len(draft.tranches) else None
        if part is None or (part.milestone, part.due_on, part.amount) != tuple(kept)[1:]:
            raise Conflict(
                "tranche-begun",
                "The milestone of tranche {number} was prepared: it stays as it is.",
                field="tranches",
                number=kept["number"],
            )
    await postings.recommit(write, Commitment(award.id), draft.amount, draft.signed_on, _spent("amount"))
    version = draft.amends + 1
    await _put_down(write, id, version, draft.signed_on, draft.amount, draft.tranches)
    write.trail("contract.amended", id, version=version)
    return id


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void a contract of which no milestone was prepared; its application is as it was before it was signed."""
    reader = await write.reader()
    await find(reader, CONTRACT, id, mandate)
    award = await _award(write, id)
    application = None
    if award.application_id is not None:  # held before the award is, as whoever signs a contract holds them
        application = await applications.hold(write, award.application_id, mandate)
    contract = await _hold(write, award, id)
    if contract.voided_at is not None:
        raise already_voided()
    if await reads.has_milestones(reader, id):
        raise Conflict("contract-has-milestones", "Void the milestones first.")
    if application is not None:
        await applications.put_back(write, application, Stage.INVESTMENT_COMMITTEE, Reason.CONTRACT_VOIDED)
    await facts.void(write, CONTRACT, id, reason, mandate)
    await write.session.execute(
        update(Tranche)
        .where(col(Tranche.contract_id) == id, col(Tranche.voided_at).is_(None))
        .values(voided_at=func.recorded_now(), voided_by=write.caller, void_reason=reason)
    )
    of = Commitment(award.id)
    if await ledger.gave_back(reader, of):  # on the days since the call had nothing of what is taken back
        await postings.recommit(write, of, award.amount, award.approved_on, _spent())
    else:
        await postings.reverse(write, await ledger.agreed(reader, of), reason, _spent())
    return id


async def _award(write: Write, id: int) -> Award:
    """What a contract is about."""
    return await write.session.get_one(Award, (await write.session.get_one(Contract, id)).award_id)


async def _hold(write: Write, award: Award, id: int) -> Contract:
    """A contract, held after its award, as whoever signs one holds them."""
    await write.session.refresh(award, with_for_update=True)
    return await write.session.get_one(Contract, id, with_for_update=True, populate_existing=True)


def _spent(field: str | None = None) -> Conflict:
    return Conflict("over-the-budget", "With this award the call would give more than it has.", field=field)


async def _put_down(
    write: Write, id: int, number: int, signed_on: date, amount: Decimal, parts: Sequence[TranchePart]
) -> None:
    version = ContractVersion(
        contract_id=id, version=number, signed_on=signed_on, amount=amount, recorded_by=write.caller
    )
    write.session.add(version)
    await write.session.flush()
    tranches = [
        Tranche(**part.model_dump(), contract_id=id, version_id=version.id, number=place, recorded_by=write.caller)
        for place, part in enumerate(parts, start=1)
    ]
    uneven = Invalid("tranches-uneven", "The tranches add up to the value of the contract.", field="tranches")
    async with judged(write, {"tranches_sum": uneven}):
        await recording.record(write, tranches)
        await write.session.execute(_ADD_UP)


def _require_sound(draft: ContractDraft | AmendmentDraft, award: Award) -> None:
    """Refuse what cannot have been signed about an award."""
    require_past(draft.signed_on, "signed_on")
    if draft.signed_on < award.approved_on:
        raise Invalid("signed-before-approval", "Nothing is signed before it is approved.", field="signed_on")
    _require_granular([draft.amount], award.currency, "amount")
    _require_granular([part.amount for part in draft.tranches], award.currency, "tranches")
    if draft.amount > award.amount:
        raise Conflict("above-award", "This is more than was approved.", field="amount")


def _require_granular(amounts: Sequence[Decimal], currency: Currency, field: str) -> None:
    for amount in amounts:
        require_granular(amount, currency, field)
