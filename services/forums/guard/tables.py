"""What we keep of a release: what the guard had marked, and what whoever released the text said to each mark."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from shared.tables import Recorded


class Release(Recorded):
    """Somebody has read a text and released it. `guard` is the version that had marked it, and null of what was
    released before texts were marked; `despite` has each mark (`start`, `end`, `mark`) with the `answer` to it."""

    guard: str | None = Field(default=None, max_length=20)
    despite: list[dict[str, Any]] = Field(
        default_factory=list, sa_type=JSONB, nullable=False, sa_column_kwargs={"server_default": text("'[]'")}
    )
