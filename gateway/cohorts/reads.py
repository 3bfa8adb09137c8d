"""Cohorts that are kept."""

from typing import Any

from gateway.cohorts.views import KeptView
from shared.cursors import Cursors
from shared.database import Reader
from shared.drafts import LARGEST_ID
from shared.errors import nothing_here
from shared.lists import MOST_COUNTED
from shared.pages import Asked, Count, Page

_COLUMNS = "id, name, expression, by, recorded_at, recorded_by, voided_at, voided_by, void_reason"
_KEPT = f"SELECT {_COLUMNS} FROM cohorts WHERE id = $1"  # noqa: S608 - names from code
_PAGE = f"SELECT {_COLUMNS} FROM cohorts WHERE voided_at IS NULL AND id <= $1 ORDER BY id DESC LIMIT $2"  # noqa: S608 - names from code
_COUNT = "SELECT count(*) FROM (SELECT FROM cohorts WHERE voided_at IS NULL LIMIT $1) AS kept"
_ABOUT = "cohorts"


async def kept(reader: Reader, id: int) -> KeptView:
    """A cohort by its number, whether it stands or was voided."""
    row = await reader.fetchrow(_KEPT, id)
    if row is None:
        raise nothing_here()
    return _view(row)


async def listed(reader: Reader, cursors: Cursors, asked: Asked) -> Page[KeptView]:
    """A page of those that stand, the newest first."""
    newest = LARGEST_ID if asked.after is None else cursors.position(asked.after, _ABOUT)
    rows = await reader.fetch(_PAGE, newest, asked.limit + 1)
    shown = rows[: asked.limit]
    page: dict[str, Any] = {"items": [_view(row) for row in shown], "next": None}
    if len(rows) > asked.limit:
        page["next"] = cursors.at(shown[-1]["id"] - 1, _ABOUT)
    if asked.count:
        counted = await reader.fetchval(_COUNT, MOST_COUNTED + 1)
        page["count"] = Count(total=min(counted, MOST_COUNTED), capped=counted > MOST_COUNTED)
    return Page[KeptView](**page)


def _view(row: Any) -> KeptView:
    return KeptView.model_validate(dict(row))
