"""What a list shows and counts is what reading each record would have told: compared row by row, for many mandates.

The reference is naive. It reads every record that the database has, one by one, under the same mandate, keeps those
that are answered and stand, and filters and cuts them with its own hands. A list may show, count, name as disclosed
and hold back nothing else.
"""

import json
import re
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

import access_samples as samples_of
import asyncpg
import pytest
from access_samples import AREA, FOREIGN, OTHER_PROJECT, OWN, PROJECT, Samples
from access_sizes import size
from faults import every, first
from house import House
from routes import Route, routes_of
from test_access_matrix import minted
from wire import Answer, ask

from shared import lists
from shared.callers import DatasetName, Role, Service
from shared.classification import Scope, Sensitivity
from shared.disclosure import HEADER
from shared.mandate import COUNTRY

ROWS = size(4, 40)
"""Records more of each noun."""
WALKS = size(5, 200)
"""Mandates under which lists are read to their end, of each noun."""

_TABLES = {"duplicates": "possible_duplicates"}
_KEPT_AS = {"projects": "code", "people": "registration_number"}
_PLACES = ("IQG15Q08", "IQG15Q08N03", "IQG15Q06", "IQG04Q03")
_AREAS = ((COUNTRY,), (AREA,), ("IQG15Q08",), ("IQG15Q08N03",), ("IQG04",), ("IQG01",), ("IQG04Q03", "IQG15Q06"))
_PROJECTS = (None, None, (PROJECT,), (OTHER_PROJECT, "NO-SUCH-1"), ())


@pytest.fixture(scope="module")
async def samples(house: House) -> Samples:
    """Of every noun some more, in several places and under two projects, and some of them voided."""
    made, random = await samples_of.prepared(house), Random(11)
    for noun in [route.path[1:] for _, route in list_routes(house)]:
        for number in range(ROWS):
            record = await one_more(made, noun, random)
            if number % 4 == 3:
                await made.house.ask(
                    house.staff(samples_of.maker(noun)),
                    "POST",
                    f"/v1/{noun}/{samples_of.key_of(record)}/{'undo' if noun == 'merges' else 'void'}",
                    b'{"reason": "entered_in_error"}',
                )
    return made


async def one_more(samples: Samples, noun: str, random: Random) -> dict[str, Any]:
    """A record that differs from others of its noun in where it lies and what it belongs to."""
    where = random.choice((OWN, FOREIGN))
    if noun not in samples_of.RECIPES or noun == "safeguards":
        return await samples.make(noun, where)
    draft = await samples.draft(noun, where)
    if "place" in draft and noun not in {"forums", "concerns"}:
        draft["place"] = random.choice(_PLACES if where == OWN else _PLACES[3:])
    if "project" in draft:
        draft["project"] = random.choice((PROJECT, OTHER_PROJECT))
        if draft["project"] != PROJECT:
            for of_the_project in ("fund_id", "phase_id"):
                draft.pop(of_the_project, None)
    token = samples.house.staff(samples_of.RECIPES[noun][0])
    answer = await samples.house.ask(token, "POST", f"/v1/{noun}", json.dumps(draft).encode())
    assert answer.status == 201, answer.body
    made: dict[str, Any] = answer.json()
    return made


def list_routes(house: House) -> Iterator[tuple[Service, Route]]:
    for service, app in house.services.items():
        for route in routes_of(app):
            if route.lists and route.path[1:] in {
                *samples_of.RECIPES,
                "duplicates",
                "proposals",
                "awards",
                "tranches",
                "instructions",
                "wages",
                "reports",
                *samples_of.SETTLED,
                *samples_of.GIVEN,
            }:  # jobs are no facts
                yield service, route


# --- the reference ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Record:
    """A record as the database has it: how one reads it, and whether it stands."""

    id: int
    key: str
    stands: bool


async def kept(house: House, service: Service, noun: str) -> list[Record]:
    """All that there is of a noun, the newest first; people who were merged stand under another number."""
    connection = await asyncpg.connect(house.urls[service])
    rows = await connection.fetch(f"SELECT * FROM {_TABLES.get(noun, noun)} ORDER BY id DESC")
    merged = set()
    if noun == "people":
        merges = await connection.fetch("SELECT absorbed_id FROM merges WHERE voided_at IS NULL")
        merged = {row["absorbed_id"] for row in merges}
    await connection.close()
    return [
        Record(row["id"], str(row[_KEPT_AS.get(noun, "id")]), row["voided_at"] is None and row["id"] not in merged)
        for row in rows
    ]


@dataclass
class Reader:
    """Somebody under a mandate, and what they are told of each record alone."""

    house: House
    service: Service
    noun: str
    mandate: dict[str, Any]
    records: list[Record]
    answers: dict[int, Answer] = field(default_factory=dict)

    async def ask(self, target: str) -> Answer:
        app, headers = self.house.services[self.service], minted(self.house, self.service, **self.mandate)
        return await ask(app, "GET", target, headers)

    async def read(self) -> None:
        for record in self.records:
            if record.stands:
                self.answers[record.id] = await self.ask(f"/{self.noun}/{record.key}")

    def told(self, filters: dict[str, str]) -> list[Answer]:
        """The answers that fit the filters, the newest first."""
        return [answer for answer in self.answers.values() if answer.status == 200 and _fits(answer.json(), filters)]


def _fits(told: dict[str, Any], filters: dict[str, str]) -> bool:
    return all(
        str(told[name]).startswith(value) if name == "place" else _stated(told[name]) == value
        for name, value in filters.items()
    )


def _stated(value: Any) -> str:
    """A value as it stands in a query."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def people(answers: list[Answer]) -> set[int]:
    """Whom answers say that they tell about."""
    return {person for answer in answers for person in disclosed(answer)["people"]}


def disclosed(answer: Answer) -> dict[str, Any]:
    stated: dict[str, Any] = json.loads(answer.headers.get(HEADER.encode(), b'{"people": [], "fields": []}'))
    return stated


# --- the comparison ---------------------------------------------------------------------------------------------------


def some_mandate(random: Random, route: Route, dataset: DatasetName, fields: tuple[str, ...]) -> dict[str, Any]:
    named = random.choice((None, None, None, tuple(random.sample(fields, random.randint(1, len(fields))))))
    scope = Scope(ceiling=random.choice(list(Sensitivity)), fields=named)
    return {
        "roles": (Role(random.choice(route.callers)),),
        "areas": random.choice(_AREAS),
        "projects": random.choice(_PROJECTS),
        "datasets": {dataset: scope},
    }


def some_filters(random: Random, route: Route, open_: set[str], told: list[Answer]) -> dict[str, str]:
    """Filters by what some record has, or by a place where none is told; sometimes none."""
    offered = [name for name in route.queries if name in open_]
    chosen = random.sample(offered, min(len(offered), random.choice((0, 1, 1, 2))))
    if not told:
        return {name: AREA for name in chosen if name == "place"}
    like = random.choice(told).json()
    filters = {name: _stated(like[name]) for name in chosen if like[name] is not None}
    if "place" in filters:
        filters["place"] = filters["place"][: random.choice((2, 5, 8, 11))]
    return filters


async def wrong_list(reader: Reader, filters: dict[str, str], limit: int) -> str | None:  # noqa: PLR0911 - one for each fault
    """Read a list to its end; gives what is wrong with it."""
    ought, seen = reader.told(filters), 0
    stated = "&".join(f"{name}={value}" for name, value in filters.items())
    after = ""
    while True:
        page = await reader.ask(f"/{reader.noun}?limit={limit}&count=true{'&' + stated if stated else ''}{after}")
        if page.status != 200:
            return f"is refused: {page.body!r}"
        told, part = page.json(), ought[seen : seen + limit]
        if told["items"] != [one.json() for one in part]:
            return f"shows {told['items']} and ought to show {[one.json() for one in part]}"
        if told["count"] != {"total": len(ought), "capped": False}:
            return f"counts {told['count']} and ought to count {len(ought)}"
        if set(disclosed(page)["people"]) != people(part) or len(disclosed(page)["people"]) != len(people(part)):
            return f"names {disclosed(page)} and ought to name {people(part)}"
        if people(part) and disclosed(page)["fields"] != next(
            disclosed(one)["fields"] for one in part if people([one])
        ):
            return f"names the fields {disclosed(page)['fields']}"
        seen += len(part)
        if (told["next"] is None) is not (seen == len(ought)):
            return f"goes on at {told['next']} after {seen} of {len(ought)}"
        if told["next"] is None:
            return None
        if not re.fullmatch(r"[A-Za-z0-9_-]{32}", told["next"]):
            return f"has {told['next']} for a cursor"
        after = f"&after={told['next']}"


async def wrong_filter(reader: Reader, route: Route, fields: set[str]) -> str | None:
    """Filter by each field that the mandate does not open; gives what is wrong with an answer."""
    like = {"place": AREA, "project": PROJECT}
    for name in set(route.queries) & set(like):
        if name not in fields:
            answer = await reader.ask(f"/{reader.noun}?{name}={like[name]}")
            if answer.status != 403 or answer.kind != "not-in-mandate":
                return f"filters by {name}, which is not told: {answer.status}"
    return None


async def wrong_lists(
    samples: Samples, service: Service, route: Route, walks: int, seed: int = 5
) -> AsyncGenerator[str, None]:
    """Lists of one noun under random mandates, with random filters and lengths; gives what is wrong with each."""
    house, random, noun = samples.house, Random(seed), route.path[1:]
    schema = house.services[service].openapi()["components"]["schemas"]
    row = schema[_row_of(house, service, route)]["properties"]
    dataset = DatasetName("households" if noun == "memberships" else noun)
    records = await kept(house, service, noun)
    for _ in range(walks):
        reader = Reader(house, service, noun, some_mandate(random, route, dataset, tuple(row)), records)
        await reader.read()
        samples.asked += len(records)
        scope: Scope = reader.mandate["datasets"][dataset]
        open_ = {
            name
            for name, part in row.items()
            if Sensitivity(part["x-sensitivity"]).within(scope.ceiling)
            and (scope.fields is None or name in scope.fields)
        }
        if wrong := await wrong_filter(reader, route, open_):
            yield f"{route} under {reader.mandate}: {wrong}"
        for _ in range(3):
            told = reader.told({})
            filters = some_filters(random, route, open_, told)
            if wrong := await wrong_list(reader, filters, random.choice((1, 2, 3, 5, 50, 200))):
                yield f"{route} under {reader.mandate} for {filters}: {wrong}"


def _row_of(house: House, service: Service, route: Route) -> str:
    document = house.services[service].openapi()
    content = document["paths"][route.path]["get"]["responses"]["200"]["content"]["application/json"]
    page = document["components"]["schemas"][content["schema"]["$ref"].rsplit("/", 1)[1]]
    return str(page["properties"]["items"]["items"]["$ref"].rsplit("/", 1)[1])


@pytest.mark.parametrize("near", [2, lists.NEAR])
async def test_every_list_shows_and_counts_what_reading_each_record_tells(
    house: House, samples: Samples, near: int, record_property: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether rows are found among the newest, or have to be sought in all that lies in reach."""
    monkeypatch.setattr(lists, "NEAR", near)
    found, routes = [], list(list_routes(house))
    for service, route in routes:
        found += await every(wrong_lists(samples, service, route, WALKS, seed=near))
    record_property("lists", f"{samples.asked} records read alone against {3 * WALKS * len(routes)} lists")
    assert found == [], "\n".join(found)[:6_000]
    assert len(routes) > 20


async def test_every_noun_has_a_list_but_what_is_shown_with_the_person_alone(house: House) -> None:
    """Nobody can look for who has no document, shares a phone, or is disabled, nor for who is named in forums."""
    nouns = {
        route.path.split("/")[1] for app in house.services.values() for route in routes_of(app) if "{id}" in route.path
    }
    listed = {route.path[1:] for _, route in list_routes(house)}
    assert nouns - listed - {"jobs", "policing"} == {"documents", "phones", "functioning", "namings"}


# --- planted holes: each of them is found ----------------------------------------------------------------------------


def _otherwise(patch: pytest.MonkeyPatch, pattern: str, instead: str) -> None:
    """Write conditions otherwise than they are meant."""
    real = lists._conditions

    def conditions(*asked: Any) -> Any:
        whole = real(*asked)
        sql, *apart = (re.sub(pattern, instead, each) for each in (whole.sql, *whole.apart))
        return replace(whole, sql=sql, apart=tuple(apart))

    patch.setattr(lists, "_conditions", conditions)


def _no_places(patch: pytest.MonkeyPatch) -> None:
    """Areas are taken, and not looked at."""
    _otherwise(patch, r"\S+ LIKE (\$\d+)", r"(\1::text IS NOT NULL)")


def _no_projects(patch: pytest.MonkeyPatch) -> None:
    _otherwise(patch, r"\S+ = ANY \((\$\d+)\)", r"(\1::text[] IS NOT NULL)")


def _voided_too(patch: pytest.MonkeyPatch) -> None:
    _otherwise(patch, r"fact\.voided_at IS NULL", "true")


def _counted_everywhere(patch: pytest.MonkeyPatch) -> None:
    """Rows of other areas are counted and not shown."""
    real = lists._count

    def count(source: Any, conditions: Any) -> str:
        return re.sub(r"\S+ LIKE (\$\d+)", r"(\1::text IS NOT NULL)", real(source, conditions))

    patch.setattr(lists, "_count", count)


def _every_field(patch: pytest.MonkeyPatch) -> None:
    real = lists._page
    patch.setattr(
        lists, "_page", lambda source, fields, *more, **how: real(source, tuple(source.view.model_fields), *more, **how)
    )


def _nobody_named(patch: pytest.MonkeyPatch) -> None:
    real = lists.disclosed
    patch.setattr(lists, "disclosed", lambda source, fields, people: real(source, fields, people[:-1]))


def _a_row_twice(patch: pytest.MonkeyPatch) -> None:
    real = lists._page
    patch.setattr(
        lists, "_page", lambda *asked, **how: re.sub(r"fact\.id <= (\$\d+)", r"fact.id <= \1 + 1", real(*asked, **how))
    )


def _only_the_newest(patch: pytest.MonkeyPatch) -> None:
    """What lies in reach is not sought any more when there is little of it among the newest."""
    patch.setattr(lists, "NEAR", 2)
    real = lists._page
    patch.setattr(lists, "_page", lambda *asked, in_reach=False: real(*asked) + (" OFFSET 1" if in_reach else ""))


def _filtered_by_the_hidden(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(lists, "_require_shown", lambda filters, fields: None)


HOLES = {
    "areas are not looked at": (_no_places, "/people"),
    "projects are not looked at": (_no_projects, "/activities"),
    "what is voided is shown": (_voided_too, "/households"),
    "what lies elsewhere is counted": (_counted_everywhere, "/awards"),
    "every field is told": (_every_field, "/people"),
    "somebody is told about and not named": (_nobody_named, "/attendances"),
    "a row is on two pages": (_a_row_twice, "/people"),
    "a row is left out": (_only_the_newest, "/people"),
    "what is hidden is filtered by": (_filtered_by_the_hidden, "/people"),
}


@pytest.mark.parametrize("hole", HOLES)
async def test_a_hole_in_a_list_is_found(
    house: House, samples: Samples, hole: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant, path = HOLES[hole]
    [(service, route)] = [each for each in list_routes(house) if each[1].path == path]
    plant(monkeypatch)
    assert await first(wrong_lists(samples, service, route, 8))
