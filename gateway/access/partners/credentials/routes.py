"""Credentials over HTTP: adding, approving, retiring, and which ones there are."""

from fastapi import APIRouter, Request, Response

from gateway.access.endings.views import Ending
from gateway.access.partners.credentials import reads, rules, secrets
from gateway.access.partners.credentials.views import (
    CredentialDraft,
    CredentialKind,
    CredentialListView,
    CredentialView,
)
from gateway.access.partners.routes import Keeper, PartnerCode
from shared.drafts import PathIdentifier
from shared.routes import Reading, StatedKey, StrictRoute, Writing, shown
from shared.write import writing

router = APIRouter(route_class=StrictRoute, prefix="/v1/partners/{code}/credentials", tags=["partners"])


@router.post("", status_code=201, response_model=CredentialView)
async def add(request: Request, code: PartnerCode, stated: CredentialDraft, caller: Keeper, key: StatedKey) -> Response:
    """Add a public key, or have a secret made, which only this answer tells; asked again under its key, it does not.

    It counts once two people have approved it. Refused: `key-unfit`, `key-known`, `jwk-unclear`, `keys-published`,
    `credentials-too-many`, `offboarded`."""
    # A secret takes long to hash, longer than a write should last.
    secret, secret_hash = await secrets.made() if stated.kind is CredentialKind.SECRET else (None, None)
    added: list[int] = []

    async def act() -> int:
        added.append(await rules.add(write, code, stated, secret_hash))
        return added[0]

    state, database = request.scope["state"], request.app.state.database
    async with writing(database, state["caller_name"], state["request_id"], key) as write:
        view = await reads.credential(await write.reader(), code, int(await write.once(act)))
    return shown(view.model_copy(update={"secret": secret}) if added and secret is not None else view, 201)


@router.get("", response_model=CredentialListView)
async def credentials(code: PartnerCode, caller: Keeper, reading: Reading) -> Response:
    """A partner's credentials, the latest hundred."""
    return shown(CredentialListView(credentials=await reads.of_partner(reading, code)))


@router.post("/{id}/approve", response_model=CredentialView)
async def approve(code: PartnerCode, id: PathIdentifier, caller: Keeper, write: Writing) -> Response:
    """Approve a credential. Refused: `same-person`, `officer-lacking`, `already-decided`, `already-voided`."""
    await write.once(lambda: rules.approve(write, code, id, caller))
    return shown(await reads.credential(await write.reader(), code, id))


@router.post("/{id}/void", response_model=CredentialView)
async def retire(code: PartnerCode, id: PathIdentifier, ending: Ending, caller: Keeper, write: Writing) -> Response:
    """Retire a credential at once. Refused: `already-voided`."""
    await write.once(lambda: rules.retire(write, code, id, ending.reason))
    return shown(await reads.credential(await write.reader(), code, id))
