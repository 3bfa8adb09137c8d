"""A search finds, shows and counts whom reading every person and each of their facts alone would have found.

The reference is naive. Under the same mandate it reads every person, keeps those who are told about, and asks the
routes of their facts, one by one, whether what is sought is told of them. Whoever is not told about is not found,
not counted, and not waited for.
"""

import json
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

import access_samples as samples_of
import access_timing as timing
import asyncpg
import pytest
from access_samples import AREA, FOREIGN, OTHER_PROJECT, OWN, PROJECT, Samples
from access_sizes import size
from faults import every, first
from house import House
from test_access_lists import disclosed
from test_access_matrix import kind, minted
from test_access_records import some_mandate
from wire import Answer, ask

from services.beneficiary.names import forms, keys
from services.beneficiary.people.views import NAMES
from services.beneficiary.search import candidates
from services.beneficiary.search import reads as searching
from services.beneficiary.search.ranking import fit
from services.beneficiary.search.terms import AROUND, terms
from services.beneficiary.search.views import SearchDraft
from shared import lists
from shared.callers import DatasetName, Role, Service
from shared.classification import Scope, Sensitivity
from shared.days import today

MANDATES = size(30, 1_000)
ASKED = 4
TIMED = size(200, 4_000)
PEOPLE = 14
SEARCHED = ("people", "households", "phones", "documents", "attendances")
GIVEN = ("زينب", "سعاد", "مريم")
FATHERS = ("حسين", "كريم")
PHONES = ("+9647701234561", "+9647701234562")
NUMBERS = ("A771", "A772")
NEEDED = {
    "document": ("documents", ("documents", "person", "type", "number")),
    "phone": ("phones", ("phones", "person", "number")),
    "registration_number": ("people", ("registration_number",)),
    "name": ("people", NAMES),
    "mother": ("people", NAMES),
    "birth_year": ("people", ("birth_date",)),
    "place": ("people", ("place",)),
    "household_id": ("households", ("memberships", "person", "household_id", "joined_on", "left_on")),
    "activity_id": ("attendances", ("person", "activity_id", "outcome")),
    "project": ("attendances", ("person", "activity_id", "outcome")),
}


RANKED = {"name", "mother"}
SURE = {"document", "phone", "registration_number", "household_id", "activity_id"}


@dataclass
class Somebody:
    """A person, and what the database has of them that no route tells."""

    id: int
    number: str
    documents: dict[int, str] = field(default_factory=dict)
    attendances: dict[int, str] = field(default_factory=dict)
    """Of each attendance the project."""
    stated: list[dict[str, Any]] = field(default_factory=list)
    """What each registration of theirs states."""


@pytest.fixture(scope="module")
async def samples(house: House) -> Samples:
    return await samples_of.prepared(house)


@pytest.fixture(scope="module")
async def people(house: House, samples: Samples) -> list[Somebody]:
    """People who share names, phones, documents, a household and activities, here and elsewhere; some are one."""
    random, standing = Random(8), list[str]()
    made = list[Somebody]()

    async def post(path: str, body: Any, role: Role = Role.CASEWORKER) -> dict[str, Any]:
        answer = await house.ask(house.staff(role), "POST", f"/v1/{path}", json.dumps(body).encode())
        assert answer.status in {200, 201, 202}, answer.body
        told: dict[str, Any] = answer.json()
        return told

    activities = [
        await post("activities", await samples.draft("activities", where) | {"project": project} | help)
        for where in (OWN, FOREIGN)
        for project in (PROJECT, OTHER_PROJECT)
        for help in ({}, {"mhpss_code": "8.1", "mhpss_layer": "3"})
    ]
    homes = [await post("households", {"place": samples_of.PLACES[where]}) for where in (OWN, FOREIGN)]
    for _ in range(PEOPLE):
        where = random.choice((OWN, FOREIGN))
        names = {"given_native": random.choice(GIVEN), "father_native": random.choice(FATHERS)}
        draft = await samples.draft("people", where) | names | {"birth_date": f"199{random.randrange(3)}-05-05"}
        number = str((await post("people", draft))["registration_number"])
        one = Somebody(0, number)
        for plain in random.sample(NUMBERS, random.randrange(3)):
            body = {"person": number, "type": "passport", "number": plain}
            one.documents[(await post("documents", body))["id"]] = plain
        for plain in random.sample(PHONES, random.randrange(3)):
            await post("phones", {"person": number, "number": plain, "owner": "self", "safe_to_call": True})
        if random.random() < 0.7:
            home = random.choice(homes)["id"]
            await post(
                "memberships", {"household_id": home, "person": number, "relation": "child", "joined_on": "2019-01-01"}
            )
        for activity in random.sample(activities, random.randrange(5)):
            await come(house, number, activity["id"], random.choice(("present", "present", "excused", "absent")))
        if random.random() < 0.1:
            await post(f"people/{number}/void", {"reason": "duplicate"})
        else:
            standing.append(number)
        made.append(one)
    for absorbed, survivor in zip(standing[::3], standing[1::3], strict=False):
        merge = await post("merges", {"absorbed": absorbed, "survivor": survivor, "reason": "same_phone"})
        if "verdict" in merge:  # it takes another person
            path = f"/v1/proposals/{merge['id']}/confirm"
            another = house.staff(Role.CASEWORKER, name="another")
            assert (await house.ask(another, "POST", path, b'{"ground": "asked"}')).status == 200
    return await numbered(house, made)


async def come(house: House, number: str, activity: int, outcome: str) -> None:
    """Put somebody on the sheet of a session, whoever may write it."""
    connection = await asyncpg.connect(house.urls["beneficiary"])
    await connection.execute(
        "WITH held AS ("
        "INSERT INTO sessions (activity_id, held_on, recorded_by) VALUES ($1, '2020-01-01', 'somebody') RETURNING id"
        ") INSERT INTO attendances (session_id, person_id, outcome, recorded_by)"
        " SELECT held.id, person.id, $3, 'somebody' FROM held, people AS person WHERE registration_number = $2",
        activity,
        number,
        outcome,
    )
    await connection.close()


async def numbered(house: House, made: list[Somebody]) -> list[Somebody]:
    """All people whom there are, those that others made among them, the newest first; with what is of theirs under a
    number that was merged into theirs."""
    known = {one.number: one for one in made}
    connection = await asyncpg.connect(house.urls["beneficiary"])
    rows = await connection.fetch("SELECT id, registration_number, voided_at FROM people ORDER BY id DESC")
    attended = await connection.fetch(
        "SELECT attendance.id, attendance.person_id, activity.project"
        " FROM attendances AS attendance JOIN sessions AS session ON session.id = attendance.session_id"
        " JOIN activities AS activity ON activity.id = session.activity_id"
        " WHERE attendance.voided_at IS NULL AND session.voided_at IS NULL AND activity.voided_at IS NULL"
    )
    stated = await connection.fetch("SELECT * FROM particulars WHERE voided_at IS NULL")
    merges = await connection.fetch("SELECT absorbed_id, survivor_id FROM merges WHERE voided_at IS NULL")
    await connection.close()
    survivors = {merge["absorbed_id"]: merge["survivor_id"] for merge in merges}
    every = {}
    for row in rows:
        one = known.get(row["registration_number"], Somebody(0, row["registration_number"]))
        one.id = row["id"]
        every[one.id] = one
    for each in attended:
        every[survivors.get(each["person_id"], each["person_id"])].attendances[each["id"]] = each["project"]
    for each in stated:
        every[survivors.get(each["person_id"], each["person_id"])].stated.append(dict(each))
    for absorbed, survivor in survivors.items():
        every[survivor].documents |= every[absorbed].documents
    return [every[row["id"]] for row in rows if row["voided_at"] is None and row["id"] not in survivors]


# --- the reference ----------------------------------------------------------------------------------------------------


@dataclass
class Reader:
    """Somebody under a mandate."""

    house: House
    mandate: dict[str, Any]

    async def ask(self, target: str, method: str = "GET", body: bytes = b"") -> Answer:
        headers = minted(self.house, Service.BENEFICIARY, **self.mandate)
        return await ask(self.house.services[Service.BENEFICIARY], method, target, headers, body)

    async def told(self, target: str) -> Any:
        answer = await self.ask(target)
        return answer.json() if answer.status == 200 else {}

    def opens(self, criterion: str) -> bool:
        dataset, fields = NEEDED[criterion]
        scope: Scope | None = self.mandate["datasets"].get(DatasetName(dataset))
        return scope is not None and all(self._open(dataset, name, scope) for name in fields)

    def _open(self, dataset: str, name: str, scope: Scope) -> bool:
        schemas = self.house.services[Service.BENEFICIARY].openapi()["components"]["schemas"]
        kinds = {"people": "PersonView", "households": "MembershipView", "documents": "DocumentSought"}
        parts = schemas[kinds.get(dataset, f"{dataset[:-1].capitalize()}View")]["properties"]
        level = Sensitivity(parts.get(name, {"x-sensitivity": "moderate"})["x-sensitivity"])
        return level.within(scope.ceiling) and (scope.fields is None or name in scope.fields)

    async def is_true(self, one: Somebody, person: Any, criterion: str, stated: Any) -> bool:  # noqa: PLR0911 - one for each
        """Whether it is told of a person, by the route that tells such things."""
        path = f"/people/{one.number}"
        match criterion:
            case "registration_number":
                return bool(person["registration_number"] == stated)
            case "birth_year":
                return str(person["birth_date"])[:4] == str(stated)
            case "place":
                return str(person["place"]).startswith(stated)
            case "name" | "mother":
                return all(true(person, criterion, word) for word in stated.split())
            case "phone":
                return any(each["number"] == stated for each in (await self.told(f"{path}/phones")).get("phones", ()))
            case "document":
                told = [
                    await self.told(f"/documents/{id}")
                    for id, plain in one.documents.items()
                    if plain == stated["number"]
                ]
                return any(told)
            case "household_id":
                lives = (await self.told(f"{path}/memberships")).get("memberships", ())
                return any(
                    each["household_id"] == stated
                    and each["joined_on"] <= str(today())
                    and (each["left_on"] is None or each["left_on"] > str(today()))
                    for each in lives
                )
            case "activity_id":
                came = [await self.told(f"/attendances/{id}") for id in one.attendances]
                return any(each.get("activity_id") == stated for each in came if each.get("outcome") == "present")
            case _:
                came = [await self.told(f"/attendances/{id}") for id, code in one.attendances.items() if code == stated]
                return any(each.get("outcome") == "present" for each in came)


def true(row: dict[str, Any], criterion: str, word: Any) -> bool:
    """Whether a word of a name is true of what a registration states, or a year of birth nearly."""
    if criterion == "birth_year":
        return row["birth_date"] is None or abs(int(str(row["birth_date"])[:4]) - word) <= AROUND
    of_mother = criterion == "mother"
    own = [row[name] or "" for name in NAMES if name.startswith("mother_") is of_mother]
    written = [another for name in own for another in forms.written(name)]
    return any(keys.of(forms.written(word)[0]) & keys.of(another) for another in written)


def likely(reader: Reader, people: list[Somebody], sought: dict[str, Any]) -> set[str]:
    """Who may be meant by a name, of those people: everything is true of a registration of theirs, or all but one."""
    known = [(name, word) for name in ("name", "mother") for word in sought.get(name, "").split()]
    known += [("birth_year", sought["birth_year"])] if "birth_year" in sought else []
    known = list(dict.fromkeys(known))
    areas = reader.mandate["areas"]
    meant = terms(SearchDraft.model_validate(sought))
    near = {
        one.number: [
            row
            for row in one.stated
            if row["place"].startswith(sought.get("place", "IQ"))
            and any(row["place"].startswith(area) for area in areas)
        ]
        for one in people
    }

    def of_whom(least: int) -> set[str]:
        return {
            number
            for number, rows in near.items()
            if any(sum(true(row, *each) for each in known) >= least for row in rows)
        }

    whole = of_whom(len(known))
    well = any(fit(meant, row).score >= searching.WELL for number in whole for row in near[number])
    return of_whom(len(known) - 1) if len(known) > 2 and not well else whole


async def wrong_ranking(reader: Reader, people: list[Somebody], sought: dict[str, Any], limit: int) -> str | None:
    """The same where people are sought by a name, of whom the likeliest are shown."""
    others = {name: stated for name, stated in sought.items() if name not in {"name", "mother", "birth_year"}}
    reached = {}
    for one in people:
        person = await reader.ask(f"/people/{one.number}")
        if person.status == 200 and all([await reader.is_true(one, person.json(), *each) for each in others.items()]):
            reached[one.number] = one, person.json()
    ought = likely(reader, [one for one, _ in reached.values()], sought)
    answer = await reader.ask("/people/search", "POST", json.dumps(sought | {"limit": limit, "count": True}).encode())
    if answer.status != 200:
        return f"is refused: {answer.body!r}"
    page = answer.json()
    scores = [item.pop("score") for item in page["items"] if item.pop("matched") is not None]
    shown = [item["registration_number"] for item in page["items"]]
    if page["items"] != [reached[number][1] for number in shown if number in ought]:
        return f"shows {page['items']} and ought to show of {ought}"
    if scores != sorted(scores, reverse=True):
        return f"ranks {scores}"
    if (page["count"], page["next"]) != ({"total": len(ought), "capped": False}, None) or len(shown) != min(
        limit, len(ought)
    ):
        return f"counts {page['count']} and shows {shown}, and ought to count {len(ought)}"
    if sorted(disclosed(answer)["people"]) != sorted(reached[number][0].id for number in shown):
        return f"names {disclosed(answer)} and ought to name {shown}"
    return None


async def wrong_search(reader: Reader, people: list[Somebody], sought: dict[str, Any], limit: int) -> str | None:  # noqa: PLR0911 - one for each fault
    """Read what is found to the end; gives what is wrong with it."""
    ought, seen, after = [], [], {}
    allowed = all(reader.opens(name) for name in sought)
    if allowed and RANKED & sought.keys() and not SURE & sought.keys():
        return await wrong_ranking(reader, people, sought, limit)
    if allowed:
        for one in people:
            person = await reader.ask(f"/people/{one.number}")
            if person.status == 200 and all(
                [await reader.is_true(one, person.json(), *each) for each in sought.items()]
            ):
                ought.append((one.id, person.json()))
    while True:
        body = json.dumps(sought | {"limit": limit, "count": True} | after).encode()
        answer = await reader.ask("/people/search", "POST", body)
        if not allowed:
            refused = (answer.status, kind(answer)) == (403, "not-in-mandate")
            return None if refused else f"is not refused: {answer.body!r}"
        if answer.status != 200:
            return f"is refused: {answer.body!r}"
        page, part = answer.json(), ought[len(seen) : len(seen) + limit]
        seen += page["items"]
        if page["items"] != [person for _, person in part]:
            return f"shows {page['items']} and ought to show {part}"
        if page["count"] != {"total": len(ought), "capped": False}:
            return f"counts {page['count']} and ought to count {len(ought)}"
        if sorted(disclosed(answer)["people"]) != sorted(id for id, _ in part):
            return f"names {disclosed(answer)} and ought to name {part}"
        if (page["next"] is None) is not (len(seen) == len(ought)):
            return f"goes on at {page['next']} after {len(seen)} of {len(ought)}"
        if page["next"] is None:
            return None
        after = {"after": page["next"]}


def some_sought(random: Random, people: list[Somebody]) -> dict[str, Any]:
    """One thing or two that may be true of somebody."""
    offered = {
        "document": {"type": "passport", "number": random.choice(NUMBERS)},
        "phone": random.choice(PHONES),
        "registration_number": random.choice([*people, Somebody(0, samples_of.NOBODY)]).number,
        "name": random.choice((*GIVEN, *FATHERS, "زينب حسين", "كريم سعاد", "Karim Suad", "maryam", "nobody")),
        "mother": random.choice(("فاطمة", "Fatima", "nobody")),
        "birth_year": random.choice((1990, 1991, 1950)),
        "place": random.choice(("IQ", AREA, "IQG15Q08", "IQG04Q03")),
        "household_id": random.randint(1, 8),
        "activity_id": random.randint(1, 12),
        "project": random.choice((PROJECT, OTHER_PROJECT, samples_of.NO_PROJECT)),
    }
    return {name: offered[name] for name in random.sample(list(offered), random.choice((1, 1, 2, 3)))}


async def wrong(house: House, people: list[Somebody], mandates: int, seed: int = 3) -> AsyncGenerator[str, None]:
    random = Random(seed)
    for _ in range(mandates):
        mandate = some_mandate(random, house, SEARCHED)
        if random.random() < 0.6:  # most are told enough to seek by it
            high = Scope(ceiling=random.choice((Sensitivity.HIGH, Sensitivity.SEVERE)))
            mandate["datasets"] = dict.fromkeys(DatasetName, high)
        reader = Reader(house, mandate | {"projects": random.choice((None, None, (PROJECT,)))})
        for _ in range(ASKED):
            sought = some_sought(random, people)
            if fault := await wrong_search(reader, people, sought, random.choice((1, 2, 50))):
                yield f"{sought} under {reader.mandate}: {fault}"


@pytest.mark.parametrize("near", [2, searching.NEAR])
async def test_a_search_finds_whom_reading_everybody_would_have_found(
    house: House, people: list[Somebody], near: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether they are among the newest, or have to be sought in all that lies in reach."""
    monkeypatch.setattr(searching, "NEAR", near)
    found = await every(wrong(house, people, MANDATES, seed=near))
    assert found == [], "\n".join(found)[:6_000]


async def test_somebody_elsewhere_is_told_from_nobody_neither_by_answer_nor_by_time(
    house: House, people: list[Somebody], samples: Samples, record_property: Any
) -> None:
    """By document, phone and number: what is asked about somebody elsewhere is answered as about nobody."""
    elsewhere = str((await samples.make("people", FOREIGN))["registration_number"])
    body = {"person": elsewhere, "type": "passport", "number": "F1"}
    paper = await house.ask(house.staff(Role.CASEWORKER), "POST", "/v1/documents", json.dumps(body).encode())
    body = {"person": elsewhere, "number": "+9647809999999", "owner": "self", "safe_to_call": True}
    phone = await house.ask(house.staff(Role.CASEWORKER), "POST", "/v1/phones", json.dumps(body).encode())
    assert (paper.status, phone.status) == (201, 201)
    token = house.staff(Role.CASEWORKER, areas=(AREA,))
    pairs = {
        "document": ({"type": "passport", "number": "F1"}, {"type": "passport", "number": "F2"}),
        "phone": ("+9647809999999", "+9647809999998"),
        "registration_number": (elsewhere, samples_of.NOBODY),
    }

    def asking(sought: dict[str, Any]) -> timing.Ask:
        content = json.dumps(sought | {"count": True}).encode()
        return lambda: house.ask(token, "POST", "/v1/people/search", content)

    for name, (somebody, nobody) in pairs.items():
        there, absent = asking({name: somebody}), asking({name: nobody})
        answers = [await there(), await absent()]
        assert answers[0].body == answers[1].body, name  # type: ignore[attr-defined]
        guessed = timing.accuracy(await timing.timed(Random(1), [there], [absent], TIMED))
        record_property(f"somebody elsewhere by {name}", f"{guessed:.3f} guessed rightly by time alone")
        assert guessed < 0.65, name


# --- planted holes: each of them is found ----------------------------------------------------------------------------


def _no_places(patch: pytest.MonkeyPatch) -> None:
    real = lists._conditions

    def conditions(source: Any, areas: int, *rest: Any) -> Any:
        whole = real(source, areas, *rest)
        anywhere = whole.sql.replace("stated.place LIKE $1)", "$1::text IS NOT NULL)")
        return replace(whole, sql=anywhere, apart=(anywhere,))

    patch.setattr(lists, "_conditions", conditions)


def _by_anything(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(searching, "_require_told", lambda *_: None)


def _criterion(name: str, old: str, new: str) -> Any:
    def plant(patch: pytest.MonkeyPatch) -> None:
        real = searching.CRITERIA[name]
        assert old in real.sql
        changed = searching.Criterion(real.sql.replace(old, new), real.dataset, real.fields, real.few)
        patch.setattr(searching, "CRITERIA", {**searching.CRITERIA, name: changed})

    return plant


def _statement(old: str, new: str) -> Any:
    def plant(patch: pytest.MonkeyPatch) -> None:
        real = candidates._statement

        def statement(*shape: Any) -> str:
            head, match, rest = real(*shape).partition("LIMIT")
            return head.replace(old, new) + match + rest.replace(old, new)

        patch.setattr(candidates, "_statement", statement)

    return plant


def _anywhere(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(candidates, "_areas", lambda _: ())


HOLES = {
    "areas are not looked at": _no_places,
    "people are found by what is withheld": _by_anything,
    "any word is enough": _criterion("name", "NOT EXISTS", "EXISTS (SELECT 1) OR NOT EXISTS"),
    "any word of a name is enough": _statement(" AND said.signs", " OR said.signs"),
    "who goes on elsewhere is counted": _statement("AND stated.place LIKE ANY ($1)", "AND $1::text[] IS NOT NULL"),
    "who is registered elsewhere is found": _anywhere,
    "who takes part is found, where that is severe": _criterion(
        "activity_id", "({} OR (activity.mhpss_layer", "({} IS NOT NULL OR (activity.mhpss_layer"
    ),
    "who was absent is found": _criterion("activity_id", "attendance.outcome = 'present'", "true"),
    "activities elsewhere are looked at": _criterion(
        "activity_id", "activity.place LIKE ANY ({})", "{}::text[] IS NOT NULL"
    ),
    "projects are not looked at": _criterion("project", "activity.project = ANY ({})", "{}::text[] IS NOT NULL"),
}


@pytest.mark.parametrize("hole", HOLES)
async def test_a_hole_in_a_search_is_found(
    house: House, people: list[Somebody], hole: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    HOLES[hole](monkeypatch)
    assert await first(wrong(house, people, 160))
