"""What may happen to a milestone: one officer prepares it with evidence, and another one verifies it.

Only then its tranche is payable. What was prepared wrongly is voided and prepared anew; what was verified stays.
"""

from datetime import date

from services.grants.granting.applications import moving as applications
from services.grants.granting.applications.stages import Stage
from services.grants.granting.applications.tables import Application
from services.grants.granting.awards.tables import Award
from services.grants.granting.contracts.tables import Contract
from services.grants.granting.milestones import reads
from services.grants.granting.milestones.reads import MILESTONE
from services.grants.granting.milestones.tables import Milestone, MilestoneFile, MilestoneVerification
from services.grants.granting.milestones.views import MilestoneDraft
from shared import facts
from shared.days import require_past
from shared.errors import Conflict, Forbidden, Invalid, NotFound, already_voided
from shared.facts import find
from shared.mandate import Mandate
from shared.views import VoidReason
from shared.write import Write, judged


async def prepare(write: Write, draft: MilestoneDraft, mandate: Mandate) -> int:
    """Record that a milestone was reached, with the files that are evidence of it."""
    require_past(draft.reached_on, "reached_on")
    await _hold(write, draft.contract_id, mandate)
    reader = await write.reader()
    if not await reads.has_tranche(reader, draft.contract_id, draft.tranche):
        raise NotFound("unknown-tranche", "The contract has no tranche of this number.", field="tranche")
    if len(await reads.evidence(reader, draft.contract_id, draft.files)) < len(draft.files):
        raise NotFound("unknown-file", "There is no such file about the enterprise.", field="files")
    milestone = Milestone(**draft.model_dump(exclude={"files"}), recorded_by=write.caller)
    prepared = Conflict("prepared-already", "Somebody has prepared this milestone.", field="tranche")
    async with judged(write, {"uq_milestones_standing": prepared}):
        write.session.add(milestone)
    write.session.add_all(
        MilestoneFile(milestone_id=milestone.id, file_id=id, recorded_by=write.caller) for id in draft.files
    )
    await write.session.flush()
    write.trail("milestone.prepared", milestone.id, contract=milestone.contract_id)
    return milestone.id


async def verify(write: Write, id: int, on: date, mandate: Mandate) -> int:
    """Record that somebody else than who prepared a milestone saw that it was reached."""
    require_past(on, "verified_on")
    await find(await write.reader(), MILESTONE, id, mandate)
    application = await _application(write, id, mandate)
    milestone = await write.session.get_one(Milestone, id, with_for_update=True, populate_existing=True)
    if milestone.voided_at is not None:
        raise already_voided()
    if on < milestone.reached_on:
        raise Invalid("verified-too-early", "It was reached after this day.", field="verified_on")
    verdicts = {
        "pk_milestone_verifications": Conflict("verified-already", "Somebody has verified this milestone."),
        "ck_milestone_verifications_by_another": Forbidden(
            "same-person", "Another person than the one who prepared the milestone verifies it."
        ),
    }
    async with judged(write, verdicts):
        write.session.add(
            MilestoneVerification(
                milestone_id=id, prepared_by=milestone.recorded_by, verified_on=on, recorded_by=write.caller
            )
        )
    if application is not None:
        await applications.step(write, application, Stage.MILESTONE, milestone=milestone.tranche)
    write.trail("milestone.verified", id, contract=milestone.contract_id)
    return id


async def _application(write: Write, id: int, mandate: Mandate) -> Application | None:
    """What the award of a milestone was applied for with, held; nothing where the award is older than applications."""
    milestone = await write.session.get_one(Milestone, id)
    contract = await write.session.get_one(Contract, milestone.contract_id)
    award = await write.session.get_one(Award, contract.award_id)
    if award.application_id is None:
        return None
    return await applications.hold(write, award.application_id, mandate)


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void what was prepared and nobody has verified."""
    found = await find(await write.reader(), MILESTONE, id, mandate)
    await write.session.get(Milestone, id, with_for_update=True)
    if await write.session.get(MilestoneVerification, id) is not None and found.view.voided_at is None:
        raise Conflict("verified-already", "Somebody has verified this milestone.")
    return await facts.void(write, MILESTONE, id, reason, mandate)


async def _hold(write: Write, contract_id: int, mandate: Mandate) -> None:
    """Refuse a contract that does not stand or is out of reach; hold it, so that nobody amends it meanwhile."""
    contract = await write.session.get(Contract, contract_id, with_for_update={"read": True})
    unknown = NotFound("unknown-contract", "There is no such contract.", field="contract_id")
    if contract is None or contract.voided_at is not None:
        raise unknown
    award = await write.session.get_one(Award, contract.award_id)
    if award.voided_at is not None or not mandate.covers_place(award.place):
        raise unknown
    mandate.require_project(award.project, "contract_id")
