"""Files: giving one, listing, what is known of one, and its content, which is told to be kept and never shown."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from services.grants.granting.enterprises.reads import ENTERPRISE
from services.grants.granting.enterprises.rules import require_enterprise
from services.grants.granting.files import giving, reads, rules, store
from services.grants.granting.files.content import MEDIA_TYPES
from services.grants.granting.files.giving import AS_IT_IS, STATED
from services.grants.granting.files.reads import FILE
from services.grants.granting.files.views import FilesAsked, FileView
from shared import disclosure
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StatedKey, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/files", tags=["files"])

Officer = Annotated[Mandate, staff(Role.GRANTS_OFFICER)]
Giver = Annotated[Mandate, staff(Role.GRANTS_OFFICER, Role.MONITORING)]
Reader = Annotated[Mandate, staff(Role.GRANTS_OFFICER, Role.FINANCE_APPROVER, Role.COMMITTEE_MEMBER)]
Observer = Annotated[Mandate, staff(Role.GRANTS_OFFICER, Role.FINANCE_APPROVER, Role.COMMITTEE_MEMBER, Role.MONITORING)]

_NOT_SHOWN = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
}


@router.post("", status_code=201, response_model=FileView, openapi_extra=STATED)
async def give(
    request: Request,
    enterprise_id: Annotated[PathIdentifier, Query()],
    caller: Giver,
    reading: Reading,
    key: StatedKey,
) -> Response:
    """Give a file about an enterprise: its bytes as the body, and as `Content-Type` what it is. It may have 10 MiB. The
    bytes are stored before it is recorded. Refused: `unsupported-file`, `not-what-it-says`, `file-empty`,
    `unknown-enterprise`, `no-file-store`, `files-unreachable`."""
    await find(reading, ENTERPRISE, enterprise_id, caller)
    about = {"enterprise_id": enterprise_id}
    return await giving.give(
        request, about, lambda write: require_enterprise(write, enterprise_id, caller), caller, key
    )


@router.get("", response_model=Page[FileView])
async def files(asked: Annotated[FilesAsked, Query()], caller: Observer, listing: Listing) -> Response:
    """The files that were given, newest first."""
    return shown(await listed(listing, FILE, asked, caller))


@router.get("/{id}", response_model=FileView)
async def file(id: PathIdentifier, caller: Observer, reading: Reading) -> Response:
    """What is known of a file."""
    return shown(await find(reading, FILE, id, caller))


@router.get("/{id}/content", response_class=Response, responses={200: {"content": AS_IT_IS}})
async def content(id: PathIdentifier, caller: Reader, reading: Reading, request: Request) -> Response:
    """The bytes of a file, to be kept by whoever asks; a browser does not show them. What was signed for a delivery
    opens to grants officers and finance approvers alone, and the list of a batch to finance approvers in the whole
    country. Refused: `files-unreachable`."""
    file, disclosed = await reads.opened(reading, id, caller)
    pieces = await store.told(request.app.state.files, file.sha256)
    headers = {
        **_NOT_SHOWN,
        "content-length": str(file.size),
        "content-disposition": f'attachment; filename="file-{file.id}.{file.type}"',
    }
    if disclosed is not None:
        headers[disclosure.HEADER] = disclosed.model_dump_json()
    return StreamingResponse(pieces, media_type=MEDIA_TYPES[file.type], headers=headers)


@router.post("/{id}/void", response_model=FileView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Officer, write: Writing) -> Response:
    """Void a file that was given in error. Its bytes are kept. Refused: `file-is-evidence`."""
    await write.once(lambda: rules.void(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), FILE, id, caller))
