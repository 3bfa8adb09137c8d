"""What services offer staff, passed through the door as it is; and to partners, as if it did not exist."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import premises
import pytest
from callers import refusal, require_made, waiting
from premises import NAJAF, PARTNERS, PILOT, TELAFAR, House, record_pilot

from shared.callers import DatasetName, Purpose, Role, Service
from shared.classification import HIGH, SEVERE
from shared.mandate import HEADER, Mandate, verify

PERSON = {"given_native": "زينب", "sex": "female", "birth_precision": "unknown", "place": TELAFAR}
NOUNS = {
    "people": Role.CASEWORKER,
    "households": Role.CASEWORKER,
    "memberships": Role.CASEWORKER,
    "displacements": Role.CASEWORKER,
    "activities": Role.ACTIVITY_LEAD,
    "attendances": Role.ACTIVITY_LEAD,
    "projects": Role.ADMINISTRATOR,
    "enterprises": Role.GRANTS_OFFICER,
    "funds": Role.ADMINISTRATOR,
    "phases": Role.ADMINISTRATOR,
    "calls": Role.GRANTS_OFFICER,
    "applications": Role.GRANTS_OFFICER,
    "sittings": Role.GRANTS_OFFICER,
    "assessments": Role.GRANTS_OFFICER,
    "selections": Role.GRANTS_OFFICER,
    "candidates": Role.GRANTS_OFFICER,
    "validations": Role.GRANTS_OFFICER,
    "assistances": Role.GRANTS_OFFICER,
    "payments": Role.FINANCE_APPROVER,
    "forums": Role.FORUM_FOCAL_POINT,
    "members": Role.FORUM_FOCAL_POINT,
}


@pytest.fixture(scope="module")
async def pilot(module_clone: Any) -> AsyncIterator[tuple[House, dict[str, Any]]]:
    async with premises.house(module_clone) as opened:
        yield opened, await record_pilot(opened)


@pytest.fixture
def house(pilot: tuple[House, dict[str, Any]]) -> House:
    return pilot[0]


@pytest.fixture
def recorded(pilot: tuple[House, dict[str, Any]]) -> dict[str, Any]:
    return pilot[1]


# --- staff ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("noun", NOUNS)
async def test_every_noun_is_reached_by_the_role_that_records_it(house: House, noun: str) -> None:
    answer = await house.staff(NOUNS[noun]).post(f"/v1/{noun}", {"unknown": 1})
    assert refusal(answer)[:2] == (422, "invalid-request")
    assert answer.headers["cache-control"] == "no-store"


async def test_an_answer_passes_as_the_service_gave_it(house: House) -> None:
    caseworker = house.staff(Role.CASEWORKER, name="zahra")
    made = await caseworker.post("/v1/people", PERSON, key="passed")
    assert made.status_code == 201
    number = made.json()["registration_number"]
    assert made.json()["recorded_by"] == "staff:zahra"
    assert (await caseworker.post("/v1/people", PERSON, key="passed")).content == made.content
    again = await caseworker.get(f"/v1/people/{number}")
    assert (await caseworker.get(f"/v1/people/{number}")).content == again.content
    assert made.json() == again.json() | {"possible_duplicates": []}
    assert made.headers["content-type"] == "application/json"
    assert len(made.headers.get_list("x-request-id")) == 1


async def test_a_record_is_edited_through_the_door_in_the_state_that_was_read(house: House) -> None:
    caseworker = house.staff(Role.CASEWORKER)
    made = await caseworker.post("/v1/people", PERSON)
    path = f"/v1/people/{made.json()['registration_number']}"
    first = made.headers["etag"]
    assert (await caseworker.get(path)).headers["etag"] == first
    unstated = await house.client.put(path, json=PERSON, headers=caseworker.headers)
    assert refusal(unstated) == (428, "precondition-required", "If-Match")
    edited = await caseworker.put(path, PERSON | {"sex": "male"}, match=first, key="an edit")
    assert require_made(edited)["sex"] == "male"
    assert edited.headers["etag"] != first
    again = await caseworker.put(path, PERSON | {"sex": "male"}, match=first, key="an edit")
    assert (again.content, again.headers["etag"]) == (edited.content, edited.headers["etag"])
    late = await caseworker.put(path, PERSON, match=first)
    assert refusal(late) == (412, "stale", "If-Match")


async def test_what_is_not_edited_takes_no_put(house: House) -> None:
    everybody = house.staff(*Role)
    for path in ("/v1/people", "/v1/households/1", "/v1/projects", "/v1/people/4821-7730-5142/void"):
        assert refusal(await everybody.put(path, {}, match='"x"'))[:2] == (405, "method-not-allowed")


async def test_a_list_passes_with_its_query_and_everybody_on_it_is_written_down(house: House) -> None:
    caseworker = house.staff(Role.CASEWORKER, areas=("IQG15",), name="lister")
    for _ in range(3):
        require_made(await caseworker.post("/v1/people", PERSON))
    first = await caseworker.get("/v1/people", limit="2", count="true", place=TELAFAR)
    assert len(require_made(first)["items"]) == 2
    assert require_made(first)["count"]["total"] >= 3
    assert first.headers["cache-control"] == "no-store"
    assert not [name for name in first.headers if name.startswith("x-nexus")]
    second = await caseworker.get("/v1/people", limit="2", place=TELAFAR, after=first.json()["next"])
    numbers = [item["registration_number"] for page in (first, second) for item in page.json()["items"]]
    assert len(set(numbers)) == len(numbers)
    async with house.connection("beneficiary") as connection:
        ids = {row["registration_number"]: row["id"] for row in await connection.fetch("SELECT * FROM people")}
    async with house.connection() as connection:
        for page in (first, second):
            row = await connection.fetchrow(
                "SELECT reads.*, array(SELECT person_id FROM read_subjects WHERE read_id = reads.id) AS people"
                " FROM reads WHERE request_id = $1",
                page.headers["x-request-id"],
            )
            assert set(row["people"]) == {ids[item["registration_number"]] for item in page.json()["items"]}
            assert set(row["fields"]) == set(page.json()["items"][0])
            assert (row["what"], row["caller"]) == ("people", "lister")


async def test_roles_and_areas_bind_behind_the_door_too(house: House, recorded: dict[str, Any]) -> None:
    path = f"/v1/people/{recorded['people'][0]}"
    assert refusal(await house.staff(Role.FINANCE_APPROVER).get(path)) == (403, "not-your-role", None)
    assert refusal(await house.staff(Role.CASEWORKER, areas=("IQG04",)).get(path)) == (404, "not-found", None)
    outside = PERSON | {"place": NAJAF}
    answer = await house.staff(Role.CASEWORKER, areas=("IQG15",)).post("/v1/people", outside)
    assert refusal(answer) == (403, "outside-area", "place")


async def test_a_role_sees_as_deep_as_it_may(house: House, recorded: dict[str, Any]) -> None:
    path = f"/v1/people/{recorded['people'][0]}"
    for role, named in ((Role.CASEWORKER, True), (Role.GRANTS_OFFICER, True), (Role.MONITORING, False)):
        told = require_made(await house.staff(role).get(path))
        assert ("given_native" in told) is named
        assert ("birth_date" in told) is named
        assert "sex" in told
    both = require_made(await house.staff(Role.ACTIVITY_LEAD, Role.CASEWORKER).get(path))
    assert "given_native" in both


async def test_of_several_roles_those_act_that_ask_for_the_purpose(house: House, recorded: dict[str, Any]) -> None:
    caller, line = house.staff(Role.CASEWORKER, Role.GRANTS_OFFICER, Role.PROTECTION), house.lines[Service.BENEFICIARY]

    async def acting(**stated: str) -> Mandate:
        require_made(await caller.stating(**stated).get(f"/v1/people/{recorded['people'][0]}"))
        headers = dict(line.calls[-1].headers)
        return verify(headers[HEADER.encode()].decode(), premises.KEYS[Service.BENEFICIARY], Service.BENEFICIARY)

    usual = await acting(reason="danger")
    assert (usual.purpose, usual.roles) == (Purpose.SERVICE_DELIVERY, (Role.CASEWORKER, Role.GRANTS_OFFICER))
    assert usual.datasets[DatasetName.PEOPLE].ceiling is HIGH, "a reason opens nothing severe to these"
    referring = await acting(purpose="case-referral")
    assert (referring.purpose, referring.roles) == (Purpose.CASE_REFERRAL, (Role.CASEWORKER, Role.PROTECTION))
    protecting = await acting(purpose="protection", reason="danger")
    assert (protecting.purpose, protecting.roles) == (Purpose.PROTECTION, (Role.PROTECTION,))
    assert protecting.datasets[DatasetName.PEOPLE].ceiling is SEVERE


async def test_a_mandate_is_made_for_one_service_with_the_roles_and_areas_of_the_caller(
    house: House, recorded: dict[str, Any]
) -> None:
    line = house.lines[Service.BENEFICIARY]
    line.calls.clear()
    await house.staff(Role.CASEWORKER, areas=("IQG15",), name="zahra").get(f"/v1/people/{recorded['people'][0]}")
    headers = dict(line.calls[0].headers)
    mandate = verify(headers[HEADER.encode()].decode(), premises.KEYS[Service.BENEFICIARY], Service.BENEFICIARY)
    assert (mandate.caller, mandate.roles, mandate.areas) == ("zahra", (Role.CASEWORKER,), ("IQG15",))
    assert mandate.projects is None
    assert b"authorization" not in headers
    assert b"cookie" not in headers


async def test_a_service_that_is_gone_is_said_to_be_gone(house: House, recorded: dict[str, Any]) -> None:
    with house.without(Service.BENEFICIARY):
        answer = await house.staff(Role.CASEWORKER).get(f"/v1/people/{recorded['people'][0]}")
    assert refusal(answer) == (503, "service-unavailable", None)
    assert answer.headers["retry-after"] == "5"


# --- partners ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", PARTNERS)
async def test_to_partners_no_path_of_staff_exists(house: House, recorded: dict[str, Any], code: str) -> None:
    partner = await house.partner(code)
    nothing = await partner.get("/v1/nothing")
    assert refusal(nothing) == (404, "not-found", None)
    paths = [f"/v1/{noun}{rest}" for noun in NOUNS for rest in ("", "/1", "/1/void")]
    paths += [f"/v1/people/{number}" for number in recorded["people"]] + ["/v1/people/0000-0000-0000"]
    for path in paths:
        for answer in (await partner.get(path), await partner.post(path, PERSON)):
            assert answer.content == nothing.content, path
            assert answer.status_code == 404


# --- paths ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/v1/reach",
        "/v1/support",
        "/v1/establishment",
        "/v1/subjects",
        "/v1/moments",
        "/v1/results",
        "/v1/health/live",
        "/v1/people/../moments",
        "/v1/people/%2e%2e/moments",
        "/v1/people/..%2fmoments",
        "/v1/people/%252e%252e/moments",
        "/v1/people/%2e/1",
        "/v1/people//1",
        "/v1/people/1/",
        "/v1/people/",
        "/v1//people",
        "/v1/people%00",
        "/v1/people/1%0a",
        "/v1/people/1%0d%0aX-Nexus-Mandate:%20x",
        "/v1/people/1;void",
        "/v1/people/1%3fproject=x",
        "/v1/people/1%23",
        "/v1/people/%d9%a1",
        "/v1/people/a/b/c/d",
        "/v1/people/" + "x" * 65,
        "/v1/People",
        "/v1/people.json",
        "/v1/openapi.json",
        "/v1",
        "/v2/people",
        "/people",
        "/reach",
        "/moments",
    ],
)
async def test_a_path_that_is_no_path_of_a_noun_reaches_no_service(house: House, path: str) -> None:
    for line in house.lines.values():
        line.calls.clear()
    everybody = house.staff(*Role)
    for method in ("GET", "POST"):
        answer = await house.client.request(method, path, headers=everybody.headers, json={})
        assert refusal(answer)[0] == 404, (method, answer.text)
    assert [call.path for line in house.lines.values() for call in line.calls] == []


async def test_an_encoded_slash_is_a_slash_and_nothing_more(house: House, recorded: dict[str, Any]) -> None:
    caseworker, number = house.staff(Role.CASEWORKER), recorded["people"][0]
    plain = await caseworker.get(f"/v1/people/{number}")
    assert (await caseworker.get(f"/v1/people%2F{number}")).content == plain.content


@pytest.mark.parametrize("method", ["PATCH", "DELETE", "OPTIONS", "TRACE"])
async def test_no_other_method_passes(house: House, method: str) -> None:
    for line in house.lines.values():
        line.calls.clear()
    answer = await house.client.request(method, "/v1/people", headers=house.staff(*Role).headers)
    assert answer.status_code == 405
    assert not any(line.calls for line in house.lines.values())


async def test_a_head_is_refused_by_the_service_itself(house: House) -> None:
    answer = await house.client.head("/v1/people", headers=house.staff(*Role).headers)
    assert answer.status_code == 405


async def test_a_header_of_the_caller_never_becomes_a_mandate(house: House, recorded: dict[str, Any]) -> None:
    line = house.lines[Service.BENEFICIARY]
    line.calls.clear()
    headers = house.staff(Role.MONITORING).headers | {HEADER: "forged.forged", "x-forwarded-for": "1.1.1.1"}
    answer = await house.client.get(f"/v1/people/{recorded['people'][0]}", headers=headers)
    assert answer.status_code == 200
    names = [name for name, _ in line.calls[0].headers]
    assert names.count(HEADER.encode()) == 1
    assert b"x-forwarded-for" not in names


# --- people that a write names ----------------------------------------------------------------------------------------


async def test_the_recipient_of_assistance_is_found_behind_the_number(house: House, recorded: dict[str, Any]) -> None:
    officer = house.staff(Role.GRANTS_OFFICER)
    made = require_made(await officer.post("/v1/assistances", recorded["assistance"]))
    async with house.connection("grants") as connection:
        kept = await connection.fetchval("SELECT person_id FROM assistances WHERE id = $1", made["id"])
    async with house.connection("beneficiary") as connection:
        number = await connection.fetchval("SELECT registration_number FROM people WHERE id = $1", kept)
    assert number == recorded["assistance"]["recipient"]
    assert number not in str(made)


@pytest.mark.parametrize(
    "recipient", ["0000-0000-0000", "4821-7730-5142", "482177305142", "", "x" * 30, 7, None, ["4821-7730-5142"], "زينب"]
)
async def test_assistance_for_somebody_who_is_not_registered_is_refused(
    house: House, recorded: dict[str, Any], recipient: Any
) -> None:
    answer = await house.staff(Role.GRANTS_OFFICER).post(
        "/v1/assistances", recorded["assistance"] | {"recipient": recipient}
    )
    status, type, field = refusal(answer)
    assert (status, type) in {(403, "not-a-subject"), (422, "invalid-request")}
    assert field == "recipient"


async def test_assistance_for_somebody_who_lives_elsewhere_is_refused(house: House, recorded: dict[str, Any]) -> None:
    """An officer for Ninewa does not learn whether a number of somebody in Najaf exists."""
    officer = house.staff(Role.GRANTS_OFFICER, areas=("IQG15",))
    for recipient in (recorded["people"][2], "4821-7730-5142"):
        answer = await officer.post("/v1/assistances", recorded["assistance"] | {"recipient": recipient})
        assert refusal(answer) == (403, "not-a-subject", "recipient")


async def test_a_registration_that_was_voided_gets_no_assistance(house: House, recorded: dict[str, Any]) -> None:
    caseworker = house.staff(Role.CASEWORKER)
    number = (await house.made(caseworker, "/v1/people", **PERSON))["registration_number"]
    await house.made(caseworker, f"/v1/people/{number}/void", reason="duplicate")
    answer = await house.staff(Role.GRANTS_OFFICER).post(
        "/v1/assistances", recorded["assistance"] | {"recipient": number}
    )
    assert refusal(answer) == (403, "not-a-subject", "recipient")


async def test_assistance_waits_for_a_beneficiary_service_that_can_be_asked(
    house: House, recorded: dict[str, Any]
) -> None:
    with house.without(Service.BENEFICIARY):
        answer = await house.staff(Role.GRANTS_OFFICER).post("/v1/assistances", recorded["assistance"])
    assert refusal(answer) == (503, "service-unavailable", None)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.GRANTS_OFFICER])
async def test_only_grants_officers_give_assistance(house: House, recorded: dict[str, Any], role: Role) -> None:
    answer = await house.staff(role).post("/v1/assistances", recorded["assistance"])
    assert refusal(answer) == (403, "not-your-role", None)


async def test_no_answer_of_the_door_names_the_ids_of_people(house: House, recorded: dict[str, Any]) -> None:
    caller = house.staff(*Role)
    for path in (f"/v1/people/{recorded['people'][0]}", "/v1/attendances/1", "/v1/assistances/1", "/v1/awards/1"):
        told = require_made(await caller.get(path))
        assert not {"person_id", "cluster", "subjects"} & set(told)
    assert (await caller.get(f"/v1/projects/{PILOT}")).status_code == 200


# --- who may call, before what is asked -------------------------------------------------------------------------------

OF_STAFF = (
    *(("POST", f"/v1/{noun}") for noun in NOUNS),
    *(("GET", f"/v1/{noun}/1") for noun in NOUNS if noun != "people"),
    ("POST", "/v1/agreements"),
    ("POST", "/v1/agreements/goj-1/versions"),
    ("POST", "/v1/agreements/goj-1/suspend"),
    ("GET", "/v1/reviews"),
    ("POST", "/v1/partners"),
    ("POST", "/v1/partners/goj/suspend"),
    ("POST", f"/v1/projects/{PILOT}/results/seals"),
    ("GET", f"/v1/projects/{PILOT}/results/seals/1"),
)
ALL_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "REPORT")


@pytest.mark.parametrize("code", PARTNERS)
async def test_to_partners_nothing_of_staff_exists_however_they_ask(house: House, code: str) -> None:
    partner = await house.partner(code)
    json_headers = partner.headers | {"content-type": "application/json"}
    nothing = await partner.get("/v1/nothing")
    assert refusal(nothing) == (404, "not-found", None)
    for offered, path in OF_STAFF:
        asked = [(offered, f"{path}{query}", b"") for query in ("?unknown=1", "?unknown=1&unknown=2", "?%ff", "/")]
        asked += [(offered, path, body) for body in (b"{", b"\xff", b"[]", b'{"a":' * 1_000, b"NaN")]
        asked += [(method, path, b"{") for method in ALL_METHODS]
        for method, target, body in asked:
            answer = await house.client.request(method, target, content=body, headers=json_headers)
            assert (answer.status_code, answer.content) == (404, nothing.content), (method, target, body[:9])
            assert without_id(answer.headers) == without_id(nothing.headers), (method, target, body[:9])


def without_id(headers: Any) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name != "x-request-id"}


@pytest.mark.parametrize("path", ["/v1/agreements", f"/v1/projects/{PILOT}/results/seals", "/v1/people", "/v1/awards"])
async def test_a_role_that_may_not_call_is_told_so_whatever_it_sends(house: House, path: str) -> None:
    wrong = house.staff(Role.FORUM_FOCAL_POINT)
    headers = wrong.headers | {"content-type": "application/json"}
    for query, body in (("", b"{"), ("?unknown=1", b"{}"), ("", b"")):
        answer = await house.client.post(f"{path}{query}", content=body, headers=headers)
        assert refusal(answer) == (403, "not-your-role", None)


# --- what is told of people is written down ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Opening:
    """Something that staff open: who opens it, and the dataset of which it tells if it tells about somebody."""

    path: str
    role: Role
    dataset: str | None
    people: tuple[str, ...] = ()


@pytest.fixture(scope="module")
async def openings(pilot: tuple[House, dict[str, Any]]) -> dict[str, Opening]:
    house, recorded = pilot
    caseworker, finance = house.staff(Role.CASEWORKER), house.staff(Role.FINANCE_APPROVER)
    person = recorded["people"][0]
    home = (await house.made(caseworker, "/v1/households", place=TELAFAR))["id"]
    member = await house.made(
        caseworker, "/v1/memberships", household_id=home, person=person, relation="head", joined_on="2020-01-01"
    )
    own = await house.made(caseworker, "/v1/displacements", person=person, status="returnee", since="2020-01-01")
    shared = await house.made(caseworker, "/v1/displacements", household_id=home, status="idp_camp", since="2020-01-01")
    paid = {"amount": "10", "currency": "IQD", "paid_on": "2019-10-02"}
    of_person = await house.made(finance, "/v1/payments", assistance_id=1, reference="PAY-2", **paid)
    return {
        "people": Opening(f"/v1/people/{person}", Role.CASEWORKER, "people", (person,)),
        "people to monitoring": Opening(f"/v1/people/{person}", Role.MONITORING, "people", (person,)),
        "attendances": Opening("/v1/attendances/1", Role.ACTIVITY_LEAD, "attendances", (person,)),
        "memberships": Opening(f"/v1/memberships/{member['id']}", Role.CASEWORKER, "households", (person,)),
        "displacement of a person": Opening(
            f"/v1/displacements/{own['id']}", Role.CASEWORKER, "displacements", (person,)
        ),
        "assistances": Opening("/v1/assistances/1", Role.GRANTS_OFFICER, "assistances", (person,)),
        "payment of assistance": Opening(
            f"/v1/payments/{of_person['id']}", Role.FINANCE_APPROVER, "payments", (person,)
        ),
        "displacement of a household": Opening(f"/v1/displacements/{shared['id']}", Role.CASEWORKER, None),
        "household": Opening(f"/v1/households/{home}", Role.CASEWORKER, None),
        "activity": Opening("/v1/activities/1", Role.ACTIVITY_LEAD, None),
        "award": Opening("/v1/awards/1", Role.GRANTS_OFFICER, None),
        "payment of an award": Opening("/v1/payments/1", Role.FINANCE_APPROVER, None),
    }


TELLING = (
    "people",
    "people to monitoring",
    "attendances",
    "memberships",
    "displacement of a person",
    "assistances",
    "payment of assistance",
)
SILENT = ("displacement of a household", "household", "activity", "award", "payment of an award")


async def noted(house: House, name: str) -> list[tuple[Any, list[str]]]:
    """What is written down of a caller's reads, each with the registration numbers of those it is about."""
    async with house.connection() as connection, house.connection("beneficiary") as registry:
        rows = await connection.fetch("SELECT * FROM reads WHERE caller = $1 ORDER BY id", name)
        found = []
        for row in rows:
            ids = await connection.fetch("SELECT person_id FROM read_subjects WHERE read_id = $1", row["id"])
            numbers = await registry.fetch(
                "SELECT registration_number FROM people WHERE id = ANY ($1)", [id for (id,) in ids]
            )
            assert len(numbers) == len(ids)
            found.append((row, [number for (number,) in numbers]))
        return found


@pytest.mark.parametrize("what", TELLING)
async def test_whoever_opens_what_is_of_a_person_is_written_down_with_what_they_saw(
    house: House, openings: dict[str, Opening], what: str
) -> None:
    opening, name = openings[what], f"opens {what}"
    answer = await house.staff(opening.role, name=name).get(opening.path)
    told = require_made(answer)
    [(row, people)] = await noted(house, name)
    assert people == list(opening.people)
    assert (row["what"], set(row["fields"])) == (opening.dataset, set(told))
    assert (row["caller_class"], row["roles"], row["agreement"]) == ("staff", [opening.role], None)
    assert row["request_id"] == answer.headers["x-request-id"]
    assert "x-nexus-disclosed" not in answer.headers


@pytest.mark.parametrize("what", SILENT)
async def test_what_is_of_nobody_is_not_written_down(house: House, openings: dict[str, Opening], what: str) -> None:
    opening, name = openings[what], f"opens {what}"
    require_made(await house.staff(opening.role, name=name).get(opening.path))
    assert await noted(house, name) == []


async def test_what_is_refused_or_not_found_is_not_written_down(house: House, openings: dict[str, Opening]) -> None:
    path = openings["people"].path
    assert (await house.staff(Role.CASEWORKER, areas=("IQG04",), name="refused").get(path)).status_code == 404
    assert (await house.staff(Role.FINANCE_APPROVER, name="refused").get(path)).status_code == 403
    assert (await house.staff(Role.CASEWORKER, name="refused").get("/v1/attendances/999999")).status_code == 404
    assert await noted(house, "refused") == []


async def test_whoever_is_shown_what_they_recorded_of_a_person_is_written_down_too(house: House) -> None:
    caseworker = house.staff(Role.CASEWORKER, name="records")
    answer = await caseworker.post("/v1/people", PERSON)
    made = require_made(answer)
    [(row, people)] = await noted(house, "records")
    assert (row["what"], set(row["fields"]), people) == ("people", set(made), [made["registration_number"]])
    assert "x-nexus-disclosed" not in answer.headers


@pytest.mark.parametrize("what", TELLING)
async def test_nothing_of_a_person_is_told_before_it_is_written_down(
    house: House, openings: dict[str, Opening], what: str
) -> None:
    opening = openings[what]
    async with house.connection() as connection:
        async with connection.transaction():
            await connection.execute("LOCK TABLE reads IN ACCESS EXCLUSIVE MODE")
            asking = asyncio.create_task(house.staff(opening.role).get(opening.path))
            await waiting(connection, 1)
            await asyncio.sleep(0.05)
            assert not asking.done()
        assert (await asking).status_code == 200


@pytest.mark.parametrize("table", ["reads", "read_subjects"])
@pytest.mark.parametrize("what", TELLING)
async def test_nothing_of_a_person_is_told_that_cannot_be_written_down(
    house: House, openings: dict[str, Opening], what: str, table: str
) -> None:
    opening, name = openings[what], f"cannot be written down in {table}: {what}"
    caller = house.staff(opening.role, name=name)
    async with house.connection() as connection:
        await connection.execute(f"ALTER TABLE {table} RENAME TO away")
        try:
            answer = await caller.get(opening.path)
        finally:
            await connection.execute(f"ALTER TABLE away RENAME TO {table}")
    assert answer.status_code >= 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json().keys() <= {"type", "title", "status", "detail", "errors", "trace_id"}
    told = require_made(await caller.get(opening.path))
    said = answer.text + str(answer.headers)
    values = [str(value) for key, value in told.items() if len(str(value)) > 4 and key != "recorded_by"]
    assert values
    assert not [value for value in values if value in said]
    assert "x-nexus-disclosed" not in answer.headers
    assert len(await noted(house, name)) == 1
