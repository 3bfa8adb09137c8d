"""When something about a person changed last, of what a mandate opens: told from the facts, whose indexes have it.

A fact changes twice at the most, when it is recorded and when it is voided. A kind of fact counts for whoever is told
all of it but what is severe: to others it would tell that something changed which they are not shown. Who takes part
in activities changes the activity, and not what is known of the person.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from services.beneficiary.caseloads.gaps import Scopes
from services.beneficiary.consents.reads import CONSENT
from services.beneficiary.displacements.reads import DISPLACEMENT
from services.beneficiary.documents.reads import DOCUMENT
from services.beneficiary.functioning.reads import FUNCTIONING_OF
from services.beneficiary.households.reads import MEMBERSHIP
from services.beneficiary.identities import reads as identities
from services.beneficiary.people.tables import Particulars
from services.beneficiary.people.views import PEOPLE, PersonView
from services.beneficiary.phones.reads import PHONE
from shared.callers import DatasetName
from shared.classification import HIGH, Scope
from shared.facts import Source

AT = "greatest(recorded_at, voided_at)"
"""When a fact changed last; indexed, with the person, in each table of `KINDS`."""


@dataclass(frozen=True, eq=False)
class Kind:
    """Facts about a person, or of one registration alone, its `own`; where `if_any_stands`, they count for nothing when
    none does: that is severe."""

    source: Source[Any]
    own: bool = False
    held_in: tuple[str, ...] = ()
    if_any_stands: bool = False

    @property
    def table(self) -> str:
        return str(self.source.table.__tablename__)

    def counts(self, opened: Mapping[DatasetName, Scope]) -> bool:
        """Whether a mandate opens all of these facts but what is severe."""
        dataset = self.source.dataset
        fields = (*self.held_in, *self.source.view.model_fields)
        shown = tuple(name for name in fields if dataset.levels[name].within(HIGH))
        return dataset.opened_by(opened, shown)


KINDS = (
    Kind(Source("particulars", PEOPLE, Particulars, PersonView), own=True),
    Kind(MEMBERSHIP),
    Kind(DISPLACEMENT),
    Kind(PHONE, held_in=("phones",)),
    Kind(FUNCTIONING_OF, held_in=("functioning",)),
    Kind(DOCUMENT, held_in=("documents",), if_any_stands=True),
    Kind(CONSENT, held_in=("consents",)),
)


def _counting(scopes: Scopes) -> Iterator[Kind]:
    opened = dict(scopes)
    return (kind for kind in KINDS if kind.counts(opened))


@lru_cache(maxsize=256)
def last(scopes: Scopes, person: str = "fact.id") -> str:
    """SQL: when something about a person changed last, or null for a caller to whom nothing of that is told.

    Of merged registrations all facts count but what was stated of those that go on no more.
    """
    each = [
        f"(SELECT max({AT}) FROM {kind.table} WHERE person_id = {'whom.id' if kind.own else 'ANY (whom.cluster)'}"  # noqa: S608 - names from code
        f"{' HAVING bool_or(voided_at IS NULL)' if kind.if_any_stands else ''})"
        for kind in _counting(scopes)
    ]
    whom = f"(SELECT {person} AS id, {identities.cluster(person)} AS cluster OFFSET 0) AS whom"
    return f"(SELECT greatest({', '.join(each)}) FROM {whom})" if each else "NULL::timestamptz"  # noqa: S608 - names from code


@lru_cache(maxsize=256)
def last_of(scopes: Scopes) -> str:
    """The same of many, by their ids."""
    return f"SELECT asked.id, {last(scopes, 'asked.id')} AS last FROM unnest($1::int[]) AS asked (id)"  # noqa: S608 - names from code


@lru_cache(maxsize=256)
def all_changes(scopes: Scopes) -> str:
    """SQL: every fact, as the registration that it was recorded under and when it changed last."""
    return " UNION ALL ".join(
        f"SELECT person_id, {AT} AS at FROM {kind.table}"  # noqa: S608 - names from code
        for kind in _counting(scopes)
    )
