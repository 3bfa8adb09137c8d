"""A person's record and its history tell what reading each fact alone tells under the same mandate, and no more.

The reference is naive. It asks the routes of the single facts, one by one, and puts together with its own hands what
they answer. Only of particulars that stand no more there is no route: their fields are those told of the present ones.
"""

import json
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from random import Random
from typing import Any

import access_samples as samples_of
import asyncpg
import pytest
from access_samples import AREA, FOREIGN, OWN, PLACES, Samples
from access_sizes import size
from faults import every, first
from house import House
from test_access_lists import disclosed
from test_access_matrix import minted, told
from wire import Answer, ask

from services.beneficiary.people.views import PersonDraft
from services.beneficiary.records import history, reads, sections
from services.beneficiary.records.views import Change, ChangeView
from shared.callers import DatasetName, Role, Service
from shared.classification import Scope, Sensitivity
from shared.days import today
from shared.mandate import COUNTRY

MANDATES = size(60, 2_000)
REASON = b'{"reason": "entered_in_error"}'
DATASETS = (
    *("people", "households", "displacements", "phones", "functioning", "documents", "consents"),
    *("enrolments", "attendances", "certificates"),
)
KEPT = {
    "memberships": "person_id = $1",
    "displacements": "person_id = $1",
    "phones": "person_id = $1",
    "functioning": "person_id = $1",
    "documents": "person_id = $1",
    "enrolments": "person_id = $1",
    "attendances": "person_id = $1",
    "certificates": "person_id = $1",
    "consents": "person_id = $1",
}
OF = {"memberships": "households"}
ALWAYS = {"id", "person", "recorded_at", "recorded_by", "voided_at", "voided_by", "void_reason"}
_AREAS = ((COUNTRY,), (COUNTRY,), (AREA,), (AREA,), ("IQG04",), ("IQG01",))


@dataclass(frozen=True)
class Somebody:
    id: int
    number: str


@pytest.fixture(scope="module")
async def samples(house: House) -> Samples:
    return await samples_of.prepared(house)


@pytest.fixture(scope="module")
async def people(house: House, samples: Samples) -> list[Somebody]:
    """Some people with facts of every kind, in their own area and elsewhere, some of them corrected and voided."""
    random, numbers = Random(4), []
    caseworker = house.staff(Role.CASEWORKER)

    async def post(path: str, body: Any) -> dict[str, Any]:
        answer = await house.ask(caseworker, "POST", f"/v1/{path}", json.dumps(body).encode())
        assert answer.status in {200, 201}, answer.body
        made: dict[str, Any] = answer.json()
        return made

    async def perhaps_void(path: str) -> None:
        if random.random() < 0.35:
            await post(f"{path}/void", {"reason": "entered_in_error"})

    for one in range(12):
        where = OWN if one % 3 else FOREIGN
        person = await samples.make("people", where)
        number = str(person["registration_number"])
        spans = [{"joined_on": "2018-01-01", "left_on": "2018-09-01"}, {"joined_on": "2019-01-01"}]
        for span in spans[random.choice((0, 0, 1, 2)) :]:
            home = await post("households", {"place": random.choice(list(PLACES.values()))})
            body = {"household_id": home["id"], "person": number, "relation": "head"} | span
            member = await post("memberships", body)
            await post("displacements", {"household_id": home["id"], "status": "idp_camp", "since": "2017-05-01"})
            await perhaps_void(f"memberships/{member['id']}")
        for noun in random.choices(
            ("documents", "displacements", "phones", "functioning", "consents"), k=random.choice((0, 2, 5))
        ):
            draft = await samples.draft(noun, where) | {"person": number}
            made = await post(noun, draft)
            await perhaps_void(f"{noun}/{made['id']}")
        if one % 2:
            await corrected(house, caseworker, number, person, random)
        if one == 11:
            await post(f"people/{number}/void", {"reason": "duplicate"})
        numbers.append(number)
    connection = await asyncpg.connect(house.urls["beneficiary"])
    rows = await connection.fetch(
        "SELECT id, registration_number FROM people WHERE registration_number = ANY ($1)", numbers
    )
    await took_part(connection, [row["id"] for row in rows])
    await connection.close()
    return [Somebody(*row) for row in rows]


async def took_part(connection: Any, ids: list[int]) -> None:
    """Everybody in some activities, here and elsewhere, and in two of help for one person, where that is severe: they
    enrolled, came or did not, and have certificates."""
    await connection.execute(
        "INSERT INTO activities (project, type, place, starts_on, ends_on, mhpss_code, mhpss_layer, by_enrolment,"
        " recorded_by) SELECT $1, 'mhpss', place, '2019-06-01', '2020-06-30', '8.1', '3', true, 'x'"
        " FROM unnest($2::text[]) AS place",
        samples_of.PROJECT,
        list(PLACES.values()),
    )
    await connection.execute(
        "INSERT INTO enrolments (activity_id, person_id, enrolled_on, recorded_by)"
        " SELECT activity.id, person.id, '2019-06-05', 'x'"
        " FROM activities AS activity, unnest($1::int[]) AS person (id)"
        " WHERE activity.by_enrolment AND (activity.id + person.id) % 3 > 0",
        ids,
    )
    await connection.execute(
        "INSERT INTO sessions (activity_id, held_on, recorded_by)"
        " SELECT id, '2019-06-10', 'x' FROM activities WHERE by_enrolment",
    )
    await connection.execute(
        "INSERT INTO attendances (session_id, person_id, outcome, recorded_by)"
        " SELECT session.id, place.person_id,"
        " CASE (session.id + place.person_id) % 3 WHEN 0 THEN 'absent' ELSE 'present' END, 'x'"
        " FROM enrolments AS place JOIN sessions AS session USING (activity_id)"
        " WHERE place.person_id = ANY ($1) AND session.recorded_by = 'x'",
        ids,
    )
    await connection.execute(
        "INSERT INTO certificates (activity_id, person_id, number, issued_on, recorded_by)"
        " SELECT activity_id, person_id, 'X-' || id, '2019-07-01', 'x' FROM enrolments"
        " WHERE person_id = ANY ($1) AND id % 2 = 0",
        ids,
    )
    for table in ("enrolments", "attendances", "certificates"):
        await connection.execute(
            f"UPDATE {table} SET voided_at = recorded_now(), voided_by = 'x', void_reason = 'duplicate'"
            " WHERE person_id = ANY ($1) AND id % 4 = 0",
            ids,
        )


async def corrected(house: House, token: str, number: str, person: dict[str, Any], random: Random) -> None:
    draft = {name: person[name] for name in PersonDraft.model_fields if person[name] is not None}
    for changes in ({"sex": "male"}, {"given_latin": "Shahrzad"}, {"place": random.choice(list(PLACES.values()))}):
        read = await house.ask(token, "GET", f"/v1/people/{number}")
        draft |= changes
        headers = [(b"authorization", f"Bearer {token}".encode()), (b"content-type", b"application/json")]
        tag = (b"if-match", read.headers[b"etag"])
        answer = await ask(house.gateway, "PUT", f"/v1/people/{number}", [*headers, tag], json.dumps(draft).encode())
        assert answer.status == 200, answer.body


# --- the reference ----------------------------------------------------------------------------------------------------


@dataclass
class Reader:
    """Somebody under a mandate, who reads about one person."""

    house: House
    person: Somebody
    mandate: dict[str, Any]

    async def ask(self, target: str) -> Answer:
        headers = minted(self.house, Service.BENEFICIARY, **self.mandate)
        return await ask(self.house.services[Service.BENEFICIARY], "GET", target, headers)

    async def fact(self, noun: str, id: int) -> dict[str, Any] | None:
        """A fact as it is told alone; nothing if it is not. Where somebody lived is told wherever they are."""
        everywhere = replace(self, mandate=self.mandate | {"areas": (COUNTRY,)})
        answer = await (everywhere if noun == "memberships" else self).ask(f"/{noun}/{id}")
        return answer.json() if answer.status == 200 and answer.json() else None

    async def facts(self, noun: str, where: str, *values: Any) -> list[dict[str, Any]]:
        """Those of a noun in the database that are told, each with its row beside it."""
        found = []
        for row in await self.rows(noun, where, *values):
            fact = await self.fact(noun, row["id"])
            if fact is not None:
                found.append(fact | {"its row": row})
        return found

    async def rows(self, table: str, where: str, *values: Any) -> list[Any]:
        connection = await asyncpg.connect(self.house.urls["beneficiary"])
        try:
            return list(await connection.fetch(f"SELECT * FROM {table} WHERE {where} ORDER BY id", *values))
        finally:
            await connection.close()


def plain(fact: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fact.items() if name != "its row"}


async def record(reader: Reader) -> dict[str, Any] | None:
    """What a record ought to be; nothing for somebody who is not found."""
    path = f"/people/{reader.person.number}"
    person = await reader.ask(path)
    if person.status != 200:
        return None
    whole: dict[str, Any] = {"as_of": None, "on": str(today()), "more": []}
    if person.json():
        whole["person"] = person.json()
    [home] = [
        row["household_id"]
        for row in await reader.rows("memberships", "person_id = $1 AND voided_at IS NULL", reader.person.id)
        if row["joined_on"] <= today() and (row["left_on"] is None or row["left_on"] > today())
    ] or [None]
    members = await reader.facts("memberships", KEPT["memberships"], reader.person.id)
    lives = [
        fact for fact in members if fact["its row"]["voided_at"] is None and fact["its row"]["household_id"] == home
    ]
    if await opens(reader, "memberships"):
        whole["membership"] = plain(lives[0]) if lives else None
        if await opens(reader, "memberships", "household_id") and await opens(reader, "households"):
            whole["household"] = home and await reader.fact("households", home)
    if await opens(reader, "displacements"):
        own = await reader.facts("displacements", "person_id = $1 AND voided_at IS NULL", reader.person.id)
        homes = [home] if await opens(reader, "memberships", "household_id") else []
        shared = await reader.facts(
            "displacements", "household_id = ANY ($1) AND voided_at IS NULL", [h for h in homes if h]
        )
        statuses = [
            sorted(each, key=lambda fact: (fact["its row"]["since"], fact["its row"]["id"])) for each in (own, shared)
        ]
        lasts = [each[-1] for each in statuses if each and (each[-1]["its row"]["until"] or date.max) > today()]
        status = plain(lasts[0]) if lasts else None
        if status is not None or homes:
            whole["displacement"] = status
    for noun in ("phones", "functioning", "documents", "consents"):
        answer = await reader.ask(f"{path}/{noun}")
        if answer.status != 200 or noun not in answer.json() or not await opens(reader, noun):
            continue
        whole[noun] = answer.json()[noun]
    if await opens(reader, "enrolments"):
        places = await reader.facts("enrolments", "person_id = $1 AND voided_at IS NULL", reader.person.id)
        places.sort(key=lambda fact: (fact["its row"]["enrolled_on"], fact["its row"]["id"]), reverse=True)
        whole["enrolments"] = [plain(fact) for fact in places]
    return whole


async def opens(reader: Reader, noun: str, *names: str) -> bool:
    """Whether the mandate opens these fields of a noun, or any field at all; as its document declares them."""
    dataset = DatasetName(OF.get(noun, noun))
    scope = reader.mandate["datasets"].get(dataset)
    if scope is None:
        return False
    view = {"memberships": "MembershipView", "households": "HouseholdView", "displacements": "DisplacementView"}
    view["functioning"] = "FunctioningView"
    kind = view.get(noun, f"{noun[:-1].capitalize()}View")
    parts = reader.house.services[Service.BENEFICIARY].openapi()["components"]["schemas"][kind]["properties"]
    readable = {
        name
        for name, part in parts.items()
        if Sensitivity(part["x-sensitivity"]).within(scope.ceiling) and (scope.fields is None or name in scope.fields)
    }
    return readable >= set(names) if names else bool(readable)


Event = tuple[datetime, str, str, dict[str, tuple[Any, Any]]]


async def events(reader: Reader) -> list[Event] | None:
    """What a history ought to tell, each change by when it was, whose dataset, what, and its fields."""
    person = await reader.ask(f"/people/{reader.person.number}")
    if person.status != 200:
        return None
    found: list[Event] = []
    shown = person.json()
    if {"recorded_at", "voided_at"} <= set(shown):
        found += list(await _of_people(reader, set(shown)))
    for noun, where in KEPT.items():
        facts = await reader.facts(noun, where, reader.person.id)
        if noun in {"phones", "functioning", "documents", "consents"}:
            answer = await reader.ask(f"/people/{reader.person.number}/{noun}")
            if answer.status != 200 or noun not in answer.json():
                continue
        for fact in facts:
            if {"recorded_at", "voided_at"} <= set(fact):
                found += list(_of_fact(OF.get(noun, noun), fact))
    return sorted((event for event in found if event[3]), key=_order, reverse=True)


def _order(event: Event) -> tuple[datetime, str]:
    return event[0], json.dumps(event[3], sort_keys=True, ensure_ascii=False)


def _of_fact(dataset: str, fact: dict[str, Any]) -> Iterator[Event]:
    values = {name: value for name, value in plain(fact).items() if name not in ALWAYS and value is not None}
    yield _at(fact["recorded_at"]), dataset, "recorded", {name: (None, value) for name, value in values.items()}
    if fact["voided_at"]:
        yield _at(fact["voided_at"]), dataset, "voided", {name: (value, None) for name, value in values.items()}


async def _of_people(reader: Reader, fields: set[str]) -> list[Event]:
    [registered] = await reader.rows("people", "id = $1", reader.person.id)
    number = {"registration_number": reader.person.number} if "registration_number" in fields else {}
    found: list[Event] = [(registered["recorded_at"], "people", "recorded", {k: (None, v) for k, v in number.items()})]
    if registered["voided_at"]:
        found.append((registered["voided_at"], "people", "voided", {k: (v, None) for k, v in number.items()}))
    before: dict[str, Any] = {}
    for row in await reader.rows("particulars", "person_id = $1", reader.person.id):
        now = {name: _stated(row[name]) for name in PersonDraft.model_fields if name in fields}
        changes = {name: (before.get(name), value) for name, value in now.items() if before.get(name) != value}
        found.append((row["recorded_at"], "people", "corrected" if before else "recorded", changes))
        before = now
    return found


def _stated(value: Any) -> Any:
    return str(value) if isinstance(value, date) else value


def _at(stated: str) -> datetime:
    return datetime.fromisoformat(stated).astimezone(UTC)


# --- the comparison ---------------------------------------------------------------------------------------------------


def some_mandate(random: Random, house: House, datasets: tuple[str, ...] = DATASETS) -> dict[str, Any]:
    schemas = house.services[Service.BENEFICIARY].openapi()["components"]["schemas"]
    named = sorted(
        {name for kind, parts in schemas.items() if kind.endswith("View") for name in parts.get("properties", ())}
    )
    scopes = {DatasetName.PEOPLE: Scope(ceiling=random.choice(list(Sensitivity)))}
    for name in datasets:
        if name == "people" or random.random() < 0.8:
            fields = tuple(random.sample(named, random.randint(1, len(named)))) if random.random() < 0.3 else None
            scopes[DatasetName(name)] = Scope(ceiling=random.choice(list(Sensitivity)), fields=fields)
    return {"roles": (Role.PROTECTION,), "areas": random.choice(_AREAS), "datasets": scopes}


async def wrong_record(reader: Reader, absent: tuple[int, bytes]) -> str | None:
    ought, answer = await record(reader), await reader.ask(f"/people/{reader.person.number}/record")
    if ought is None:
        return None if told(answer) == absent else f"the record of nobody: {told(answer)}"
    if answer.status != 200 or answer.json() != ought:
        return f"a record is {answer.body.decode()} and ought to be {ought}"
    if disclosed(answer)["people"] != [reader.person.id]:
        return f"a record names {disclosed(answer)}"
    shown = {name for section in answer.json().values() for name in names_in(section)}
    if {name.rpartition(".")[2] for name in disclosed(answer)["fields"]} < shown:
        return f"a record tells {shown} and names {disclosed(answer)['fields']}"
    return None


def names_in(section: Any) -> set[str]:
    if isinstance(section, list):
        return {name for one in section for name in names_in(one)}
    return set(section) if isinstance(section, dict) else set()


async def wrong_history(reader: Reader, absent: tuple[int, bytes], limit: int) -> str | None:  # noqa: PLR0911 - one for each fault
    ought, seen, after = await events(reader), [], ""
    while True:
        answer = await reader.ask(f"/people/{reader.person.number}/history?count=true&limit={limit}{after}")
        if ought is None:
            return None if told(answer) == absent else f"the history of nobody: {told(answer)}"
        if answer.status != 200:
            return f"a history is refused: {answer.body.decode()}"
        page = answer.json()
        seen += page["items"]
        fields = {field["field"] for item in page["items"] for field in item["fields"]}
        if {name.rpartition(".")[2] for name in disclosed(answer)["fields"]} != fields:
            return f"a history tells {fields} and names {disclosed(answer)['fields']}"
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    got: list[Event] = [
        (
            _at(item["at"]),
            item["dataset"],
            item["change"],
            {field["field"]: (field["before"], field["after"]) for field in item["fields"]},
        )
        for item in seen
    ]
    if [event[0] for event in got] != sorted((event[0] for event in got), reverse=True):
        return "a history is not in order"
    if sorted(got, key=_order, reverse=True) != ought:
        return f"a history tells {got} and ought to tell {ought}"
    if page["count"] != {"total": len(ought), "capped": False}:
        return f"a history counts {page['count']} of {len(ought)}"
    return None


async def wrong(house: House, people: list[Somebody], mandates: int, seed: int = 9) -> AsyncGenerator[str, None]:
    random = Random(seed)
    for _ in range(mandates):
        reader = Reader(house, random.choice(people), some_mandate(random, house))
        for path, compare in (("record", wrong_record), ("history", wrong_history)):
            absent = told(await reader.ask(f"/people/{samples_of.NOBODY}/{path}"))
            more = () if path == "record" else (random.choice((1, 2, 5, 200)),)
            if fault := await compare(reader, absent, *more):  # type: ignore[operator]
                yield f"{reader.person} under {reader.mandate}: {fault}"


async def test_a_record_and_its_history_tell_what_reading_each_fact_tells(house: House, people: list[Somebody]) -> None:
    found = await every(wrong(house, people, MANDATES))
    assert found == [], "\n".join(found)[:6_000]


# --- planted holes: each of them is found ----------------------------------------------------------------------------


def _otherwise(patch: pytest.MonkeyPatch, module: Any, name: str, old: str, new: str) -> None:
    """Write a statement otherwise than it is meant."""
    real = getattr(module, name)

    def query(*asked: Any) -> str:
        written: str = real(*asked)
        return written.replace(old, new)

    patch.setattr(module, name, query)


def _areas(patch: pytest.MonkeyPatch) -> None:
    _otherwise(patch, reads, "_query", "fact.place LIKE ANY ($4)", "true")


def _areas_of_history(patch: pytest.MonkeyPatch) -> None:
    _otherwise(patch, history, "_query", "$1 AND stated.place LIKE ANY ($2)", "$1 AND $2::text[] IS NOT NULL")


def _activities_elsewhere(patch: pytest.MonkeyPatch) -> None:
    _otherwise(patch, history, "_query", "activity.place LIKE ANY ($2)", "true")


def _empty_documents(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sections.Withheld, "tells_of_nothing", lambda *_: True)


def _hidden_corrections(patch: pytest.MonkeyPatch) -> None:
    """Of what is withheld it is told that it changed, and when."""
    real = history._view

    def view(change: Any, fields: Any) -> Any:
        dataset = change.kind.source.dataset.name
        empty = ChangeView(dataset=dataset, change=Change.CORRECTED, at=change.at, fields=[])
        return real(change, fields) or empty

    patch.setattr(history, "_view", view)


def _home_for_everyone(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(reads, "_home_is_told", lambda opened: True)
    patch.setattr(reads, "_query", reads._query.__wrapped__)


def _voided_too(patch: pytest.MonkeyPatch) -> None:
    _otherwise(
        patch, reads, "_query", "AND (fact.recorded_at <= $2 AND (fact.voided_at IS NULL OR fact.voided_at > $2))", ""
    )


def _severe_too(patch: pytest.MonkeyPatch) -> None:
    for module in (reads, history):
        patch.setattr(module, "concealed", lambda source: "true")
        patch.setattr(module, "_query", module._query.__wrapped__)
        patch.setattr(module, "_opened", module._opened.__wrapped__)


HOLES = {
    "areas of households are not looked at": _areas,
    "nor where the person is": _areas_of_history,
    "what somebody did elsewhere is told": _activities_elsewhere,
    "no documents are told": _empty_documents,
    "what is withheld is hinted at": _hidden_corrections,
    "the household is told through the displacement": _home_for_everyone,
    "what is voided is shown": _voided_too,
    "who is helped alone is told": _severe_too,
}


@pytest.mark.parametrize("hole", HOLES)
async def test_a_hole_in_a_record_is_found(
    house: House, people: list[Somebody], hole: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    HOLES[hole](monkeypatch)
    assert await first(wrong(house, people, 320))
