"""Those of whom something changed lately, whoever changed last first.

The newest changes are looked at, of as many facts as a page may take; a person is shown at their last change and
skipped at all that came before. A page goes on behind the moment at which the one before ended and, since many may
change at the same moment, behind so many who did.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import count
from typing import Any

from services.beneficiary.caseloads import changes
from services.beneficiary.caseloads.gaps import Scopes
from services.beneficiary.caseloads.views import CASES, CaseloadAsked, CaseView
from services.beneficiary.identities import reads as identities
from shared.disclosure import Disclosed
from shared.facts import Found, Source, find_each
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
    values = [*areas, *sought.values]
    found: list[_Changed] = []
    if changes.all_changes(scopes):
        statement = _newest(scopes, source, len(areas), sought.conditions)
        found = await _found(lister, statement, changes.last_of(scopes), values, until, before + asked.limit + 1)
    rest = found[min(before, sum(each.at == until for each in found)) :]
    shown = rest[: asked.limit]
    told = await find_each(lister.known, source, (*fields, "id"), [each.id for each in shown], mandate)
    rows = {row["id"]: row for row in told}
    people = tuple(each.id for each in shown if each.id in rows)
    items = [{name: rows[id][name] for name in fields} for id in people]
    page: dict[str, Any] = {"items": items, "next": None}
    if len(rest) > len(shown):
        last = shown[-1].at
        passed = sum(each.at == last for each in shown) + (before if last == until else 0)
        page["next"] = lister.cursors.at((last - _EPOCH) // _MICROSECOND * _AT_ONCE + passed, about)
    if asked.count:
        page["count"] = await counted(lister, source, mandate, sought)
    disclosed = Disclosed(dataset=CASES.name, fields=fields, people=people) if people else None
    return Found(Page[CaseView].model_validate(page), disclosed)


@dataclass(frozen=True)
class _Changed:
    """Somebody, and when something about them changed last."""

    id: int
    at: datetime


async def _found(
    lister: Lister, statement: str, last_of: str, values: Sequence[Any], until: datetime, most: int
) -> list[_Changed]:
    """The people who changed last at a moment or before, the latest first, so many at least if there are."""
    facts = most * FACTS_OF_ONE
    while True:
        newest = await lister.reader.fetch(statement, *values, until, facts)
        whole = len(newest) < facts
        # Of those who changed at the last moment that was looked at some may be missing.
        moments = {(row["id"], row["at"]) for row in newest if whole or row["at"] > newest[-1]["at"]}
        last = await lister.known.fetch(last_of, list({id for id, _ in moments}))
        found = [_Changed(row["id"], row["last"]) for row in last if (row["id"], row["last"]) in moments]
        if whole or len(found) >= most:
            return sorted(found, key=lambda each: (each.at, each.id), reverse=True)
        facts *= MORE


@lru_cache(maxsize=256)
def _newest(scopes: Scopes, source: Source[CaseView], areas: int, sought: tuple[str, ...]) -> str:
    """The newest changes of those who are sought, up to a moment and so many, each with whom it is about."""
    numbers = count(1)
    conditions = ["fact.voided_at IS NULL", *filter(None, (source.listed, source.only))]
    if areas:
        conditions.append(f"({' OR '.join(f'{source.place} LIKE ${next(numbers)}' for _ in range(areas))})")
    conditions += [each.format(*(f"${next(numbers)}" for _ in range(each.count("{}")))) for each in sought]
    until, facts = (f"${next(numbers)}" for _ in range(2))
    return f"""
SELECT change.at, fact.id FROM ({changes.all_changes(scopes)}) AS change
{identities.merged("identity", "change.person_id")}
JOIN people AS fact ON fact.id = {identities.going_on("identity", "change.person_id")} {source.joins}
WHERE change.at <= {until} AND {" AND ".join(conditions)}
ORDER BY change.at DESC LIMIT {facts}
"""  # noqa: S608 - names from code
