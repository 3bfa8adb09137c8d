"""The results of a project over HTTP: live for staff, sealed for partners."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from gateway.access.agreements.judging import Asked, Standing
from gateway.access.callers import Caller
from gateway.access.doors import staff
from gateway.answers import project_results
from gateway.answers.quarters import composing as quarters_of
from gateway.answers.quarters.views import QuartersView
from gateway.answers.views import ResultsView
from gateway.clients.urgency import Urgency, asking
from gateway.ledger.rules import Told
from gateway.ledger.telling import tell
from gateway.releases.seals import reads as seals
from gateway.releases.seals.views import SealedResultsView
from shared.callers import CallerClass, DatasetName, Role
from shared.drafts import Moment, ProjectCode
from shared.errors import Invalid
from shared.mandate import COUNTRY
from shared.routes import StrictRoute, shown

router = APIRouter(route_class=StrictRoute, prefix="/v1/projects", tags=["results"])

Asker = Annotated[
    Caller,
    staff(
        Role.MONITORING,
        partners=(CallerClass.SECURITY, CallerClass.AUTHORITY, CallerClass.AID, CallerClass.DONOR),
    ),
]

Monitor = Annotated[Caller, staff(Role.MONITORING)]


@router.get("/{code}/results", response_model=ResultsView | SealedResultsView)
async def results(
    request: Request,
    code: Annotated[ProjectCode, Path()],
    caller: Asker,
    as_of: Annotated[Moment | None, Query()] = None,
) -> Response:
    """The results of a project.

    Staff with the role `monitoring` get them live, or as of an earlier moment, within their areas. A partner whose
    agreement gives it the project's results gets them sealed, without `as_of`, and the disclosure is written down
    before the answer leaves.
    """
    if not caller.is_staff:
        return await _sealed(request, caller, code, as_of)
    upstreams, request_id = request.app.state.upstreams, request.scope["state"]["request_id"]
    with asking(Urgency.MANY):
        return shown(await project_results.compose(upstreams, caller, code, as_of, request_id))


@router.get("/{code}/results/quarters", response_model=QuartersView)
async def quarters(
    request: Request,
    code: Annotated[ProjectCode, Path()],
    caller: Monitor,
    as_of: Annotated[Moment | None, Query()] = None,
) -> Response:
    """The same by quarter, for staff with the role `monitoring` alone: what happened in each, live or as of an earlier
    moment, within their areas; all quarters add up to the results as of the same moment."""
    upstreams, request_id = request.app.state.upstreams, request.scope["state"]["request_id"]
    with asking(Urgency.MANY):
        return shown(await quarters_of.compose(upstreams, caller, code, as_of, request_id))


async def _sealed(request: Request, caller: Caller, code: str, as_of: object) -> Response:
    if as_of is not None:
        raise Invalid("as-of-not-offered", "Partners read the sealed results, which have their own.", field="as_of")

    async def answering(_: Standing) -> tuple[Response, Told]:
        content = await seals.approved(request.app.state.database.reading, code)
        told = Told("sealed project results", tuple(SealedResultsView.model_fields), project=code)
        return Response(content, media_type="application/json", headers={"cache-control": "no-store"}), told

    asked = Asked(DatasetName.RESULTS, purpose=caller.purpose, areas=(COUNTRY,), projects=(code,))
    return await tell(request, caller, answering, asked)
