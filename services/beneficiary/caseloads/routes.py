"""Caseloads of those who work with people."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.beneficiary.caseloads import reads
from services.beneficiary.caseloads.views import CaseloadAsked, CaseView
from shared.callers import Role
from shared.guard import staff
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, StrictRoute, shown

router = APIRouter(route_class=StrictRoute, prefix="/caseload", tags=["caseload"])

Registrar = Annotated[Mandate, staff(Role.CASEWORKER, Role.PROTECTION)]


@router.get("", response_model=Page[CaseView])
async def caseload(asked: Annotated[CaseloadAsked, Query()], caller: Registrar, listing: Listing) -> Response:
    """The people whom the caller has to do with, and what is not known of each; newest first, or latest changed."""
    return shown(await reads.caseload(listing, asked, caller))
