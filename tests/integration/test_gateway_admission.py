"""As what somebody is let in: staff in a role where they hold it, for a purpose it has; partners as they stand now."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

import asyncpg
import premises
import pytest
from callers import refusal, require_made
from premises import PARTNERS, PILOT, Caller, House, agree, introduce, record_pilot, secret

from demo import partners
from gateway.access import tokens
from shared.callers import CallerClass, Purpose, Role

RESULTS = f"/v1/projects/{PILOT}/results"


@pytest.fixture(scope="module")
async def pilot(module_clone: Any) -> AsyncIterator[tuple[House, dict[str, Any]]]:
    async with premises.house(module_clone) as opened:
        yield opened, await record_pilot(opened)


@pytest.fixture
def house(pilot: tuple[House, dict[str, Any]]) -> House:
    return pilot[0]


@pytest.fixture
def in_telafar(pilot: tuple[House, dict[str, Any]]) -> str:
    """The path of somebody who lives in Tel Afar."""
    return f"/v1/people/{pilot[1]['people'][0]}"


@pytest.fixture
def in_najaf(pilot: tuple[House, dict[str, Any]]) -> str:
    """The path of somebody who lives in Najaf."""
    return f"/v1/people/{pilot[1]['people'][2]}"


def holding(house: House, name: str = "somebody", **held: list[str]) -> Caller:
    """Staff who hold each of these roles in areas of its own."""
    return Caller(house.client, tokens.sign(house.issuer, name, held=held))


async def last_read(house: House, name: str) -> "asyncpg.Record | None":
    async with house.connection() as connection:
        return await connection.fetchrow("SELECT * FROM reads WHERE caller = $1 ORDER BY id DESC LIMIT 1", name)


# --- roles ------------------------------------------------------------------------------------------------------------


async def test_roles_held_in_different_areas_wait_for_one_to_be_stated(house: House, in_telafar: str) -> None:
    both = holding(house, caseworker=["IQG15"], monitoring=["IQ"])
    for path in (in_telafar, RESULTS, "/v1/places"):
        assert refusal(await both.get(path)) == (403, "role-unstated", "nexus-role")


async def test_roles_held_in_different_areas_never_add_up(house: House, in_telafar: str, in_najaf: str) -> None:
    both = holding(house, caseworker=["IQG15"], monitoring=["IQ"])
    caseworker, monitor = both.stating(role="caseworker"), both.stating(role="monitoring")
    assert "given_native" in require_made(await caseworker.get(in_telafar))
    assert refusal(await caseworker.get(in_najaf)) == (404, "not-found", None)
    assert refusal(await caseworker.get(RESULTS)) == (403, "not-your-role", None)
    for path in (in_telafar, in_najaf):
        told = require_made(await monitor.get(path))
        assert "sex" in told
        assert not {"given_native", "birth_date"} & told.keys()
    assert require_made(await monitor.get(RESULTS))["people_reached"]["total"] == 3


async def test_roles_held_in_the_same_areas_act_together(house: House, in_telafar: str) -> None:
    both = holding(house, "both", activity_lead=["IQG15"], caseworker=["IQG15"])
    assert "given_native" in require_made(await both.get(in_telafar))
    row = await last_read(house, "both")
    assert row is not None
    assert set(row["roles"]) == {"caseworker", "activity_lead"}


async def test_of_several_roles_those_act_whose_purpose_is_written_down(house: House, in_telafar: str) -> None:
    both = holding(house, "two purposes", caseworker=["IQG15"], monitoring=["IQG15"])
    assert refusal(await both.get(RESULTS)) == (403, "not-your-role", None)
    assert "given_native" in require_made(await both.get(in_telafar))
    observing = both.stating(purpose="monitoring")
    assert (await observing.get(RESULTS)).status_code == 200
    assert "given_native" not in require_made(await observing.get(in_telafar))
    row = await last_read(house, "two purposes")
    assert row is not None
    assert (row["purpose"], row["roles"]) == ("monitoring", ["monitoring"])


async def test_of_several_roles_one_may_be_stated_and_acts_alone(house: House, in_telafar: str) -> None:
    both = holding(house, "one of both", caseworker=["IQ"], monitoring=["IQ"])
    assert "given_native" not in require_made(await both.stating(role="monitoring").get(in_telafar))
    row = await last_read(house, "one of both")
    assert row is not None
    assert row["roles"] == ["monitoring"]


@pytest.mark.parametrize("role", ["monitoring", "king", "", "caseworker,monitoring", "Caseworker"])
async def test_a_role_that_is_not_held_is_refused(house: House, in_telafar: str, role: str) -> None:
    caseworker = house.staff(Role.CASEWORKER).stating(role=role)
    for path in (in_telafar, "/v1/places", "/v1/nothing"):
        assert refusal(await caseworker.get(path)) == (403, "not-your-role", "nexus-role")


# --- purposes ---------------------------------------------------------------------------------------------------------


async def test_the_purpose_stated_is_written_down_and_without_one_that_of_the_role(
    house: House, in_telafar: str
) -> None:
    for stated, purpose in (({}, "service-delivery"), ({"purpose": "case-referral"}, "case-referral")):
        name = f"for {purpose}"
        require_made(await house.staff(Role.CASEWORKER, name=name).stating(**stated).get(in_telafar))
        row = await last_read(house, name)
        assert row is not None
        assert (row["purpose"], row["roles"], row["reason"]) == (purpose, ["caseworker"], None)


async def test_of_several_roles_those_act_that_have_the_purpose_stated(house: House, in_telafar: str) -> None:
    both = house.staff(Role.CASEWORKER, Role.MONITORING)
    assert "given_native" not in require_made(await both.stating(purpose="monitoring").get(in_telafar))
    assert "given_native" in require_made(await both.stating(purpose="case-referral").get(in_telafar))


@pytest.mark.parametrize("purpose", [Purpose.MONITORING, Purpose.DONOR_REPORTING, Purpose.COMMUNITY_POLICING])
async def test_a_purpose_that_none_of_the_roles_has_is_refused(house: House, in_telafar: str, purpose: Purpose) -> None:
    caseworker = house.staff(Role.CASEWORKER, Role.GRANTS_OFFICER).stating(purpose=purpose)
    assert refusal(await caseworker.get(in_telafar)) == (403, "not-your-purpose", "nexus-purpose")


@pytest.mark.parametrize("purpose", ["curiosity", "", "Monitoring", "service_delivery", "service-delivery,protection"])
async def test_a_purpose_that_does_not_exist_is_refused(house: House, in_telafar: str, purpose: str) -> None:
    for caller in (house.staff(*Role), await house.partner("goj")):
        answer = await caller.stating(purpose=purpose).get("/v1/places")
        assert refusal(answer) == (422, "invalid-request", "nexus-purpose")
        assert "curiosity" not in answer.text


async def test_a_partner_that_states_another_purpose_than_its_agreement_is_not_answered(house: House) -> None:
    goj = await house.partner("goj")
    assert refusal(await goj.stating(purpose="service-delivery").get(RESULTS)) == (404, "results-not-sealed", None)
    assert refusal(await goj.stating(purpose="donor-reporting").get(RESULTS)) == (403, "not-in-agreement", None)


# --- reasons ----------------------------------------------------------------------------------------------------------


async def test_a_reason_is_written_down_as_it_was_meant(house: House, in_telafar: str) -> None:
    reason = "زيارة منزلية, 50 %"
    officer = house.staff(Role.PROTECTION, name="with a reason").stating(reason=quote(reason))
    require_made(await officer.get(in_telafar))
    row = await last_read(house, "with a reason")
    assert row is not None
    assert (row["reason"], row["purpose"]) == (reason, "protection")


@pytest.mark.parametrize("reason", ["", "%20", "%ff%fe", "a%00b", "a%0ab", "%ed%a0%80", "x" * 201, "%e2%80%8f"])
async def test_a_reason_that_is_no_line_of_text_is_refused(house: House, in_telafar: str, reason: str) -> None:
    answer = await house.staff(Role.PROTECTION).stating(reason=reason).get(in_telafar)
    assert refusal(answer) == (422, "invalid-request", "nexus-reason")


# --- partners ---------------------------------------------------------------------------------------------------------


async def suspended(house: House, code: str) -> None:
    async with house.connection() as connection:
        await connection.execute(
            "WITH opened AS (INSERT INTO decisions (matter, needed, recorded_by)"
            " VALUES ('resumption', 2, 'test') RETURNING id)"
            " INSERT INTO suspensions (partner_id, reason, decision_id, recorded_by)"
            " SELECT partners.id, 'an incident', opened.id, 'test' FROM partners, opened WHERE code = $1",
            code,
        )


async def test_a_partner_that_is_suspended_is_nobody_from_the_next_request_on(house: House) -> None:
    async with house.connection() as connection:
        code = await introduce(connection, "to-suspend", "donor")
        await agree(connection, code, ["results"])
    partner = await house.partner(code)
    assert (await partner.get("/v1/places/IQ")).status_code == 200
    await suspended(house, code)
    for path in ("/v1/places/IQ", RESULTS, "/v1/nothing"):
        assert refusal(await partner.get(path)) == (401, "token-invalid", None)
    form = {"grant_type": "client_credentials", "client_id": code, "client_secret": secret(code)}
    assert refusal(await house.client.post("/oauth2/client/token", data=form)) == (401, "invalid-client", None)
    async with house.connection() as connection:
        for place, (name, role) in enumerate(partners.OFFICERS, 1):
            assert refusal(await partner.get("/v1/places/IQ"))[0] == 401
            await connection.execute(
                "INSERT INTO approvals (decision_id, place, role, recorded_by)"
                " SELECT max(decision_id), $1, $2, $3 FROM suspensions",
                place,
                role,
                name,
            )
    assert (await partner.get("/v1/places/IQ")).status_code == 200


async def test_a_partner_that_has_left_is_nobody_from_the_next_request_on(house: House) -> None:
    async with house.connection() as connection:
        code = await introduce(connection, "to-leave", "donor")
        partner = await house.partner(code)
        assert (await partner.get("/v1/places/IQ")).status_code == 200
        await connection.execute(
            "UPDATE partners SET voided_at = recorded_now(), voided_by = 'test', void_reason = 'ended' WHERE code = $1",
            code,
        )
    assert refusal(await partner.get("/v1/places/IQ")) == (401, "token-invalid", None)


@pytest.mark.parametrize("code", PARTNERS)
async def test_a_token_of_another_class_than_the_partners_is_no_token(house: House, code: str) -> None:
    for caller_class in CallerClass:
        token = tokens.sign(house.app.state.issuer, code, **{"class": caller_class.value})
        answer = await Caller(house.client, token).get("/v1/places/IQ")
        if caller_class.value == PARTNERS[code][0]:
            assert answer.status_code == 200
        else:
            assert refusal(answer) == (401, "token-invalid", None)


@pytest.mark.parametrize("code", ["nobody", "GOJ", "%", "somebody"])
async def test_a_token_of_a_partner_that_does_not_exist_is_no_token(house: House, code: str) -> None:
    token = tokens.sign(house.app.state.issuer, code, **{"class": "donor"})
    assert refusal(await Caller(house.client, token).get("/v1/places/IQ")) == (401, "token-invalid", None)


async def test_a_partner_makes_as_many_requests_a_minute_as_it_may(house: House) -> None:
    async with house.connection() as connection:
        partner = await house.partner(await introduce(connection, "busy", "donor", requests_per_minute=2))
    answers = [await partner.get("/v1/places/IQ") for _ in range(6)]  # of which a minute may end in the middle
    passed = [answer for answer in answers if answer.status_code == 200]
    assert 2 <= len(passed) <= 4
    for answer in answers:
        if answer not in passed:
            assert refusal(answer) == (429, "too-many-requests", None)
            assert 1 <= int(answer.headers["retry-after"]) <= 60
