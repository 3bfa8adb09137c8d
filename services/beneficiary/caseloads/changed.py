"""Those of whom something changed lately, whoever changed last first.

The newest changes are looked at, of as many facts as a page may take; a person is shown at their last change and
skipped at all that came before. A page goes on behind the moment at which the one before ended and, since many may
change at the same moment, behind so many who did.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import count
from typing import Any

from services.beneficiary.caseloads import changes
from services.beneficiary.caseloads.gaps import Scopes
from services.beneficiary.caseloads.views import CASES, CaseloadAsked, CaseView
from services.beneficiary.identities import reads as identities
from shared.database import Reader
from shared.disclosure import Disclosed
from shared.facts import AREAS, Found, Source
from shared.lists import Lister, Sought, counted
from shared.mandate import COUNTRY, Mandate
from shared.pages import Page

FACTS_OF_ONE = 8
"""About so many facts are recorded of one person at once; that many for each are looked at first."""
MORE = 8
"""Times as many are looked at when these were not enough."""

_AT_ONCE = 1 << 12
"""More people than ever change at the same microsecond."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_END = datetime(9999, 1, 1, tzinfo=UTC)


async def changed(
    lister: Lister, source: Source[CaseView], asked: CaseloadAsked, mandate: Mandate, sought: Sought
) -> Found[Page[CaseView]]:
    """A page of those sought."""
    scopes = tuple(mandate.datasets.items())
    fields = CASES.readable(mandate.scope(CASES.name), tuple(CaseView.model_fields))
    about = f"changed\n{mandate.caller_class}\n{mandate.caller}\n{sought.conditions}\n{sought.values}"
    until, before = _END, 0
    if asked.after is not None:
        microseconds, before = divmod(lister.cursors.position(asked.after, about), _AT_ONCE)
        until = _EPOCH + microseconds * _MICROSECOND
    areas = () if COUNTRY in mandate.areas else tuple(mandate.area_patterns)
    statement = _statement(scopes, source, fields, len(areas), sought.conditions) if changes.all_changes(scopes) else ""
    most = asked.limit + 1
    covered = [mandate.area_patterns] if source.by_areas(fields) else []
    rows = await _rows(lister.reader, statement, [*areas, *sought.values, *covered], until, before + most)
    rest = rows[min(before, sum(row["at"] == until for row in rows)) :]
    shown = rest[: asked.limit]
    page: dict[str, Any] = {"items": [{name: row[name] for name in fields} for row in shown], "next": None}
    if len(rest) > len(shown):
        last = shown[-1]["at"]
        passed = sum(row["at"] == last for row in shown) + (before if last == until else 0)
        page["next"] = lister.cursors.at((last - _EPOCH) // _MICROSECOND * _AT_ONCE + passed, about)
    if asked.count:
        page["count"] = await counted(lister, source, mandate, sought)
    people = tuple(row["id"] for row in shown)
    disclosed = Disclosed(dataset=CASES.name, fields=fields, people=people) if people else None
    return Found(Page[CaseView].model_validate(page), disclosed)


async def _rows(reader: Reader, statement: str, values: Sequence[Any], until: datetime, most: int) -> list[Any]:
    """The people who changed last at a moment or before, the latest first, up to so many."""
    facts = most * FACTS_OF_ONE
    while statement:
        rows = await reader.fetch(statement, *values, until, facts, most)
        found = [row for row in rows if row["id"] is not None]
        whole = rows[0]["seen"] < facts
        # Of those who changed at the last moment that was looked at some may be missing.
        certain = found if whole else [row for row in found if row["at"] > rows[0]["earliest"]]
        if whole or len(certain) >= most:
            return certain
        facts *= MORE
    return []


@lru_cache(maxsize=256)
def _statement(
    scopes: Scopes, source: Source[Any], fields: tuple[str, ...], areas: int, sought: tuple[str, ...]
) -> str:
    numbers = count(1)
    conditions = ["fact.voided_at IS NULL"]
    if areas:
        conditions.append(f"({' OR '.join(f'{source.place} LIKE ${next(numbers)}' for _ in range(areas))})")
    conditions += [each.format(*(f"${next(numbers)}" for _ in range(each.count("{}")))) for each in sought]
    conditions += [each for each in (source.listed, source.only) if each is not None]
    covered = f"${next(numbers)}" if source.by_areas(fields) else ""
    until, facts, most = (f"${next(numbers)}" for _ in range(3))
    columns = "".join(f", {source.columns.get(name, f'fact.{name}')} AS {name}" for name in fields)
    statement = f"""
WITH newest AS MATERIALIZED (
    SELECT change.at, fact.id
    FROM ({changes.all_changes(scopes)}) AS change
    {identities.merged("identity", "change.person_id")}
    JOIN people AS fact ON fact.id = {identities.going_on("identity", "change.person_id")} {source.joins}
    WHERE change.at <= {until} AND {" AND ".join(conditions)}
    ORDER BY change.at DESC LIMIT {facts}
), latest AS (
    SELECT DISTINCT newest.at, newest.id FROM newest WHERE newest.at = {changes.last(scopes, "newest.id")}
    ORDER BY newest.at DESC, newest.id DESC LIMIT {most}
), looked AS (
    SELECT count(*) AS seen, min(newest.at) AS earliest FROM newest
), page AS (
    SELECT latest.at, fact.id{columns}
    FROM latest JOIN people AS fact ON fact.id = latest.id {source.joins}
)
SELECT looked.seen, looked.earliest, page.* FROM looked LEFT JOIN page ON true
ORDER BY page.at DESC, page.id DESC
"""  # noqa: S608 - names from code
    return statement.replace(AREAS, covered)
