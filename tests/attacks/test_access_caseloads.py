"""A caseload has those who are told about one by one, and of each what is told; whoever is elsewhere is nowhere on it.

The reference is naive. Under the same mandate it reads every person alone, keeps those who are told about, and looks
into the database what is not known of each, of the datasets that the mandate opens in full.
"""

from collections.abc import AsyncGenerator
from dataclasses import replace
from random import Random
from typing import Any

import access_samples as samples_of
import asyncpg
import pytest
from access_samples import Samples
from access_sizes import size
from faults import every, first
from house import House
from test_access_lists import disclosed
from test_access_search import Reader, Somebody, people

from services.beneficiary.caseloads import changed, changes
from services.beneficiary.caseloads import reads as caseloads
from shared import lists
from shared.callers import DatasetName, Role
from shared.classification import Scope, Sensitivity

MANDATES = size(25, 600)
VIEWS = ("area", "mine", "changed", "incomplete")
_AREAS = (("IQ",), ("IQG15",), ("IQG04",), ("IQG15Q08", "IQG04Q03"), ("IQG01",))
_OPENED = ("households", "displacements", "phones", "functioning", "documents", "consents")
_TABLES = ("particulars", "memberships", "displacements", "phones", "functioning", "documents", "consents")
_OF = {"particulars": "people", "memberships": "households"}

__all__ = ["people"]


@pytest.fixture(scope="module")
async def samples(house: House) -> Samples:
    return await samples_of.prepared(house)


@pytest.fixture(scope="module")
async def known(house: House) -> dict[str, list[Any]]:
    """Everything that the database has, by table."""
    return await everything(house)


async def everything(house: House) -> dict[str, list[Any]]:
    connection = await asyncpg.connect(house.urls["beneficiary"])
    try:
        return {
            table: list(await connection.fetch(f"SELECT * FROM {table}")) for table in ("people", "merges", *_TABLES)
        }
    finally:
        await connection.close()


# --- the reference ----------------------------------------------------------------------------------------------------


def cluster(one: Somebody, known: dict[str, list[Any]]) -> set[int]:
    """All registrations of a person."""
    merged = {row["absorbed_id"] for row in known["merges"] if row["survivor_id"] == one.id and not row["voided_at"]}
    return merged | {one.id}


def gaps(one: Somebody, known: dict[str, list[Any]], opened: set[str]) -> list[str]:
    [stated] = [row for row in known["particulars"] if row["person_id"] == one.id and row["voided_at"] is None]
    ids = cluster(one, known)
    has = {
        table: any(row["person_id"] in ids and row["voided_at"] is None for row in known[table]) for table in _TABLES
    }
    missing = ["birth"] if stated["birth_date"] is None else []
    missing += [part for part in ("father", "grandfather") if not (stated[f"{part}_native"] or stated[f"{part}_latin"])]
    missing += ["household"] if "households" in opened and not has["memberships"] else []
    missing += ["consent"] if "consents" in opened and not has["consents"] else []
    missing += ["functioning"] if "functioning" in opened and not has["functioning"] else []
    return missing


def last(one: Somebody, known: dict[str, list[Any]], opened: set[str]) -> Any:
    """When something changed last of what the mandate opens."""
    moments = []
    for table in _TABLES:
        ids = {one.id} if table == "particulars" else cluster(one, known)
        rows = [row for row in known[table] if row["person_id"] in ids]
        hidden = table == "documents" and not any(row["voided_at"] is None for row in rows)
        if _OF.get(table, table) in opened and not hidden:
            moments += [row[name] for row in rows for name in ("recorded_at", "voided_at") if row[name] is not None]
    return max(moments)


async def wrong_caseload(
    reader: Reader, everybody: list[Somebody], known: dict[str, list[Any]], view: str, limit: int
) -> str | None:
    """Read a caseload to its end; gives what is wrong with it."""
    opened = {name.value for name in reader.mandate["datasets"]}
    ought = []
    for one in everybody:
        answer = await reader.ask(f"/people/{one.number}")
        if answer.status != 200:
            continue
        missing = gaps(one, known, opened)
        ids = cluster(one, known)
        by = {row["recorded_by"] for row in known["people"] if row["id"] in ids and not row["voided_at"]}
        by |= {row["recorded_by"] for row in known["particulars"] if row["person_id"] in ids and not row["voided_at"]}
        if view == "mine" and f"staff:{reader.mandate['caller']}" not in by:
            continue
        if view == "incomplete" and not missing:
            continue
        moment = last(one, known, opened)
        ought.append((moment, one.id, answer.json() | {"missing": missing, "changed_at": _told(moment)}))
    ought.sort(key=lambda each: each[:2] if view == "changed" else each[1:2], reverse=True)
    seen: list[Any] = []
    after = ""
    while True:
        answer = await reader.ask(f"/caseload?view={view}&limit={limit}&count=true{after}")
        if answer.status != 200:
            return f"is refused: {answer.body!r}"
        page, part = answer.json(), ought[len(seen) : len(seen) + limit]
        seen += page["items"]
        if page["items"] != [case for _, _, case in part]:
            return f"shows {page['items']} and ought to show {part}"
        if page["count"] != {"total": len(ought), "capped": False}:
            return f"counts {page['count']} and ought to count {len(ought)}"
        if sorted(disclosed(answer)["people"]) != sorted(id for _, id, _ in part):
            return f"names {disclosed(answer)} and ought to name {part}"
        if (page["next"] is None) is not (len(seen) == len(ought)):
            return f"goes on at {page['next']} after {len(seen)} of {len(ought)}"
        if page["next"] is None:
            return None
        after = f"&after={page['next']}"


def _told(moment: Any) -> str:
    written: str = moment.isoformat().replace("+00:00", "Z")
    return written


async def wrong(
    house: House, everybody: list[Somebody], known: dict[str, list[Any]], mandates: int
) -> AsyncGenerator[str, None]:
    random = Random(5)
    for _ in range(mandates):
        named = [DatasetName(name) for name in _OPENED if random.random() < 0.7]
        reader = Reader(
            house,
            {
                "caller": random.choice(("somebody", "nobody")),
                "roles": (random.choice((Role.CASEWORKER, Role.PROTECTION)),),
                "areas": random.choice(_AREAS),
                "datasets": dict.fromkeys((DatasetName.PEOPLE, *named), Scope(ceiling=Sensitivity.HIGH)),
            },
        )
        view = random.choice(VIEWS)
        if fault := await wrong_caseload(reader, everybody, known, view, random.choice((1, 3, 50))):
            yield f"{view} under {reader.mandate}: {fault}"


@pytest.mark.parametrize("near", [2, caseloads.NEAR])
async def test_a_caseload_has_whom_reading_everybody_alone_tells(
    house: House, people: list[Somebody], known: dict[str, list[Any]], near: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caseloads, "NEAR", near)
    monkeypatch.setattr(changed, "FACTS_OF_ONE", min(near, 8))
    found = await every(wrong(house, people, known, MANDATES))
    assert found == [], "\n".join(found)[:6_000]


# --- planted holes: each of them is found ----------------------------------------------------------------------------


def _no_places(patch: pytest.MonkeyPatch) -> None:
    real = lists._conditions

    def conditions(source: Any, areas: int, *rest: Any) -> Any:
        whole = real(source, areas, *rest)
        anywhere = whole.sql.replace("stated.place LIKE $1", "$1::text IS NOT NULL")
        return replace(whole, sql=anywhere, apart=(anywhere,))

    patch.setattr(lists, "_conditions", conditions)


def _no_places_of_changed(patch: pytest.MonkeyPatch) -> None:
    real = changed._newest
    patch.setattr(
        changed, "_newest", lambda *asked: real(*asked).replace("stated.place LIKE $1", "$1::text IS NOT NULL")
    )


def _every_change(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(changes.Kind, "counts", lambda self, opened: True)
    patch.setattr(changes, "last", changes.last.__wrapped__)
    patch.setattr(changes, "last_of", changes.last_of.__wrapped__)
    patch.setattr(changes, "all_changes", changes.all_changes.__wrapped__)
    patch.setattr(changed, "_newest", changed._newest.__wrapped__)
    patch.setattr(caseloads, "_cases", caseloads._cases.__wrapped__)


HOLES = {
    "areas are not looked at": _no_places,
    "nor of those who changed": _no_places_of_changed,
    "what is withheld changes somebody": _every_change,
}


@pytest.mark.parametrize("hole", HOLES)
async def test_a_hole_in_a_caseload_is_found(
    house: House, people: list[Somebody], known: dict[str, list[Any]], hole: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    HOLES[hole](monkeypatch)
    assert await first(wrong(house, people, known, 40))
