"""Agreements over HTTP: drafting, signing, suspending, and reading what one allows."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response
from fastapi.responses import HTMLResponse

from gateway.access.agreements import reads, rules
from gateway.access.agreements.page import rendered
from gateway.access.agreements.views import (
    AgreementDraft,
    AgreementView,
    DueListView,
    ExplanationView,
    QuestionDraft,
    VersionDraft,
)
from gateway.access.callers import Caller
from gateway.access.doors import staff
from gateway.access.endings.views import Ending
from gateway.access.partners.views import Code
from gateway.access.suspensions.views import SuspensionDraft
from shared.callers import CallerClass, Role
from shared.days import today
from shared.drafts import PathIdentifier
from shared.routes import Reading, StrictRoute, Writing, on_paper, shown, stated_key

router = APIRouter(route_class=StrictRoute, prefix="/v1/agreements", tags=["agreements"])
reviews = APIRouter(route_class=StrictRoute, prefix="/v1/reviews", tags=["agreements"])

Keeper = Annotated[Caller, staff(Role.DATA_PROTECTION_OFFICER, Role.ADMINISTRATOR, everywhere=True)]
Party = Annotated[
    Caller,
    staff(
        Role.DATA_PROTECTION_OFFICER,
        Role.ADMINISTRATOR,
        partners=(CallerClass.SECURITY, CallerClass.AUTHORITY, CallerClass.AID, CallerClass.DONOR),
        everywhere=True,
    ),
]
AgreementCode = Annotated[Code, Path()]


@router.post("", status_code=201, response_model=AgreementView)
async def draft(stated: AgreementDraft, caller: Keeper, write: Writing) -> Response:
    """Draft an agreement; it answers nothing until two people have signed its first version, one of them a
    data-protection officer. Refused: `unknown-partner`, `purpose-taken`, `code-taken`, `ends-before-start`,
    `review-outside`, `basis-unclear`, `unknown-field`, `above-ceiling`, `not-offered`, `not-alone`, `told-whole`,
    `opens-nothing`, `not-synthetic`, `synthetic`, `stated-twice`."""
    code = await write.once(lambda: rules.draft(write, stated))
    return shown(await reads.agreement(await write.reader(), code, caller), 201)


@router.get("/{code}", response_model=AgreementView)
async def agreement(code: AgreementCode, caller: Party, reading: Reading) -> Response:
    """An agreement: the terms in force, and whether it answers now. A partner reads its own."""
    return shown(await reads.agreement(reading, code, caller))


@router.get("/{code}/page", response_class=HTMLResponse)
async def page(code: AgreementCode, caller: Party, reading: Reading) -> Response:
    """What the agreement allows, as a page for the people who sign it. A partner reads its own, without who signed."""
    return on_paper(rendered(await reads.paper(reading, code, caller), today()))


@router.post("/{code}/explain", response_model=ExplanationView, dependencies=[Depends(stated_key)])
async def explain(code: AgreementCode, question: QuestionDraft, caller: Party, reading: Reading) -> Response:
    """Whether the agreement as it stands would answer a request, judged by what judges requests, and every reason why
    it would not. A partner asks about its own."""
    return shown(await reads.explanation(reading, code, caller, question))


@router.post("/{code}/versions", response_model=AgreementView)
async def change(code: AgreementCode, stated: VersionDraft, caller: Keeper, write: Writing) -> Response:
    """State the terms anew. Terms that are narrower in every respect are in force at once, for the next request;
    wider ones wait for two signatures. `widens` of the version says in which respects it is wider."""
    await write.once(lambda: rules.change(write, code, stated.terms, caller))
    return shown(await reads.agreement(await write.reader(), code, caller))


@router.post("/{code}/versions/{id}/sign", response_model=AgreementView)
async def sign(code: AgreementCode, id: PathIdentifier, caller: Keeper, write: Writing) -> Response:
    """Sign the latest version. Refused: `superseded`, `same-person`, `officer-lacking`, `already-decided`."""
    await write.once(lambda: rules.sign(write, code, id, caller))
    return shown(await reads.agreement(await write.reader(), code, caller))


@router.post("/{code}/suspend", response_model=AgreementView)
async def suspend(code: AgreementCode, stated: SuspensionDraft, caller: Keeper, write: Writing) -> Response:
    """Suspend an agreement: no request that begins after this answer is answered under it, in any process."""
    await write.once(lambda: rules.suspend(write, code, stated.reason))
    return shown(await reads.agreement(await write.reader(), code, caller))


@router.post("/{code}/resume", response_model=AgreementView)
async def resume(code: AgreementCode, caller: Keeper, write: Writing) -> Response:
    """Approve that a suspended agreement answers again; it takes two people, one of them a data-protection officer."""
    await write.once(lambda: rules.resume(write, code, caller))
    return shown(await reads.agreement(await write.reader(), code, caller))


@router.post("/{code}/end", response_model=AgreementView)
async def end(code: AgreementCode, ending: Ending, caller: Keeper, write: Writing) -> Response:
    """End an agreement for good."""
    await write.once(lambda: rules.end(write, code, ending.reason))
    return shown(await reads.agreement(await write.reader(), code, caller))


@reviews.get("", response_model=DueListView)
async def due(caller: Keeper, reading: Reading) -> Response:
    """Agreements whose review or end lies within thirty days, or behind: at most 500, the most urgent first."""
    return shown(DueListView(agreements=await reads.due(reading)))
