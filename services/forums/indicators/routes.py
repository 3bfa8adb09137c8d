"""Indicators over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.forums.indicators import reads
from services.forums.indicators.views import IndicatorsAsked, IndicatorsView
from shared.callers import Role
from shared.guard import staff
from shared.mandate import Mandate
from shared.routes import Listing, StrictRoute, shown

router = APIRouter(route_class=StrictRoute, prefix="/indicators", tags=["indicators"])

Observer = Annotated[Mandate, staff(Role.FORUM_FOCAL_POINT, Role.MONITORING)]


@router.get("", response_model=IndicatorsView)
async def indicators(
    asked: Annotated[IndicatorsAsked, Query()], caller: Observer, listing: Listing, request: Request
) -> Response:
    """How forums work: by forum, district or governorate, over a period, as known now or at an earlier moment. What
    protection alone may know is in none of it."""
    as_of = await request.app.state.database.moments.agreed(asked.as_of)
    return shown(await reads.indicators(listing.reader, asked, as_of, caller))
