"""The results of a project by quarter, at one moment, from three services."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from pydantic import BaseModel

from gateway.access.callers import Caller
from gateway.answers import projects, sections
from gateway.answers.projects import Answers
from gateway.answers.quarters import nothing
from gateway.answers.quarters.nothing import Established, Part, Reached, Supported
from gateway.answers.quarters.views import Quarter, QuartersView, SoFar, Survived
from gateway.answers.views import Money, ProjectView
from gateway.clients import beneficiary, forums, grants
from gateway.clients.upstream import Upstreams
from shared.days import day_of, quarter_after, quarter_of

Told = Answers[beneficiary.ReachByQuarter, grants.SupportByQuarter, forums.EstablishmentByQuarter]


async def compose(
    upstreams: Upstreams, caller: Caller, project: str, as_of: datetime | None, request_id: str
) -> QuartersView:
    """What all three services answer by project code, as of one moment chosen once. Raises as `projects.asked` does."""
    told = await projects.asked(
        upstreams,
        caller,
        project,
        as_of,
        request_id,
        reach=beneficiary.reach_by_quarter,
        support=grants.support_by_quarter,
        establishment=forums.establishment_by_quarter,
    )
    funded = told.support and told.support.project
    return QuartersView(
        project=funded and ProjectView.model_validate(funded.model_dump()),
        as_of=told.as_of.astimezone(UTC),
        status="partial" if told.missing else "complete",
        missing=told.missing,
        quarters=list(_quarters(told)),
    )


def _quarters(told: Told) -> Iterator[Quarter]:
    """Each quarter of the project until the moment, and each in which there is something."""
    reached = None if told.reach is None else _by_quarter(told.reach.quarters)
    supported = None if told.support is None else _by_quarter(told.support.quarters)
    established = None if told.establishment is None else _by_quarter(told.establishment.quarters)
    begun = {since for parts in (reached, supported, established) for since in parts or ()}
    if told.support is not None and told.support.project is not None:
        begun.update(_lasting(told.support.project, day_of(told.as_of)))
    so_far = nothing.so_far(told)
    for since in sorted(begun):
        people = None if reached is None else _occurring(reached.get(since) or nothing.reached(since))
        support = None if supported is None else _occurring(supported.get(since) or nothing.supported(since))
        forums_ = None if established is None else _occurring(established.get(since) or nothing.established(since))
        so_far = _more(so_far, people, support, forums_)
        yield Quarter(
            quarter=f"{since.year}-Q{(since.month + 2) // 3}",
            since=since,
            until=quarter_after(since) - timedelta(days=1),
            people_reached=people and sections.people(people),
            enterprises_supported=support and sections.enterprises(support.enterprises_supported),
            livelihoods_supported=sections.livelihoods(support.livelihoods_supported)
            if support and told.identified
            else None,
            forums_established=forums_ and sections.established(forums_.forums_established),
            safety_plans=forums_ and sections.plans(forums_.safety_plans),
            perception_change=forums_ and [sections.moved(each) for each in forums_.perception_change],
            money=support and [sections.money(line) for line in support.money],
            jobs=support and sections.jobs(support.jobs),
            survival=support and [Survived.model_validate(line.model_dump()) for line in support.survival if line.due],
            so_far=so_far,
        )


SomePart = TypeVar("SomePart", bound=Part)
SomeModel = TypeVar("SomeModel", bound=BaseModel)


def _by_quarter(parts: Sequence[SomePart]) -> dict[date, SomePart]:
    return {part.since: part for part in parts}


def _lasting(project: grants.Project, today: date) -> Iterator[date]:
    """The first days of the quarters of a project that have begun."""
    since = quarter_of(project.starts_on)
    while since <= min(project.ends_on, today):
        yield since
        since = quarter_after(since)


def _occurring(part: SomeModel) -> SomeModel:
    """The same without those codes in its breakdowns that nothing is of."""
    kept: dict[str, object] = {}
    for name in type(part).model_fields:
        value = getattr(part, name)
        if isinstance(value, BaseModel):
            kept[name] = _occurring(value)
        elif isinstance(value, Mapping):
            kept[name] = {code: many for code, many in value.items() if many}
    return part.model_copy(update=kept)


def _more(before: SoFar, people: Reached | None, support: Supported | None, forums_: Established | None) -> SoFar:
    """What has come together with what a quarter adds; unknown of a service that is missing."""
    after = before.model_copy()
    if people is not None:
        after.people_reached = _plus(before.people_reached, people.total)
    if support is not None:
        after.enterprises_supported = _plus(before.enterprises_supported, support.enterprises_supported.total)
        after.livelihoods_supported = _plus(before.livelihoods_supported, support.livelihoods_supported.total)
        after.money = _money([*(before.money or ()), *support.money])
        after.jobs_created = _plus(before.jobs_created, support.jobs.created.total)
        after.jobs_improved = _plus(before.jobs_improved, support.jobs.improved.total)
    if forums_ is not None:
        after.forums_established = _plus(before.forums_established, forums_.forums_established.total)
    return after


def _plus(before: int | None, more: int) -> int | None:
    return None if before is None else before + more


def _money(lines: Sequence[Money | grants.Money]) -> list[Money]:
    """One line for each currency, in the order of their codes."""
    return [
        Money(
            currency=currency,
            committed=str(sum(Decimal(line.committed) for line in lines if line.currency == currency)),
            paid=str(sum(Decimal(line.paid) for line in lines if line.currency == currency)),
        )
        for currency in sorted({line.currency for line in lines})
    ]
