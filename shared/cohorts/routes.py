"""What every service answers the gateway about cohorts: what it can be asked by, and whom that holds for."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response

from shared.callers import Role
from shared.classification import opened
from shared.cohorts import asking
from shared.cohorts.criteria import Declared
from shared.cohorts.finding import Finding
from shared.cohorts.sets import NOT_MERGED, Merged
from shared.cohorts.views import (
    COHORTS,
    DeclaredView,
    Expression,
    LeafDraft,
    LeavesDraft,
    MergedDraft,
    SetDraft,
    SetView,
    SizesView,
)
from shared.days import today
from shared.edge import FOR_IDS, Room
from shared.errors import Invalid
from shared.facts import Found
from shared.guard import staff
from shared.mandate import Mandate
from shared.routes import StrictRoute, shown
from shared.views import View

ROOMY: Mapping[str, Room] = {f"/cohorts/{path}": FOR_IDS for path in ("sets", "counts", "listed", "consenting")}
"""Paths that take whole sets of ids: compressed, a hundred million people are one."""

Monitor = Annotated[Mandate, staff(Role.MONITORING)]
Observer = Annotated[
    Mandate, staff(Role.CASEWORKER, Role.ACTIVITY_LEAD, Role.GRANTS_OFFICER, Role.MONITORING, Role.PROTECTION)
]
"""Who monitors counts people; the others list those of a cohort by what they are told of each."""


def router(declared: Declared, view: type[DeclaredView[Any, Any]]) -> APIRouter:
    """The routes of a service that declares what it can be asked by; `view` has the codes of that."""
    cohorts = APIRouter(route_class=StrictRoute, prefix="/cohorts", tags=["cohorts"])

    @cohorts.get("/criteria", response_model=view)
    async def criteria(caller: Monitor) -> Response:
        """What people can be asked for by, and broken down by, in this service."""
        return told(declared.view, caller)

    @cohorts.post("/sizes", response_model=SizesView)
    async def sizes(draft: LeavesDraft, caller: Observer, request: Request) -> Response:
        """About how many people each criterion holds for. Refused: `unknown-criterion`, `unknown-value`, `not-taken`,
        `value-missing`, `empty-range`, `unknown-breakdown`, `not-in-mandate`."""
        caller.scope(COHORTS.name)
        asking.require_askable(declared, draft.leaves, caller, listing=draft.listing)
        asking.require_breakdowns(declared, draft.by, caller)
        finding = await found_in(request, declared, caller, today(), NOT_MERGED)
        conditions = [finding.condition(_alone(leaf)) for leaf in draft.leaves]
        now = declared.consented is not None or any(declared.criteria[leaf.criterion].now for leaf in draft.leaves)
        return told(SizesView(sizes=[await finding.about(condition) for condition in conditions], now=now), caller)

    @cohorts.post("/sets", response_model=SetView)
    async def sets(draft: SetDraft, caller: Observer, request: Request) -> Response:
        """Whom an expression holds for, as of the mandate's moment, by the ids of those who go on; of what is told by
        consent, what is somebody else's now is nobody's of then. Refused: `unknown-criterion`, `unknown-value`,
        `not-taken`, `value-missing`, `empty-range`, `not-in-mandate`, `survivor-for-each`."""
        caller.scope(COHORTS.name)
        asking.require_askable(declared, stated(draft.expression), caller, listing=False)
        merged = _merged(draft.merged)
        one = merged if declared.consented is None else merged.still()
        finding = await found_in(request, declared, caller, draft.on, one)
        found = await finding.members(finding.condition(draft.expression), draft.within)
        ids = found.ids - merged.parted
        return told(SetView(ids=ids, others=found.others, consented=declared.consented), caller)

    return cohorts


def told(answer: View | Found[Any], mandate: Mandate) -> Response:
    """An answer with what the mandate opens of it."""
    scope = mandate.scope(COHORTS.name)
    if isinstance(answer, Found):
        return shown(replace(answer, view=opened(answer.view, COHORTS, scope)))
    return shown(opened(answer, COHORTS, scope))


async def found_in(request: Request, declared: Declared, mandate: Mandate, on: date, merged: Merged) -> Finding:
    """Where people are sought: in this service, as of the mandate's moment."""
    database = request.app.state.database
    as_of = await database.moments.agreed(mandate.as_of)
    return Finding(database.counting, declared, mandate, as_of, on, merged)


def _merged(draft: MergedDraft | None) -> Merged:
    if draft is None:
        return NOT_MERGED
    if len(draft.survivors) != len(draft.absorbed):
        raise Invalid("survivor-for-each", "For each id that was merged one goes on.", field="merged.survivors")
    return Merged(draft.absorbed, tuple(draft.survivors), draft.parted)


def stated(expression: Expression) -> list[LeafDraft]:
    """Each criterion of an expression, with where it stands."""
    return [
        LeafDraft.model_construct(
            at=at, **{name: getattr(leaf, name) for name in LeafDraft.model_fields if name != "at"}
        )
        for at, leaf in expression.leaves()
    ]


def _alone(leaf: LeafDraft) -> Expression:
    return Expression.model_construct(**{name: getattr(leaf, name) for name in LeafDraft.model_fields if name != "at"})
