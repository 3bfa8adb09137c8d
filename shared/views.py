"""What callers are told: the base of all views.

A view states every field it may have; a field that the mandate withholds is absent, which differs from null.
"""

import json
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

from shared.codes import listed_as


class View(BaseModel):
    """The base of what callers are told."""

    model_config = ConfigDict(frozen=True)


def _read(kept: Any) -> Any:
    return json.loads(kept) if isinstance(kept, str) else kept


from_json = BeforeValidator(_read)
"""Of a field: PostgreSQL tells it as JSON."""


@listed_as("void-reason")
class VoidReason(StrEnum):
    """Why a fact no longer holds."""

    ENTERED_IN_ERROR = "entered_in_error"
    DUPLICATE = "duplicate"
    CORRECTED = "corrected"


class RecordView(View):
    """A record with when and by whom it was made, and when and by whom it was voided if it was."""

    recorded_at: datetime | None = None
    recorded_by: str | None = None
    voided_at: datetime | None = None
    voided_by: str | None = None


class FactView(RecordView):
    """A fact, and why it was voided if it was."""

    void_reason: VoidReason | None = None
