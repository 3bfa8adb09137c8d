"""Cohorts over HTTP: how many for staff who monitor, and who for staff who read people and all that is asked by."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from gateway.access.callers import Caller
from gateway.access.doors import staff
from gateway.cohorts import composing, reads, rules
from gateway.cohorts.composing import Composer, Question
from gateway.cohorts.views import (
    CohortDraft,
    CountView,
    CriteriaView,
    KeptView,
    MembersAsked,
    MembersView,
    RunDraft,
)
from gateway.ledger import rules as ledger
from gateway.ledger.rules import Told
from shared.callers import DatasetName, Role
from shared.cohorts.views import Expression
from shared.drafts import PathIdentifier
from shared.errors import Invalid
from shared.facts import Voiding
from shared.pages import Asked, Page
from shared.routes import Reading, StatedKey, StrictRoute, Writing, shown
from shared.write import writing

router = APIRouter(route_class=StrictRoute, prefix="/v1/cohorts", tags=["cohorts"])

Monitor = Annotated[Caller, staff(Role.MONITORING)]
Observer = Annotated[
    Caller, staff(Role.CASEWORKER, Role.ACTIVITY_LEAD, Role.GRANTS_OFFICER, Role.MONITORING, Role.PROTECTION)
]


def _composer(request: Request, caller: Caller) -> Composer:
    return Composer.of(request.app.state.upstreams, caller, request.scope["state"]["request_id"])


@router.get("/criteria", response_model=CriteriaView)
async def criteria(request: Request, caller: Monitor) -> Response:
    """What people can be asked for by, and broken down by: as each service says itself, at this moment."""
    return shown(await composing.criteria(_composer(request, caller)))


@router.post("", response_model=CountView, responses={201: {"model": CountView}})
async def count(request: Request, draft: CohortDraft, caller: Monitor, key: StatedKey) -> Response:
    """How many people are meant, in the caller's areas, and by what they are broken down by. With a `name` the question
    is kept, and the status is 201.

    What cannot be asked is refused by name of the part, by the service that knows it: `unknown-value`, `not-taken`,
    `value-missing`, `empty-range`, `not-in-mandate`. Refused here: `unknown-criterion`, `unknown-breakdown`,
    `name-taken`.
    """
    counted = await composing.count(
        _composer(request, caller), Question(draft.expression, draft.by, draft.as_of, draft.on)
    )
    if draft.name is None:
        return shown(counted)
    state, database = request.scope["state"], request.app.state.database
    async with writing(database, state["caller_name"], state["request_id"], key) as write:
        id = await write.once(lambda: rules.keep(write, draft))
    return shown(counted.model_copy(update={"id": int(id)}), 201)


@router.get("", response_model=Page[KeptView])
async def listed(asked: Annotated[Asked, Query()], caller: Observer, reading: Reading, request: Request) -> Response:
    """The cohorts that are kept, the newest first."""
    return shown(await reads.listed(reading, request.app.state.cursors, asked))


@router.get("/{id}", response_model=KeptView)
async def kept(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A cohort that is kept: who is meant, and by what they are broken down."""
    return shown(await reads.kept(reading, id))


@router.post("/{id}/run", response_model=CountView)
async def run(request: Request, id: PathIdentifier, draft: RunDraft, caller: Monitor, reading: Reading) -> Response:
    """Ask for a cohort again, as of now or of a moment, and as of a day. What has been merged, voided or corrected
    since counts as it was known then; the caller's areas are those of now."""
    found = await reads.kept(reading, id)
    return shown(await composing.count(_composer(request, caller), _again(found, draft), id))


@router.post("/{id}/members", response_model=MembersView)
async def members(
    request: Request, id: PathIdentifier, asked: MembersAsked, caller: Observer, reading: Reading
) -> Response:
    """Who is in a cohort, by registration number: for whoever is told, of each person, all that is asked by. By seats
    in forums nobody is listed. What is told is written down before it leaves."""
    found = await reads.kept(reading, id)
    cursors, after = request.app.state.cursors, None
    if asked.after is not None:
        if asked.as_of is None or asked.on is None:
            raise Invalid("unknown-cursor", "This was not given as `next` of this list.", field="after")
        after = _number(cursors.position(asked.after, _about(id, asked.as_of, asked.on)))
    cohort, told = await composing.members(_composer(request, caller), _again(found, asked), after, asked.limit)
    if told.disclosed is not None:
        disclosed = Told("cohorts", ("registration_number", *cohort.criteria), told.disclosed.people)
        await ledger.note(request.app.state.database.appending, caller, disclosed, request.scope["state"]["request_id"])
    following = None
    if told.more:
        position = int(told.numbers[-1].replace("-", ""))
        following = cursors.at(position, _about(id, cohort.as_of, cohort.on))
    return shown(
        MembersView(
            as_of=cohort.as_of,
            on=cohort.on,
            reproducible=cohort.reproducible,
            members=told.numbers,
            next=following,
        )
    )


@router.post("/{id}/void", response_model=KeptView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Monitor, write: Writing) -> Response:
    """Keep a cohort no longer. Refused: `already-voided`."""
    await write.once(lambda: rules.void(write, id, voiding.reason))
    return shown(await reads.kept(await write.reader(), id))


def _again(kept: KeptView, draft: RunDraft) -> Question:
    return Question(Expression.model_validate(kept.expression), kept.by, draft.as_of, draft.on)


def _about(id: int, as_of: object, on: object) -> str:
    return f"{DatasetName.COHORTS}/{id}/{as_of}/{on}"


def _number(position: int) -> str:
    """The registration number that a cursor stands for."""
    digits = f"{position:012}"
    return f"{digits[:4]}-{digits[4:8]}-{digits[8:]}"
