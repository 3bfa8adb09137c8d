"""A person's profile: from every service, within what the caller's roles open, as of one moment, and written down."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import premises
import pytest
from callers import refusal, require_made
from premises import PILOT, TELAFAR, House, record_pilot

from services.beneficiary.records import reads as records
from services.grants.telling.given import reads as given
from shared.callers import Role, Service

GIVEN = ("assistances", "awards", "employments")


@pytest.fixture
async def house(clone: Any) -> AsyncIterator[House]:
    async with premises.house(clone) as opened:
        yield opened


async def profile(house: House, number: str, *roles: Role, **query: str) -> dict[str, Any]:
    return require_made(await house.staff(*(roles or (Role.MONITORING,))).get(f"/v1/people/{number}/profile", **query))


async def test_all_that_is_known_of_somebody_is_told_from_every_service(house: House) -> None:
    number = (await record_pilot(house))["people"][0]
    told = await profile(house, number)
    assert (told["status"], told["missing"], told["more"]) == ("complete", [], [])
    assert told["sections"] == dict.fromkeys(("record", *GIVEN, "seats"), "told")
    assert told["record"]["person"]["registration_number"] == number
    [assistance] = told["assistances"]
    assert (assistance["project"], assistance["modality"], assistance["amount"]) == (PILOT, "VT", "500000")
    [award] = told["awards"]
    assert (award["project"], award["place"]) == (PILOT, TELAFAR)
    assert not {"voided_at", "voided_by", "void_reason"} & {*assistance, *award}
    assert "person_id" not in str(told)


async def test_what_no_role_of_the_caller_opens_is_withheld_and_not_asked_for(house: House) -> None:
    number = (await record_pilot(house))["people"][0]
    with house.without(Service.GRANTS):
        told = await profile(house, number, Role.CASEWORKER)
    assert (told["status"], told["sections"]) == (
        "complete",
        {"record": "told", **dict.fromkeys((*GIVEN, "seats"), "withheld")},
    )
    assert [told[section] for section in GIVEN] == [None, None, None]


async def test_a_role_that_a_service_tells_nothing_opens_nothing_beside_others(house: House) -> None:
    number = (await record_pilot(house))["people"][0]
    told = await profile(house, number, Role.CASEWORKER, Role.COMMITTEE_MEMBER, Role.FORUM_FOCAL_POINT)
    assert told["sections"] == {"record": "told", **dict.fromkeys((*GIVEN, "seats"), "withheld")}


async def test_two_roles_together_are_told_what_each_opens(house: House) -> None:
    number = (await record_pilot(house))["people"][0]
    told = await profile(house, number, Role.CASEWORKER, Role.FINANCE_APPROVER)
    assert told["sections"] == dict.fromkeys(("record", *GIVEN), "told") | {"seats": "withheld"}
    assert (len(told["assistances"]), len(told["awards"])) == (1, 1)


async def test_a_service_that_is_away_is_said_and_never_shown_as_nothing(house: House) -> None:
    number = (await record_pilot(house))["people"][0]
    with house.without(Service.GRANTS):
        told = await profile(house, number)
    assert (told["status"], told["missing"]) == ("partial", ["grants"])
    assert {told["sections"][section] for section in GIVEN} == {"unavailable"}
    assert [told[section] for section in GIVEN] == [None, None, None]
    with house.without(Service.FORUMS):
        assert (await profile(house, number, Role.CASEWORKER))["status"] == "complete"
        told = await profile(house, number)
    assert (told["status"], told["missing"]) == ("partial", ["forums"])
    assert (told["sections"]["seats"], told["seats"], told["sections"]["awards"]) == ("unavailable", None, "told")
    with house.without(Service.BENEFICIARY):
        answer = await house.monitor().get(f"/v1/people/{number}/profile")
    assert refusal(answer)[:2] == (503, "service-unavailable")


async def test_the_same_moment_gives_the_same_answer_whatever_happened_since(house: House) -> None:
    recorded = await record_pilot(house)
    one, other = recorded["people"][:2]
    before = await house.monitor().get(f"/v1/people/{one}/profile")
    as_of = require_made(before)["as_of"]
    officer, caseworker = house.staff(Role.GRANTS_OFFICER), house.staff(Role.CASEWORKER)
    await house.made(officer, "/v1/assistances", **recorded["assistance"] | {"recipient": other})
    await house.made(officer, "/v1/assistances/1/void", reason="entered_in_error")
    merge = {"absorbed": other, "survivor": one, "reason": "recognised"}
    proposed = await house.made(house.staff(Role.CASEWORKER, name="one"), "/v1/merges", **merge)
    await house.made(
        house.staff(Role.PROTECTION, name="two"), f"/v1/proposals/{proposed['id']}/confirm", ground="asked"
    )
    now = await profile(house, one)
    assert [each["id"] for each in now["assistances"]] == [2]
    assert now["record"]["person"]["merged_from"] == [other]
    again = await house.monitor().get(f"/v1/people/{one}/profile", as_of=as_of)
    assert again.content == before.content
    assert refusal(await caseworker.get(f"/v1/people/{one}/profile", as_of="2099-01-01T00:00:00Z"))[:2] == (
        422,
        "as-of-in-the-future",
    )


async def test_what_there_is_more_of_is_named_to_whoever_may_see_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "SECTIONS", [replace(each, many=each.many and 1) for each in records.SECTIONS])
    monkeypatch.setattr(records, "_opened", records._opened.__wrapped__)
    monkeypatch.setattr(given, "MOST", 1)
    recorded = await record_pilot(house)
    number, caseworker = recorded["people"][0], house.staff(Role.CASEWORKER)
    for last in "78":
        phone = {"number": f"+964770123456{last}", "owner": "self", "safe_to_call": True}
        await house.made(caseworker, "/v1/phones", person=number, **phone)
    before = await house.staff(Role.CASEWORKER, Role.FINANCE_APPROVER).get(f"/v1/people/{number}/profile")
    assert (require_made(before)["more"], before.json()["record"]["more"]) == (["phones"], ["phones"])
    await house.made(house.staff(Role.GRANTS_OFFICER), "/v1/assistances", **recorded["assistance"])
    told = await profile(house, number, Role.CASEWORKER, Role.FINANCE_APPROVER)
    assert told["more"] == ["phones", "assistances"]
    assert [each["id"] for each in told["assistances"]] == [2]
    assert (await profile(house, number))["more"] == ["assistances"]
    assert (await profile(house, number, Role.CASEWORKER))["more"] == ["phones"]
    with house.without(Service.GRANTS):
        assert (await profile(house, number))["more"] == []
    again = house.staff(Role.CASEWORKER, Role.FINANCE_APPROVER).get
    as_of = before.json()["as_of"]
    assert (await again(f"/v1/people/{number}/profile", as_of=as_of)).content == before.content


async def test_whoever_may_not_see_the_person_learns_nothing(house: House) -> None:
    recorded = await record_pilot(house)
    of_najaf = house.staff(Role.MONITORING, areas=("IQG04",))
    for number in (recorded["people"][0], "0000-0000-0098"):
        assert refusal(await of_najaf.get(f"/v1/people/{number}/profile"))[:2] == (404, "not-found")
    assert refusal(await house.monitor().get("/v1/people/nobody/profile"))[:2] == (422, "invalid-request")
    path = f"/v1/people/{recorded['people'][0]}/profile"
    assert refusal(await house.staff(Role.FINANCE_APPROVER).get(path))[0] == 403


async def test_what_lies_in_other_areas_is_left_out(house: House) -> None:
    recorded = await record_pilot(house)
    number = recorded["people"][0]
    elsewhere = recorded["assistance"] | {"place": "IQG04Q03"}
    await house.made(house.staff(Role.GRANTS_OFFICER), "/v1/assistances", **elsewhere)
    of_ninewa = house.staff(Role.MONITORING, areas=("IQG15",))
    told = require_made(await of_ninewa.get(f"/v1/people/{number}/profile"))
    assert [each["place"] for each in told["assistances"]] == [TELAFAR]
    assert len((await profile(house, number))["assistances"]) == 2


async def test_each_telling_is_written_down_before_it_leaves(house: House) -> None:
    number = (await record_pilot(house))["people"][0]
    async with house.connection() as connection:
        before = await connection.fetchval("SELECT coalesce(max(id), 0) FROM reads")
        await profile(house, number)
        rows = await connection.fetch(
            "SELECT what, fields, array_agg(person_id) AS people FROM reads"
            " JOIN read_subjects ON read_id = reads.id WHERE reads.id > $1 GROUP BY reads.id ORDER BY reads.id",
            before,
        )
    assert [(row["what"], row["people"]) for row in rows] == [("people", [1]), ("assistances", [1])]
    assert {"assistances.amount", "awards.amount"} <= set(rows[1]["fields"])
