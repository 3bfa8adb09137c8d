"""Enterprises in full: what is declared, whose they are, what a visitor finds, and which may be one."""

import asyncio
import json
from typing import Any

import asyncpg
import pytest
from callers import SOMEBODY, THEIRS, Caller, Running, datasets, refusal, require_made, waiting

from shared import disclosure
from shared.callers import Role
from shared.classification import MODERATE
from shared.mandate import Subject

TELAFAR, SINJAR, NAJAF = "IQG15Q08", "IQG15Q07", "IQG04Q03"
ANOTHER = Subject(reference="1000-2000-3000", person_id=72, cluster=(72,))
AGAIN = Subject(reference="7302-5518-4606", person_id=90, cluster=(71, 90))
"""Somebody who is registered again, under another number."""
OTHERS = tuple(Subject(reference=f"0000-0000-{id:04}", person_id=id, cluster=(id,)) for id in range(100, 112))
ENTERPRISE = {"name": "مخبز الأمل", "sector": "food", "place": TELAFAR, "owners": THEIRS}
DECLARED = {
    "legal_name": "شركة الأمل للمخبوزات المحدودة",
    "registry_number": "٤٥-١٢٠٩٣",
    "phone": "0770 123 4567",
    "founded": 2011,
    "staff_women": 2,
    "staff_men": 5,
    "revenue": "36000000",
    "currency": "IQD",
    "registration": "formal",
}
FOUND = {"visited_on": "2019-11-20", "staff_women": 2, "staff_men": 4, "registration": "support_letter"}


def owned(*people: Subject) -> list[dict[str, str]]:
    return [{"person": person.reference, "sex": "male"} for person in people]


class Office:
    """Two grants officers: one records, the other visits."""

    def __init__(self, service: Running) -> None:
        self.service = service
        self.recorder = self.officer("recorder")
        self.visitor = self.officer("visitor")

    def officer(self, name: str, **changes: Any) -> Caller:
        people = (SOMEBODY, ANOTHER, AGAIN, *OTHERS)
        return self.service.caller(Role.GRANTS_OFFICER, caller=name, subjects=people, **changes)

    async def record(self, by: Caller | None = None, **changes: Any) -> dict[str, Any]:
        return require_made(await (by or self.recorder).post("/enterprises", ENTERPRISE | changes))

    async def owners(self, enterprise: int) -> list[int]:
        """The people who own an enterprise, as the table has them."""
        async with self.service.connection() as connection:
            rows = await connection.fetch(
                "SELECT person_id FROM owners WHERE enterprise_id = $1 AND voided_at IS NULL ORDER BY id", enterprise
            )
        return [row["person_id"] for row in rows]


@pytest.fixture
async def office(grants: Running) -> Office:
    return Office(grants)


# --- what is declared -------------------------------------------------------------------------------------------------


async def test_what_owners_declare_is_told_as_they_wrote_it_and_a_phone_in_its_international_form(
    office: Office,
) -> None:
    made = await office.record(**DECLARED)
    assert {name: made[name] for name in DECLARED} == DECLARED | {"phone": "+9647701234567"}
    assert made["doubles"] == []
    again = require_made(await office.recorder.get(f"/enterprises/{made['id']}"))
    assert made == again | {"doubles": []}


async def test_an_enterprise_may_lack_all_but_its_name_sector_place_and_owner(office: Office) -> None:
    made = await office.record()
    assert {made[name] for name in DECLARED} == {None}
    for name in ("name", "sector", "place", "owners"):
        body = {field: value for field, value in ENTERPRISE.items() if field != name}
        assert refusal(await office.recorder.post("/enterprises", body)) == (422, "invalid-request", name)


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"founded": 2099}, ("in-the-future", "founded")),
        ({"founded": 1899}, ("invalid-request", "founded")),
        ({"staff_women": -1}, ("invalid-request", "staff_women")),
        ({"staff_men": 2.5}, ("invalid-request", "staff_men")),
        ({"revenue": "NaN", "currency": "USD"}, ("invalid-request", "revenue")),
        ({"revenue": "-5.00", "currency": "USD"}, ("invalid-request", "revenue")),
        ({"revenue": 5, "currency": "USD"}, ("invalid-request", "revenue")),
        ({"revenue": "5.005", "currency": "USD"}, ("amount-too-fine", "revenue")),
        ({"revenue": "5.00"}, ("currency-missing", "currency")),
        ({"currency": "USD"}, ("currency-missing", "currency")),
        ({"phone": "12"}, ("invalid-request", "phone")),
        ({"registration": "somehow"}, ("invalid-request", "registration")),
        ({"owners": []}, ("invalid-request", "owners")),
        ({"owners": owned(*OTHERS[:11])}, ("invalid-request", "owners")),
        ({"owners": owned(SOMEBODY, SOMEBODY)}, ("owner-already", "owners")),
        ({"owners": owned(SOMEBODY, AGAIN)}, ("owner-already", "owners")),
    ],
)
async def test_what_cannot_be_is_refused_and_nothing_is_written(
    office: Office, changes: dict[str, Any], refused: tuple[str, str]
) -> None:
    answer = await office.recorder.post("/enterprises", ENTERPRISE | changes)
    assert refusal(answer) == (422 if refused[0] != "owner-already" else 409, *refused)
    async with office.service.connection() as connection:
        for table in ("enterprises", "owners", "outbox"):
            assert await connection.fetchval(f"SELECT count(*) FROM {table}") == 0


# --- whose it is ------------------------------------------------------------------------------------------------------


async def test_owners_are_kept_with_the_sex_they_state_and_told_without_who_they_are(office: Office) -> None:
    owners = [*THEIRS, *owned(ANOTHER)]
    made = await office.record(owners=owners)
    assert await office.owners(made["id"]) == [71, 72]
    told = require_made(await office.recorder.get("/owners", enterprise_id=str(made["id"])))["items"]
    assert [(each["sex"], each["enterprise_id"]) for each in told] == [("male", made["id"]), ("female", made["id"])]
    for answer in (await office.recorder.get("/owners"), await office.recorder.get(f"/enterprises/{made['id']}")):
        assert SOMEBODY.reference not in answer.text
        assert "person" not in answer.text
        assert sorted(json.loads(answer.headers[disclosure.HEADER])["people"]) == [71, 72]


async def test_whom_the_mandate_does_not_name_owns_nothing(office: Office) -> None:
    nameless = office.service.caller(Role.GRANTS_OFFICER)
    assert refusal(await nameless.post("/enterprises", ENTERPRISE)) == (403, "not-a-subject", "owners")
    made = await office.record()
    more = {"enterprise_id": made["id"]} | owned(ANOTHER)[0]
    assert refusal(await nameless.post("/owners", more)) == (403, "not-a-subject", "person")


async def test_an_enterprise_gets_more_owners_up_to_ten_and_nobody_twice(office: Office) -> None:
    id = (await office.record())["id"]

    async def add(person: Subject) -> Any:
        return await office.recorder.post("/owners", {"enterprise_id": id} | owned(person)[0])

    assert refusal(await add(SOMEBODY)) == (409, "owner-already", "person")
    assert refusal(await add(AGAIN)) == (409, "owner-already", "person")
    for person in OTHERS[:9]:
        require_made(await add(person))
    assert refusal(await add(ANOTHER)) == (409, "too-many-owners", "enterprise_id")
    assert len(await office.owners(id)) == 10


async def test_the_last_owner_stays_also_when_two_are_voided_at_once(office: Office) -> None:
    id = (await office.record(owners=[*THEIRS, *owned(ANOTHER)]))["id"]
    owners = [each["id"] for each in require_made(await office.recorder.get("/owners"))["items"]]
    async with office.service.connection() as beside, beside.transaction():
        await beside.execute("SELECT FROM enterprises WHERE id = $1 FOR UPDATE", id)
        voiding = [asyncio.create_task(office.recorder.void(f"/owners/{owner}")) for owner in owners]
        async with office.service.connection() as watching:
            await waiting(watching, 2)
    answers = [await each for each in voiding]
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert [refusal(answer)[1] for answer in answers if answer.status_code == 409] == ["last-owner"]
    assert len(await office.owners(id)) == 1
    gone = next(owner for owner, answer in zip(owners, answers, strict=True) if answer.status_code == 200)
    assert refusal(await office.recorder.void(f"/owners/{gone}")) == (409, "already-voided", None)


async def test_owners_of_what_lies_elsewhere_or_is_voided_are_nobodys_to_add_to(office: Office) -> None:
    id = (await office.record(place=NAJAF))["id"]
    ninewa = office.officer("ninewa", areas=("IQG15",))
    more = {"enterprise_id": id} | owned(ANOTHER)[0]
    assert refusal(await ninewa.post("/owners", more)) == (404, "unknown-enterprise", "enterprise_id")
    [owner] = require_made(await office.recorder.get("/owners"))["items"]
    assert require_made(await ninewa.get("/owners"))["items"] == []
    assert refusal(await ninewa.void(f"/owners/{owner['id']}")) == (404, "not-found", None)
    require_made(await office.recorder.void(f"/enterprises/{id}"))
    assert refusal(await office.recorder.post("/owners", more)) == (404, "unknown-enterprise", "enterprise_id")
    assert require_made(await office.recorder.get("/owners"))["items"] == []


# --- what a visitor finds ---------------------------------------------------------------------------------------------


async def test_what_a_visitor_finds_stands_beside_what_was_declared_and_the_last_visit_counts(office: Office) -> None:
    made = await office.record(**DECLARED)
    path = f"/enterprises/{made['id']}"
    first = require_made(await office.visitor.post("/verifications", FOUND | {"enterprise_id": made["id"]}))
    assert (first["recorded_by"], first["visited_on"]) == ("staff:visitor", "2019-11-20")
    seen = require_made(await office.recorder.get(path))
    assert {name: seen[name] for name in DECLARED} == {name: made[name] for name in DECLARED}
    verified = {name: seen[f"verified_{name}"] for name in ("staff_women", "staff_men", "registration", "phone")}
    assert verified == {"staff_women": 2, "staff_men": 4, "registration": "support_letter", "phone": None}
    assert (seen["visited_on"], seen["visited_by"]) == ("2019-11-20", "staff:visitor")
    money = {"revenue": "24000000", "currency": "IQD"}
    later = {"enterprise_id": made["id"], "visited_on": "2019-12-03", **money}
    second = require_made(await office.visitor.post("/verifications", later))
    seen = require_made(await office.recorder.get(path))
    assert (seen["visited_on"], seen["verified_revenue"], seen["verified_staff_men"]) == (
        "2019-12-03",
        "24000000",
        None,
    )
    kept = require_made(await office.recorder.get("/verifications", enterprise_id=str(made["id"])))["items"]
    assert [each["id"] for each in kept] == [second["id"], first["id"]]
    require_made(await office.visitor.void(f"/verifications/{second['id']}"))
    assert require_made(await office.recorder.get(path))["verified_staff_men"] == 4


async def test_whoever_recorded_an_enterprise_does_not_verify_it(office: Office) -> None:
    made = await office.record()
    body = FOUND | {"enterprise_id": made["id"]}
    assert refusal(await office.recorder.post("/verifications", body)) == (403, "same-person", None)
    async with office.service.connection() as connection:
        insert = (
            "INSERT INTO verifications (enterprise_id, declared_by, visited_on, staff_men, recorded_by)"
            " VALUES ($1, $2, '2019-11-20', 4, 'staff:recorder')"
        )
        with pytest.raises(asyncpg.CheckViolationError, match="by_another"):
            await connection.execute(insert, made["id"], "staff:recorder")
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            await connection.execute(insert, made["id"], "staff:somebody")


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"visited_on": "2099-01-01"}, (422, "in-the-future", "visited_on")),
        ({"founded": 2020}, (422, "in-the-future", "founded")),
        ({"revenue": "5.00"}, (422, "currency-missing", "currency")),
        ({"revenue": "Infinity", "currency": "USD"}, (422, "invalid-request", "revenue")),
        ({"enterprise_id": 999}, (404, "unknown-enterprise", "enterprise_id")),
    ],
)
async def test_a_visit_that_cannot_have_been_is_refused(
    office: Office, changes: dict[str, Any], refused: tuple[int, str, str]
) -> None:
    made = await office.record()
    body = FOUND | {"enterprise_id": made["id"]} | changes
    assert refusal(await office.visitor.post("/verifications", body)) == refused


async def test_a_visit_says_something_and_of_a_place_that_is_the_visitors(office: Office) -> None:
    made = await office.record()
    about = {"enterprise_id": made["id"], "visited_on": "2019-11-20"}
    assert refusal(await office.visitor.post("/verifications", about)) == (422, "nothing-found", None)
    ninewa = office.officer("ninewa", areas=("IQG15",))
    assert refusal(await ninewa.post("/verifications", about | {"place": NAJAF})) == (403, "outside-area", "place")
    require_made(await ninewa.post("/verifications", about | {"place": SINJAR}))


# --- which may be one -------------------------------------------------------------------------------------------------


async def test_enterprises_that_state_the_same_are_told_with_the_new_one_and_block_nothing(office: Office) -> None:
    first = await office.record(**DECLARED)
    number = await office.record(registry_number="45 12093")
    name = await office.record(legal_name="الأمل للمخبوزات")
    phone = await office.record(phone="+964 (0)770-1234567", legal_name="شركة الامل للمخبوزات")
    assert [each["enterprise_id"] for each in number["doubles"]] == [first["id"]]
    [told] = number["doubles"]
    assert (told["same_registry_number"], told["same_legal_name"], told["same_phone"]) == (True, False, False)
    assert [each["same_legal_name"] for each in name["doubles"]] == [True]
    both = {each["enterprise_id"]: (each["same_legal_name"], each["same_phone"]) for each in phone["doubles"]}
    assert both == {first["id"]: (True, True), name["id"]: (True, False)}
    assert (await office.record(phone="0770 123 4568"))["doubles"] == []


async def test_an_officer_settles_a_pair_once_and_it_waits_no_longer(office: Office) -> None:
    await office.record(**DECLARED)
    [pair] = (await office.record(**DECLARED))["doubles"]
    [listed] = require_made(await office.visitor.get("/doubles"))["items"]
    assert (listed["id"], listed["outcome"]) == (pair["id"], None)
    path = f"/doubles/{pair['id']}"
    settled = require_made(await office.visitor.post(f"{path}/settle", {"outcome": "two_enterprises"}))
    assert settled["outcome"] == "two_enterprises"
    again = await office.visitor.post(f"{path}/settle", {"outcome": "one_enterprise"})
    assert refusal(again) == (409, "settled-already", None)
    assert require_made(await office.visitor.get("/doubles"))["items"] == []
    third = await office.record(phone=DECLARED["phone"])
    assert pair["id"] not in {each["id"] for each in third["doubles"]}
    assert len(third["doubles"]) == 2


async def test_a_pair_is_gone_from_the_list_when_one_of_the_two_is_voided(office: Office) -> None:
    await office.record(**DECLARED)
    made = await office.record(**DECLARED)
    require_made(await office.recorder.void(f"/enterprises/{made['id']}", "duplicate"))
    assert require_made(await office.visitor.get("/doubles"))["items"] == []
    assert len((await office.record(**DECLARED))["doubles"]) == 1


async def test_an_enterprise_elsewhere_that_states_the_same_is_nobodys_to_know_of_here(office: Office) -> None:
    await office.record(place=NAJAF, **DECLARED)
    ninewa = office.officer("ninewa", areas=("IQG15",))
    made = await office.record(ninewa, **DECLARED)
    assert made["doubles"] == []
    assert require_made(await ninewa.get("/doubles"))["items"] == []
    [pair] = require_made(await office.recorder.get("/doubles"))["items"]
    assert refusal(await ninewa.get(f"/doubles/{pair['id']}")) == (404, "not-found", None)
    settle = await ninewa.post(f"/doubles/{pair['id']}/settle", {"outcome": "two_enterprises"})
    assert refusal(settle) == (404, "not-found", None)


async def test_two_that_are_recorded_at_once_find_each_other(office: Office) -> None:
    made = await asyncio.gather(*(office.record(**DECLARED) for _ in range(4)))
    assert sorted(len(each["doubles"]) for each in made) == [0, 1, 2, 3]
    async with office.service.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM doubles") == 6


async def test_below_high_nobody_reads_by_what_an_enterprise_is_found(office: Office) -> None:
    await office.record(**DECLARED)
    [pair] = (await office.record(**DECLARED))["doubles"]
    shallow = office.officer("shallow", datasets=datasets(MODERATE))
    made = await office.record(shallow, **DECLARED)
    for hidden in ("legal_name", "registry_number", "phone", "name"):
        assert hidden not in made
    assert pair["id"] not in {each["id"] for each in made["doubles"]}


async def test_what_happens_to_an_enterprise_leaves_references_alone(office: Office) -> None:
    await office.record(**DECLARED)
    made = await office.record(**DECLARED)
    require_made(await office.visitor.post("/verifications", FOUND | {"enterprise_id": made["id"]}))
    require_made(
        await office.visitor.post(f"/doubles/{made['doubles'][0]['id']}/settle", {"outcome": "two_enterprises"})
    )
    async with office.service.connection() as connection:
        rows = await connection.fetch("SELECT type, subject, data::text AS data FROM outbox ORDER BY seq")
    assert [row["type"] for row in rows] == [
        *("enterprise.recorded", "owner.recorded") * 2,
        "double.raised",
        "verification.recorded",
        "double.settled",
    ]
    written = " ".join(row["data"] for row in rows)
    for personal in ("12093", "7701234567", "الأمل", SOMEBODY.reference):
        assert personal not in written
