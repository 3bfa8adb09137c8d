"""Breaking the glass: to the ground, in one area, for some hours, to one person, because another approved it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import httpx
import premises
import pytest
from callers import refusal, require_made
from premises import NAJAF, PARTNERS, TELAFAR, Caller, House

from shared.callers import Role, Service
from shared.mandate import HEADER, Mandate, verify

GLASS = "/v1/break-glass"
NINEWA = "IQG15"
NOT_OPEN = (403, "break-glass-not-open", "nexus-break-glass")
PERSON = {"given_native": "زينب", "sex": "female", "birth_precision": "unknown"}
MAY_ASK = {
    Role.CASEWORKER,
    Role.ACTIVITY_LEAD,
    Role.GRANTS_OFFICER,
    Role.FORUM_FOCAL_POINT,
    Role.MONITORING,
    Role.PROTECTION,
}


@dataclass(frozen=True)
class Recorded:
    """A person in Telafar with a document, and one in Najaf."""

    here: str
    elsewhere: str


@pytest.fixture(scope="module")
async def opened(module_clone: Any) -> AsyncIterator[tuple[House, Recorded]]:
    async with premises.house(module_clone) as house:
        caseworker = house.staff(Role.CASEWORKER)
        here, elsewhere = [
            (await house.made(caseworker, "/v1/people", **PERSON, place=place))["registration_number"]
            for place in (TELAFAR, NAJAF)
        ]
        await house.made(caseworker, "/v1/documents", person=here, type="passport", number="A1234567")
        yield house, Recorded(here, elsewhere)


@pytest.fixture
def house(opened: tuple[House, Recorded]) -> House:
    return opened[0]


@pytest.fixture
def people(opened: tuple[House, Recorded]) -> Recorded:
    return opened[1]


def asker(house: House) -> Caller:
    """Somebody whose own role opens nobody's name."""
    return house.staff(Role.FORUM_FOCAL_POINT, areas=("IQG04",), name="asker")


def approver(house: House, *areas: str) -> Caller:
    return house.staff(Role.PROTECTION, areas=areas or (NINEWA,), name="approver")


def officer(house: House) -> Caller:
    return house.staff(Role.DATA_PROTECTION_OFFICER, name="officer")


async def asked(house: House, area: str = TELAFAR, hours: int = 2) -> dict[str, Any]:
    return await house.made(asker(house), GLASS, reason="a child is in danger", area=area, hours=hours)


async def approved(house: House, area: str = TELAFAR, hours: int = 2) -> int:
    """The number of a break-glass that is open to `asker`."""
    id: int = (await asked(house, area, hours))["id"]
    assert (await house.made(approver(house), f"{GLASS}/{id}/approve"))["status"] == "open"
    return id


async def under(
    caller: Caller, id: object, path: str, method: str = "GET", body: Any = None, **headers: str
) -> httpx.Response:
    """A request that names a break-glass."""
    stated = caller.headers | {"nexus-break-glass": str(id)} | headers
    return await caller.client.request(method, path, json=body, headers=stated)


async def at(house: House, id: int, hours: float) -> None:
    """Let it seem that a break-glass was approved so many hours ago; hands cannot, for which a trigger is taken off."""
    async with house.connection() as connection, connection.transaction():
        await connection.execute("ALTER TABLE approvals DISABLE TRIGGER unchanging")
        await connection.execute(
            "UPDATE approvals SET recorded_at = now() - $2::interval"
            " WHERE decision_id = (SELECT decision_id FROM break_glass WHERE id = $1)",
            id,
            timedelta(hours=hours),
        )
        await connection.execute("ALTER TABLE approvals ENABLE TRIGGER unchanging")


def mandate(house: House) -> Mandate:
    """The mandate of the last call to the beneficiary service."""
    headers = dict(house.lines[Service.BENEFICIARY].calls[-1].headers)
    return verify(headers[HEADER.encode()].decode(), premises.KEYS[Service.BENEFICIARY], Service.BENEFICIARY)


# --- what it opens ----------------------------------------------------------------------------------------------------


async def test_it_opens_the_registry_to_the_ground_to_who_asked(house: House, people: Recorded) -> None:
    path = f"/v1/people/{people.here}/documents"
    assert refusal(await asker(house).get(path))[0] == 403
    shown = require_made(await under(asker(house), await approved(house), path))
    assert shown["complete"] in {True, False}
    without = require_made(await approver(house).get(path))
    assert "complete" not in without


async def test_under_it_somebody_acts_as_the_protection_role_in_its_area_alone(house: House, people: Recorded) -> None:
    id = await approved(house)
    assert require_made(await under(asker(house), id, f"/v1/people/{people.here}"))["given_native"]
    given = mandate(house)
    assert (given.caller, given.roles, given.areas) == ("asker", (Role.PROTECTION,), (TELAFAR,))
    assert (given.purpose, given.reason) == ("protection", "a child is in danger")
    for number in (people.elsewhere, "0000-0000-0000"):
        answer = await under(asker(house), id, f"/v1/people/{number}")
        assert answer.status_code in {404, 422}
    assert refusal(await under(asker(house), id, f"/v1/people/{people.elsewhere}")) == (404, "not-found", None)


async def test_the_other_headers_open_nothing_more(house: House, people: Recorded) -> None:
    headers = {"nexus-role": "administrator", "nexus-purpose": "monitoring", "nexus-reason": "another"}
    answer = await under(asker(house), await approved(house), f"/v1/people/{people.here}", **headers)
    assert require_made(answer)["given_native"]
    assert (mandate(house).roles, mandate(house).reason) == ((Role.PROTECTION,), "a child is in danger")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
async def test_nothing_is_changed_under_it(house: House, people: Recorded, method: str) -> None:
    id = await approved(house)
    person = f"/v1/people/{people.here}"
    for path in ("/v1/people", person, f"{person}/void", f"{GLASS}/{id}/end", "/v1/people/search/void"):
        answer = await under(asker(house), id, path, method, PERSON | {"place": TELAFAR})
        assert answer.status_code == 403
        if method != "HEAD":
            assert refusal(answer) == (403, "break-glass-only-reads", "nexus-break-glass")


async def test_a_list_read_under_it_is_of_its_area_and_written_down_under_its_number(
    house: House, people: Recorded
) -> None:
    id = await approved(house)
    answer = await under(asker(house), id, "/v1/people")
    assert [item["registration_number"] for item in require_made(answer)["items"]] == [people.here]
    async with house.connection() as connection:
        row = await connection.fetchrow("SELECT * FROM reads WHERE request_id = $1", answer.headers["x-request-id"])
    assert (row["break_glass_id"], row["what"]) == (id, "people")


async def test_a_search_is_a_read(house: House) -> None:
    """There may be none to search; what matters is that the break-glass is no reason against it."""
    answer = await under(asker(house), await approved(house), "/v1/people/search", "POST", {})
    assert refusal(answer)[1] != "break-glass-only-reads"


# --- when it opens nothing --------------------------------------------------------------------------------------------


async def test_whatever_is_not_open_to_the_caller_is_answered_alike(house: House, people: Recorded) -> None:
    waiting, ended, expired, other = [
        (await asked(house))["id"],
        await approved(house),
        await approved(house, hours=3),
        await approved(house),
    ]
    await house.made(asker(house), f"{GLASS}/{ended}/end")
    await at(house, expired, 3)
    stranger = house.staff(Role.CASEWORKER, name="stranger")
    attempts = [(asker(house), id) for id in (waiting, ended, expired, 999_999, 0, -1, "x", "", "9" * 400, "١")]
    answers = [await under(caller, id, f"/v1/people/{people.here}") for caller, id in attempts if str(id).isascii()]
    answers.append(await under(stranger, other, f"/v1/people/{people.here}"))
    answers.append(await under(house.staff(Role.FINANCE_APPROVER, name="asker"), other, "/v1/me"))
    assert {refusal(answer) for answer in answers} == {NOT_OPEN}
    assert len({answer.content for answer in answers}) == 1


async def test_it_is_open_for_so_many_hours_from_the_approval_on(house: House, people: Recorded) -> None:
    id = await approved(house, hours=2)
    view = require_made(await asker(house).get(f"{GLASS}/{id}"))
    lasts = datetime.fromisoformat(view["until"]) - datetime.fromisoformat(view["approved_at"])
    assert lasts == timedelta(hours=2)
    await at(house, id, 1.99)
    assert (await under(asker(house), id, f"/v1/people/{people.here}")).status_code == 200
    await at(house, id, 2)
    assert refusal(await under(asker(house), id, f"/v1/people/{people.here}")) == NOT_OPEN
    assert require_made(await asker(house).get(f"{GLASS}/{id}"))["status"] == "expired"


async def test_what_nobody_approves_within_a_day_lapses(house: House) -> None:
    id = (await asked(house))["id"]
    async with house.connection() as connection, connection.transaction():
        await connection.execute("ALTER TABLE break_glass DISABLE TRIGGER unchanging")
        await connection.execute("UPDATE break_glass SET recorded_at = now() - interval '24 hours' WHERE id = $1", id)
        await connection.execute("ALTER TABLE break_glass ENABLE TRIGGER unchanging")
    assert require_made(await asker(house).get(f"{GLASS}/{id}"))["status"] == "expired"
    assert refusal(await approver(house).post(f"{GLASS}/{id}/approve")) == (409, "already-over", None)


@pytest.mark.parametrize("who", [asker, approver, officer])
async def test_who_asked_who_approved_and_officers_end_it_at_once(house: House, people: Recorded, who: Any) -> None:
    id = await approved(house)
    assert (await under(asker(house), id, f"/v1/people/{people.here}")).status_code == 200
    ended = await house.made(who(house), f"{GLASS}/{id}/end")
    assert ended["status"] == "ended"
    assert ended["ended_by"].startswith("staff:")
    assert refusal(await under(asker(house), id, f"/v1/people/{people.here}")) == NOT_OPEN
    for path in ("end", "approve"):
        assert refusal(await approver(house).post(f"{GLASS}/{id}/{path}")) == (409, "already-over", None)


async def test_nobody_else_ends_it(house: House) -> None:
    id = await approved(house)
    colleague = house.staff(Role.PROTECTION, name="colleague")
    assert refusal(await colleague.post(f"{GLASS}/{id}/end")) == (403, "not-yours", None)
    stranger = house.staff(Role.CASEWORKER, name="stranger")
    assert refusal(await stranger.post(f"{GLASS}/{id}/end")) == (404, "not-found", None)


async def test_to_partners_the_header_means_nothing(house: House) -> None:
    id = await approved(house)
    for code in PARTNERS:
        partner = await house.partner(code)
        plain = await partner.get("/v1/nothing")
        for path in ("/v1/nothing", GLASS, f"{GLASS}/{id}", f"{GLASS}/{id}/approve"):
            answer = await under(partner, id, path)
            assert refusal(answer)[0] in {404, 405}
        assert (await under(partner, id, "/v1/nothing")).content == plain.content


# --- two people -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
async def test_roles_that_meet_people_ask(house: House, role: Role) -> None:
    answer = await house.staff(role).post(GLASS, {"reason": "danger", "area": TELAFAR, "hours": 1})
    if role in MAY_ASK:
        assert require_made(answer)["status"] == "waiting"
    else:
        assert refusal(answer) == (403, "not-your-role", None)


@pytest.mark.parametrize("role", Role)
async def test_protection_and_data_protection_approve(house: House, role: Role) -> None:
    id = (await asked(house))["id"]
    answer = await house.staff(role, name="another").post(f"{GLASS}/{id}/approve")
    if role in {Role.PROTECTION, Role.DATA_PROTECTION_OFFICER}:
        told = require_made(answer)
        assert (told["status"], told["requester"], told["approver"]) == ("open", "staff:asker", "staff:another")
    else:
        assert refusal(answer) == (403, "not-your-role", None)


async def test_nobody_approves_what_they_asked_for(house: House) -> None:
    id = (await asked(house))["id"]
    for role in (Role.PROTECTION, Role.DATA_PROTECTION_OFFICER):
        answer = await house.staff(role, name="asker").post(f"{GLASS}/{id}/approve")
        assert refusal(answer) == (403, "same-person", None)


async def test_an_approval_takes_somebody_who_answers_for_the_area(house: House) -> None:
    id = (await asked(house, area=NINEWA))["id"]
    path = f"{GLASS}/{id}/approve"
    for role in (Role.PROTECTION, Role.DATA_PROTECTION_OFFICER):
        narrow = house.staff(role, areas=(TELAFAR, "IQG04"), name="narrow")
        assert refusal(await narrow.post(path)) == (404, "not-found", None)
    assert (await house.made(approver(house, "IQ"), path))["status"] == "open"


async def test_an_approval_is_recorded_in_the_role_that_gives_it(house: House) -> None:
    id = (await asked(house))["id"]
    both = house.staff(Role.CASEWORKER, Role.PROTECTION, name="both").stating(purpose="case-referral")
    await house.made(both, f"{GLASS}/{id}/approve")
    async with house.connection() as connection:
        role = await connection.fetchval(
            "SELECT role FROM approvals JOIN break_glass USING (decision_id) WHERE break_glass.id = $1", id
        )
    assert role == Role.PROTECTION


async def test_of_two_approvals_at_once_one_opens_it(house: House) -> None:
    id = (await asked(house))["id"]
    answers = await asyncio.gather(
        approver(house).post(f"{GLASS}/{id}/approve"), officer(house).post(f"{GLASS}/{id}/approve")
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_what_is_asked_twice_with_one_key_is_asked_once(house: House) -> None:
    body = {"reason": "danger", "area": TELAFAR, "hours": 1}
    first, second = [require_made(await asker(house).post(GLASS, body, key="glass")) for _ in range(2)]
    assert first == second


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"hours": 0}, "hours"), ({"hours": 9}, "hours"), ({"area": "IQG99"}, "area"), ({"reason": " "}, "reason")],
)
async def test_a_question_without_reason_area_or_end_is_refused(
    house: House, wrong: dict[str, Any], field: str
) -> None:
    answer = await asker(house).post(GLASS, {"reason": "danger", "area": TELAFAR, "hours": 1} | wrong)
    assert refusal(answer) == (422, "invalid-request", field)


# --- who learns of it -------------------------------------------------------------------------------------------------


async def test_who_asked_and_who_may_approve_look_at_it(house: House) -> None:
    id = (await asked(house))["id"]
    for caller in (asker(house), approver(house), officer(house)):
        assert require_made(await caller.get(f"{GLASS}/{id}"))["reason"] == "a child is in danger"
    for caller in (house.staff(Role.CASEWORKER, name="stranger"), approver(house, "IQG04")):
        assert refusal(await caller.get(f"{GLASS}/{id}")) == (404, "not-found", None)


async def test_each_read_is_written_down_under_it(house: House, people: Recorded) -> None:
    id = await approved(house)
    for _ in range(2):
        require_made(await under(asker(house), id, f"/v1/people/{people.here}"))
    await under(asker(house), id, f"/v1/people/{people.elsewhere}")
    require_made(await approver(house).get(f"/v1/people/{people.here}"))
    async with house.connection() as connection:
        rows = await connection.fetch("SELECT * FROM reads WHERE break_glass_id = $1", id)
        assert await connection.fetchval("SELECT break_glass_id FROM reads ORDER BY id DESC LIMIT 1") is None
    assert [(row["caller"], row["roles"], row["purpose"], row["reason"]) for row in rows] == [
        ("asker", ["protection"], "protection", "a child is in danger")
    ] * 2


async def test_officers_learn_who_read_how_much_and_why(house: House, people: Recorded) -> None:
    used, unused = await approved(house), (await asked(house))["id"]
    for path in (f"/v1/people/{people.here}", f"/v1/people/{people.here}/documents", f"/v1/people/{people.here}"):
        require_made(await under(asker(house), used, path))
    told = require_made(await officer(house).get(GLASS))["break_glass"]
    assert [line["id"] for line in told] == sorted((line["id"] for line in told), reverse=True)
    lines = {line["id"]: line for line in told}
    assert (lines[used]["reads"], lines[used]["people"]) == (3, 1)
    assert (lines[unused]["reads"], lines[unused]["people"]) == (0, 0)
    line = lines[used]
    assert (line["requester"], line["approver"]) == ("staff:asker", "staff:approver")
    assert (line["reason"], line["area"], line["hours"], line["status"]) == ("a child is in danger", TELAFAR, 2, "open")
    assert lines[unused]["until"] is lines[unused]["approver"] is None


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DATA_PROTECTION_OFFICER])
async def test_the_report_is_for_officers_alone(house: House, role: Role) -> None:
    assert refusal(await house.staff(role).get(GLASS)) == (403, "not-your-role", None)


async def test_the_report_is_for_officers_of_the_whole_country(house: House) -> None:
    narrow = house.staff(Role.DATA_PROTECTION_OFFICER, areas=(NINEWA,))
    assert refusal(await narrow.get(GLASS)) == (403, "outside-area", None)


@pytest.mark.parametrize("table", ["break_glass", "break_glass_ends"])
@pytest.mark.parametrize(
    "statement", ["DELETE FROM {}", "TRUNCATE {} CASCADE", "UPDATE {} SET recorded_at = recorded_now()"]
)
async def test_what_was_asked_and_ended_never_changes(house: House, table: str, statement: str) -> None:
    await house.made(asker(house), f"{GLASS}/{await approved(house)}/end")
    async with house.connection() as connection:
        with pytest.raises(asyncpg.RestrictViolationError):
            await connection.execute(statement.format(table))


# --- severe data otherwise --------------------------------------------------------------------------------------------


async def test_what_is_severe_takes_the_protection_role_and_a_reason(house: House, people: Recorded) -> None:
    path = f"/v1/people/{people.here}/documents"

    async def complete(*roles: Role, **headers: str) -> bool:
        caller = house.staff(*roles, areas=(NINEWA,))
        return "complete" in require_made(await caller.client.get(path, headers=caller.headers | headers))

    reason = {"nexus-reason": "a%20child%20is%20in%20danger"}
    assert await complete(Role.PROTECTION, **reason)
    assert not await complete(Role.PROTECTION)
    assert not await complete(Role.CASEWORKER, **reason)
