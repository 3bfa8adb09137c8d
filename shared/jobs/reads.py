"""Jobs as callers are told of them."""

import json
from dataclasses import dataclass
from typing import Any

from shared.callers import Role
from shared.database import Reader
from shared.errors import nothing_here
from shared.jobs.kinds import Kinds, open_to
from shared.jobs.views import JobView
from shared.lists import MOST_COUNTED, Lister
from shared.pages import Asked, Count, Page

FIELDS = tuple(JobView.model_fields)
"""All that is told of a job."""
_ABOUT = "jobs"
_NEWEST = 2**63 - 1
_COLUMNS = ", ".join("parameters::text AS parameters" if name == "parameters" else name for name in ("number", *FIELDS))
_OF_OPEN_KINDS = f"SELECT {_COLUMNS} FROM jobs WHERE (kind = ANY ($1) OR $2 AND kind <> ALL ($3))"  # noqa: S608
_ONE = f"{_OF_OPEN_KINDS} AND id = $4"
_PAGE = f"{_OF_OPEN_KINDS} AND number <= $4 ORDER BY number DESC LIMIT $5"
_COUNT = f"SELECT count(*) FROM ({_OF_OPEN_KINDS} LIMIT $4) AS open"  # noqa: S608 - names from code


@dataclass(frozen=True)
class Asker:
    """Somebody who asks about jobs: in which roles, and which fields they are told."""

    roles: tuple[Role, ...]
    fields: tuple[str, ...] = FIELDS


async def job(reader: Reader, kinds: Kinds, asker: Asker, id: str) -> JobView:
    """A job of a kind that the asker may start."""
    row = await reader.fetchrow(_ONE, *_reach(kinds, asker), id)
    if row is None:
        raise nothing_here()
    return _view(row, asker)


async def listed(lister: Lister, kinds: Kinds, asker: Asker, asked: Asked) -> Page[JobView]:
    """A page of the jobs of the kinds that the asker may start, the newest first."""
    reach = _reach(kinds, asker)
    newest = _NEWEST if asked.after is None else lister.cursors.position(asked.after, _ABOUT)
    rows = await lister.reader.fetch(_PAGE, *reach, newest, asked.limit + 1)
    shown = rows[: asked.limit]
    page: dict[str, Any] = {"items": [_view(row, asker) for row in shown], "next": None}
    if len(rows) > asked.limit:
        page["next"] = lister.cursors.at(shown[-1]["number"] - 1, _ABOUT)
    if asked.count:
        counted = await lister.reader.fetchval(_COUNT, *reach, MOST_COUNTED + 1)
        page["count"] = Count(total=min(counted, MOST_COUNTED), capped=counted > MOST_COUNTED)
    return Page[JobView](**page)


def _reach(kinds: Kinds, asker: Asker) -> tuple[list[str], bool, list[str]]:
    """The kinds open to somebody. What another version left behind, of a kind unknown here, is for administrators."""
    return list(open_to(kinds, asker.roles)), Role.ADMINISTRATOR in asker.roles, list(kinds)


def _view(row: Any, asker: Asker) -> JobView:
    told = {name: row[name] for name in asker.fields}
    if "parameters" in told:
        told["parameters"] = json.loads(told["parameters"])
    return JobView.model_validate(told)
