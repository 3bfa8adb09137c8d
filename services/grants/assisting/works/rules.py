"""What may happen to a site of cash for work: it is opened, and voided while nobody has a place there."""

from services.grants.assisting.works import reads
from services.grants.assisting.works.reads import WORK
from services.grants.assisting.works.tables import Work
from services.grants.assisting.works.views import WageRule, WorkDraft
from services.grants.funding.projects.rules import require_project
from shared import facts
from shared.errors import Conflict, Invalid, NotFound
from shared.mandate import Mandate
from shared.money import require_granular, require_payable
from shared.views import VoidReason
from shared.write import Write, judged


async def open(write: Write, draft: WorkDraft, mandate: Mandate) -> int:
    """Record a site where people will work for cash."""
    mandate.require_place(draft.place, "place")
    require_payable(draft.wage, draft.currency, "wage")
    if (draft.minimum_wage is None) is (draft.wage_rule is WageRule.TENTH_BELOW_MINIMUM):
        raise Invalid(
            "minimum-wage-by-rule", "The minimum wage is stated where the wage is set by it.", field="minimum_wage"
        )
    if draft.minimum_wage is not None:
        require_granular(draft.minimum_wage, draft.currency, "minimum_wage")
    if draft.ends_on < draft.starts_on:
        raise Invalid("ends-before-it-starts", "This does not end before it starts.", field="ends_on")
    await require_project(write, draft.project, draft.starts_on, mandate, "starts_on")
    work = Work(**draft.model_dump(), recorded_by=write.caller)
    by_rule = Invalid("wage-not-by-rule", "By this rule the wage is another.", field="wage")
    async with judged(write, {"ck_works_wage_by_rule": by_rule}):
        write.session.add(work)
    write.trail("work.opened", work.id, project=work.project)
    return work.id


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void a site at which nobody has a place."""
    await facts.hold(write, WORK, Work, id, mandate)
    if await reads.has_workers(await write.reader(), id):
        raise Conflict("work-has-workers", "Void the workers first.")
    return await facts.void(write, WORK, id, reason, mandate)


async def require_work(write: Write, id: int, mandate: Mandate, field: str, *, alone: bool = False) -> Work:
    """A site that stands and that the mandate reaches, held so that nothing becomes of it meanwhile; `alone`, so that
    nobody else does anything there until the write ends either."""
    work = await write.session.get(Work, id, with_for_update={"read": not alone}, populate_existing=True)
    if work is None or work.voided_at is not None or not mandate.covers_place(work.place):
        raise NotFound("unknown-work", "There is no such site.", field=field)
    mandate.require_project(work.project, field)
    return work
