"""Search: people are found by what is known of them, within a mandate and by what it opens alone."""

import json
from typing import Any

import pytest
from callers import Caller, Running, datasets, refusal, require_made
from registry import NAJAF, NINEWA, PILOT, TELAFAR, ZUMMAR, Registry

from shared import lists
from shared.callers import DatasetName, Role
from shared.classification import HIGH, MODERATE, SEVERE, Scope
from shared.disclosure import HEADER


@pytest.fixture
def registry(beneficiary: Running) -> Registry:
    return Registry(beneficiary)


async def found(caller: Caller, **sought: Any) -> list[str]:
    """The registration numbers of those who are found, the newest first."""
    page = require_made(await caller.post("/people/search", {"limit": 200} | sought))
    assert page["next"] is None
    return [person["registration_number"] for person in page["items"]]


async def paper(registry: Registry, person: str, number: str, type: str = "passport") -> int:
    body = {"person": person, "type": type, "number": number}
    return int(require_made(await registry.caseworker.post("/documents", body))["id"])


async def phone(registry: Registry, person: str, number: str) -> int:
    body = {"person": person, "number": number, "owner": "self", "safe_to_call": True}
    return int(require_made(await registry.caseworker.post("/phones", body))["id"])


# --- by what people are found -----------------------------------------------------------------------------------------


async def test_people_are_found_by_the_name_that_stands_and_no_more_by_the_one_before(registry: Registry) -> None:
    person = await registry.person()
    changed = {"given_native": "سعاد", "sex": "female", "birth_precision": "unknown", "place": TELAFAR}
    require_made(await registry.caseworker.put(f"/people/{person}", changed))
    assert await found(registry.caseworker, name="سعاد") == [person]
    assert await found(registry.caseworker, name="زينب") == []


async def test_people_are_found_by_a_document_of_one_type_however_its_number_is_typed(registry: Registry) -> None:
    one, other = await registry.person(), await registry.person()
    for person in (one, other):
        await paper(registry, person, "199012345678", "national_card")
    wrong = await paper(registry, await registry.person(), "A 77")
    for typed in ("199012345678", "١٩٩٠ ١٢٣٤ ٥٦٧٨"):
        document = {"type": "national_card", "number": typed}
        assert await found(registry.caseworker, document=document) == [other, one]
    assert await found(registry.caseworker, document={"type": "passport", "number": "199012345678"}) == []
    require_made(await registry.caseworker.void(f"/documents/{wrong}"))
    assert await found(registry.caseworker, document={"type": "passport", "number": "A77"}) == []


async def test_people_are_found_by_a_phone_however_it_is_written(registry: Registry) -> None:
    one, other = await registry.person(), await registry.person()
    shared = [await phone(registry, person, "0770 123 4567") for person in (one, other)]
    for written in ("+964 (0)770-1234567", "٠٧٧٠١٢٣٤٥٦٧"):
        assert await found(registry.caseworker, phone=written) == [other, one]
    require_made(await registry.caseworker.void(f"/phones/{shared[0]}"))
    assert await found(registry.caseworker, phone="07701234567") == [other]


async def test_people_are_found_by_number_year_of_birth_and_place(registry: Registry) -> None:
    old = await registry.person(birth_date="1960-12-31", birth_precision="day")
    young = await registry.person(birth_date="1961-01-01", birth_precision="day", place=ZUMMAR)
    unknown = await registry.person(birth_date=None, birth_precision="unknown", place=NAJAF)
    assert await found(registry.caseworker, registration_number=old.replace("-", "")) == [old]
    assert await found(registry.caseworker, birth_year=1960) == [old]
    assert await found(registry.caseworker, birth_year=1961) == [young]
    assert await found(registry.caseworker, place=NINEWA) == [young, old]
    assert await found(registry.caseworker, place=ZUMMAR) == [young]
    assert await found(registry.caseworker, place=NAJAF) == [unknown]


async def test_people_are_found_by_the_household_where_they_live_today(registry: Registry) -> None:
    here, gone, wrong = [await registry.person() for _ in range(3)]
    household = await registry.household()
    await registry.membership(household, here)
    await registry.membership(household, gone, left_on="2020-01-01")
    require_made(
        await registry.caseworker.void(f"/memberships/{await registry.membership(household, wrong)}", "corrected")
    )
    assert await found(registry.caseworker, household_id=household) == [here]


async def test_people_are_found_by_the_activity_and_the_project_that_they_took_part_in(registry: Registry) -> None:
    one, other, wrong = [await registry.person() for _ in range(3)]
    first, second = await registry.activity(), await registry.activity(project="OTHER-1")
    await registry.attendance(first, one)
    await registry.attendance(first, one, "2019-06-11")
    await registry.attendance(second, other)
    require_made(await registry.lead.void(f"/attendances/{await registry.attendance(first, wrong)}"))
    await registry.attendance(first, wrong, outcome="absent")
    assert await found(registry.caseworker, activity_id=first) == [one]
    assert await found(registry.caseworker, project=PILOT) == [one]
    assert await found(registry.caseworker, project="OTHER-1") == [other]
    require_made(await registry.lead.void(f"/activities/{first}"))
    assert await found(registry.caseworker, activity_id=first) == []


async def test_everything_that_is_stated_has_to_be_true(registry: Registry) -> None:
    zaynab, suad = await registry.person(), await registry.person(given_native="سعاد", given_latin=None)
    for person in (zaynab, suad):
        await phone(registry, person, "07701234567")
    both = {"phone": "07701234567", "birth_year": 1990, "place": TELAFAR}
    assert await found(registry.caseworker, **both) == [suad, zaynab]
    assert await found(registry.caseworker, **both, name="سعاد") == [suad]
    assert await found(registry.caseworker, **both, name="سعاد", registration_number=zaynab) == []


async def test_a_voided_registration_is_not_found(registry: Registry) -> None:
    person = await registry.person()
    require_made(await registry.caseworker.void(f"/people/{person}", "duplicate"))
    assert await found(registry.caseworker, registration_number=person) == []


# --- within the mandate -----------------------------------------------------------------------------------------------


async def test_nobody_outside_the_area_is_found_shown_or_counted(registry: Registry) -> None:
    near, far = await registry.person(), await registry.person(place=NAJAF)
    household = await registry.household(NAJAF)
    activities = {place: await registry.activity(place=place) for place in (TELAFAR, NAJAF)}
    for person in (near, far):
        await paper(registry, person, "A7731")
        await phone(registry, person, "07701234567")
        await registry.membership(household, person)
        await registry.attendance(activities[TELAFAR], person)
    await registry.attendance(activities[NAJAF], near)
    ninewa = registry.service.caller(Role.CASEWORKER, areas=(NINEWA,))
    for sought in (
        {"name": "زينب"},
        {"document": {"type": "passport", "number": "A7731"}},
        {"phone": "07701234567"},
        {"birth_year": 1990},
        {"place": "IQ"},
        {"household_id": household},
        {"activity_id": activities[TELAFAR]},
        {"project": PILOT},
    ):
        answer = await ninewa.post("/people/search", sought | {"count": True, "limit": 1})
        page = require_made(answer)
        assert [person["registration_number"] for person in page["items"]] == [near], sought
        assert (page["next"], page["count"]) == (None, {"total": 1, "capped": False})
        assert len(json.loads(answer.headers[HEADER])["people"]) == 1
        assert len(await found(registry.caseworker, **sought)) == 2
    none = require_made(await ninewa.post("/people/search", {"name": "nobody"}))
    for sought in ({"registration_number": far}, {"place": NAJAF}, {"activity_id": activities[NAJAF]}):
        assert require_made(await ninewa.post("/people/search", sought)) == none
    other = registry.service.caller(Role.CASEWORKER, projects=("OTHER-1",))
    assert require_made(await other.post("/people/search", {"project": PILOT})) == none
    assert require_made(await other.post("/people/search", {"activity_id": activities[TELAFAR]})) == none


@pytest.mark.parametrize(
    ("sought", "closed", "fields"),
    [
        ({"document": {"type": "passport", "number": "A77"}}, "documents", "type"),
        ({"phone": "07701234567"}, "phones", "number"),
        ({"registration_number": "0000-0000-0098"}, "people", "registration_number"),
        ({"name": "زينب"}, "people", "mother_given_latin"),
        ({"mother": "فاطمة"}, "people", "given_native"),
        ({"place_name": "Telafar"}, "people", "place"),
        ({"birth_year": 1990}, "people", "birth_date"),
        ({"place": TELAFAR}, "people", "place"),
        ({"household_id": 1}, "households", "household_id"),
        ({"activity_id": 1}, "attendances", "activity_id"),
        ({"activity_id": 1}, "attendances", "outcome"),
        ({"project": PILOT}, "attendances", "activity_id"),
    ],
)
async def test_nobody_is_found_by_what_the_caller_is_not_told(
    registry: Registry, sought: dict[str, Any], closed: str, fields: str
) -> None:
    opened = datasets(SEVERE)
    view = {
        name
        for kind in registry.service.app.openapi()["components"]["schemas"].values()
        for name in kind.get("properties", ())
    }
    without = tuple(sorted(view - {fields}))
    narrow = opened | {DatasetName(closed): Scope(ceiling=SEVERE, fields=without)}
    answer = await registry.service.caller(Role.CASEWORKER, datasets=narrow).post("/people/search", sought)
    assert refusal(answer) == (403, "not-in-mandate", next(iter(sought)))
    whole = registry.service.caller(Role.CASEWORKER, datasets=opened)
    require_made(await whole.post("/people/search", sought))
    del opened[DatasetName(closed)]
    answer = await registry.service.caller(Role.CASEWORKER, datasets=opened).post("/people/search", sought)
    assert refusal(answer)[:2] == (403, "not-in-mandate")


async def test_who_is_told_no_names_is_told_none_of_whom_they_find(registry: Registry) -> None:
    person = await registry.person()
    shallow = {name: Scope(ceiling=MODERATE) for name in datasets(HIGH)}
    monitor = registry.service.caller(Role.MONITORING, datasets=shallow)
    [shown] = require_made(await monitor.post("/people/search", {"registration_number": person}))["items"]
    assert shown == require_made(await monitor.get(f"/people/{person}"))
    assert "given_native" not in shown


# --- pages ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("near", [0, 2, 2_000])
async def test_pages_show_everybody_once_the_newest_first(
    registry: Registry, near: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.beneficiary.search.reads.NEAR", near)
    people = [await registry.person(place=(TELAFAR, NAJAF)[number % 2]) for number in range(8)]
    ninewa, seen, after = registry.service.caller(Role.CASEWORKER, areas=(NINEWA,)), [], {}
    while True:
        page = require_made(
            await ninewa.post("/people/search", {"birth_year": 1990, "limit": 3, "count": True} | after)
        )
        seen += [person["registration_number"] for person in page["items"]]
        assert page["count"] == {"total": 4, "capped": False}
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert seen == people[::-1][1::2]


async def test_a_cursor_fits_the_search_that_it_was_given_for_and_no_other(registry: Registry) -> None:
    for _ in range(2):
        await registry.person()
    asked = {"birth_year": 1990, "limit": 1}
    after = require_made(await registry.caseworker.post("/people/search", asked))["next"]
    for other in ({"name": "حسين"}, {"birth_year": 1991}, {"place": NINEWA, "birth_year": 1990}):
        answer = await registry.caseworker.post("/people/search", other | {"after": after})
        assert refusal(answer) == (422, "unknown-cursor", "after")
    assert refusal(await registry.caseworker.get("/people", after=after)) == (422, "unknown-cursor", "after")
    assert len(require_made(await registry.caseworker.post("/people/search", asked | {"after": after}))["items"]) == 1


async def test_a_count_ends_where_counting_ends(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "MOST_COUNTED", 2)
    for _ in range(3):
        await registry.person()
    page = require_made(await registry.caseworker.post("/people/search", {"birth_year": 1990, "count": True}))
    assert page["count"] == {"total": 2, "capped": True}


# --- what is no search ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sought", "expected"),
    [
        ({}, (422, "invalid-request", "body")),
        ({"limit": 3, "count": True}, (422, "invalid-request", "body")),
        ({"name": "…"}, (422, "no-name", "name")),
        ({"mother": "😀"}, (422, "no-name", "mother")),
        ({"name": "%_\\"}, (422, "no-name", "name")),
        ({"name": " ".join("a" * at for at in range(1, 14))}, (422, "too-many-words", "name")),
        ({"name": "علي " * 400}, (422, "invalid-request", "name")),
        ({"place_name": "Nowhere"}, (422, "no-place-called-so", "place_name")),
        ({"name": "x", "place": NAJAF, "place_name": "Telafar"}, (422, "no-place-called-so", "place_name")),
        ({"typing": True}, (422, "invalid-request", "body")),
        ({"name": "س" * 201}, (422, "invalid-request", "name")),
        ({"name": "x\0"}, (422, "invalid-request", "name")),
        ({"phone": "770"}, (422, "invalid-request", "phone")),
        ({"registration_number": "0000-0000-0000"}, (422, "invalid-request", "registration_number")),
        ({"document": {"type": "national_card", "number": "1"}}, (422, "document-number", "document.number")),
        ({"document": {"type": "none", "number": "1"}}, (422, "invalid-request", "document.type")),
        ({"birth_year": "1990"}, (422, "invalid-request", "birth_year")),
        ({"place": "IQG99"}, (422, "invalid-request", "place")),
        ({"name": "x", "limit": 201}, (422, "invalid-request", "limit")),
        ({"name": "x", "after": "A" * 32}, (422, "unknown-cursor", "after")),
        ({"without_document": True}, (422, "invalid-request", "without_document")),
    ],
)
async def test_what_is_no_search_is_refused(
    registry: Registry, sought: dict[str, Any], expected: tuple[int, str, str | None]
) -> None:
    assert refusal(await registry.caseworker.post("/people/search", sought)) == expected


async def test_no_value_of_a_search_stands_in_a_cursor_or_a_refusal(registry: Registry) -> None:
    for _ in range(2):
        await registry.person()
    answer = await registry.caseworker.post("/people/search", {"birth_year": 1990, "limit": 1})
    assert len(require_made(answer)["next"]) == 32
    refused = await registry.caseworker.post("/people/search", {"phone": "07701234567x", "name": "Zqanbar"})
    assert "Zqanbar" not in refused.text
    assert "0770" not in refused.text
