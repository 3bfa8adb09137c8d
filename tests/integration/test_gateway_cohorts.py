"""Cohorts: one question over three services, compared with looking at each person of an invented register alone."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

import cohort_reference as reference
import premises
import pytest
from callers import refusal, require_made
from premises import PILOT, TELAFAR, Caller, House

from demo import filling
from demo.sizes import Extent
from services.beneficiary.activities.views import ActivityType
from services.beneficiary.displacements.views import DisplacementStatus
from services.beneficiary.households.views import Relation
from services.forums.members.views import MemberRole
from services.grants.assisting.assistances.views import Modality
from shared.callers import Role, Service

COHORTS = "/v1/cohorts"
ON = date(2021, 3, 31)
SEATED = {"criterion": "forums.seated", "value": True}
SUPPORTED = {
    "any": [
        {"criterion": "grants.awarded", "value": True},
        {"criterion": "beneficiary.attended", "values": ["training_voc"]},
    ]
}
EXAMPLE = {
    "all": [
        {"criterion": "beneficiary.displacement_status", "values": ["returnee"]},
        {"criterion": "beneficiary.age", "min": 18, "max": 30},
        {"criterion": "beneficiary.place", "values": [TELAFAR]},
        SUPPORTED,
        {"not": SEATED},
    ]
}
"""Returnees aged 18 to 30 in Telafar, with an enterprise grant or vocational training, not yet in a forum."""
BREAKDOWNS = [
    f"beneficiary.{name}"
    for name in (
        *("governorate", "district", "subdistrict", "sex", "age_band"),
        *("displacement_status", "activity_type"),
    )
]


@dataclass
class Register:
    """A house over an invented register, and who of it consents to be named to staff."""

    house: House
    consenting: set[int]

    @property
    def monitor(self) -> Caller:
        return self.house.monitor()

    async def world(self, **of: Any) -> reference.World:
        return await reference.world(self.house.urls, ON, consenting=frozenset(self.consenting), **of)

    async def counted(self, expression: Any, *by: str, caller: Caller | None = None, **stated: Any) -> dict[str, Any]:
        body = {"expression": expression, "by": list(by), "on": str(ON), **stated}
        answer = await (caller or self.monitor).post(COHORTS, body)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def fetch(self, service: Service, query: str, *values: Any) -> list[Any]:
        async with self.house.connection(service) as connection:
            rows: list[Any] = await connection.fetch(query, *values)
            return rows

    async def number(self, id: int) -> str:
        [[number]] = await self.fetch(Service.BENEFICIARY, "SELECT registration_number FROM people WHERE id = $1", id)
        return str(number)


@asynccontextmanager
async def filled(clone: Any, folder: Path, people: int) -> AsyncIterator[Register]:
    urls = {application: await clone(application) for application in (*Service, "gateway")}
    await filling.fill({service: urls[service] for service in Service}, folder, Extent(people=people, seed=8))

    async def taken(application: str) -> str:
        return urls[application]

    async with premises.house(taken) as house:
        yield Register(house, set())


@pytest.fixture(scope="module")
async def register(module_clone: Any, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Register]:
    async with filled(module_clone, tmp_path_factory.mktemp("register"), 300) as opened:
        await _seat(opened)
        await _merge_some(opened)
        yield opened


async def _seat(register: Register) -> None:
    """Name people in seats of forums, straight in the databases; half of them consent to that."""
    seats = await register.fetch(Service.FORUMS, "SELECT id FROM members WHERE voided_at IS NULL ORDER BY id LIMIT 60")
    people = await register.fetch(
        Service.BENEFICIARY,
        "SELECT person_id FROM particulars WHERE voided_at IS NULL AND birth_date < '2000-01-01'"
        " ORDER BY place LIKE 'IQG15Q08%' DESC, person_id LIMIT 60",
    )
    named = [(seat["id"], person["person_id"]) for seat, person in zip(seats, people, strict=True)]
    async with register.house.connection(Service.FORUMS) as connection:
        await connection.executemany(
            "INSERT INTO namings (member_id, person_id, recorded_by) VALUES ($1, $2, 'test')", named
        )
    for _, person in named[::2]:
        await _decide(register, person, "given")


async def _decide(register: Register, person: int, decision: str) -> None:
    async with register.house.connection(Service.BENEFICIARY) as connection:
        notice = await connection.fetchval("SELECT max(id) FROM notices")
        await connection.execute(
            "INSERT INTO consents (person_id, purpose, recipient_class, decision, decided_on, language, witnessed,"
            " notice_id, given_by, recorded_by)"
            " VALUES ($1, 'community-policing', 'staff', $2, '2021-03-01', 'ar', 'signature', $3, 'self', 'test')",
            person,
            decision,
            notice,
        )
    (register.consenting.add if decision == "given" else register.consenting.discard)(person)


async def _merge_some(register: Register) -> None:
    """Merge people of whom one was given something and the other sits, attends or lives elsewhere."""
    given = await register.fetch(Service.GRANTS, "SELECT DISTINCT person_id FROM assistances ORDER BY 1 LIMIT 12")
    named = await register.fetch(Service.FORUMS, "SELECT person_id FROM namings ORDER BY id LIMIT 24")
    pairs = {one["person_id"]: other["person_id"] for one, other in zip(given, named[::2], strict=True)}
    async with register.house.connection(Service.BENEFICIARY) as connection:
        for absorbed, survivor in pairs.items():
            if absorbed != survivor and survivor not in pairs and absorbed not in pairs.values():
                await connection.execute(
                    "INSERT INTO identities (person_id, survivor_id, recorded_by) VALUES ($1, $2, 'test')",
                    absorbed,
                    survivor,
                )


# --- against looking at each person -----------------------------------------------------------------------------------


def leaf(random: Random) -> dict[str, Any]:
    def some(codes: Any, most: int = 3) -> list[str]:
        return random.sample(sorted(str(code) for code in codes), random.randint(1, most))

    youngest = random.randint(0, 60)
    return random.choice(
        [
            {"criterion": "beneficiary.sex", "values": some(("female", "male"), 1)},
            {"criterion": "beneficiary.age", "min": youngest, "max": youngest + random.randint(0, 40)},
            {"criterion": "beneficiary.place", "values": some(("IQG15", TELAFAR, "IQG15Q08N03", "IQG04"), 2)},
            {"criterion": "beneficiary.displacement_status", "values": some(DisplacementStatus)},
            {"criterion": "beneficiary.household_role", "values": some(Relation)},
            {"criterion": "beneficiary.female_headed", "value": random.random() < 0.7},
            {"criterion": "beneficiary.attended", "values": some(ActivityType)},
            {"criterion": "beneficiary.attended_project", "values": [PILOT]},
            {"criterion": "beneficiary.enrolled", "values": some(ActivityType)},
            {"criterion": "grants.awarded", "value": random.random() < 0.7},
            {"criterion": "grants.assisted", "values": some(Modality)},
            {"criterion": "grants.assistance_project", "values": [PILOT]},
            {"criterion": "forums.seated", "value": random.random() < 0.7},
            {"criterion": "forums.seat_role", "values": some(MemberRole, 6)},
        ]
    )


def expression(random: Random, deep: int = 3) -> dict[str, Any]:
    kind = random.choice(("leaf", "all", "any", "not")) if deep else "leaf"
    if kind == "leaf":
        return leaf(random)
    if kind == "not":
        return {"not": expression(random, deep - 1)}
    return {kind: [expression(random, deep - 1) for _ in range(random.randint(1, 3))]}


def told(answer: Mapping[str, Any]) -> tuple[int, dict[Any, int], dict[Any, int]]:
    """The total, the cells and the totals of each value."""
    cells = {tuple(cell["of"]): cell["people"] for cell in answer["cells"]}
    return answer["total"], cells, {(line["breakdown"], line["of"]): line["people"] for line in answer["totals"]}


@pytest.mark.parametrize("areas", [("IQ",), ("IQG15Q08",)])
async def test_any_expression_is_counted_as_looking_at_each_person_does(
    register: Register, areas: tuple[str, ...]
) -> None:
    world, random = await register.world(areas=areas), Random(4)
    caller, sizes = register.house.monitor("somebody", *areas), set()
    for _ in range(40):
        asked, by = expression(random), random.sample(BREAKDOWNS, 2)
        people = world.members(asked)
        found = await register.counted(asked, *by, caller=caller)
        assert told(found) == (len(people), world.cells(people, by), world.totals(people, by)), json.dumps(asked)
        sizes.add(len(people))
    assert len(sizes) > 12


async def test_a_moment_gives_the_same_bytes_whatever_has_happened_since(register: Register) -> None:
    by = ("beneficiary.district", "beneficiary.displacement_status")
    asked = {"any": [SUPPORTED, {"criterion": "grants.assisted", "values": ["VT", "CFW"]}]}
    first = await register.counted(asked, *by)
    [row] = await register.fetch(
        Service.GRANTS, "SELECT person_id, project, place FROM assistances WHERE modality <> 'CFW' ORDER BY id LIMIT 1"
    )
    async with register.house.connection(Service.GRANTS) as connection:
        await connection.execute(
            "UPDATE assistances SET voided_at = recorded_now(), voided_by = 'test', void_reason = 'entered_in_error'"
            " WHERE modality = 'CFW' OR modality = 'VT'"
        )
    now, then = await register.counted(asked, *by), await register.counted(asked, *by, as_of=first["as_of"])
    assert now["total"] < first["total"] > 0
    assert (first["reproducible"], then) == (True, first)
    people = (await register.world(as_of=datetime.fromisoformat(first["as_of"]))).members(asked)
    assert len(people) == first["total"]
    assert row is not None


async def test_who_is_somebody_else_since_a_moment_is_counted_as_of_it_as_looking_at_each_person_does(
    register: Register,
) -> None:
    """People who sit are merged into others, and half of them are apart again."""
    named = await register.fetch(Service.FORUMS, "SELECT person_id FROM namings ORDER BY id DESC LIMIT 24")
    alone = await register.fetch(
        Service.BENEFICIARY,
        "SELECT person_id FROM particulars AS stated WHERE voided_at IS NULL AND birth_date < '2000-01-01'"
        " AND NOT EXISTS (SELECT FROM identities AS merged WHERE stated.person_id IN (merged.person_id, survivor_id))"
        " ORDER BY 1 DESC",
    )
    sit, free = {row["person_id"] for row in named}, [row["person_id"] for row in alone]
    others = [id for id in free if id not in sit]
    pairs = list(zip((id for id in free if id in sit), others, strict=False))
    for _, survivor in pairs[::3]:
        await _decide(register, survivor, "given")
    async with register.house.connection(Service.BENEFICIARY) as connection:
        merged = "INSERT INTO identities (person_id, survivor_id, recorded_by) VALUES ($1, $2, 'test')"
        await connection.executemany(merged, pairs)
        before = await register.counted(SEATED)
        await connection.execute(
            "UPDATE identities SET voided_at = recorded_now(), voided_by = 'test', void_reason = 'entered_in_error'"
            " WHERE person_id = ANY ($1) AND voided_at IS NULL",
            [absorbed for absorbed, _ in pairs[::2]],
        )
    world, random = await register.world(as_of=datetime.fromisoformat(before["as_of"])), Random(6)
    by, asked = ("beneficiary.district", "beneficiary.sex"), [SEATED, {"not": SEATED}]
    asked += [{"all": [expression(random, 2), {"any": [SEATED, leaf(random)]}]} for _ in range(10)]
    for each in asked:
        people = world.members(each)
        found = await register.counted(each, *by, as_of=before["as_of"])
        assert told(found) == (len(people), world.cells(people, [*by]), world.totals(people, [*by])), json.dumps(each)
    assert 0 < len(world.members(SEATED)) < before["total"]


# --- the example, whatever happens to somebody in it ------------------------------------------------------------------


@pytest.fixture(scope="module")
async def example(module_clone: Any, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Register]:
    async with filled(module_clone, tmp_path_factory.mktemp("example"), 40) as opened:
        yield opened


async def test_the_example_is_right_after_a_merge_its_undoing_a_voided_attendance_and_a_withdrawn_consent(
    example: Register,
) -> None:
    house, by = example.house, ("beneficiary.subdistrict", "beneficiary.sex")

    async def compared() -> set[int]:
        world = await example.world()
        people = world.members(EXAMPLE)
        found = await example.counted(EXAMPLE, *by)
        assert told(found) == (len(people), world.cells(people, [*by]), world.totals(people, [*by]))
        return set(people)

    caseworker, other = house.staff(Role.CASEWORKER, name="one"), house.staff(Role.PROTECTION, name="two")
    lead, focal = house.staff(Role.ACTIVITY_LEAD), house.staff(Role.FORUM_FOCAL_POINT)
    person = {"given_native": "زينب", "sex": "female", "birth_date": "1996-05-04", "birth_precision": "day"}
    numbers = [
        (await house.made(caseworker, "/v1/people", **person, place=TELAFAR))["registration_number"] for _ in range(3)
    ]
    [one, two, three] = [
        row["id"]
        for number in numbers
        for row in await example.fetch(
            Service.BENEFICIARY, "SELECT id FROM people WHERE registration_number = $1", number
        )
    ]
    for number in numbers[:2]:
        stated = {"person": number, "status": "returnee", "since": "2019-01-01"}
        await house.made(caseworker, "/v1/displacements", **stated)
    training = {"project": PILOT, "type": "training_voc", "place": TELAFAR}
    training |= {"starts_on": "2019-06-01", "ends_on": "2019-06-30"}
    activity = await house.made(lead, "/v1/activities", **training)
    before = await compared()
    # The one came to vocational training, the other owns an enterprise: both are in it, each by themselves.
    session = await house.made(lead, "/v1/sessions", activity_id=activity["id"], held_on="2019-06-02")
    came = {"session_id": session["id"], "outcome": "present"}
    attendance = await house.made(lead, "/v1/attendances", **came, person=numbers[0])
    assert await compared() == before | {one}
    await house.made(lead, "/v1/attendances", **came, person=numbers[2])
    assert await compared() == before | {one}  # nobody knows that she is a returnee
    # The third is the second under another number: one is a returnee, and the other came.
    merge = {"absorbed": numbers[2], "survivor": numbers[1], "reason": "recognised"}
    merged = await _merge(house, caseworker, other, merge)
    assert await compared() == before | {one, two}
    # She sits in a forum under the number that goes on no more, and consents to be named.
    await _seat_one(example, focal, three)
    await _decide(example, three, "given")
    assert await compared() == before | {one}
    await house.made(other, f"/v1/merges/{merged}/undo", reason="entered_in_error")
    assert await compared() == before | {one}
    await _merge(house, caseworker, other, merge)
    assert await compared() == before | {one}
    await _decide(example, three, "withdrawn")
    assert await compared() == before | {one, two}
    await house.made(lead, f"/v1/attendances/{attendance['id']}/void", reason="entered_in_error")
    assert await compared() == before | {two}


async def _merge(house: House, one: Caller, other: Caller, merge: dict[str, str]) -> int:
    """The number of a merge that one person proposes, if it takes two, and another confirms."""
    answer = await one.post("/v1/merges", merge)
    made = require_made(answer)
    if answer.status_code == 202:
        made = {"id": (await house.made(other, f"/v1/proposals/{made['id']}/confirm", ground="asked"))["merge_id"]}
    return int(made["id"])


async def _seat_one(register: Register, focal: Caller, person: int) -> None:
    [forum] = await register.fetch(
        Service.FORUMS, "SELECT id FROM forums WHERE place LIKE 'IQG15Q08%' ORDER BY id LIMIT 1"
    )
    seat = {"role": "member_women", "sex": "female", "age_band": "18-59", "joined_on": "2020-01-01"}
    member = await register.house.made(focal, "/v1/members", forum_id=forum["id"], **seat)
    async with register.house.connection(Service.FORUMS) as connection:
        await connection.execute(
            "INSERT INTO namings (member_id, person_id, recorded_by) VALUES ($1, $2, 'test')", member["id"], person
        )


async def test_criteria_and_breakdowns_are_those_that_the_services_declare_now(example: Register) -> None:
    told = require_made(await example.monitor.get(f"{COHORTS}/criteria"))
    names = {each["criterion"]: each for each in told["criteria"]}
    assert (told["status"], told["missing"]) == ("complete", [])
    assert names["grants.assisted"] == {
        "criterion": "grants.assisted",
        "code": "assisted",
        "codelist": "grants-criterion",
        "dataset": "assistances",
        "kind": "codes",
        "values": "assistance-modality",
    }
    assert {name.partition(".")[0] for name in names} == set(Service)
    assert [each["breakdown"] for each in told["breakdowns"]] == BREAKDOWNS
    with example.house.without(Service.GRANTS):
        less = require_made(await example.monitor.get(f"{COHORTS}/criteria"))
    assert (less["status"], less["missing"]) == ("partial", ["grants"])
    assert {each["criterion"] for each in less["criteria"]} == {name for name in names if "grants" not in name}


async def test_nobody_is_counted_without_a_service_that_knows_a_part_of_the_question(example: Register) -> None:
    for service in Service:
        with example.house.without(service):
            answer = await example.monitor.post(COHORTS, {"expression": EXAMPLE})
        assert refusal(answer)[:2] == (503, "service-unavailable")
    women = {"criterion": "beneficiary.sex", "values": ["female"]}
    with example.house.without(Service.GRANTS, Service.FORUMS):
        total = (await example.counted(women))["total"]
    assert total == len((await example.world()).members(women)) > 10


async def test_what_a_role_does_not_open_cannot_be_asked_by_and_is_never_shown_as_nobody(example: Register) -> None:
    consenting = {"criterion": "beneficiary.consents_to_aid", "values": ["service-delivery"]}
    answer = await example.monitor.post(COHORTS, {"expression": {"all": [SEATED, {"not": consenting}]}})
    assert refusal(answer) == (403, "not-in-mandate", "expression.all.1.not.criterion")
    everybody = await example.counted({"not": {"all": [SEATED, {"not": SEATED}]}})
    assert everybody["total"] == len((await example.world()).people())
    for role in (Role.CASEWORKER, Role.GRANTS_OFFICER, Role.ADMINISTRATOR):
        assert refusal(await example.house.staff(role).post(COHORTS, {"expression": SEATED}))[0] == 403
    assert refusal(await (await example.house.partner("moi")).post(COHORTS, {"expression": SEATED}))[0] == 404


async def test_who_takes_part_in_help_for_one_person_is_found_by_nobody(example: Register) -> None:
    asked = {"all": [{"criterion": "beneficiary.attended", "values": ["mhpss"]}]}
    by = ("beneficiary.activity_type", "beneficiary.sex")
    before = await example.counted(asked, *by)
    async with example.house.connection(Service.BENEFICIARY) as connection:
        activity = await connection.fetchval(
            "INSERT INTO activities (project, type, place, starts_on, ends_on, mhpss_code, mhpss_layer, recorded_by)"
            " VALUES ($1, 'mhpss', $2, '2019-06-01', '2019-06-30', '8.1', '3', 'test') RETURNING id",
            PILOT,
            TELAFAR,
        )
        session = await connection.fetchval(
            "INSERT INTO sessions (activity_id, held_on, recorded_by) VALUES ($1, '2019-06-02', 'test') RETURNING id",
            activity,
        )
        await connection.execute(
            "INSERT INTO attendances (person_id, session_id, outcome, recorded_by) VALUES (1, $1, 'present', 'test')",
            session,
        )
        await connection.execute(
            "INSERT INTO enrolments (activity_id, person_id, enrolled_on, recorded_by)"
            " VALUES ($1, 1, '2019-06-01', 'test')",
            activity,
        )
    for caller in (example.monitor, example.monitor.stating(reason="somebody%20is%20in%20danger")):
        after = await example.counted(asked, *by, caller=caller)
        assert {**after, "as_of": None} == {**before, "as_of": None}


async def test_a_cohort_is_kept_by_name_listed_read_run_again_and_voided(example: Register) -> None:
    monitor, by = example.monitor, ["beneficiary.sex", "beneficiary.age_band"]
    draft = {"name": "Supported", "expression": SUPPORTED, "by": by, "on": str(ON)}
    made = await monitor.post(COHORTS, draft, key="a-key")
    assert made.status_code == 201
    kept = made.json()
    assert (await monitor.post(COHORTS, draft, key="a-key")).json()["id"] == kept["id"]
    assert refusal(await monitor.post(COHORTS, draft)) == (409, "name-taken", "name")
    read = require_made(await monitor.get(f"{COHORTS}/{kept['id']}"))
    assert (read["name"], read["expression"], read["by"]) == ("Supported", SUPPORTED, by)
    listed = require_made(await monitor.get(COHORTS, limit="1", count="true"))
    assert ([each["id"] for each in listed["items"]], listed["count"]["total"]) == ([kept["id"]], 1)
    again = require_made(await monitor.post(f"{COHORTS}/{kept['id']}/run", {"as_of": kept["as_of"], "on": str(ON)}))
    assert again == kept
    earlier = require_made(await monitor.post(f"{COHORTS}/{kept['id']}/run", {"on": "2019-04-01"}))
    assert earlier["total"] == 0 < kept["total"]
    voided = await example.house.made(monitor, f"{COHORTS}/{kept['id']}/void", reason="entered_in_error")
    assert voided["void_reason"] == "entered_in_error"
    assert refusal(await monitor.post(f"{COHORTS}/{kept['id']}/void", {"reason": "duplicate"}))[1] == "already-voided"
    assert require_made(await monitor.get(COHORTS))["items"] == []


async def test_members_are_listed_to_whoever_is_told_all_that_is_asked_by_and_each_page_is_written_down(
    example: Register,
) -> None:
    house = example.house
    reader = house.staff(Role.CASEWORKER, areas=("IQG15",))
    came = {"criterion": "beneficiary.attended", "values": sorted(ActivityType)}
    asked = {"all": [{"criterion": "beneficiary.age", "min": 20, "max": 60}, came]}
    id = (await example.monitor.post(COHORTS, {"name": "To be listed", "expression": asked})).json()["id"]
    path = f"{COHORTS}/{id}/members"
    assert refusal(await example.monitor.post(path, {})) == (403, "not-in-mandate", "expression.all.0.criterion")
    world = await example.world(areas=("IQG15",))
    people = world.members(asked)
    async with house.connection() as connection:
        before = await connection.fetchval("SELECT coalesce(max(id), 0) FROM reads")
    numbers: list[str] = []
    page: dict[str, Any] = {"on": str(ON), "limit": 7}
    told: dict[str, Any] = {"next": ""}
    while told["next"] is not None:
        told = require_made(await reader.post(path, page))
        numbers += told["members"]
        page |= {"after": told["next"] or page["after"], "as_of": told["as_of"]}
    assert numbers == sorted([await example.number(person) for person in people])
    assert len(numbers) > 7
    async with house.connection() as connection:
        noted = await connection.fetch(
            "SELECT reads.id, what, fields, person_id FROM reads JOIN read_subjects ON read_id = reads.id"
            " WHERE reads.id > $1",
            before,
        )
    assert sorted(row["person_id"] for row in noted) == sorted(id for person in people for id in world.ids(person))
    assert len({row["id"] for row in noted}) == -(-len(people) // 7)
    assert {row["what"] for row in noted} == {"cohorts"}
    assert set(noted[0]["fields"]) == {"registration_number", "beneficiary.age", "beneficiary.attended"}
    for changes in ({"after": "A" * 32}, {"on": "2020-01-01"}, {"as_of": "2020-01-01T00:00:00Z"}, {"as_of": None}):
        assert refusal(await reader.post(path, page | changes))[1:] == ("unknown-cursor", "after")


async def test_nobody_is_listed_by_what_a_caller_is_not_told_of_each_person(example: Register) -> None:
    by_grant = {
        "all": [{"criterion": "grants.awarded", "value": True}, {"criterion": "beneficiary.sex", "values": ["male"]}]
    }
    by_seat = {"any": [{"criterion": "beneficiary.sex", "values": ["female"]}, SEATED]}
    ids = {
        name: (await example.monitor.post(COHORTS, {"name": name, "expression": asked})).json()["id"]
        for name, asked in (("By a grant", by_grant), ("By a seat", by_seat))
    }
    world = await example.world()
    for role in (Role.MONITORING, Role.GRANTS_OFFICER):
        told = require_made(
            await example.house.staff(role).post(f"{COHORTS}/{ids['By a grant']}/members", {"on": str(ON)})
        )
        assert told["members"] == sorted([await example.number(id) for id in world.members(by_grant)])
    caseworker = example.house.staff(Role.CASEWORKER)
    refused = refusal(await caseworker.post(f"{COHORTS}/{ids['By a grant']}/members", {}))
    assert refused == (403, "not-in-mandate", "expression.all.0.criterion")
    for role in (Role.MONITORING, Role.FORUM_FOCAL_POINT):
        answer = await example.house.staff(role).post(f"{COHORTS}/{ids['By a seat']}/members", {})
        assert refusal(answer)[0] == 403


async def test_the_example_is_listed_without_its_seats_by_two_roles_of_one_purpose_and_by_nobody_with_them(
    register: Register,
) -> None:
    by_training = {"criterion": "grants.assisted", "values": ["VT"]}
    supported = {"any": [*SUPPORTED["any"], by_training]}
    in_ninewa = {"criterion": "beneficiary.place", "values": ["IQG15"]}
    without_seats = {"all": [*EXAMPLE["all"][:2], in_ninewa, supported]}
    ids = [
        (await register.monitor.post(COHORTS, {"name": name, "expression": asked})).json()["id"]
        for name, asked in (("Whole", EXAMPLE), ("But for seats", without_seats))
    ]
    caseworker, officer, monitor = Role.CASEWORKER, Role.GRANTS_OFFICER, Role.MONITORING
    for roles in ((caseworker,), (officer,), (monitor,), (monitor, caseworker, officer)):
        caller = register.house.staff(*roles)
        answers = [await caller.post(f"{COHORTS}/{id}/members", {"on": str(ON)}) for id in ids]
        assert [refusal(answer)[:2] for answer in answers] == [(403, "not-in-mandate")] * 2
    both = register.house.staff(caseworker, officer)
    whole, listed = [await both.post(f"{COHORTS}/{id}/members", {"on": str(ON)}) for id in ids]
    assert refusal(whole) == (403, "not-in-mandate", "expression.all.4.not.criterion")
    world = await register.world()
    members = require_made(listed)["members"]
    assert members == sorted([await register.number(id) for id in world.members(without_seats)]) != []


# --- what cannot be asked ---------------------------------------------------------------------------------------------

_LEAF = {"criterion": "beneficiary.sex", "values": ["female"]}


def nested(depth: int) -> dict[str, Any]:
    asked: dict[str, Any] = _LEAF
    for _ in range(depth):
        asked = {"not": asked}
    return asked


UNASKABLE: dict[str, tuple[Any, str, str]] = {
    "too deep": (nested(8), "invalid-request", "expression"),
    "far too deep": (nested(300), "invalid-request", "expression"),
    "too many": ({"all": [_LEAF] * 51}, "invalid-request", "expression"),
    "too many together": ({"all": [{"any": [_LEAF] * 20}] * 3}, "invalid-request", "expression"),
    "nothing": ({}, "invalid-request", "expression"),
    "no object": (["beneficiary.sex"], "invalid-request", "expression"),
    "two at once": ({"all": [_LEAF], "not": _LEAF}, "invalid-request", "expression"),
    "a value alone": ({"all": [_LEAF], "values": ["female"]}, "invalid-request", "expression"),
    "no such service": ({"any": [{"criterion": "kitchen.soup", "value": True}]}, "unknown-criterion", "any.0"),
    "no such criterion": ({"all": [_LEAF, {"criterion": "grants.tribe", "value": True}]}, "unknown-criterion", "all.1"),
    "no such value": (
        {"not": {"criterion": "beneficiary.sex", "values": ["female", "x"]}},
        "unknown-value",
        "not.values.1",
    ),
    "no such place": ({"criterion": "beneficiary.place", "values": ["IQG99"]}, "unknown-value", "values.0"),
    "another value": ({"criterion": "beneficiary.sex", "values": ["male"], "min": 3}, "not-taken", "expression.min"),
    "no value": ({"criterion": "forums.seated"}, "value-missing", "expression.value"),
    "an empty range": ({"criterion": "beneficiary.age", "min": 30, "max": 18}, "empty-range", "expression.max"),
}


@pytest.mark.parametrize("case", UNASKABLE)
async def test_what_cannot_be_asked_is_refused_by_name_of_the_part(example: Register, case: str) -> None:
    asked, type, at = UNASKABLE[case]
    status, refused, field = refusal(await example.monitor.post(COHORTS, {"expression": asked}))
    assert (status, refused) == (422, type)
    assert at in str(field)


async def test_a_thousand_levels_and_breakdowns_that_are_none_or_stated_twice_are_refused(example: Register) -> None:
    deep = '{"expression":' + '{"not":' * 1000 + json.dumps(_LEAF) + "}" * 1001
    headers = {**example.monitor.headers, "content-type": "application/json"}
    answer = await example.house.client.post(COHORTS, content=deep, headers=headers)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"
    for by, field in ((["beneficiary.sex"] * 2, "by"), (["grants.sex"], "by.0"), (["beneficiary.tribe"], "by.0")):
        refused = refusal(await example.monitor.post(COHORTS, {"expression": _LEAF, "by": by}))
        assert (refused[0], refused[2]) == (422, field)


async def test_a_contradiction_is_nobody_and_asks_no_service_for_a_set(example: Register) -> None:
    for line in example.house.lines.values():
        line.calls.clear()
    told = await example.counted({"all": [EXAMPLE, SEATED, {"not": SEATED}]}, "beneficiary.sex", "beneficiary.district")
    assert (told["total"], told["totals"], told["cells"]) == (0, [], [])
    paths = {call.path for line in example.house.lines.values() for call in line.calls}
    assert paths == {"/moments", "/cohorts/merged", "/cohorts/sizes"}
