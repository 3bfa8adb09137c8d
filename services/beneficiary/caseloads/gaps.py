"""What is not known of a person, of what a mandate opens: each gap with the fields that it takes, and its SQL.

In SQL `fact` is the registration and `stated` what stands of the person.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from services.beneficiary.caseloads.views import Gap
from services.beneficiary.consents.views import CONSENTS
from services.beneficiary.functioning.rules import ASKED_FROM
from services.beneficiary.functioning.views import FUNCTIONING
from services.beneficiary.households.reads import lives_in
from services.beneficiary.households.views import HOUSEHOLDS
from services.beneficiary.identities import reads as identities
from services.beneficiary.people.views import PEOPLE
from shared.callers import DatasetName
from shared.classification import Dataset, Scope

Scopes = tuple[tuple[DatasetName, Scope], ...]
"""What a mandate opens, as something that can be remembered."""

_TODAY = "(now() AT TIME ZONE 'Asia/Baghdad')::date"


@dataclass(frozen=True)
class _Missing:
    sql: str
    takes: tuple[tuple[Dataset, tuple[str, ...]], ...]


def _none_stands(table: str, more: str = "true") -> str:
    standing = f"known.person_id = ANY {identities.cluster('fact.id')} AND known.voided_at IS NULL AND {more}"
    return f"NOT EXISTS (SELECT FROM {table} AS known WHERE {standing})"


def _unnamed(part: str) -> _Missing:
    fields = (f"{part}_native", f"{part}_latin")
    return _Missing(f"num_nonnulls({', '.join(f'stated.{name}' for name in fields)}) = 0", ((PEOPLE, fields),))


_MISSING: Mapping[Gap, _Missing] = {
    Gap.BIRTH: _Missing("stated.birth_precision = 'unknown'", ((PEOPLE, ("birth_precision",)),)),
    Gap.FATHER: _unnamed("father"),
    Gap.GRANDFATHER: _unnamed("grandfather"),
    Gap.HOUSEHOLD: _Missing(
        f"{lives_in('fact.id')} IS NULL",
        ((HOUSEHOLDS, ("person", "household_id", "joined_on", "left_on")),),
    ),
    Gap.CONSENT: _Missing(_none_stands("consents"), ((CONSENTS, ("person", "decision", "consents")),)),
    Gap.FUNCTIONING: _Missing(
        f"(stated.birth_date IS NULL OR stated.birth_date <= {_TODAY} - interval '{ASKED_FROM} years')"
        f" AND {_none_stands('functioning')}",
        ((FUNCTIONING, ("person", "asked_on", "functioning")), (PEOPLE, ("birth_date",))),
    ),
}


@lru_cache(maxsize=256)
def missing(scopes: Scopes) -> str:
    """SQL: the gaps of a person that a mandate lets its caller know, as an array of codes; null if it lets none."""
    known = _known(scopes)
    if not known:
        return "NULL::text[]"
    each = (f"CASE WHEN {_MISSING[gap].sql} THEN '{gap}' END" for gap in known)
    return f"array_remove(ARRAY[{', '.join(each)}], NULL)"


@lru_cache(maxsize=256)
def incomplete(scopes: Scopes) -> str:
    """SQL: somebody has one of those gaps; of nobody it is true if the mandate lets none be known."""
    return f"({' OR '.join(f'({_MISSING[gap].sql})' for gap in _known(scopes)) or 'false'})"


def _known(scopes: Scopes) -> list[Gap]:
    opened = dict(scopes)
    return [
        gap
        for gap, missing in _MISSING.items()
        if all(dataset.opened_by(opened, fields) for dataset, fields in missing.takes)
    ]
