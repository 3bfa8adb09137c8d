"""Sittings: convening, joining, standing aside, voting, ruling, and what they go by and leave behind."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import HTMLResponse

from services.grants.granting.sittings import reads, rules
from services.grants.granting.sittings.page import rendered
from services.grants.granting.sittings.reads import SITTING
from services.grants.granting.sittings.views import (
    MinutesView,
    RankingView,
    RecusalDraft,
    RulingDraft,
    SittingDraft,
    SittingsAsked,
    SittingView,
    VoteDraft,
)
from shared.callers import Role
from shared.days import today
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, WritingMoney, on_paper, shown

router = APIRouter(route_class=StrictRoute, prefix="/sittings", tags=["sittings"])

Officer = Annotated[Mandate, staff(Role.GRANTS_OFFICER)]
Member = Annotated[Mandate, staff(Role.COMMITTEE_MEMBER)]
Observer = Annotated[Mandate, staff(Role.GRANTS_OFFICER, Role.FINANCE_APPROVER, Role.COMMITTEE_MEMBER, Role.MONITORING)]


@router.post("", status_code=201, response_model=SittingView)
async def convene(draft: SittingDraft, caller: Officer, write: Writing) -> Response:
    """Convene a sitting. Refused: `unknown-call`."""
    id = await write.once(lambda: rules.convene(write, draft, caller))
    return shown(await find(await write.reader(), SITTING, int(id), caller), 201)


@router.get("", response_model=Page[SittingView])
async def sittings(asked: Annotated[SittingsAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The sittings, newest first."""
    return shown(await listed(listing, SITTING, asked, caller))


@router.get("/{id}", response_model=SittingView)
async def sitting(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A sitting by its number."""
    return shown(await find(reading, SITTING, id, caller))


@router.get("/{id}/ranking", response_model=RankingView)
async def ranking(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """The applications that are ready for the committee, ranked by their scores against what the call has left."""
    return shown(await reads.ranking(reading, id, caller))


@router.get("/{id}/minutes", response_model=MinutesView)
async def minutes(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """The minutes: who was there, who stood aside and why, and what was decided by which votes."""
    return shown(await reads.minutes(reading, id, caller))


@router.get("/{id}/minutes/page", response_class=HTMLResponse)
async def page(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """The minutes as a page, to print and to sign."""
    return on_paper(rendered((await reads.minutes(reading, id, caller)).view, today()))


@router.post("/{id}/join", response_model=SittingView)
async def join(id: PathIdentifier, caller: Member, write: Writing) -> Response:
    """Say that one is at the sitting. Refused: `other-day`, `there-already`."""
    await write.once(lambda: rules.join(write, id, caller))
    return shown(await find(await write.reader(), SITTING, id, caller))


@router.post("/{id}/recusals", response_model=SittingView)
async def recuse(id: PathIdentifier, draft: RecusalDraft, caller: Member, write: Writing) -> Response:
    """Stand aside on an application, and on whatever else its enterprise applies for. Refused: `not-at-the-sitting`,
    `unknown-application`, `other-stage`, `voted-already`, `recused-already`."""
    await write.once(lambda: rules.recuse(write, id, draft, caller))
    return shown(await find(await write.reader(), SITTING, id, caller))


@router.post("/{id}/votes", response_model=SittingView)
async def vote(id: PathIdentifier, draft: VoteDraft, caller: Member, write: Writing) -> Response:
    """Vote on an application. Refused: `not-at-the-sitting`, `unknown-application`, `other-stage`, `recused`,
    `verified-it`, `voted-already`."""
    await write.once(lambda: rules.vote(write, id, draft, caller))
    return shown(await find(await write.reader(), SITTING, id, caller))


@router.post("/{id}/rulings", response_model=MinutesView)
async def rule(id: PathIdentifier, draft: RulingDraft, caller: Member, write: WritingMoney) -> Response:
    """Record what the committee decided, which answers with the minutes. An approval awards the grant at once.

    Refused: `amount-with-approval`, `not-at-the-sitting`, `unknown-application`, `other-stage`, `recused`,
    `verified-it`, `no-quorum`, `against-the-votes`, `ruled-already`; of an approval also `not-cleared`,
    `more-than-asked`, `over-the-budget`, `already-awarded`, `owner-awarded-already`, `amount-too-fine`.
    """
    await write.once(lambda: rules.rule(write, id, draft, caller))
    return shown(await reads.minutes(await write.reader(), id, caller))


@router.post("/{id}/void", response_model=SittingView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Officer, write: Writing) -> Response:
    """Void a sitting that was convened in error. Refused once somebody is at it: `sitting-held`."""
    await write.once(lambda: rules.void(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), SITTING, id, caller))
