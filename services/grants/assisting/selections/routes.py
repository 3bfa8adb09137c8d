"""Selection lists and who stands on them: making, putting on, closing, deciding, lapsing, moving up, listing and
reading."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from services.grants.assisting.selections import deciding, page, reads, rules
from services.grants.assisting.selections.reads import CANDIDATE, SELECTION, WAITS
from services.grants.assisting.selections.views import (
    CandidateDraft,
    CandidatesAsked,
    CandidatesRankedView,
    CandidateView,
    DecisionDraft,
    LapseDraft,
    SelectionDraft,
    SelectionsAsked,
    SelectionView,
)
from shared import disclosure
from shared.callers import Role
from shared.days import today
from shared.drafts import PathIdentifier
from shared.errors import Conflict
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed, listed_for_others
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, on_paper, shown

selections = APIRouter(route_class=StrictRoute, prefix="/selections", tags=["selections"])
candidates = APIRouter(route_class=StrictRoute, prefix="/candidates", tags=["selections"])
routers = [selections, candidates]

Officer = Annotated[Mandate, staff(Role.GRANTS_OFFICER)]
Observer = Annotated[Mandate, staff(Role.GRANTS_OFFICER, Role.FINANCE_APPROVER, Role.MONITORING)]


@selections.post("", status_code=201, response_model=SelectionView)
async def make(draft: SelectionDraft, caller: Officer, write: Writing) -> Response:
    """Begin a list. Refused: `unknown-phase`, `selects-not-by-list`, `selection-already`."""
    id = await write.once(lambda: rules.make(write, draft, caller))
    return shown(await find(await write.reader(), SELECTION, int(id), caller), 201)


@selections.get("", response_model=Page[SelectionView])
async def all_selections(
    asked: Annotated[SelectionsAsked, Query()], caller: Observer, listing: Listing, request: Request
) -> Response:
    """The lists, newest first; with `others=true` those that others made and that wait for the caller."""
    name = request.scope["state"]["caller_name"]
    return shown(await listed_for_others(listing, SELECTION, asked, name, caller, WAITS))


@selections.get("/{id}", response_model=SelectionView)
async def selection(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A list by its number."""
    return shown(await find(reading, SELECTION, id, caller))


@selections.get("/{id}/ranking", response_model=CandidatesRankedView)
async def ranking(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """All who stand on a list, the first one first, without who they are."""
    return shown(await reads.ranking(reading, id, caller))


@selections.get("/{id}/sheet", response_class=HTMLResponse)
async def sheet(id: PathIdentifier, caller: Officer, reading: Reading) -> Response:
    """A closed list as a page, to print and to put to the community: ranks and numbers of the candidates, and nobody's
    name. Refused: `list-open`."""
    selection = (await find(reading, SELECTION, id, caller)).view
    if not await reads.is_closed(reading, id):
        raise Conflict("list-open", "This list is not closed.")
    candidates = await reads.ranking(reading, id, caller)
    answer = on_paper(page.rendered(selection, candidates.view, today()))
    if candidates.disclosed is not None:
        told = candidates.disclosed.model_copy(update={"fields": page.ON_IT})
        answer.headers[disclosure.HEADER] = told.model_dump_json()
    return answer


@selections.post("/{id}/close", response_model=SelectionView)
async def close(id: PathIdentifier, caller: Officer, write: Writing) -> Response:
    """Close a list that one has made: who stands on it is ranked by its rule, and nothing of it changes any more.
    Refused: `not-its-maker`, `nobody-listed`, `closed-before`, `already-voided`."""
    await write.once(lambda: rules.close(write, id, caller))
    return shown(await find(await write.reader(), SELECTION, id, caller))


@selections.post("/{id}/decide", response_model=SelectionView)
async def decide(id: PathIdentifier, draft: DecisionDraft, caller: Officer, write: Writing) -> Response:
    """Decide on a list that somebody else made, once the community has said something of everybody: whom it confirmed
    is selected in the order of the ranking while there are places, and in reserve after that. Refused: `same-person`,
    `list-open`, `not-validated`, `decided-already`, `unknown-candidate`, `named-twice`, `already-voided`."""
    await write.once(lambda: deciding.decide(write, id, draft, caller))
    return shown(await find(await write.reader(), SELECTION, id, caller))


@selections.post("/{id}/void", response_model=SelectionView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Officer, write: Writing) -> Response:
    """Void a list that was made in error. Refused while something stands that was given by it: `selection-given`."""
    await write.once(lambda: rules.void(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), SELECTION, id, caller))


@candidates.post("", status_code=201, response_model=CandidateView)
async def put_on(draft: CandidateDraft, caller: Officer, write: Writing) -> Response:
    """Put somebody on a list, once a household. Refused: `not-a-subject`, `unknown-selection`, `list-closed`,
    `list-full`, `listed-already`, `not-assessed`, `not-verified`, `other-place`."""
    id = await write.once(lambda: rules.put_on(write, draft, caller))
    return shown(await find(await write.reader(), CANDIDATE, int(id), caller), 201)


@candidates.get("", response_model=Page[CandidateView])
async def all_candidates(asked: Annotated[CandidatesAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The candidates, newest first, without who they are; of one list in the order of their ranks its `ranking`."""
    return shown(await listed(listing, CANDIDATE, asked, caller))


@candidates.get("/{id}", response_model=CandidateView)
async def candidate(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A candidate by their number, without who they are."""
    return shown(await find(reading, CANDIDATE, id, caller))


@candidates.post("/{id}/void", response_model=CandidateView)
async def take_off(id: PathIdentifier, voiding: Voiding, caller: Officer, write: Writing) -> Response:
    """Take somebody off a list that is open. Refused: `list-closed`, `already-voided`."""
    await write.once(lambda: rules.take_off(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), CANDIDATE, id, caller))


@candidates.post("/{id}/lapse", response_model=CandidateView)
async def lapse(id: PathIdentifier, draft: LapseDraft, caller: Officer, write: Writing) -> Response:
    """State that somebody who was selected, or stood in reserve, does not any more. Refused: `not-decided`,
    `not-selected`, `lapsed-already`, and while something stands that was given to them, `candidate-assisted`."""
    await write.once(lambda: deciding.lapse(write, id, draft.reason, caller))
    return shown(await find(await write.reader(), CANDIDATE, id, caller))


@candidates.post("/{id}/replace", response_model=CandidateView)
async def replace(id: PathIdentifier, caller: Officer, write: Writing) -> Response:
    """Let the next of the reserve move up in the place that somebody left who lapsed; the answer is who moves up.
    Refused: `not-decided`, `no-place-left`, `replaced-already`, `nobody-in-reserve`."""
    next = await write.once(lambda: deciding.replace(write, id, caller))
    return shown(await find(await write.reader(), CANDIDATE, int(next), caller))
