"""Recalls over HTTP: what partners have to destroy, and what staff tell a person was shared."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from gateway.access import mandates
from gateway.access.agreements import reads as agreements
from gateway.access.callers import Caller
from gateway.access.doors import partners, staff
from gateway.clients import beneficiary
from gateway.ledger import rules as ledger
from gateway.ledger.rules import Told
from gateway.recalls import asking, reads, rules
from gateway.recalls.views import (
    MOST,
    ConfirmationDraft,
    ConfirmationView,
    DisclosuresView,
    DisclosureView,
    RecallsView,
    RecallView,
)
from shared.callers import CallerClass, Role, Service
from shared.errors import nothing_here
from shared.routes import Reading, StrictRoute, Writing, shown

recalled = APIRouter(route_class=StrictRoute, prefix="/v1/recalls", tags=["recalls"])
disclosed = APIRouter(route_class=StrictRoute, prefix="/v1/people", tags=["recalls"])
routers = [recalled, disclosed]

Partner = Annotated[Caller, partners(CallerClass.AUTHORITY, CallerClass.AID)]
Adviser = Annotated[Caller, staff(Role.CASEWORKER, Role.PROTECTION)]


@recalled.get("", response_model=RecallsView)
async def recalls(request: Request, caller: Partner, reading: Reading) -> Response:
    """The people about whom the partner was told on consent and who do not consent any more, by its own pseudonyms:
    at most 1,000 of each agreement, the others after these are confirmed. Written down like any other telling, also
    where it tells that there is nobody."""
    state, request_id = request.app.state, request.scope["state"]["request_id"]
    found = await asking.recalls(reading, state.upstreams, caller, request_id)
    standing = {one.code: one for one in await agreements.ever_of_partner(reading, caller.name)}
    views = []
    for recall in found:
        agreement, people = standing[recall.agreement], sorted(recall.people)[:MOST]
        told = Told("recalls", ("pseudonym",), tuple(people))
        await ledger.note(state.database.appending, caller, told, request_id, agreement)
        if people:
            views.append(
                RecallView(
                    agreement=agreement.code,
                    purpose=agreement.purpose,
                    destruction=recall.destruction,
                    pseudonyms=[state.pseudonyms.of(id, agreement.partner, agreement.code) for id in people],
                )
            )
    return shown(RecallsView(recalls=views))


@recalled.post("/confirm", response_model=ConfirmationView)
async def confirm(request: Request, draft: ConfirmationDraft, caller: Partner, write: Writing) -> Response:
    """Confirm that nothing is kept any more of what was told about these people. Refused: `nothing-told`."""
    confirmed = await write.once(lambda: rules.confirm(write, caller, request.app.state.pseudonyms, draft))
    return shown(ConfirmationView(confirmed=int(confirmed)))


@disclosed.get("/{registration_number}/disclosures", response_model=DisclosuresView)
async def disclosures(
    request: Request,
    registration_number: Annotated[str, Path(pattern=r"^[0-9]{4}-[0-9]{4}-[0-9]{4}$")],
    caller: Adviser,
    reading: Reading,
) -> Response:
    """What partners were told about a person, to be read to them, above all when they withdraw a consent."""
    request_id, database = request.scope["state"]["request_id"], request.app.state.database
    mandate = mandates.for_staff(caller, Service.BENEFICIARY, request_id)
    subjects = await beneficiary.subjects(
        request.app.state.upstreams[Service.BENEFICIARY], mandate, [registration_number]
    )
    if not subjects:
        raise nothing_here()
    view = await reads.disclosures(reading, subjects[0].cluster)
    told = Told("disclosures", tuple(DisclosureView.model_fields), subjects[0].cluster)
    await ledger.note(database.appending, caller, told, request_id)
    return shown(view)
