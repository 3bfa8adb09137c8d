"""Consent notices: issuing, listing and reading. Voiding stands with the consents, which refer to them."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.beneficiary.notices import rules
from services.beneficiary.notices.reads import NOTICE
from services.beneficiary.notices.views import NoticeDraft, NoticesAsked, NoticeView
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/notices", tags=["notices"])

Officer = Annotated[Mandate, staff(Role.DATA_PROTECTION_OFFICER)]
Observer = Annotated[Mandate, staff(Role.CASEWORKER, Role.PROTECTION, Role.DATA_PROTECTION_OFFICER)]


@router.post("", status_code=201, response_model=NoticeView)
async def issue(draft: NoticeDraft, caller: Officer, write: Writing) -> Response:
    """Issue the next version of the notice for a purpose and a class of recipients."""
    id = await write.once(lambda: rules.issue(write, draft, caller))
    return shown(await find(await write.reader(), NOTICE, int(id), caller), 201)


@router.get("", response_model=Page[NoticeView])
async def notices(asked: Annotated[NoticesAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The notices that stand, newest first, in all their languages."""
    return shown(await listed(listing, NOTICE, asked, caller))


@router.get("/{id}", response_model=NoticeView)
async def notice(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """A notice by its number, in all its languages."""
    return shown(await find(reading, NOTICE, id, caller))
