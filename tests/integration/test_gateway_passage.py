"""What services offer staff, passed through the door as it is; and to partners, as if it did not exist."""

from collections.abc import AsyncIterator
from typing import Any

import premises
import pytest
from callers import refusal, require_made
from premises import NAJAF, PARTNERS, PILOT, TELAFAR, House, record_pilot

from shared.callers import Role, Service
from shared.mandate import HEADER, verify

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
    "awards": Role.GRANTS_OFFICER,
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
    assert (await caseworker.get(f"/v1/people/{number}")).content == made.content
    assert made.headers["content-type"] == "application/json"
    assert len(made.headers.get_list("x-request-id")) == 1


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
    both = require_made(await house.staff(Role.MONITORING, Role.CASEWORKER).get(path))
    assert "given_native" in both


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


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
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
