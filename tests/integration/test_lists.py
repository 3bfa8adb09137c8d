"""Lists by pages: complete, in order, nothing twice while others write; opaque cursors; counts up to a limit."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import pytest
from callers import Caller, Running, refusal, require_made
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from registry import NAJAF, NINEWA, PILOT, SHIKHAN, TELAFAR, ZUMMAR, Registry

from services.beneficiary.people.numbers import number
from shared import lists
from shared.callers import Role
from shared.classification import LOW, MODERATE, SEVERE
from shared.cursors import Cursors
from shared.disclosure import HEADER, Disclosed
from shared.lists import MOST_COUNTED
from shared.pages import LONGEST, USUAL


@pytest.fixture
def registry(common: Running) -> Registry:
    return Registry(common)


async def walked(caller: Caller, path: str, **query: str) -> list[dict[str, Any]]:
    """Everything on a list, page by page."""
    found: list[dict[str, Any]] = []
    while True:
        page = require_made(await caller.get(path, **query))
        found += page["items"]
        if page["next"] is None:
            return found
        query["after"] = page["next"]


# --- complete, in order, never twice ----------------------------------------------------------------------------------


@dataclass
class Plain:
    """People as a plain list of numbers, with where they live; and the register, where the same happens."""

    connection: "asyncpg.Connection[asyncpg.Record]"
    places: dict[int, str] = field(default_factory=dict)
    """By id, of those who stand."""
    numbers: dict[str, int] = field(default_factory=dict)

    async def empty(self) -> None:
        await self.connection.execute(
            "UPDATE people SET voided_at = recorded_now(), voided_by = 'x', void_reason = 'duplicate'"
            " WHERE voided_at IS NULL"
        )

    async def register(self, place: str) -> None:
        drawn = number(await self.connection.fetchval("SELECT 7000000000 + coalesce(max(id), 0) FROM people"))
        id = await self.connection.fetchval(
            "INSERT INTO people (registration_number, recorded_by) VALUES ($1, 'x') RETURNING id", drawn
        )
        self.numbers[drawn] = id
        await self._state(id, place)

    async def move(self, which: int, place: str) -> None:
        if self.places:
            id = sorted(self.places)[which % len(self.places)]
            await self.connection.execute(
                "UPDATE particulars SET voided_at = recorded_now(), voided_by = 'x', void_reason = 'corrected'"
                " WHERE person_id = $1 AND voided_at IS NULL",
                id,
            )
            await self._state(id, place)

    async def void(self, which: int) -> None:
        if self.places:
            id = sorted(self.places)[which % len(self.places)]
            await self.connection.execute(
                "UPDATE people SET voided_at = recorded_now(), voided_by = 'x', void_reason = 'duplicate'"
                " WHERE id = $1",
                id,
            )
            del self.places[id]

    async def _state(self, id: int, place: str) -> None:
        await self.connection.execute(
            "INSERT INTO particulars (person_id, given_native, sex, birth_precision, place, recorded_by)"
            " VALUES ($1, 'زينب', 'female', 'unknown', $2, 'x')",
            id,
            place,
        )
        self.places[id] = place

    def within(self, area: str) -> list[int]:
        return sorted((id for id, place in self.places.items() if place.startswith(area)), reverse=True)


places = st.sampled_from((TELAFAR, TELAFAR, ZUMMAR, SHIKHAN, NAJAF))
changes = st.one_of(
    st.tuples(st.just("register"), places),
    st.tuples(st.just("move"), st.integers(0, 30), places),
    st.tuples(st.just("void"), st.integers(0, 30)),
)


@pytest.fixture(scope="module")
async def beside(common: Running) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    async with common.connection() as connection:
        yield connection


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    beginning=st.lists(places, max_size=12),
    between=st.lists(st.tuples(st.integers(1, 4), st.lists(changes, max_size=4)), min_size=25, max_size=25),
    area=st.sampled_from(("IQ", NINEWA, TELAFAR)),
    near=st.sampled_from((1, 3, lists.NEAR)),
)
async def test_a_list_read_while_others_write_shows_what_a_plain_list_shows(
    common: Running,
    beside: "asyncpg.Connection[asyncpg.Record]",
    beginning: list[str],
    between: list[tuple[int, list[tuple[Any, ...]]]],
    area: str,
    near: int,
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lists, "NEAR", near)
        await read_while_others_write(common, beside, beginning, between, area)


async def read_while_others_write(
    common: Running,
    beside: "asyncpg.Connection[asyncpg.Record]",
    beginning: list[str],
    between: list[tuple[int, list[tuple[Any, ...]]]],
    area: str,
) -> None:
    plain, caller = Plain(beside), common.caller(Role.CASEWORKER, areas=(area,))
    await plain.empty()
    for place in beginning:
        await plain.register(place)
    stood = lasted = set(plain.within(area))
    seen: list[int] = []
    after: dict[str, str] = {}
    for limit, happening in between:
        page = require_made(await caller.get("/people", limit=str(limit), count="true", **after))
        rest = [id for id in plain.within(area) if not seen or id < seen[-1]]
        told = [plain.numbers[item["registration_number"]] for item in page["items"]]
        assert told == rest[:limit]
        assert page["count"] == {"total": len(plain.within(area)), "capped": False}
        assert (page["next"] is None) is (len(rest) <= limit)
        seen += told
        if page["next"] is None:
            break
        after = {"after": page["next"]}
        for change, *about in happening:
            await getattr(plain, change)(*about)
            lasted = lasted & set(plain.within(area))
    assert len(seen) == len(set(seen))
    assert lasted <= set(seen)
    assert set(seen) - stood <= set(plain.numbers.values()), "who is seen besides has moved here meanwhile"


# --- pages ------------------------------------------------------------------------------------------------------------


async def test_a_page_is_as_long_as_asked_and_fifty_rows_unless_asked(registry: Registry) -> None:
    async with registry.service.connection() as connection:
        await connection.execute(
            "INSERT INTO households (place, recorded_by) SELECT $1, 'x' FROM generate_series(1, 250)", SHIKHAN
        )
    caller = registry.service.caller(Role.CASEWORKER, areas=(SHIKHAN,))
    for query, long in (({}, USUAL), ({"limit": "1"}, 1), ({"limit": str(LONGEST)}, LONGEST)):
        page = require_made(await caller.get("/households", **query))
        assert len(page["items"]) == long
        assert page["next"] is not None
        assert "count" not in page
    assert len({item["id"] for item in await walked(caller, "/households", limit="99")}) == 250


@pytest.mark.parametrize("limit", ["0", "201", "-1", "", "1.0", "01", " 1", "+1", "١", "x", "1e2", "9" * 5000])
async def test_a_page_of_no_length_is_refused(registry: Registry, limit: str) -> None:
    answer = await registry.caseworker.get("/households", limit=limit)
    assert refusal(answer) == (422, "invalid-request", "limit")


@pytest.mark.parametrize("count", ["", "1", "yes", "True", "TRUE", "on", "false "])
async def test_whether_to_count_is_true_or_false(registry: Registry, count: str) -> None:
    answer = await registry.caseworker.get("/households", count=count)
    assert refusal(answer) == (422, "invalid-request", "count")


async def test_a_filter_that_a_list_does_not_have_is_refused(registry: Registry) -> None:
    for name in ("sex", "given_native", "birth_date", "registration_number", "x"):
        assert refusal(await registry.caseworker.get("/people", **{name: "x"})) == (422, "invalid-request", name)


async def test_an_empty_list_is_one_empty_page(registry: Registry) -> None:
    nowhere = registry.service.caller(Role.CASEWORKER, areas=("IQG01",))
    answer = await nowhere.get("/households", count="true")
    assert answer.json() == {"items": [], "next": None, "count": {"total": 0, "capped": False}}
    assert answer.headers["cache-control"] == "no-store"


async def test_a_list_is_filtered_by_what_its_rows_show(registry: Registry) -> None:
    person, home = await registry.person(), await registry.household(ZUMMAR)
    membership = await registry.membership(home, person)
    activity = await registry.activity(project="TRY-LISTS-1", type="mediation")
    attendance = await registry.attendance(activity, person)
    status = await registry.displacement(household_id=home, status="refugee")
    other = await registry.activity(project="TRY-LISTS-1", type="awareness", place=NAJAF)
    monitor = registry.monitor
    for path, query, ids in (
        ("/memberships", {"household_id": str(home)}, [membership]),
        ("/attendances", {"activity_id": str(activity)}, [attendance]),
        ("/attendances", {"activity_id": "2147483647"}, []),
        ("/displacements", {"household_id": str(home)}, [status]),
        ("/displacements", {"household_id": str(home), "status": "returnee"}, []),
        ("/activities", {"project": "TRY-LISTS-1"}, [other, activity]),
        ("/activities", {"project": "TRY-LISTS-1", "type": "mediation"}, [activity]),
        ("/activities", {"project": "TRY-LISTS-1", "place": "IQG04"}, [other]),
        ("/activities", {"project": "TRY-LISTS-1", "place": "IQ"}, [other, activity]),
        ("/activities", {"project": "NO-SUCH-1"}, []),
    ):
        page = require_made(await monitor.get(path, count="true", **query))
        assert [item["id"] for item in page["items"]] == ids, (path, query)
        assert page["count"]["total"] == len(ids)


@pytest.mark.parametrize(
    ("path", "name", "value"),
    [
        ("/people", "place", "IQG99"),
        ("/people", "place", "IQG%"),
        ("/people", "place", "%"),
        ("/households", "place", ""),
        ("/activities", "project", "a"),
        ("/activities", "type", "dancing"),
        ("/memberships", "household_id", "0"),
        ("/memberships", "household_id", "2147483648"),
        ("/memberships", "household_id", "x"),
        ("/displacements", "status", ""),
    ],
)
async def test_a_filter_by_what_cannot_be_is_refused(registry: Registry, path: str, name: str, value: str) -> None:
    assert refusal(await registry.monitor.get(path, **{name: value})) == (422, "invalid-request", name)


async def test_what_is_voided_is_not_listed(registry: Registry) -> None:
    activity = await registry.activity(project="TRY-LISTS-2")
    assert len(await walked(registry.lead, "/activities", project="TRY-LISTS-2")) == 1
    require_made(await registry.lead.void(f"/activities/{activity}"))
    page = require_made(await registry.lead.get("/activities", project="TRY-LISTS-2", count="true"))
    assert page == {"items": [], "next": None, "count": {"total": 0, "capped": False}}


# --- cursors ----------------------------------------------------------------------------------------------------------

UNKNOWN = (422, "unknown-cursor", "after")


@pytest.fixture
async def cursor(registry: Registry) -> str:
    """The cursor behind the first of two people."""
    await registry.person()
    await registry.person()
    return str(require_made(await registry.monitor.get("/people", limit="1"))["next"])


async def test_a_cursor_shows_no_number_and_is_as_long_for_the_first_row_as_for_the_last() -> None:
    cursors = Cursors(bytes(32))
    made = [cursors.at(position, "list") for position in (0, 1, 2, 1000, 2**31 - 1)]
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{32}", each) for each in made)
    assert len(set(made)) == 5
    assert [cursors.position(each, "list") for each in made] == [0, 1, 2, 1000, 2**31 - 1]
    assert Cursors(bytes([1]) * 32).at(1, "list") != cursors.at(1, "list")


async def test_a_cursor_goes_on_with_another_length_by_another_caller_of_its_class(
    registry: Registry, cursor: str
) -> None:
    other = registry.service.caller(Role.PROTECTION, caller="another")
    first = require_made(await registry.monitor.get("/people", after=cursor, limit="1"))["items"]
    assert (
        require_made(await other.get("/people", after=cursor, limit="2"))["items"][0]["recorded_at"]
        == (first[0]["recorded_at"])
    )


async def test_a_cursor_of_one_list_opens_no_other(registry: Registry, cursor: str) -> None:
    assert refusal(await registry.monitor.get("/households", after=cursor)) == UNKNOWN
    assert refusal(await registry.monitor.get("/people", after=cursor, place="IQG15")) == UNKNOWN
    assert refusal(await registry.monitor.get("/people", after=cursor, place="IQ")) == UNKNOWN
    cursors: Cursors = registry.service.app.state.cursors
    assert refusal(await registry.monitor.get("/people", after=cursors.at(5, "person\nsecurity\n[]"))) == UNKNOWN
    assert require_made(await registry.monitor.get("/people", after=cursors.at(0, "person\nstaff\n[]"))) == {
        "items": [],
        "next": None,
    }


async def test_a_cursor_with_one_letter_changed_is_none(registry: Registry, cursor: str) -> None:
    for at in range(32):
        changed = cursor[:at] + ("A" if cursor[at] != "A" else "B") + cursor[at + 1 :]
        assert refusal(await registry.monitor.get("/people", after=changed)) == UNKNOWN


@pytest.mark.parametrize("after", ["", "1", "x" * 31, "x" * 33, "x" * 31 + "=", "+" * 32, "٣" * 32, "x" * 31 + "\n"])
async def test_what_has_not_the_form_of_a_cursor_is_refused(registry: Registry, after: str) -> None:
    assert refusal(await registry.monitor.get("/people", after=after)) == (422, "invalid-request", "after")


# --- what a mandate opens ---------------------------------------------------------------------------------------------


async def test_a_list_tells_what_reading_each_row_tells_and_names_the_people_it_is_about(registry: Registry) -> None:
    people = [await registry.person(place=TELAFAR) for _ in range(3)]
    for role in (Role.CASEWORKER, Role.MONITORING):
        caller = registry.service.caller(
            role, areas=(NINEWA,), datasets={"people": {"ceiling": MODERATE if role is Role.MONITORING else "high"}}
        )
        answer = await caller.get("/people", limit="3")
        each = [await caller.get(f"/people/{person}") for person in reversed(people)]
        assert require_made(answer)["items"] == [require_made(one) for one in each]
        told = Disclosed.model_validate_json(answer.headers[HEADER])
        alone = [Disclosed.model_validate_json(one.headers[HEADER]) for one in each]
        assert told.people == tuple(person for one in alone for person in one.people)
        assert {told.fields, *(one.fields for one in alone)} == {told.fields}
        assert "person_id" not in answer.text


async def test_a_person_on_a_page_twice_is_named_once_and_an_empty_page_names_nobody(registry: Registry) -> None:
    person, activity = await registry.person(), await registry.activity()
    for day in ("2019-06-10", "2019-06-11"):
        await registry.attendance(activity, person, day)
    answer = await registry.lead.get("/attendances", activity_id=str(activity))
    assert len(answer.json()["items"]) == 2
    assert len(Disclosed.model_validate_json(answer.headers[HEADER]).people) == 1
    nobody = await registry.lead.get("/attendances", activity_id="2147483647")
    assert HEADER not in nobody.headers


async def test_nothing_is_filtered_by_what_the_caller_does_not_see(registry: Registry) -> None:
    blind = registry.service.caller(
        Role.CASEWORKER, datasets={"people": {"ceiling": SEVERE, "fields": ("sex",)}, "activities": {"ceiling": LOW}}
    )
    assert refusal(await blind.get("/people", place=TELAFAR)) == (403, "not-in-mandate", "place")
    assert all(set(item) == {"sex"} for item in require_made(await blind.get("/people"))["items"])
    assert (await blind.get("/activities", place=TELAFAR)).is_success


async def test_projects_out_of_reach_are_neither_listed_nor_counted(registry: Registry) -> None:
    await registry.activity(project=PILOT)
    kept = await registry.activity(project="TRY-LISTS-3")
    person = await registry.person()
    attendance = await registry.attendance(kept, person)
    narrow = registry.service.caller(Role.ACTIVITY_LEAD, projects=("TRY-LISTS-3",))
    for path, id in (("/activities", kept), ("/attendances", attendance)):
        page = require_made(await narrow.get(path, count="true"))
        assert ([item["id"] for item in page["items"]], page["count"]["total"]) == ([id], 1)
    none = registry.service.caller(Role.ACTIVITY_LEAD, projects=())
    assert require_made(await none.get("/activities", count="true"))["count"]["total"] == 0


async def test_somebody_who_works_in_several_areas_lists_all_of_them_and_nothing_else(registry: Registry) -> None:
    homes = [await registry.household(place) for place in (NAJAF, SHIKHAN, TELAFAR, ZUMMAR)]
    caller = registry.service.caller(Role.CASEWORKER, areas=(NAJAF, ZUMMAR, "IQG01"))
    seen = [item["id"] for item in await walked(caller, "/households")]
    assert [id for id in homes if id in seen] == [homes[0], homes[3]]


# --- counts -----------------------------------------------------------------------------------------------------------


async def test_a_count_stops_at_ten_thousand_and_says_so(beneficiary: Running) -> None:
    caller = beneficiary.caller(Role.CASEWORKER)
    async with beneficiary.connection() as connection:
        for more, told in (
            (MOST_COUNTED - 1, {"total": MOST_COUNTED - 1, "capped": False}),
            (1, {"total": MOST_COUNTED, "capped": False}),
            (1, {"total": MOST_COUNTED, "capped": True}),
            (5_000, {"total": MOST_COUNTED, "capped": True}),
        ):
            await connection.execute(
                "INSERT INTO households (place, recorded_by) SELECT $1, 'x' FROM generate_series(1, $2)", NAJAF, more
            )
            page = require_made(await caller.get("/households", count="true", limit="1"))
            assert page["count"] == told
            filtered = require_made(await caller.get("/households", count="true", place="IQG15"))
            assert filtered["count"] == {"total": 0, "capped": False}


async def test_the_count_of_a_page_further_on_is_that_of_the_whole_list(registry: Registry) -> None:
    for _ in range(3):
        await registry.activity(project="TRY-LISTS-4")
    first = require_made(await registry.lead.get("/activities", project="TRY-LISTS-4", limit="1", count="true"))
    second = require_made(
        await registry.lead.get("/activities", project="TRY-LISTS-4", after=first["next"], count="true", limit="1")
    )
    assert first["count"] == second["count"] == {"total": 3, "capped": False}
