"""Searching for people."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from services.beneficiary.search import reads
from services.beneficiary.search.views import PersonFoundView, SearchDraft
from shared.callers import Role
from shared.guard import staff
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, StrictRoute, shown

router = APIRouter(route_class=StrictRoute, prefix="/people", tags=["search"])

Observer = Annotated[
    Mandate, staff(Role.CASEWORKER, Role.ACTIVITY_LEAD, Role.GRANTS_OFFICER, Role.MONITORING, Role.PROTECTION)
]


@router.post("/search", response_model=Page[PersonFoundView])
async def search(draft: SearchDraft, caller: Observer, listing: Listing, request: Request) -> Response:
    """The people who may be meant, with the fields that the caller may see: by a name the likeliest first, with how
    well they fit and by what; otherwise the newest first. Refused: `too-many-alike`, `no-name`, `too-many-words`.

    Nobody is found by what the caller is not told of people, and nobody outside the caller's areas.
    """
    return shown(await reads.search(listing, draft, request.app.state.document_key, caller))
