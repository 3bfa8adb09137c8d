"""What may happen to plans: a forum adopts one with the concerns it takes first, and looks at it again."""

from sqlmodel import col, func, select

from services.forums.concerns import handling
from services.forums.concerns.rules import hold_all
from services.forums.concerns.views import ConcernStatus
from services.forums.forums.rules import require_forum, require_not_closed
from services.forums.plans.reads import PLAN
from services.forums.plans.tables import Issue, Plan, PlanReview
from services.forums.plans.views import PlanDraft, ReviewDraft
from shared.days import require_past
from shared.errors import Conflict, Invalid, already_voided
from shared.facts import find
from shared.mandate import Mandate
from shared.write import Write, judged

_NOT_YET_PLANNED = {ConcernStatus.ACCEPTED, ConcernStatus.REOPENED}


async def adopt(write: Write, draft: PlanDraft, mandate: Mandate) -> int:
    """Record the next version of a forum's plan; each concern in it that nothing was done about is planned."""
    require_past(draft.adopted_on, "adopted_on")
    if draft.review_on <= draft.adopted_on:
        raise Invalid("review-not-later", "A plan is reviewed after the day of its adoption.", field="review_on")
    forum = await require_forum(write, draft.forum_id, mandate, alone=True)  # one version at a time
    await require_not_closed(write, forum.id, draft.adopted_on, "adopted_on")
    await hold_all(write, (issue.concern_id for issue in draft.issues))
    highest = select(func.max(col(Plan.version))).where(col(Plan.forum_id) == forum.id, col(Plan.voided_at).is_(None))
    version = ((await write.session.exec(highest)).one() or 0) + 1
    stated = draft.model_dump(exclude={"issues"})
    plan = Plan(**stated, version=version, recorded_by=write.caller)
    write.session.add(plan)
    await write.session.flush()
    for number, issue in enumerate(draft.issues):
        field = f"issues.{number}.concern_id"
        if issue.due_on < draft.adopted_on:
            raise Invalid("due-before", "This is due before it is agreed.", field=f"issues.{number}.due_on")
        stands = await handling.take_up(write, issue.concern_id, forum.id, field)
        write.session.add(Issue(**issue.model_dump(), plan_id=plan.id, priority=number + 1, forum_id=forum.id))
        if stands in _NOT_YET_PLANNED:
            planned = ConcernStatus.IN_PLAN
            await handling.advance(write, issue.concern_id, forum.id, planned, draft.adopted_on, field)
    await write.session.flush()
    write.trail("plan.adopted", plan.id, forum=plan.forum_id)
    return plan.id


async def review(write: Write, id: int, draft: ReviewDraft, mandate: Mandate) -> int:
    """Record that a forum looked at its plan again."""
    await find(await write.reader(), PLAN, id, mandate)
    require_past(draft.reviewed_on, "reviewed_on")
    plan = await write.session.get_one(Plan, id, with_for_update={"read": True})
    if plan.voided_at is not None:
        raise already_voided()
    if draft.reviewed_on < plan.adopted_on:
        raise Invalid("review-not-later", "A plan is reviewed after the day of its adoption.", field="reviewed_on")
    before = Conflict("reviewed-already", "A review of the plan on this day is recorded.", field="reviewed_on")
    async with judged(write, {"uq_plan_reviews_a_day": before}):
        write.session.add(PlanReview(**draft.model_dump(), plan_id=id, recorded_by=write.caller))
    write.trail("plan.reviewed", id, forum=plan.forum_id, outcome=draft.outcome)
    return id
