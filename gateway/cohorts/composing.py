"""Composing a cohort: each service says whom its part of the question holds for, and the register how many they are.

Sets of ids travel, compressed, and nobody's name. Each service is told who is one person, so that somebody who stands
under two ids in two services is one here; who everybody is, the register alone says, at the end. Where one part holds
for few, it is asked first and the others about those alone.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from time import time

from pyroaring import BitMap

from gateway.access import mandates
from gateway.access.callers import Caller
from gateway.answers.moments import chosen, or_none
from gateway.clients import cohorts
from gateway.clients.upstream import Upstreams
from gateway.cohorts import conditions
from gateway.cohorts.conditions import Leaf, Part
from gateway.cohorts.views import BreakdownView, CountView, CriteriaView, CriterionView
from shared.callers import Service
from shared.cohorts import algebra
from shared.cohorts.algebra import All, Asking, Condition, Is
from shared.cohorts.sets import Members
from shared.cohorts.views import Expression, owner
from shared.days import day_of
from shared.disclosure import Disclosed
from shared.errors import Invalid
from shared.mandate import Mandate

REGISTER = Service.BENEFICIARY
"""Who says who there is."""


@dataclass(frozen=True)
class Question:
    """Who is meant, as known at a moment and as it was on a day; those of now and of its day where none is stated."""

    expression: Expression
    by: Sequence[str]
    as_of: datetime | None
    on: date | None


@dataclass(frozen=True)
class Cohort:
    """Who was found: those `given`, and of them whoever fits `own`, which the register knows itself."""

    as_of: datetime
    on: date
    given: Members
    own: Condition[Leaf] | None
    reproducible: bool
    criteria: tuple[str, ...]


@dataclass(frozen=True)
class Listed:
    """Registration numbers after one, whether there are more, and whom that discloses."""

    numbers: list[str]
    more: bool
    disclosed: Disclosed | None


@dataclass(frozen=True)
class Composer:
    """One caller's question on its way: all services have until one deadline for it."""

    upstreams: Upstreams
    caller: Caller
    request_id: str
    deadline: float

    @classmethod
    def of(cls, upstreams: Upstreams, caller: Caller, request_id: str) -> "Composer":
        return cls(upstreams, caller, request_id, time() + mandates.PATIENCE)

    def mandate(self, service: Service, as_of: datetime | None, *, deadline: float | None = None) -> Mandate:
        return mandates.for_staff(
            self.caller,
            service,
            self.request_id,
            as_of=as_of,
            deadline=deadline or self.deadline,
        )


async def count(composer: Composer, question: Question, id: int | None = None) -> CountView:
    """How many there are. Raises Invalid or Forbidden for what cannot be asked, and Unavailable when a service that
    knows a part of the question cannot be reached: nobody is counted without it."""
    cohort = await _found(composer, question, listing=False)
    counts = cohorts.Counts(total=0, totals=[], cells=[])
    if not cohort.given.nobody:
        asked = cohorts.Counted(**_asked(cohort), by=list(question.by))
        counts = await cohorts.counts(composer.upstreams[REGISTER], composer.mandate(REGISTER, cohort.as_of), asked)
    return CountView(
        id=id,
        as_of=cohort.as_of.astimezone(UTC),
        on=cohort.on,
        reproducible=cohort.reproducible,
        total=counts.total,
        by=list(question.by),
        totals=counts.totals,
        cells=counts.cells,
    )


async def members(composer: Composer, question: Question, after: str | None, limit: int) -> tuple[Cohort, Listed]:
    """Who they are. Raises Forbidden besides for what the caller is not told of each person."""
    cohort = await _found(composer, question, listing=True)
    if cohort.given.nobody:
        return cohort, Listed([], False, None)
    asked = cohorts.Listed(**_asked(cohort), after=after, limit=limit)
    mandate = composer.mandate(REGISTER, cohort.as_of)
    found, disclosed = await cohorts.listed(composer.upstreams[REGISTER], mandate, asked)
    return cohort, Listed(found.members, found.more, disclosed)


async def _found(composer: Composer, question: Question, *, listing: bool) -> Cohort:
    leaves, by = conditions.leaves(question.expression), _of_the_register(question.by)
    as_of = question.as_of
    if as_of is None:
        # A service that hangs takes half of the time, so that the others can still answer.
        half = partial(composer.mandate, as_of=None, deadline=time() + mandates.PATIENCE / 2)
        as_of = await chosen(composer.upstreams, half)
    on = question.on or day_of(as_of)
    merged, known = await asyncio.gather(
        cohorts.merged(composer.upstreams[REGISTER], composer.mandate(REGISTER, as_of)),
        _known(composer, leaves, by, as_of, listing),
    )
    search = _Search(composer, as_of, on, merged if merged.survivors else None, known[0])
    given, own = await search.found(conditions.condition(question.expression))
    criteria = tuple(dict.fromkeys(leaf.stated["criterion"] for leaf in leaves))
    return Cohort(as_of, on, given, own, not known[1], criteria)


async def _known(
    composer: Composer, leaves: Sequence[Leaf], by: Sequence[str], as_of: datetime, listing: bool
) -> tuple[dict[str, int], bool]:
    """About how many each criterion holds for, by where it stands, and whether one is about now; each service
    refuses what it does not know or may not tell, the first of them in their order."""
    asked = {service: [leaf for leaf in leaves if leaf.service is service] for service in Service}
    asked = {service: of for service, of in asked.items() if of or (by and service is REGISTER)}
    answers = await asyncio.gather(
        *(
            cohorts.sizes(
                composer.upstreams[service],
                composer.mandate(service, as_of),
                cohorts.Leaves(
                    leaves=[{"at": leaf.at, **leaf.stated} for leaf in of],
                    by=list(by) if service is REGISTER else [],
                    listing=listing,
                ),
            )
            for service, of in asked.items()
        ),
        return_exceptions=True,
    )
    sizes: dict[str, int] = {}
    now = False
    for of, answer in zip(asked.values(), answers, strict=True):
        if isinstance(answer, BaseException):
            raise answer
        sizes |= {leaf.at: size for leaf, size in zip(of, answer.sizes, strict=True)}
        now = now or answer.now
    return sizes, now


@dataclass(frozen=True)
class _Search:
    composer: Composer
    as_of: datetime
    on: date
    merged: cohorts.Merged | None
    sizes: Mapping[str, int]

    async def found(self, condition: Condition[Part]) -> tuple[Members, Condition[Leaf] | None]:
        """Whom a condition holds for, but for what of it the register can say while it counts: that is left, unless it
        holds for so few that the others had better be asked about those alone."""
        asking = Asking(self._ask, self._size)
        parts = algebra.parts_of(condition)
        own = next((part.atom for part in parts if isinstance(part, Is) and part.atom.service is REGISTER), None)
        others = All(tuple(part for part in parts if part != Is(own)))
        if own is None or (others.of and self._size(own) * algebra.WORTH <= algebra.size(others, self._size)):
            return await algebra.members(condition, asking), None
        return await algebra.members(others, asking), own.of

    async def _ask(self, part: Part, within: BitMap | None) -> Members:
        asked = cohorts.SetAsked(
            expression=conditions.stated(part.of), on=self.on.isoformat(), merged=self.merged, within=within
        )
        composer = self.composer
        mandate = composer.mandate(part.service, self.as_of)
        found, consented = await cohorts.members(composer.upstreams[part.service], mandate, asked)
        if consented is None:
            return found
        register = composer.mandate(REGISTER, self.as_of)
        told = await cohorts.consenting(composer.upstreams[REGISTER], register, found.ids, consented)
        if self.merged is not None and self.merged.parted != told.parted:
            # Somebody became another person since that was asked, who may consent where the one of before did not.
            merged = self.merged.model_copy(update={"parted": told.parted})
            return await replace(self, merged=merged)._ask(part, within)
        return Members(told.ids, found.others)

    def _size(self, part: Part) -> int:
        return algebra.size(part.of, lambda leaf: self.sizes[leaf.at])


async def criteria(composer: Composer) -> CriteriaView:
    """What the services can be asked by, each as it says itself now."""
    upstreams = composer.upstreams
    answers = await asyncio.gather(
        *(
            or_none(cohorts.declared(upstream, composer.mandate(service, None)))
            for service, upstream in upstreams.items()
        )
    )
    told = [answer for answer in answers if answer is not None]
    missing = sorted(service.value for service, answer in zip(upstreams, answers, strict=True) if answer is None)
    return CriteriaView(
        status="partial" if missing else "complete",
        missing=missing,
        criteria=[CriterionView.model_validate(each.model_dump()) for answer in told for each in answer.criteria],
        breakdowns=[BreakdownView.model_validate(each.model_dump()) for answer in told for each in answer.breakdowns],
    )


def _asked(cohort: Cohort) -> dict[str, object]:
    return {
        "given": cohorts.Given(ids=cohort.given.ids, others=cohort.given.others),
        "expression": None if cohort.own is None else conditions.stated(cohort.own),
        "on": cohort.on.isoformat(),
    }


def _of_the_register(by: Sequence[str]) -> Sequence[str]:
    """Breakdowns are the register's: it alone is given the people who are counted."""
    for number, name in enumerate(by):
        if owner(name) is not REGISTER:
            raise Invalid("unknown-breakdown", "Nothing is broken down by this.", field=f"by.{number}")
    return by
