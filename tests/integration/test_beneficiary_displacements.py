"""Displacement: what can be stated, a person's own status and its end, and which status holds on a day."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import history
import pytest
from callers import Running, datasets, mandate, refusal, require_made
from history import BEGINNING, Historian
from registry import NAJAF, NINEWA, PERSON, TELAFAR, ZUMMAR, Registry

from services.beneficiary.displacements import reads
from services.beneficiary.displacements.rules import LIVES_IN
from services.beneficiary.displacements.views import DisplacementStatus, Shelter
from services.beneficiary.people.numbers import number
from shared.callers import DatasetName, Role, Service
from shared.classification import MODERATE, Scope
from shared.days import today

NOBODY, NOTHING = number(0), 2_147_483_647
TOMORROW = (today() + timedelta(days=1)).isoformat()
DISPLACED = {"status": "idp_out_of_camp", "since": "2017-02-01"}

Told = dict[str, Any]


@pytest.fixture
def registry(common: Running) -> Registry:
    return Registry(common)


@pytest.fixture
async def home(registry: Registry) -> int:
    return await registry.household()


async def status(registry: Registry, path: str, on: str) -> tuple[bool | None, str | None]:
    """Whose status is told on a day, and which."""
    told = require_made(await registry.monitor.get(f"{path}/displacement", on=on))
    assert told["on"] == on
    return told["own"], told["displacement"] and told["displacement"]["status"]


# --- what can be stated -----------------------------------------------------------------------------------------------


async def test_where_the_displaced_come_from_and_live_is_told_as_stated(registry: Registry, home: int) -> None:
    stated = DISPLACED | {"household_id": home, "origin": ZUMMAR, "arrived_on": "2017-03-01", "shelter": "private_host"}
    made = require_made(await registry.caseworker.post("/displacements", stated))
    assert {name: made[name] for name in stated} == stated
    monitor = registry.service.caller(Role.MONITORING, datasets=datasets(MODERATE))
    told = require_made(await monitor.get(f"/displacements/{made['id']}"))
    assert told["shelter"] == "private_host"
    assert not {"origin", "arrived_on"} & set(told)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"since": TOMORROW}, (422, "in-the-future", "since")),
        ({"arrived_on": TOMORROW}, (422, "in-the-future", "arrived_on")),
        ({"until": "2018-01-01"}, (422, "until-of-a-household", "until")),
        ({"until": TOMORROW}, (422, "in-the-future", "until")),
        ({"origin": "IQ"}, (422, "invalid-request", "origin")),
        ({"origin": "IQG99"}, (422, "invalid-request", "origin")),
        ({"origin": "SY01"}, (422, "invalid-request", "origin")),
        ({"status": "host_community", "origin": ZUMMAR}, (422, "never-displaced", "origin")),
        ({"status": "stayee", "arrived_on": "2017-02-01"}, (422, "never-displaced", "arrived_on")),
        ({"status": "refugee", "origin": ZUMMAR}, (422, "from-abroad", "origin")),
        ({"shelter": "camp"}, (422, "shelter-unfit", "shelter")),
        ({"shelter": "habitual"}, (422, "shelter-unfit", "shelter")),
        ({"shelter": "tent"}, (422, "invalid-request", "shelter")),
    ],
)
async def test_a_status_that_cannot_be_is_refused(
    registry: Registry, home: int, changes: Told, expected: tuple[int, str, str]
) -> None:
    before = await registry.count("displacements")
    answer = await registry.caseworker.post("/displacements", DISPLACED | {"household_id": home} | changes)
    assert refusal(answer) == expected
    assert await registry.count("displacements") == before


@pytest.mark.parametrize("of", DisplacementStatus)
async def test_in_a_camp_is_nobody_at_home_and_at_home_nobody_displaced(
    registry: Registry, home: int, of: DisplacementStatus
) -> None:
    taken = set()
    for shelter in Shelter:
        body = {"household_id": home, "status": of, "since": "2017-02-01", "shelter": shelter}
        if (await registry.caseworker.post("/displacements", body)).is_success:
            taken.add(shelter)
    assert taken == LIVES_IN[of]
    assert Shelter.UNKNOWN in taken
    assert not {Shelter.CAMP, Shelter.HABITUAL} <= taken or of is DisplacementStatus.UNKNOWN


async def test_a_persons_status_is_not_from_before_birth(registry: Registry) -> None:
    person = await registry.person(birth_date="2016-05-05", birth_precision="day")
    body = {"person": person, "status": "returnee", "since": "2016-05-05"}
    answer = await registry.caseworker.post("/displacements", body | {"since": "2016-05-04"})
    assert refusal(answer) == (422, "before-birth", "since")
    answer = await registry.caseworker.post("/displacements", body | {"arrived_on": "2016-05-04"})
    assert refusal(answer) == (422, "before-birth", "arrived_on")
    require_made(await registry.caseworker.post("/displacements", body))


@pytest.mark.parametrize("until", ["2017-02-01", "2017-01-31"])
async def test_a_persons_status_ends_after_it_began(registry: Registry, until: str) -> None:
    person = await registry.person()
    answer = await registry.caseworker.post("/displacements", DISPLACED | {"person": person, "until": until})
    assert refusal(answer) == (422, "ends-before-it-began", "until")


async def test_nothing_is_stated_of_a_household_from_the_day_on_which_it_is_part_of_another_one(
    registry: Registry, home: int
) -> None:
    await registry.merge(home, await registry.household(), "2019-06-01")
    body = DISPLACED | {"household_id": home}
    answer = await registry.caseworker.post("/displacements", body | {"since": "2019-06-01"})
    assert refusal(answer) == (409, "household-merged", "household_id")
    require_made(await registry.caseworker.post("/displacements", body | {"since": "2019-05-31"}))


# --- which status holds on a day --------------------------------------------------------------------------------------


async def test_the_status_on_a_day_is_the_persons_own_or_else_that_of_the_household_lived_in(
    registry: Registry, home: int
) -> None:
    person, other = await registry.person(), await registry.household(ZUMMAR)
    membership = await registry.membership(home, person, joined_on="2018-01-01")
    move = {"household_id": other, "relation": "other_relative", "on": "2020-01-01"}
    require_made(await registry.caseworker.post(f"/memberships/{membership}/move", move))
    for of, code, since in (
        ({"household_id": home}, "idp_out_of_camp", "2017-01-01"),
        ({"household_id": home}, "returnee", "2019-01-01"),
        ({"household_id": other}, "host_community", "2014-01-01"),
        ({"person": person}, "secondary_displaced", "2021-01-01"),
    ):
        await registry.displacement(**of, status=code, since=since)
    path = f"/people/{person}"
    assert await status(registry, path, "2017-12-31") == (None, None)
    assert await status(registry, path, "2018-01-01") == (False, "idp_out_of_camp")
    assert await status(registry, path, "2018-12-31") == (False, "idp_out_of_camp")
    assert await status(registry, path, "2019-01-01") == (False, "returnee")
    assert await status(registry, path, "2020-01-01") == (False, "host_community")
    assert await status(registry, path, "2020-12-31") == (False, "host_community")
    assert await status(registry, path, "2021-01-01") == (True, "secondary_displaced")
    assert await status(registry, f"/households/{home}", "2021-01-01") == (False, "returnee")
    assert await status(registry, f"/households/{home}", "2016-12-31") == (None, None)


async def test_an_own_status_that_has_ended_gives_way_to_the_households_and_can_begin_again(
    registry: Registry, home: int
) -> None:
    person = await registry.person()
    await registry.membership(home, person)
    await registry.displacement(household_id=home, status="returnee", since="2018-01-01")
    await registry.displacement(person=person, status="idp_camp", since="2019-01-01", until="2020-01-01")
    own = await registry.displacement(person=person, status="secondary_displaced", since="2019-06-01")
    before = await registry.service.moment()
    ended = require_made(await registry.caseworker.post(f"/displacements/{own}/end", {"until": "2019-09-01"}))
    assert (ended["until"], ended["status"], ended["since"]) == ("2019-09-01", "secondary_displaced", "2019-06-01")
    await registry.displacement(person=person, status="idp_out_of_camp", since="2021-01-01")
    path = f"/people/{person}"
    assert await status(registry, path, "2019-05-31") == (True, "idp_camp")
    assert await status(registry, path, "2019-08-31") == (True, "secondary_displaced")
    assert await status(registry, path, "2019-09-01") == (False, "returnee")  # what it replaced does not come back
    assert await status(registry, path, "2021-01-01") == (True, "idp_out_of_camp")
    earlier = registry.service.caller(Role.MONITORING, as_of=before)
    told = require_made(await earlier.get(f"{path}/displacement", on="2021-01-01"))
    assert (told["own"], told["displacement"]["status"]) == (True, "secondary_displaced")
    assert told["displacement"]["voided_at"] is None
    old = require_made(await registry.caseworker.get(f"/displacements/{own}"))
    assert (old["void_reason"], old["voided_at"]) == ("corrected", ended["recorded_at"])


async def test_a_status_that_cannot_end_so_is_refused(registry: Registry, home: int) -> None:
    person = await registry.person()
    shared = await registry.displacement(household_id=home)
    first = await registry.displacement(person=person, status="idp_camp", since="2018-01-01")
    for id, until, expected in (
        (NOTHING, "2019-01-01", (404, "not-found", None)),
        (shared, "2019-01-01", (422, "until-of-a-household", "until")),
        (first, "2018-01-01", (422, "ends-before-it-began", "until")),
        (first, TOMORROW, (422, "in-the-future", "until")),
    ):
        assert refusal(await registry.caseworker.post(f"/displacements/{id}/end", {"until": until})) == expected
    await registry.displacement(person=person, status="returnee", since="2019-06-01")
    answer = await registry.caseworker.post(f"/displacements/{first}/end", {"until": "2019-06-02"})
    assert refusal(answer) == (409, "status-replaced", "until")
    ended = require_made(await registry.caseworker.post(f"/displacements/{first}/end", {"until": "2019-06-01"}))
    again = {"until": "2019-02-01"}
    assert refusal(await registry.caseworker.post(f"/displacements/{first}/end", again))[1] == "already-voided"
    answer = await registry.caseworker.post(f"/displacements/{ended['id']}/end", again)
    assert refusal(answer) == (409, "status-ended", "until")


async def test_the_status_of_whoever_is_out_of_reach_is_not_told(registry: Registry, home: int) -> None:
    person, far = await registry.person(), await registry.household(NAJAF)
    await registry.membership(home, person)
    await registry.displacement(household_id=home)
    near = registry.service.caller(Role.CASEWORKER, areas=(NINEWA,))
    elsewhere = registry.service.caller(Role.CASEWORKER, areas=(NAJAF,))
    nothing = (404, "not-found", None)
    assert refusal(await near.get(f"/households/{far}/displacement")) == nothing
    assert refusal(await near.get(f"/households/{NOTHING}/displacement")) == nothing
    for path in (f"/people/{person}/displacement", f"/people/{NOBODY}/displacement"):
        assert refusal(await elsewhere.get(path)) == nothing
    require_made(await registry.caseworker.put(f"/people/{person}", PERSON | {"place": NAJAF}))
    told = require_made(await elsewhere.get(f"/people/{person}/displacement"))
    assert (told["own"], told["displacement"]) == (None, None)  # the household's is where the household is
    assert refusal(await near.get(f"/people/{person}/displacement")) == nothing
    assert require_made(await near.get(f"/households/{home}/displacement"))["displacement"]["status"] == "returnee"


async def test_of_a_status_on_a_day_the_fields_are_told_that_are_open(registry: Registry, home: int) -> None:
    await registry.displacement(household_id=home, origin=TELAFAR, since="2018-01-01")
    only = {DatasetName.DISPLACEMENTS: Scope(ceiling=MODERATE, fields=("own", "displacement", "status", "origin"))}
    caller = registry.service.caller(Role.CASEWORKER, datasets=only)
    told = require_made(await caller.get(f"/households/{home}/displacement"))
    assert told == {"own": False, "displacement": {"status": "returnee"}}


async def test_the_status_on_a_day_is_what_a_plain_evaluation_of_the_same_facts_gives(beneficiary: Running) -> None:
    """As `reach` is compared with the same evaluation, the two agree."""
    historian, random, seen = Historian(seed=2020), Random(3), set()
    made = historian.write(1200)
    async with beneficiary.connection() as connection:
        await made.keep(connection)
        for _ in range(600):
            person, day = random.choice(made.people), date(2019, 3, 1) + timedelta(days=random.randrange(-3, 60))
            as_of: datetime = BEGINNING + random.random() * 1.05 * (historian.now - BEGINNING)
            asking = mandate(Service.BENEFICIARY, Role.MONITORING, as_of=as_of)
            told = (await reads.of_person(connection, person.registration_number, day, asking)).view
            held = told.displacement.status if told.displacement else "unknown"
            assert held == history.status(made, history.whom(made, person.id, as_of), day, as_of), (person, day, as_of)
            seen.add((told.own, held))
    assert len(seen) > 12
