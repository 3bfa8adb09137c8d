"""What callers are told: the base of all views, and how one is sent.

A view states every field it may have; a field that the mandate withholds is absent, which differs from null.
"""

from datetime import datetime

from fastapi import Response
from pydantic import BaseModel, ConfigDict

from shared.tables import VoidReason


class View(BaseModel):
    """The base of what callers are told."""

    model_config = ConfigDict(frozen=True)


class FactView(View):
    """A fact with when and by whom it was recorded, and when and why it was voided if it was."""

    recorded_at: datetime | None = None
    recorded_by: str | None = None
    voided_at: datetime | None = None
    voided_by: str | None = None
    void_reason: VoidReason | None = None


def shown(view: View, status: int = 200) -> Response:
    """A view as the answer: only the fields it was given, and not to be stored by anyone."""
    return Response(
        view.model_dump_json(exclude_unset=True),
        status,
        media_type="application/json",
        headers={"cache-control": "no-store"},
    )
