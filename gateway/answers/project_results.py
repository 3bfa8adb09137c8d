"""The results of a project: people, enterprises, livelihoods, forums, money and what became of it, at one moment, from
three services."""

from datetime import UTC, datetime

from gateway.access.callers import Caller
from gateway.answers import projects, sections
from gateway.answers.views import CostPerJob, ProjectView, ResultsView, RevenueChange, Survival
from gateway.clients import beneficiary, forums, grants
from gateway.clients.upstream import Upstreams


async def compose(
    upstreams: Upstreams, caller: Caller, project: str, as_of: datetime | None, request_id: str
) -> ResultsView:
    """What all three services answer by project code, as of one moment chosen once. Raises as `projects.asked` does."""
    told = await projects.asked(
        upstreams,
        caller,
        project,
        as_of,
        request_id,
        reach=beneficiary.reach,
        support=grants.support,
        establishment=forums.establishment,
    )
    support, established = told.support, told.establishment
    return ResultsView(
        project=support and support.project and ProjectView.model_validate(support.project.model_dump()),
        as_of=told.as_of.astimezone(UTC),
        status="partial" if told.missing else "complete",
        missing=told.missing,
        people_reached=told.reach and sections.people(told.reach),
        enterprises_supported=support and sections.enterprises(support.enterprises_supported),
        livelihoods_supported=sections.livelihoods(support.livelihoods_supported)
        if support and told.identified
        else None,
        forums_established=established and sections.established(established.forums_established),
        safety_plans=established and sections.plans(established.safety_plans),
        perception_change=established and [sections.moved(each) for each in established.perception_change],
        money=support and [sections.money(line) for line in support.money],
        jobs=support and sections.jobs(support.jobs),
        survival=support and [Survival.model_validate(line.model_dump()) for line in support.survival],
        revenue_change=support and [RevenueChange.model_validate(line.model_dump()) for line in support.revenue_change],
        cost_per_job=support and [CostPerJob.model_validate(line.model_dump()) for line in support.cost_per_job],
    )
