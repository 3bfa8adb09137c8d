"""The portfolio over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.grants.telling.portfolio import reads
from services.grants.telling.portfolio.views import PortfolioAsked, PortfolioView
from shared.callers import Role
from shared.guard import staff
from shared.mandate import Mandate
from shared.routes import Reading, StrictRoute, shown

router = APIRouter(route_class=StrictRoute, prefix="/portfolio", tags=["applications"])

Observer = Annotated[Mandate, staff(Role.GRANTS_OFFICER, Role.FINANCE_APPROVER, Role.COMMITTEE_MEMBER, Role.MONITORING)]


@router.get("", response_model=PortfolioView)
async def portfolio(asked: Annotated[PortfolioAsked, Query()], caller: Observer, reading: Reading) -> Response:
    """Where applications are, by stage and district; how long they have been there and were at each stage before; what
    each call has and will take; and which enterprises are to be visited."""
    return shown(await reads.portfolio(reading, asked, caller))
