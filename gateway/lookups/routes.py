"""Looking people up over HTTP: for partners of two classes, under an agreement, for its purpose."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from gateway.access.agreements.judging import Asked, Standing
from gateway.access.callers import Caller
from gateway.access.doors import partners
from gateway.access.partners import limits
from gateway.ledger.rules import Told
from gateway.ledger.telling import tell
from gateway.lookups import finding
from gateway.lookups.views import LookupDraft, LookupView
from shared.callers import CallerClass, DatasetName
from shared.routes import StrictRoute, shown

router = APIRouter(route_class=StrictRoute, prefix="/v1/people", tags=["lookups"])

Partner = Annotated[Caller, partners(CallerClass.AUTHORITY, CallerClass.AID)]


@router.post("/lookup", response_model=LookupView)
async def lookup(request: Request, draft: LookupDraft, caller: Partner) -> Response:
    """People whom the partner knows by a pseudonym, or by a number and a year of birth, with the fields that its
    agreement for this purpose opens.

    Whoever is not known, not within the agreement, or does not consent is null, and nothing tells which. Each person
    counts towards the partner's lookups of the day. What is told of whom is written down before the answer leaves.
    """
    state = request.app.state
    asked = [Asked(DatasetName.PEOPLE, purpose=draft.purpose, fields=draft.fields)]
    if draft.assistances:
        asked.append(Asked(DatasetName.ASSISTANCES, purpose=draft.purpose))

    async def answering(agreement: Standing) -> tuple[Response, Told]:
        await limits.take_lookups(state.database.appending, caller.name, len(draft.people))
        request_id = request.scope["state"]["request_id"]
        view, told = await finding.find(state.upstreams, state.pseudonyms, agreement, draft, request_id)
        return shown(view), told

    return await tell(request, caller, answering, *asked)
