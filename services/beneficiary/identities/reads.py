"""Who is one person, in SQL: the words that all rooms use for it.

Facts keep for ever the `person_id` that they were recorded under; whoever reads them asks here whom it stands for. A
*survivor* is the registration that goes on, its own where none was merged; a *cluster* is a survivor and all that were
merged into it. Each says what stands now or, with `as_of` (a parameter such as `$2`), what stood at a moment.
Hardly any registration is merged, so each of these costs one look into an index that finds nothing.
"""

from datetime import datetime

from services.beneficiary.identities.views import MERGED, ClustersView, MergedView
from shared.database import Reader
from shared.facts import standing
from shared.mandate import Mandate


def merged(alias: str, person: str, as_of: str | None = None) -> str:
    """SQL: joins, as `alias`, what the registration `person` was merged into: no row where it goes on itself."""
    return f"LEFT JOIN identities AS {alias} ON {alias}.person_id = {person} AND {_stands(alias, as_of)}"


def going_on(alias: str, person: str) -> str:
    """SQL: the survivor of `person`, where `merged` was joined as `alias`."""
    return f"coalesce({alias}.survivor_id, {person})"


def survivor(person: str, as_of: str | None = None) -> str:
    """SQL: the survivor of a registration; itself where nobody is registered so."""
    return (
        f"coalesce((SELECT another.survivor_id FROM identities AS another"  # noqa: S608 - no value in it
        f" WHERE another.person_id = {person} AND {_stands('another', as_of)}), {person})"
    )


def absorbed(survivor: str, as_of: str | None = None) -> str:
    """SQL: a query of the registrations, as `person_id`, that were merged into a survivor."""
    return (
        f"SELECT another.person_id FROM identities AS another"  # noqa: S608 - no value in it
        f" WHERE another.survivor_id = {survivor} AND {_stands('another', as_of)}"
    )


def cluster(survivor: str, as_of: str | None = None) -> str:
    """SQL: an array of all registrations of a survivor, its own first."""
    return f"({survivor} || ARRAY({absorbed(survivor, as_of)} ORDER BY 1))"


def is_survivor(person: str) -> str:
    """SQL: a registration goes on itself."""
    return (
        f"NOT EXISTS (SELECT FROM identities AS another"
        f" WHERE another.person_id = {person} AND another.voided_at IS NULL)"
    )


def _stands(alias: str, as_of: str | None) -> str:
    return f"{alias}.voided_at IS NULL" if as_of is None else standing(alias, as_of)


_ALL_MERGED = f"SELECT person_id, survivor_id FROM identities WHERE {_stands('identities', '$1')} ORDER BY person_id"  # noqa: S608 - no value in it


async def all_merged(reader: Reader, as_of: datetime, mandate: Mandate) -> MergedView:
    """All merged registrations, each with the one that went on for it, as known at `as_of`."""
    mandate.scope(MERGED.name)
    return MergedView(merged=[[*row] for row in await reader.fetch(_ALL_MERGED, as_of)])


_CLUSTERS = f"""
SELECT {cluster("person.id")} AS ids
FROM (SELECT DISTINCT {survivor("asked.id")} AS id FROM unnest($1::int[]) AS asked (id)) AS person ORDER BY person.id
"""  # noqa: S608 - no value in it


async def clusters(reader: Reader, people: list[int]) -> ClustersView:
    """Who is one person now, of people who are asked about by any id of theirs."""
    return ClustersView(clusters=[row["ids"] for row in await reader.fetch(_CLUSTERS, people)])
