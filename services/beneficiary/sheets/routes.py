"""The sheet of a session, stated at once."""

from typing import Annotated

from fastapi import APIRouter, Response

from services.beneficiary.sheets import reads, rules
from services.beneficiary.sheets.views import SheetDraft, SheetView
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.guard import staff
from shared.mandate import Mandate
from shared.routes import StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/sessions", tags=["attendances"])

Lead = Annotated[Mandate, staff(Role.ACTIVITY_LEAD, Role.CASEWORKER, Role.PROTECTION)]


@router.post("/{id}/sheet", response_model=SheetView)
async def state(id: PathIdentifier, draft: SheetDraft, caller: Lead, write: Writing) -> Response:
    """State the whole sheet of a session, or correct it: of up to 1,000 people, all at once or nothing."""
    await write.once(lambda: rules.state(write, id, draft, caller))
    return shown(await reads.sheet(await write.reader(), id, caller))
