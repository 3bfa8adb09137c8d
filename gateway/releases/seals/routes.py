"""Sealing the results of a project: proposing, looking, approving."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from gateway.access.callers import Caller
from gateway.access.doors import staff
from gateway.answers import project_results
from gateway.releases.seals import reads, rules
from gateway.releases.seals.views import SealDraft, SealView
from shared.callers import Role
from shared.drafts import PathIdentifier, ProjectCode
from shared.routes import Reading, StatedKey, StrictRoute, Writing, shown
from shared.write import writing

router = APIRouter(route_class=StrictRoute, prefix="/v1/projects", tags=["seals"])

Officer = Annotated[Caller, staff(Role.MONITORING, everywhere=True)]
Code = Annotated[ProjectCode, Path()]


@router.post("/{code}/results/seals", status_code=201, response_model=SealView)
async def propose(request: Request, code: Code, draft: SealDraft, caller: Officer, key: StatedKey) -> Response:
    """Propose a project's results, as of a moment, to be sealed. The results are composed first, then kept."""
    state, database = request.scope["state"], request.app.state.database
    results = await project_results.compose(request.app.state.upstreams, caller, code, draft.as_of, state["request_id"])
    async with writing(database, state["caller_name"], state["request_id"], key) as write:
        id = await write.once(lambda: rules.propose(write, results))
        view = await reads.seal(await write.reader(), code, int(id))
    return shown(view, 201)


@router.get("/{code}/results/seals/{id}", response_model=SealView)
async def seal(code: Code, id: PathIdentifier, caller: Officer, reading: Reading) -> Response:
    """A seal as proposed, with when and by whom it was approved if it was."""
    return shown(await reads.seal(reading, code, id))


@router.post("/{code}/results/seals/{id}/approve", response_model=SealView)
async def approve(code: Code, id: PathIdentifier, caller: Officer, write: Writing) -> Response:
    """Approve a seal that another officer proposed; partners read these results from now on."""
    await write.once(lambda: rules.approve(write, code, id))
    return shown(await reads.seal(await write.reader(), code, id))
