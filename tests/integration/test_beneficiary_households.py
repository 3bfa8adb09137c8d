"""Households over time: heads, moves, splits, mergers, who lived where on a day, and each refusal."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from callers import Running, datasets, refusal, require_made, waiting
from registry import NAJAF, NINEWA, PERSON, TELAFAR, ZUMMAR, Registry

from services.beneficiary.people.numbers import number
from shared.callers import DatasetName, Role
from shared.classification import MODERATE, Scope
from shared.days import today

NOBODY, NOTHING = number(0), 2_147_483_647
TOMORROW = (today() + timedelta(days=1)).isoformat()

Told = dict[str, Any]


@pytest.fixture
def registry(common: Running) -> Registry:
    return Registry(common)


class Family:
    """A man, his wife and their daughter, who have lived together since 2019."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.home = 0
        self.man = self.wife = self.daughter = ""
        self.memberships: dict[str, int] = {}

    async def settle(self, place: str = TELAFAR) -> "Family":
        registry = self.registry
        self.home = await registry.household(place)
        self.man = await registry.person(sex="male", birth_date="1980-07-01", place=place)
        self.wife = await registry.person(birth_date="1985-07-01", place=place)
        self.daughter = await registry.person(birth_date="2004-03-09", birth_precision="day", place=place)
        for person, relation in ((self.man, "head"), (self.wife, "spouse"), (self.daughter, "child")):
            self.memberships[person] = await registry.membership(self.home, person, relation=relation)
        return self

    async def post(self, act: str, **body: Any) -> Any:
        return await self.registry.caseworker.post(f"/households/{self.home}/{act}", body)

    async def on(self, day: str, home: int | None = None) -> Told:
        return require_made(await self.registry.monitor.get(f"/households/{home or self.home}/members", on=day))

    async def relations(self, day: str, home: int | None = None) -> dict[str, str]:
        return {row["person"]: row["relation"] for row in (await self.on(day, home))["members"]}


@pytest.fixture
async def family(registry: Registry) -> Family:
    return await Family(registry).settle()


def named(**relations: str) -> list[dict[str, str]]:
    return [{"person": person, "relation": relation} for person, relation in relations.items()]


# --- joining ----------------------------------------------------------------------------------------------------------


async def test_a_household_has_one_head_at_a_time(family: Family) -> None:
    other = await family.registry.person()
    body = {"household_id": family.home, "person": other, "relation": "head"}
    for joined_on in ("2019-01-01", "2018-01-01", "2020-05-05"):
        answer = await family.registry.caseworker.post("/memberships", body | {"joined_on": joined_on})
        assert refusal(answer) == (409, "already-headed", "relation")
    await family.registry.membership(family.home, other, relation="head", joined_on="2018-01-01", left_on="2019-01-01")
    assert (await family.on("2018-12-31"))["head"] == other
    assert (await family.on("2019-01-01"))["head"] == family.man


async def test_of_two_who_become_head_at_once_one_does(registry: Registry) -> None:
    home, people = await registry.household(), [await registry.person() for _ in range(2)]
    body = {"household_id": home, "relation": "head", "joined_on": "2019-03-01"}
    asked = (registry.caseworker.post("/memberships", body | {"person": person}) for person in people)
    answers = await asyncio.gather(*asked)
    assert sorted(answer.status_code for answer in answers) == [201, 409]


async def test_a_household_may_have_several_spouses(family: Family) -> None:
    second = await family.registry.person()
    await family.registry.membership(family.home, second, relation="spouse")
    assert list((await family.relations("2020-01-01")).values()).count("spouse") == 2


@pytest.mark.parametrize(
    ("changes", "field"), [({"joined_on": TOMORROW}, "joined_on"), ({"left_on": TOMORROW}, "left_on")]
)
async def test_nobody_has_joined_or_left_on_a_day_to_come(registry: Registry, changes: Told, field: str) -> None:
    body = {"household_id": await registry.household(), "person": await registry.person(), "relation": "child"}
    answer = await registry.caseworker.post("/memberships", body | {"joined_on": "2019-03-01"} | changes)
    assert refusal(answer) == (422, "in-the-future", field)


@pytest.mark.parametrize(
    ("born", "precision", "first"),
    [
        ("2019-05-05", "day", "2019-05-05"),
        ("2019-05-05", "month", "2019-05-01"),
        ("2019-05-05", "year", "2019-01-01"),
        ("2019-05-05", "estimated", "2016-01-01"),
        (None, "unknown", "1900-01-01"),
    ],
)
async def test_nobody_joins_before_they_can_have_been_born(
    registry: Registry, born: str | None, precision: str, first: str
) -> None:
    person, home = await registry.person(birth_date=born, birth_precision=precision), await registry.household()
    body = {"household_id": home, "person": person, "relation": "child"}
    if born is not None:
        year, rest = int(first[:4]), first[4:]
        before = f"{year - 1}-12-31" if rest == "-01-01" else f"{first[:8]}{int(first[8:]) - 1:02}"
        before = "2019-04-30" if first == "2019-05-01" else before
        answer = await registry.caseworker.post("/memberships", body | {"joined_on": before})
        assert refusal(answer) == (422, "before-birth", "joined_on")
    require_made(await registry.caseworker.post("/memberships", body | {"joined_on": first}))


# --- leaving and moving -----------------------------------------------------------------------------------------------


async def test_a_member_leaves_on_a_day_and_what_was_known_before_stays_known(family: Family) -> None:
    registry, id = family.registry, family.memberships[family.daughter]
    before = await registry.service.moment()
    told = require_made(await registry.caseworker.post(f"/memberships/{id}/end", {"left_on": "2020-02-01"}))
    assert (told["left_on"], told["joined_on"], told["relation"]) == ("2020-02-01", "2019-01-01", "child")
    assert family.daughter in await family.relations("2020-01-31")
    assert family.daughter not in await family.relations("2020-02-01")
    earlier = registry.service.caller(Role.MONITORING, as_of=before)
    as_known = require_made(await earlier.get(f"/households/{family.home}/members", on="2020-02-01"))
    assert family.daughter in {row["person"] for row in as_known["members"]}
    old = require_made(await registry.caseworker.get(f"/memberships/{id}"))
    assert (old["left_on"], old["void_reason"], old["voided_at"]) == (None, "corrected", told["recorded_at"])


async def test_a_bride_moves_into_another_household(family: Family) -> None:
    registry = family.registry
    other = await Family(registry).settle(ZUMMAR)
    body = {"household_id": other.home, "relation": "other_relative", "on": "2023-04-01"}
    id = family.memberships[family.daughter]
    moved = require_made(await registry.caseworker.post(f"/memberships/{id}/move", body))
    assert (moved["household_id"], moved["person"], moved["joined_on"]) == (other.home, family.daughter, "2023-04-01")
    assert family.daughter in await family.relations("2023-03-31")
    assert family.daughter not in await family.relations("2023-04-01")
    assert (await other.relations("2023-04-01"))[family.daughter] == "other_relative"
    assert (await other.on("2023-03-31"))["size"] == 3
    told = require_made(await registry.caseworker.get(f"/people/{family.daughter}/memberships"))["memberships"]
    assert [(row["household_id"], row["joined_on"], row["left_on"]) for row in told] == [
        (other.home, "2023-04-01", None),
        (family.home, "2019-01-01", "2023-04-01"),
    ]


async def test_a_move_asked_for_again_under_its_key_happens_once(family: Family) -> None:
    registry = family.registry
    other, id = await registry.household(), family.memberships[family.daughter]
    body = {"household_id": other, "relation": "head", "on": "2023-04-01"}
    answers = [await registry.caseworker.post(f"/memberships/{id}/move", body, key="a-move") for _ in range(2)]
    assert answers[0].status_code == 201
    assert answers[0].content == answers[1].content


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2019-01-01", (422, "left-before-joining")),
        ("2018-12-31", (422, "left-before-joining")),
        (TOMORROW, (422, "in-the-future")),
    ],
)
async def test_a_member_leaves_and_moves_after_joining_and_by_today(
    family: Family, on: str, expected: tuple[int, str]
) -> None:
    path, other = f"/memberships/{family.memberships[family.wife]}", await family.registry.household()
    ended = await family.registry.caseworker.post(f"{path}/end", {"left_on": on})
    assert refusal(ended) == (*expected, "left_on")
    body = {"household_id": other, "relation": "head", "on": on}
    assert refusal(await family.registry.caseworker.post(f"{path}/move", body)) == (*expected, "on")


async def test_nobody_moves_there_and_back_on_one_day(family: Family) -> None:
    registry, other = family.registry, await family.registry.household()
    body = {"household_id": other, "relation": "head", "on": "2023-04-01"}
    id = family.memberships[family.daughter]
    moved = require_made(await registry.caseworker.post(f"/memberships/{id}/move", body))
    back = body | {"household_id": family.home, "relation": "child"}
    answer = await registry.caseworker.post(f"/memberships/{moved['id']}/move", back)
    assert refusal(answer) == (422, "left-before-joining", "on")


async def test_a_move_needs_another_household_that_stands_and_is_in_reach(family: Family) -> None:
    registry, path = family.registry, f"/memberships/{family.memberships[family.wife]}/move"
    near = registry.service.caller(Role.CASEWORKER, areas=(NINEWA,))
    gone, far = await registry.household(), await registry.household(NAJAF)
    await registry.caseworker.void(f"/households/{gone}")
    body = {"relation": "head", "on": "2023-04-01"}
    for home in (NOTHING, gone, far):
        answer = await near.post(path, body | {"household_id": home})
        assert refusal(answer) == (404, "unknown-household", "household_id")
    answer = await near.post(path, body | {"household_id": family.home})
    assert refusal(answer) == (422, "same-household", "household_id")


async def test_what_has_ended_or_was_voided_neither_ends_nor_moves(family: Family) -> None:
    registry, other = family.registry, await family.registry.household()
    body = {"household_id": other, "relation": "head", "on": "2023-04-01"}
    path = f"/memberships/{family.memberships[family.wife]}"
    ended = require_made(await registry.caseworker.post(f"{path}/end", {"left_on": "2020-01-01"}))
    for act, stated, field in (("end", {"left_on": "2021-01-01"}, "left_on"), ("move", body, "on")):
        assert refusal(await registry.caseworker.post(f"{path}/{act}", stated)) == (409, "already-voided", None)
        answer = await registry.caseworker.post(f"/memberships/{ended['id']}/{act}", stated)
        assert refusal(answer) == (409, "membership-ended", field)


async def test_of_two_moves_of_one_person_at_once_one_happens(family: Family) -> None:
    registry, homes = family.registry, [await family.registry.household() for _ in range(2)]
    path, body = f"/memberships/{family.memberships[family.wife]}/move", {"relation": "head", "on": "2023-04-01"}
    answers = await asyncio.gather(*(registry.caseworker.post(path, body | {"household_id": home}) for home in homes))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    told = require_made(await registry.caseworker.get(f"/people/{family.wife}/memberships"))["memberships"]
    assert len(told) == 2


# --- across areas -----------------------------------------------------------------------------------------------------


async def test_who_lives_in_another_area_now_is_moved_by_that_areas_caseworker_alone(family: Family) -> None:
    registry, id = family.registry, family.memberships[family.daughter]
    old = registry.service.caller(Role.CASEWORKER, areas=(NINEWA,))
    new = registry.service.caller(Role.CASEWORKER, areas=(NAJAF,))
    home = await registry.household(NAJAF)
    body = {"household_id": home, "relation": "head", "on": "2023-04-01"}
    absent = refusal(await new.post(f"/memberships/{NOTHING}/move", body))
    assert absent == (404, "not-found", None)
    assert refusal(await new.post(f"/memberships/{id}/move", body)) == absent  # she still lives in the old area
    stated = PERSON | {"birth_date": "2004-03-09", "birth_precision": "day", "place": NAJAF}
    require_made(await registry.caseworker.put(f"/people/{family.daughter}", stated))
    [open_] = require_made(await new.get(f"/people/{family.daughter}/memberships"))["memberships"]
    assert open_["id"] == id
    assert refusal(await new.get(f"/memberships/{id}")) == absent
    assert refusal(await new.get(f"/households/{family.home}/members")) == absent
    assert refusal(await new.post(f"/memberships/{id}/end", {"left_on": "2023-04-01"})) == absent

    moved = require_made(await new.post(f"/memberships/{id}/move", body))
    assert moved["household_id"] == home

    assert refusal(await old.get(f"/people/{family.daughter}"))[0] == 404
    assert refusal(await old.get(f"/people/{family.daughter}/memberships"))[0] == 404
    assert refusal(await old.get(f"/memberships/{moved['id']}")) == absent
    assert refusal(await old.get(f"/households/{home}/members")) == absent
    told = require_made(await old.get(f"/households/{family.home}/members", on="2023-04-01"))
    assert family.daughter not in {row["person"] for row in told["members"]}
    then = require_made(await old.get(f"/households/{family.home}/members", on="2023-03-31"))
    assert family.daughter in {row["person"] for row in then["members"]}


async def test_the_old_area_may_end_a_membership_of_somebody_who_lives_elsewhere_and_not_move_them(
    family: Family,
) -> None:
    registry, id = family.registry, family.memberships[family.daughter]
    old = registry.service.caller(Role.CASEWORKER, areas=(NINEWA,))
    stated = PERSON | {"place": NAJAF}
    require_made(await registry.caseworker.put(f"/people/{family.daughter}", stated))
    body = {"household_id": await registry.household(), "relation": "head", "on": "2023-04-01"}
    assert refusal(await old.post(f"/memberships/{id}/move", body)) == (404, "not-found", None)
    require_made(await old.post(f"/memberships/{id}/end", {"left_on": "2023-04-01"}))


# --- another head -----------------------------------------------------------------------------------------------------


async def test_the_head_changes_on_a_day_and_everybodys_relation_with_it(family: Family) -> None:
    before = await family.registry.service.moment()
    relations = named(**{family.man: "spouse", family.daughter: "child"})
    told = require_made(await family.post("head", person=family.wife, on="2021-05-01", relations=relations))
    assert (told["head"], told["on"], told["size"]) == (family.wife, "2021-05-01", 3)
    assert await family.relations("2021-04-30") == {family.man: "head", family.wife: "spouse", family.daughter: "child"}
    assert await family.relations("2021-05-01") == {family.man: "spouse", family.wife: "head", family.daughter: "child"}
    earlier = family.registry.service.caller(Role.MONITORING, as_of=before)
    as_known = require_made(await earlier.get(f"/households/{family.home}/members", on="2021-05-01"))
    assert as_known["head"] == family.man


async def test_a_widow_is_head_from_the_day_of_her_husbands_death(family: Family) -> None:
    path = f"/memberships/{family.memberships[family.man]}/end"
    require_made(await family.registry.caseworker.post(path, {"left_on": "2021-05-01"}))
    assert (await family.on("2021-05-01"))["head"] is None
    relations = named(**{family.daughter: "child"})
    require_made(await family.post("head", person=family.wife, on="2021-05-01", relations=relations))
    assert await family.relations("2021-05-01") == {family.wife: "head", family.daughter: "child"}


async def test_on_the_day_on_which_all_joined_another_head_means_that_the_first_was_stated_wrongly(
    family: Family,
) -> None:
    relations = named(**{family.man: "spouse", family.daughter: "child"})
    require_made(await family.post("head", person=family.wife, on="2019-01-01", relations=relations))
    assert (await family.relations("2019-01-01"))[family.man] == "spouse"
    assert (await family.on("2018-12-31"))["size"] == 0


async def test_a_change_of_head_that_cannot_be_is_refused(family: Family) -> None:
    good = {
        "person": family.wife,
        "on": "2021-05-01",
        "relations": named(**{family.man: "spouse", family.daughter: "child"}),
    }
    stranger = await family.registry.person()
    man, daughter = good["relations"]
    for changes, expected in (
        ({"person": NOBODY}, (404, "not-a-member", "person")),
        ({"person": stranger}, (404, "not-a-member", "person")),
        ({"on": "2018-01-01"}, (409, "later-recorded", "on")),
        ({"on": TOMORROW}, (422, "in-the-future", "on")),
        ({"person": family.man}, (409, "head-already", "person")),
        ({"relations": [man]}, (422, "relation-missing", "relations")),
        ({"relations": [man, daughter, daughter]}, (422, "named-twice", "relations.2.person")),
        ({"relations": [man, daughter | {"relation": "head"}]}, (422, "one-head", "relations")),
        ({"relations": [man, daughter, daughter | {"person": family.wife}]}, (422, "one-head", "relations")),
        ({"relations": [man, daughter, daughter | {"person": stranger}]}, (404, "not-a-member", "relations.2.person")),
    ):
        answer = await family.registry.caseworker.post(f"/households/{family.home}/head", good | changes)
        assert refusal(answer) == expected, changes
    assert (await family.on("2021-05-01"))["head"] == family.man


async def test_a_change_of_head_goes_before_nothing_that_happened_later(family: Family) -> None:
    baby = await family.registry.person(birth_date="2022-02-02", birth_precision="day")
    await family.registry.membership(family.home, baby, joined_on="2022-02-02")
    body = {
        "person": family.wife,
        "on": "2021-05-01",
        "relations": named(**{family.man: "spouse", family.daughter: "child"}),
    }
    assert refusal(await family.post("head", **body)) == (409, "later-recorded", "on")


async def test_a_change_of_head_waits_for_a_member_who_is_moving_and_is_then_of_those_who_remain(
    family: Family,
) -> None:
    registry = family.registry
    body = {
        "person": family.wife,
        "on": "2021-05-01",
        "relations": named(**{family.man: "spouse", family.daughter: "child"}),
    }
    async with registry.service.connection() as one, registry.service.connection() as other:
        transaction = one.transaction()
        await transaction.start()
        await one.execute("SELECT FROM households WHERE id = $1 FOR SHARE", family.home)
        await one.execute(
            "UPDATE memberships SET voided_at = recorded_now(), voided_by = 'x', void_reason = 'corrected'"
            " WHERE id = $1",
            family.memberships[family.daughter],
        )
        changing = asyncio.create_task(family.post("head", **body))
        await waiting(other, 1)
        await transaction.commit()
    assert refusal(await changing) == (404, "not-a-member", "relations.1.person")


# --- somebody who was registered twice --------------------------------------------------------------------------------


async def test_somebody_who_was_registered_twice_is_one_member_by_either_number(family: Family) -> None:
    registry, again = family.registry, await family.registry.person()
    await registry.membership(family.home, again, relation="other_relative")
    await registry.merge_people(again, family.wife)
    assert (await family.on("2021-01-01"))["size"] == 3
    relations = named(**{family.man: "spouse", family.daughter: "child"})
    twice = [*relations, *named(**{family.wife: "head"})]
    answer = await family.post("head", person=again, on="2021-05-01", relations=twice)
    assert refusal(answer) == (422, "one-head", "relations")
    told = require_made(await family.post("head", person=again, on="2021-05-01", relations=relations))
    assert (told["head"], told["size"]) == (family.wife, 3)
    members = named(**{again: "head"})
    formed = require_made(await family.post("split", on="2021-06-01", place=ZUMMAR, members=members))
    assert (formed["head"], formed["size"]) == (family.wife, 1)
    assert (await family.on("2021-06-01"))["size"] == 2


async def test_who_was_merged_wrongly_has_lived_and_moved_with_the_other_one(family: Family) -> None:
    registry, other = family.registry, await family.registry.person()
    await registry.membership(family.home, other, relation="other_relative")
    merge = await registry.merge_people(other, family.wife)
    members = named(**{family.wife: "head", family.daughter: "child"})
    formed = require_made(await family.post("split", on="2021-06-01", place=ZUMMAR, members=members))
    await registry.unmerge(merge)
    assert await family.relations("2021-06-01", formed["id"]) == {
        family.wife: "head",
        other: "other_relative",
        family.daughter: "child",
    }
    assert (await family.on("2021-05-31"))["size"] == 4


# --- a split ----------------------------------------------------------------------------------------------------------


async def test_some_of_a_household_live_on_their_own_from_a_day_on(family: Family) -> None:
    members = named(**{family.wife: "head", family.daughter: "child"})
    told = require_made(await family.post("split", on="2021-05-01", place=ZUMMAR, members=members))
    assert (told["head"], told["size"], told["female_headed"]) == (family.wife, 2, True)
    assert told["id"] != family.home
    assert require_made(await family.registry.monitor.get(f"/households/{told['id']}"))["place"] == ZUMMAR
    assert await family.relations("2021-05-01") == {family.man: "head"}
    assert len(await family.relations("2021-04-30")) == 3
    assert (await family.on("2021-04-30", told["id"]))["size"] == 0


async def test_a_household_that_goes_as_a_whole_leaves_an_empty_one(family: Family) -> None:
    members = named(**{family.man: "head", family.wife: "spouse", family.daughter: "child"})
    told = require_made(await family.post("split", on="2021-05-01", place=ZUMMAR, members=members))
    assert told["size"] == 3
    assert (await family.on("2021-05-01"))["size"] == 0


async def test_a_split_that_cannot_be_is_refused_and_forms_no_household(family: Family) -> None:
    registry = family.registry
    good = {"on": "2021-05-01", "place": ZUMMAR, "members": named(**{family.wife: "head", family.daughter: "child"})}
    wife, daughter = good["members"]
    kept = [await registry.count(table) for table in ("households", "memberships", "outbox")]
    near = registry.service.caller(Role.CASEWORKER, areas=(NINEWA,))
    for changes, expected in (
        ({"place": NAJAF}, (403, "outside-area", "place")),
        ({"place": "IQ"}, (422, "invalid-request", "place")),
        ({"members": []}, (422, "invalid-request", "members")),
        ({"members": [daughter]}, (422, "one-head", "members")),
        ({"members": [wife, daughter | {"relation": "head"}]}, (422, "one-head", "members")),
        ({"members": [wife, wife]}, (422, "named-twice", "members.1.person")),
        ({"members": [wife | {"person": NOBODY}]}, (404, "not-a-member", "members.0.person")),
        ({"on": "2019-01-01"}, (422, "left-before-joining", "on")),
        ({"on": "2018-01-01"}, (409, "later-recorded", "on")),
        ({"on": TOMORROW}, (422, "in-the-future", "on")),
    ):
        assert refusal(await near.post(f"/households/{family.home}/split", good | changes)) == expected, changes
    assert [await registry.count(table) for table in ("households", "memberships", "outbox")] == kept


# --- a merger ---------------------------------------------------------------------------------------------------------


async def test_a_household_is_part_of_another_one_from_a_day_on(family: Family) -> None:
    registry, other = family.registry, await Family(family.registry).settle(ZUMMAR)
    before = await registry.service.moment()
    relations = named(**{family.man: "sibling", family.wife: "other_relative", family.daughter: "other_relative"})
    told = require_made(await family.post("merge", into=other.home, on="2021-05-01", relations=relations))
    assert (told["id"], told["head"], told["size"]) == (other.home, other.man, 6)
    assert (await other.on("2021-04-30"))["size"] == 3
    assert len(await family.relations("2021-04-30")) == 3
    assert await family.relations("2021-05-01") == {}
    shown = require_made(await registry.monitor.get(f"/households/{family.home}"))
    assert (shown["merged_into"], shown["merged_on"]) == (other.home, "2021-05-01")
    earlier = registry.service.caller(Role.MONITORING, as_of=before)
    as_known = require_made(await earlier.get(f"/households/{family.home}/members", on="2021-05-01"))
    assert as_known["size"] == 3


async def test_what_is_merged_away_receives_nobody_any_more(family: Family) -> None:
    registry, other = family.registry, await Family(family.registry).settle()
    gone, third = await registry.household(), await registry.household()
    await registry.merge(gone, other.home, "2021-05-01")
    person = await registry.person()
    body = {"household_id": gone, "person": person, "relation": "head", "joined_on": "2020-01-01"}
    refused = (409, "household-merged", "household_id")
    assert refusal(await registry.caseworker.post("/memberships", body)) == refused
    assert refusal(await registry.caseworker.post("/memberships", body | {"left_on": "2021-05-02"})) == refused
    require_made(await registry.caseworker.post("/memberships", body | {"left_on": "2021-05-01"}))
    path = f"/memberships/{family.memberships[family.wife]}/move"
    move = {"household_id": gone, "relation": "spouse", "on": "2020-06-01"}
    assert refusal(await registry.caseworker.post(path, move)) == refused
    into = {"into": gone, "on": "2022-01-01", "relations": []}
    assert refusal(await registry.caseworker.post(f"/households/{third}/merge", into)) == (
        409,
        "household-merged",
        "into",
    )


async def test_two_households_are_not_part_of_each_other_however_many_stand_between(registry: Registry) -> None:
    first, second, third = [await registry.household() for _ in range(3)]
    await registry.merge(first, second, "2021-05-01")
    await registry.merge(second, third, "2021-06-01")
    for household, into, field in ((second, first, "id"), (third, first, "into"), (third, second, "into")):
        for on in ("2021-01-01", "2021-05-01", "2022-01-01"):
            body = {"into": into, "on": on, "relations": []}
            answer = await registry.caseworker.post(f"/households/{household}/merge", body)
            assert refusal(answer) == (409, "household-merged", field)
    own = {"into": third, "on": "2022-01-01", "relations": []}
    answer = await registry.caseworker.post(f"/households/{third}/merge", own)
    assert refusal(answer) == (422, "same-household", "into")


async def undone(registry: Registry, household: int) -> Any:
    return await registry.caseworker.post(f"/households/{household}/unmerge", {"reason": "entered_in_error"})


async def test_a_merger_is_undone_as_if_nobody_had_moved(family: Family) -> None:
    registry, other = family.registry, await Family(family.registry).settle(ZUMMAR)
    day, both = "2021-05-01", (family.home, other.home)
    before = [await family.relations(day, home) for home in both]
    relations = dict.fromkeys((family.man, family.wife, family.daughter), "other_relative")
    await registry.merge(family.home, other.home, day, **relations)
    merged = await registry.service.moment()
    told = require_made(await undone(registry, family.home))
    assert (told["merged_into"], told["merged_on"]) == (None, None)
    assert [await family.relations(day, home) for home in both] == before
    as_known = registry.service.caller(Role.MONITORING, as_of=merged)
    assert require_made(await as_known.get(f"/households/{other.home}/members", on=day))["size"] == 6
    assert refusal(await undone(registry, family.home)) == (409, "not-merged", None)
    await registry.merge(family.home, other.home, day, **relations)


async def test_a_merger_after_which_somebody_moved_is_not_undone(family: Family) -> None:
    registry, other = family.registry, await Family(family.registry).settle()
    relations = dict.fromkeys((family.man, family.wife, family.daughter), "other_relative")
    await registry.merge(family.home, other.home, "2021-05-01", **relations)
    rows = require_made(await registry.monitor.get(f"/people/{family.man}/memberships"))["memberships"]
    require_made(await registry.caseworker.post(f"/memberships/{rows[0]['id']}/end", {"left_on": "2021-06-01"}))
    assert refusal(await undone(registry, family.home)) == (409, "later-recorded", None)
    near = registry.service.caller(Role.CASEWORKER, areas=(ZUMMAR,))
    answer = await near.post(f"/households/{family.home}/unmerge", {"reason": "entered_in_error"})
    assert refusal(answer) == (404, "not-found", None)


async def test_what_is_one_household_is_told_through_all_that_stand_between(registry: Registry) -> None:
    gateway = registry.service.caller(for_gateway=True, areas=(), datasets={})
    first, second, third, alone = [await registry.household() for _ in range(4)]
    await registry.merge(first, second, "2021-05-01")
    await registry.merge(second, third, "2021-06-01")

    async def one(*households: int) -> Any:
        body = {"households": list(households)}
        return require_made(await gateway.post("/identities/households/clusters", body))["clusters"]

    assert await one(first, alone) == [[first, second, third], [alone]]
    assert await one(third, second, first) == [[first, second, third]]
    require_made(await undone(registry, second))
    assert await one(first, third) == [[first, second], [third]]


async def test_of_two_households_that_merge_into_each_other_at_once_one_does(registry: Registry) -> None:
    for _ in range(3):
        homes = [await registry.household() for _ in range(2)]
        answers = await asyncio.gather(
            *(
                registry.caseworker.post(
                    f"/households/{one}/merge", {"into": other, "on": "2021-05-01", "relations": []}
                )
                for one, other in (homes, reversed(homes))
            )
        )
        assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_of_two_mergers_into_one_household_that_are_undone_at_once_both_are(registry: Registry) -> None:
    *gone, home = [await registry.household() for _ in range(3)]
    for household in gone:
        await registry.merge(household, home)
    async with registry.service.connection() as connection:
        async with connection.transaction():
            await connection.execute("SELECT FROM households WHERE id = $1 FOR SHARE", home)
            undoing = asyncio.gather(*(undone(registry, household) for household in gone))
            await waiting(connection, 2)
        assert [answer.status_code for answer in await undoing] == [200, 200]


async def test_a_merger_that_cannot_be_is_refused_and_leaves_nothing(family: Family) -> None:
    registry, other = family.registry, await Family(family.registry).settle()
    gone, far = await registry.household(), await registry.household(NAJAF)
    await registry.caseworker.void(f"/households/{gone}")
    near = registry.service.caller(Role.CASEWORKER, areas=(NINEWA,))
    relations = named(**{family.man: "sibling", family.wife: "other_relative", family.daughter: "other_relative"})
    good = {"into": other.home, "on": "2021-05-01", "relations": relations}
    kept = [await registry.count(table) for table in ("mergers", "memberships", "outbox")]
    for changes, expected in (
        ({"into": NOTHING}, (404, "unknown-household", "into")),
        ({"into": gone}, (404, "unknown-household", "into")),
        ({"into": far}, (404, "unknown-household", "into")),
        ({"relations": relations[:2]}, (422, "relation-missing", "relations")),
        ({"relations": [*relations, relations[0]]}, (422, "named-twice", "relations.3.person")),
        (
            {"relations": [relations[0] | {"relation": "head"}, *relations[1:]]},
            (409, "already-headed", "relations"),
        ),
        ({"on": "2019-01-01"}, (422, "left-before-joining", "on")),
        ({"on": TOMORROW}, (422, "in-the-future", "on")),
    ):
        answer = await near.post(f"/households/{family.home}/merge", good | changes)
        assert refusal(answer) == expected, changes
    baby = await registry.person(father_native="غضبان", birth_date="2022-02-02", birth_precision="day")
    await registry.membership(other.home, baby, joined_on="2022-02-02")
    kept[1], kept[2] = kept[1] + 1, kept[2] + 2
    assert refusal(await family.post("merge", **good)) == (409, "later-recorded", "on")
    assert [await registry.count(table) for table in ("mergers", "memberships", "outbox")] == kept


# --- who lived there on a day -----------------------------------------------------------------------------------------


async def test_the_members_of_a_household_are_those_of_a_day_and_today_if_none_is_named(family: Family) -> None:
    registry = family.registry
    today_told = require_made(await registry.monitor.get(f"/households/{family.home}/members"))
    assert today_told["on"] == today().isoformat()
    assert {row["person"] for row in today_told["members"]} == {family.man, family.wife, family.daughter}
    assert (await family.on("2018-12-31"))["size"] == 0
    voided = family.memberships[family.wife]
    require_made(await registry.caseworker.void(f"/memberships/{voided}"))
    require_made(await registry.caseworker.void(f"/people/{family.daughter}"))
    assert await family.relations("2020-01-01") == {family.man: "head"}


@pytest.mark.parametrize(
    ("stated", "on", "female", "child"),
    [
        ({"sex": "female", "birth_date": "2002-05-05", "birth_precision": "day"}, "2020-05-04", True, True),
        ({"sex": "male", "birth_date": "2002-05-05", "birth_precision": "day"}, "2020-05-05", False, False),
        ({"sex": "not_stated", "birth_date": "2002-05-05", "birth_precision": "month"}, "2020-05-05", None, None),
        ({"birth_date": "2002-05-05", "birth_precision": "month"}, "2020-04-30", True, True),
        ({"birth_date": "2002-05-05", "birth_precision": "month"}, "2020-05-31", True, False),
        ({"birth_date": "2002-05-05", "birth_precision": "year"}, "2020-05-05", True, None),
        ({"birth_date": "2002-05-05", "birth_precision": "year"}, "2021-01-01", True, False),
        ({"birth_date": "2002-05-05", "birth_precision": "estimated"}, "2022-05-05", True, None),
        ({"birth_date": "2002-05-05", "birth_precision": "estimated"}, "2023-12-31", True, False),
        ({"birth_date": None, "birth_precision": "unknown"}, "2023-12-31", True, None),
    ],
)
async def test_what_is_derived_of_a_head_is_yes_no_or_not_known(
    registry: Registry, stated: Told, on: str, female: bool | None, child: bool | None
) -> None:
    home, person = await registry.household(), await registry.person(**stated)
    await registry.membership(home, person, relation="head", joined_on="2020-01-01")
    told = require_made(await registry.caseworker.get(f"/households/{home}/members", on=on))
    assert (told["female_headed"], told["child_headed"]) == (female, child)


async def test_a_household_without_a_head_is_headed_by_nobody_known(registry: Registry) -> None:
    home = await registry.household()
    await registry.membership(home, await registry.person(), relation="other_relative")
    told = require_made(await registry.caseworker.get(f"/households/{home}/members"))
    assert (told["head"], told["female_headed"], told["child_headed"], told["size"]) == (None, None, None, 1)


async def test_monitoring_is_not_told_whether_a_child_heads_a_household(family: Family) -> None:
    path = f"/households/{family.home}/members"
    monitor = family.registry.service.caller(Role.MONITORING, datasets=datasets(MODERATE))
    told = require_made(await monitor.get(path))
    assert "child_headed" not in told
    assert told["female_headed"] is False
    only = {DatasetName.HOUSEHOLDS: Scope(ceiling=MODERATE, fields=("size", "members", "relation"))}
    shallow = require_made(await family.registry.service.caller(Role.MONITORING, datasets=only).get(path))
    assert shallow == {"size": 3, "members": [{"relation": each} for each in ("head", "spouse", "child")]}


async def test_a_household_outside_the_areas_is_neither_shown_nor_changed(registry: Registry) -> None:
    family = await Family(registry).settle(NAJAF)
    near = registry.service.caller(Role.CASEWORKER, areas=(NINEWA,))
    nothing = (404, "not-found", None)
    assert refusal(await near.get(f"/households/{family.home}/members")) == nothing
    assert refusal(await near.get(f"/people/{family.man}/memberships")) == nothing
    relations = named(**{family.man: "spouse", family.daughter: "child"})
    own = await registry.household()
    for home in (family.home, NOTHING):
        for act, body in (
            ("head", {"person": family.wife, "on": "2021-05-01", "relations": relations}),
            ("split", {"on": "2021-05-01", "place": ZUMMAR, "members": named(**{family.wife: "head"})}),
            ("merge", {"into": own, "on": "2021-05-01", "relations": []}),
        ):
            assert refusal(await near.post(f"/households/{home}/{act}", body)) == nothing
    assert refusal(
        await near.post(f"/memberships/{family.memberships[family.man]}/end", {"left_on": "2021-05-01"})
    ) == (nothing)


@pytest.mark.parametrize("day", ["", "2020-02-30", "yesterday", "2020-01-01T00:00:00Z", "٢٠٢٠-٠١-٠١"])
async def test_a_day_that_is_none_is_refused(family: Family, day: str) -> None:
    answer = await family.registry.monitor.get(f"/households/{family.home}/members", on=day)
    assert refusal(answer) == (422, "invalid-request", "on")


# --- the trail --------------------------------------------------------------------------------------------------------


async def test_each_change_leaves_the_events_of_all_whom_it_concerns(family: Family) -> None:
    registry, other = family.registry, await family.registry.household()
    wife, man = family.memberships[family.wife], family.memberships[family.man]
    body = {"household_id": other, "relation": "head", "on": "2020-05-01"}
    relations = named(**{family.wife: "other_relative"})
    for act, stated, types in (
        (f"/memberships/{wife}/move", body, ["membership.moved"]),
        (f"/memberships/{man}/end", {"left_on": "2020-05-01"}, ["membership.ended"]),
        (
            f"/households/{family.home}/head",
            {"person": family.daughter, "on": "2020-06-01", "relations": []},
            ["household.head_changed", "membership.related"],
        ),
        (
            f"/households/{other}/merge",
            {"into": family.home, "on": "2020-07-01", "relations": relations},
            ["household.merged", "membership.moved"],
        ),
        (
            f"/households/{other}/unmerge",
            {"reason": "entered_in_error"},
            ["household.unmerged", "membership.moved"],
        ),
        (
            f"/households/{other}/merge",
            {"into": family.home, "on": "2020-07-01", "relations": relations},
            ["household.merged", "membership.moved"],
        ),
        (
            f"/households/{family.home}/split",
            {"on": "2020-08-01", "place": ZUMMAR, "members": named(**{family.wife: "head"})},
            ["household.formed", "household.split", "membership.moved"],
        ),
    ):
        async with registry.service.connection() as connection:
            before = await connection.fetchval("SELECT coalesce(max(seq), 0) FROM outbox")
            require_made(await registry.caseworker.post(act, stated))
            rows = await connection.fetch("SELECT * FROM outbox WHERE seq > $1 ORDER BY seq", before)
        assert [row["type"] for row in rows] == types
        assert all(family.wife not in row["data"] for row in rows)
