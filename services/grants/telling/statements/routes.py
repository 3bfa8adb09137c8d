"""Statements over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.grants.telling.statements import reads
from services.grants.telling.statements.views import StatementsAsked, StatementsView
from shared.callers import Role
from shared.guard import staff
from shared.mandate import Mandate
from shared.routes import Reading, StrictRoute, shown

router = APIRouter(route_class=StrictRoute, prefix="/statements", tags=["statements"])

Observer = Annotated[Mandate, staff(Role.FINANCE_APPROVER, Role.MONITORING)]


@router.get("", response_model=StatementsView)
async def statements(
    asked: Annotated[StatementsAsked, Query()], caller: Observer, reading: Reading, request: Request
) -> Response:
    """What funds had, what moved in a period and what they have, as known now or at an earlier moment; of each fund,
    and of each donor in each currency. Refused: `ends-before-start`."""
    as_of = await request.app.state.database.moments.agreed(asked.as_of)
    return shown(await reads.statements(reading, asked, as_of, caller))
