"""Caseloads: those of an area, the caller's own, those who changed lately and those of whom something is not known."""

import json
from typing import Any

import pytest
from callers import Caller, Running, datasets, refusal, require_made
from registry import NAJAF, NINEWA, TELAFAR, ZUMMAR, Registry

from services.beneficiary.caseloads import changed, changes
from shared import lists
from shared.callers import DatasetName, Role
from shared.classification import HIGH, MODERATE, SEVERE, Scope
from shared.disclosure import HEADER

ALL = ["birth", "father", "grandfather", "household", "consent", "functioning"]
LEAST = {"given_native": "سعاد", "sex": "female", "birth_precision": "unknown", "place": TELAFAR}


@pytest.fixture
def registry(beneficiary: Running) -> Registry:
    return Registry(beneficiary)


async def cases(caller: Caller, **asked: str) -> list[dict[str, Any]]:
    page = require_made(await caller.get("/caseload", **({"limit": "200"} | asked)))
    assert page["next"] is None
    items: list[dict[str, Any]] = page["items"]
    return items


async def numbers(caller: Caller, **asked: str) -> list[str]:
    return [case["registration_number"] for case in await cases(caller, **asked)]


def somebody(registry: Registry, name: str, **changes: Any) -> Caller:
    return registry.service.caller(Role.CASEWORKER, caller=name, **changes)


async def register(caller: Caller, **changes: Any) -> str:
    return str(require_made(await caller.post("/people", LEAST | changes))["registration_number"])


async def phone(registry: Registry, person: str) -> int:
    body = {"person": person, "number": "07701234567", "owner": "self", "safe_to_call": True}
    return int(require_made(await registry.caseworker.post("/phones", body))["id"])


async def paper(registry: Registry, person: str) -> int:
    body = {"person": person, "type": "passport", "number": "A77"}
    return int(require_made(await registry.caseworker.post("/documents", body))["id"])


async def consent(registry: Registry, person: str) -> int:
    body = {"person": person, "purpose": "livelihood-support", "recipient_class": "authority"}
    how = {"decided_on": "2020-01-02", "language": "ar", "witnessed": "thumbprint", "given_by": "self"}
    return int(require_made(await registry.caseworker.post("/consents", body | how | {"decision": "withdrawn"}))["id"])


async def functioning(registry: Registry, person: str) -> int:
    body = {"person": person, "asked_on": "2020-01-02", "answers": [{"question": "seeing", "answer": "no_difficulty"}]}
    return int(require_made(await registry.caseworker.post("/functioning", body))["id"])


# --- area and mine ----------------------------------------------------------------------------------------------------


async def test_the_caseload_of_an_area_has_those_who_live_there_the_newest_first(registry: Registry) -> None:
    one, two, far = [await register(registry.caseworker, place=place) for place in (TELAFAR, ZUMMAR, NAJAF)]
    assert await numbers(registry.caseworker) == [far, two, one]
    assert await numbers(registry.caseworker, place=TELAFAR) == [two, one]
    assert await numbers(registry.caseworker, place=ZUMMAR) == [two]
    assert await numbers(somebody(registry, "x", areas=(NINEWA,))) == [two, one]
    assert await numbers(somebody(registry, "x", areas=(NINEWA,)), place=NAJAF) == []


async def test_mine_are_those_whom_i_registered_or_corrected_last(registry: Registry) -> None:
    ali, zahra = somebody(registry, "ali"), somebody(registry, "zahra")
    first, second, third = [await register(caller) for caller in (ali, ali, zahra)]
    require_made(await zahra.put(f"/people/{second}", LEAST | {"sex": "male"}))
    assert await numbers(ali, view="mine") == [second, first]
    assert await numbers(zahra, view="mine") == [third, second]
    require_made(await ali.put(f"/people/{second}", LEAST))
    assert await numbers(zahra, view="mine") == [third]
    assert await numbers(somebody(registry, "ali", areas=("IQG04",)), view="mine") == []
    require_made(await ali.void(f"/people/{first}"))
    assert await numbers(ali, mine="true") == [second]


async def test_whoever_moves_away_while_a_page_is_read_is_not_on_it(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    staying, moving = [await register(registry.caseworker) for _ in range(2)]
    real = lists.find_each

    async def moved(*asked: Any) -> list[Any]:
        require_made(await registry.caseworker.put(f"/people/{moving}", LEAST | {"place": NAJAF}))
        return await real(*asked)

    for reading in (lists, changed):
        monkeypatch.setattr(reading, "find_each", moved)
    here = somebody(registry, "x", areas=(NINEWA,))
    assert await numbers(here) == [staying]
    require_made(await registry.caseworker.put(f"/people/{moving}", LEAST))
    assert await numbers(here, view="changed") == [staying]


# --- what is not known ------------------------------------------------------------------------------------------------


async def test_what_is_not_known_of_somebody_is_told_until_it_is(registry: Registry) -> None:
    person = await register(registry.caseworker)

    async def missing() -> list[str] | None:
        told = await cases(registry.caseworker, view="incomplete")
        return next((case["missing"] for case in told if case["registration_number"] == person), None)

    assert await missing() == ALL
    known = LEAST | {"father_latin": "Husayn", "grandfather_native": "حسن"}
    require_made(await registry.caseworker.put(f"/people/{person}", known))
    assert await missing() == ["birth", "household", "consent", "functioning"]
    born = {"birth_date": "1990-07-01", "birth_precision": "year"}
    require_made(await registry.caseworker.put(f"/people/{person}", known | born))
    membership = await registry.membership(await registry.household(), person)
    await functioning(registry, person)
    assert await missing() == ["consent"]
    decision = await consent(registry, person)
    assert await missing() is None
    require_made(await registry.caseworker.void(f"/consents/{decision}"))
    require_made(await registry.caseworker.void(f"/memberships/{membership}"))
    assert await missing() == ["household", "consent"]


async def test_a_child_too_young_to_be_asked_is_not_missing_answers(registry: Registry) -> None:
    async with registry.service.connection() as connection:
        day = await connection.fetchval("SELECT ((now() AT TIME ZONE 'Asia/Baghdad')::date - interval '4 years')::date")
    await register(registry.caseworker, birth_date=str(day), birth_precision="day")
    [case] = await cases(registry.caseworker)
    assert "functioning" not in case["missing"]


async def test_whoever_left_the_last_household_is_in_none(registry: Registry) -> None:
    person = await register(registry.caseworker)
    await registry.membership(await registry.household(), person, left_on="2020-01-01")
    [case] = await cases(registry.caseworker)
    assert "household" in case["missing"]


async def test_that_somebody_has_no_document_is_no_gap_and_nobody_is_found_by_it(registry: Registry) -> None:
    has, without = await register(registry.caseworker), await register(registry.caseworker)
    await paper(registry, has)
    for role, ceiling in ((Role.CASEWORKER, HIGH), (Role.PROTECTION, SEVERE)):
        told = await cases(registry.service.caller(role, datasets=datasets(ceiling)), view="incomplete")
        assert [case["registration_number"] for case in told] == [without, has]
        assert [case["missing"] for case in told] == [ALL, ALL]
        assert "document" not in json.dumps(told)


async def test_of_what_a_caller_is_not_told_nothing_is_missing(registry: Registry) -> None:
    await register(registry.caseworker)
    closed = datasets(HIGH)
    for name in (DatasetName.HOUSEHOLDS, DatasetName.CONSENTS, DatasetName.FUNCTIONING):
        del closed[name]
    [case] = await cases(registry.service.caller(Role.CASEWORKER, datasets=closed), view="incomplete")
    assert case["missing"] == ["birth", "father", "grandfather"]
    shallow = {name: Scope(ceiling=MODERATE) for name in datasets(HIGH)}
    [case] = await cases(registry.service.caller(Role.CASEWORKER, datasets=shallow), view="incomplete")
    assert case["missing"] == ["birth", "household", "consent"]
    assert "given_native" not in case
    nothing = {DatasetName.PEOPLE: Scope(ceiling=HIGH, fields=("registration_number", "missing"))}
    caller = registry.service.caller(Role.CASEWORKER, datasets=nothing)
    assert await cases(caller, view="incomplete") == []
    assert (await cases(caller))[0]["missing"] is None


# --- who changed lately -----------------------------------------------------------------------------------------------


async def test_whoever_changed_last_comes_first_whatever_it_was(registry: Registry) -> None:
    people = [await register(registry.caseworker) for _ in range(8)]
    household = await registry.household()
    assert await numbers(registry.caseworker, view="changed") == people[::-1]
    membership = await registry.membership(household, people[1])
    await registry.displacement(person=people[2])
    await phone(registry, people[3])
    await functioning(registry, people[4])
    await paper(registry, people[5])
    await consent(registry, people[6])
    require_made(await registry.caseworker.put(f"/people/{people[0]}", LEAST | {"sex": "male"}))
    order = [people[0], *people[6:0:-1], people[7]]
    assert await numbers(registry.caseworker, view="changed") == order
    require_made(await registry.caseworker.void(f"/memberships/{membership}"))
    told = await cases(registry.caseworker, view="changed")
    assert [case["registration_number"] for case in told] == [people[1], *[each for each in order if each != people[1]]]
    moments = [case["changed_at"] for case in told]
    assert moments == sorted(moments, reverse=True)
    areas = {case["registration_number"]: case["changed_at"] for case in await cases(registry.caseworker)}
    assert {case["registration_number"]: case["changed_at"] for case in told} == areas


@pytest.mark.parametrize("kind", changes.KINDS, ids=lambda kind: kind.table)
async def test_when_a_person_changed_last_is_found_by_the_person(registry: Registry, kind: changes.Kind) -> None:
    async with registry.service.connection() as connection:
        await connection.execute("SET enable_seqscan = off")
        query = f"SELECT max({changes.AT}) FROM {kind.table} WHERE person_id = 1"
        plan = "\n".join(line for (line,) in await connection.fetch(f"EXPLAIN {query}"))
    assert "person_id = 1" in plan
    assert f"ix_{kind.table}_changed" not in plan  # which lists all that changed


async def test_a_change_of_what_a_caller_is_not_told_moves_nobody(registry: Registry) -> None:
    one, two = await register(registry.caseworker), await register(registry.caseworker)
    closed = datasets(HIGH) | {DatasetName.PHONES: Scope(ceiling=MODERATE)}
    caller = registry.service.caller(Role.CASEWORKER, datasets=closed)
    before = await cases(caller, view="changed")
    await phone(registry, one)
    assert await cases(caller, view="changed") == before
    assert await numbers(registry.caseworker, view="changed") == [one, two]
    shallow = {name: Scope(ceiling=MODERATE) for name in datasets(HIGH)}
    assert await cases(registry.service.caller(Role.CASEWORKER, datasets=shallow), view="changed") == []


async def test_that_the_last_document_is_gone_moves_nobody_but_for_those_who_may_know(registry: Registry) -> None:
    one, two = await register(registry.caseworker), await register(registry.caseworker)
    document = await paper(registry, one)
    assert await numbers(registry.caseworker, view="changed") == [one, two]
    require_made(await registry.caseworker.void(f"/documents/{document}"))
    assert await numbers(registry.caseworker, view="changed") == [two, one]


@pytest.mark.parametrize("facts_of_one", [1, 8])
@pytest.mark.parametrize("limit", ["1", "2", "3", "200"])
async def test_pages_of_those_who_changed_show_everybody_once(
    registry: Registry, facts_of_one: int, limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where several changed at one moment, and where most of what is newest is of somebody else."""
    monkeypatch.setattr(changed, "FACTS_OF_ONE", facts_of_one)
    people = [await register(registry.caseworker, place=(TELAFAR, NAJAF)[number % 2]) for number in range(9)]
    for person in people[:3]:
        await phone(registry, person)
        await consent(registry, person)
        await consent(registry, person)
    async with registry.service.connection() as connection:
        await connection.execute(
            "INSERT INTO phones (person_id, number, owner, safe_to_call, voice_only, recorded_at, recorded_by)"
            " SELECT id, '+9647701234999', 'self', true, false, now(), 'x' FROM people"
            " WHERE registration_number = ANY ($1)",
            people[4:9],
        )
    for caller in (registry.caseworker, somebody(registry, "x", areas=(NINEWA,))):
        whole = await cases(caller, view="changed")
        assert len(whole) == (9 if caller is registry.caseworker else 5)
        seen, after = [], {}
        while True:
            page = require_made(await caller.get("/caseload", view="changed", limit=limit, count="true", **after))
            seen += page["items"]
            assert page["count"] == {"total": len(whole), "capped": False}
            if page["next"] is None:
                break
            after = {"after": page["next"]}
        assert seen == whole
        assert sorted(case["registration_number"] for case in seen) == sorted(
            people if caller is registry.caseworker else people[::2]
        )


async def test_somebody_new_does_not_move_the_pages_behind(registry: Registry) -> None:
    people = [await register(registry.caseworker) for _ in range(4)]
    first = require_made(await registry.caseworker.get("/caseload", view="changed", limit="2"))
    await register(registry.caseworker)
    rest = await numbers(registry.caseworker, view="changed", after=first["next"])
    assert rest == people[1::-1]


# --- several registrations of one person ------------------------------------------------------------------------------


async def test_several_registrations_of_one_person_are_one_case_with_what_is_known_under_each(
    registry: Registry,
) -> None:
    ali = somebody(registry, "ali")
    absorbed, other, survivor = await register(ali), await register(ali), await register(registry.caseworker)
    await registry.membership(await registry.household(), absorbed)
    await consent(registry, absorbed)
    await registry.merge_people(absorbed, survivor)
    assert await numbers(registry.caseworker) == [survivor, other]
    assert await numbers(ali, view="mine") == [survivor, other]
    assert await numbers(registry.caseworker, view="changed") == [survivor, other]
    [case, _] = await cases(registry.caseworker, view="incomplete")
    assert case["missing"] == ["birth", "father", "grandfather", "functioning"]
    assert case["merged_from"] == [absorbed]
    page = require_made(await registry.caseworker.get("/caseload", view="changed", count="true"))
    assert page["count"] == {"total": 2, "capped": False}


# --- what is refused, and what is written down ------------------------------------------------------------------------


@pytest.mark.parametrize("view", ["area", "mine", "changed", "incomplete"])
async def test_a_caseload_names_everybody_on_it(registry: Registry, view: str) -> None:
    for _ in range(3):
        await register(registry.caseworker)
    answer = await registry.caseworker.get("/caseload", view=view, limit="2", count="true")
    told = json.loads(answer.headers[HEADER])
    assert (len(told["people"]), told["dataset"]) == (2, "people")
    assert {"missing", "changed_at", "given_native"} <= set(told["fields"])
    assert require_made(answer)["count"] == {"total": 3, "capped": False}


async def test_a_cursor_fits_its_own_caseload_alone(registry: Registry) -> None:
    for _ in range(2):
        await register(registry.caseworker)
    for view in ("area", "mine", "changed", "incomplete"):
        after = require_made(await registry.caseworker.get("/caseload", view=view, limit="1"))["next"]
        for other in {"area", "mine", "changed", "incomplete"} - {view}:
            answer = await registry.caseworker.get("/caseload", view=other, after=after)
            assert refusal(answer) == (422, "unknown-cursor", "after"), (view, other)
    after = require_made(await registry.caseworker.get("/caseload", view="mine", limit="1"))["next"]
    answer = await somebody(registry, "else").get("/caseload", view="mine", after=after)
    assert refusal(answer) == (422, "unknown-cursor", "after")


@pytest.mark.parametrize(
    ("asked", "fields", "refused"),
    [
        ({"view": "mine"}, ("place",), "view"),
        ({"mine": "true"}, ("place",), "mine"),
        ({"place": TELAFAR}, ("recorded_by",), "place"),
    ],
)
async def test_by_what_is_withheld_nobody_is_put_on_a_caseload(
    registry: Registry, asked: dict[str, str], fields: tuple[str, ...], refused: str
) -> None:
    scope = {DatasetName.PEOPLE: Scope(ceiling=HIGH, fields=fields)}
    answer = await registry.service.caller(Role.CASEWORKER, datasets=scope).get("/caseload", **asked)
    assert refusal(answer) == (403, "not-in-mandate", refused)


@pytest.mark.parametrize("asked", [{"view": "undocumented"}, {"missing": "document"}, {"place": "x"}, {"mine": "x"}])
async def test_what_is_no_caseload_is_refused(registry: Registry, asked: dict[str, str]) -> None:
    answer = await registry.caseworker.get("/caseload", **asked)
    assert refusal(answer) == (422, "invalid-request", next(iter(asked)))


@pytest.mark.parametrize("role", [Role.MONITORING, Role.ACTIVITY_LEAD, Role.GRANTS_OFFICER, Role.ADMINISTRATOR])
async def test_who_has_no_cases_has_no_caseload(registry: Registry, role: Role) -> None:
    assert refusal(await registry.service.caller(role).get("/caseload"))[:2] == (403, "not-your-role")
