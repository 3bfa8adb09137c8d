"""What the gateway asks the register about cohorts: what every service answers, and besides who is one person, who
consents, how many there are, and who."""

from fastapi import Request, Response

from services.beneficiary.cohorts import reads
from services.beneficiary.cohorts.criteria import DECLARED
from services.beneficiary.cohorts.views import BeneficiaryBreakdown, BeneficiaryCriterion
from services.beneficiary.people.views import PEOPLE
from shared.cohorts import asking, counting, routes
from shared.cohorts.algebra import All, Condition
from shared.cohorts.counting import Register
from shared.cohorts.finding import Finding, Leaf
from shared.cohorts.routes import Monitor, Observer
from shared.cohorts.sets import Members
from shared.cohorts.views import (
    COHORTS,
    ConsentingDraft,
    ConsentingView,
    CountDraft,
    CountView,
    DeclaredView,
    GivenDraft,
    MembersDraft,
    MembersView,
    MergedView,
)
from shared.errors import Forbidden
from shared.mandate import Mandate

router = routes.router(DECLARED, DeclaredView[BeneficiaryCriterion, BeneficiaryBreakdown])


@router.get("/merged", response_model=MergedView)
async def merged(caller: Observer, request: Request) -> Response:
    """Every registration that was merged into another one, as of the mandate's moment, and which of them is another
    person than that one now."""
    caller.scope(COHORTS.name)
    database = request.app.state.database
    found = await reads.merged(database.reading, await database.moments.agreed(caller.as_of))
    told = MergedView(absorbed=found.absorbed, survivors=list(found.survivors), parted=found.parted)
    return routes.told(told, caller)


@router.post("/consenting", response_model=ConsentingView)
async def consenting(draft: ConsentingDraft, caller: Observer, request: Request) -> Response:
    """Who of these people consents now that staff know, for a purpose; and which of those that were merged, as of the
    mandate's moment, is another person than whoever went on, as they consent."""
    caller.scope(COHORTS.name)
    database = request.app.state.database
    as_of = await database.moments.agreed(caller.as_of)
    ids, parted = await reads.consenting(database.counting, draft.ids, draft.purpose, as_of)
    return routes.told(ConsentingView(ids=ids, parted=parted), caller)


@router.post("/counts", response_model=CountView)
async def counts(draft: CountDraft, caller: Monitor, request: Request) -> Response:
    """How many people there are of those given, for whom an expression of this service's own holds, as of the mandate's
    moment and in its areas; by what they are broken down by."""
    asking.require_breakdowns(DECLARED, draft.by, caller)
    finding, register = await _finding(request, draft, caller)
    by = [(name, DECLARED.breakdowns[name]) for name in draft.by]
    counted = await counting.count(finding, register, _given(draft.given), _condition(finding, draft), by)
    return routes.told(counted, caller)


@router.post("/listed", response_model=MembersView)
async def listed(draft: MembersDraft, caller: Observer, request: Request) -> Response:
    """Who they are, by registration number, of those who live in the caller's areas now: to whoever is told of each
    person all that is asked by."""
    if not PEOPLE.opened_by(caller.datasets, ("registration_number",)):
        raise Forbidden("not-in-mandate", "This caller has no access to {dataset}.", dataset=PEOPLE.name)
    finding, register = await _finding(request, draft, caller, listing=True)
    there, _, _ = await counting.people(finding, register, _given(draft.given), _condition(finding, draft))
    database = request.app.state.database
    found = await reads.listed(database.counting, there, finding.merged, draft.after, draft.limit, caller)
    return routes.told(found, caller)


async def _finding(
    request: Request, draft: CountDraft | MembersDraft, mandate: Mandate, *, listing: bool = False
) -> tuple[Finding, Register]:
    mandate.scope(COHORTS.name)
    leaves = routes.stated(draft.expression) if draft.expression is not None else []
    asking.require_askable(DECLARED, leaves, mandate, listing=listing)
    database = request.app.state.database
    as_of = await database.moments.agreed(mandate.as_of)
    one = await reads.merged(database.reading, as_of)
    finding = Finding(database.counting, DECLARED, mandate, as_of, draft.on, one)
    return finding, await reads.register(database.counting, as_of)


def _condition(finding: Finding, draft: CountDraft | MembersDraft) -> Condition[Leaf]:
    return All() if draft.expression is None else finding.condition(draft.expression)


def _given(draft: GivenDraft) -> Members:
    return Members(draft.ids, draft.others)
