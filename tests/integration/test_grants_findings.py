"""Findings: assistance of people who prove to be one, told in whichever order and however often."""

from itertools import count
from typing import Any

import pytest
from callers import Caller, Running, refusal, require_made
from test_grants import ASSISTANCE, NAJAF, PROJECT, SINJAR, TELAFAR
from test_lists import walked

from shared.callers import Role
from shared.mandate import Subject

_PEOPLE = count(500)


class Desk:
    """Who assists, and what the gateway tells of who is one person."""

    def __init__(self, service: Running) -> None:
        self.service = service
        self.officer = service.caller(Role.GRANTS_OFFICER)
        self.gateway = service.caller(for_gateway=True, areas=(), datasets={})

    async def assisted(self, person_id: int, **changes: Any) -> int:
        """The number of assistance of a person."""
        subject = Subject(reference=ASSISTANCE["recipient"], person_id=person_id, cluster=(person_id,))
        officer = self.service.caller(Role.GRANTS_OFFICER, subjects=(subject,))
        return int(require_made(await officer.post("/assistances", ASSISTANCE | changes))["id"])

    async def one_person(self, *people: list[int]) -> tuple[int, int]:
        """How many findings were raised and closed when it was told who is one person."""
        told = require_made(await self.gateway.post("/identities", {"people": people}))
        return told["raised"], told["closed"]

    async def found(self, *assistances: int, by: Caller | None = None) -> list[tuple[int, int]]:
        """The findings on the list about one of these assistances."""
        rows = await walked(by or self.officer, "/findings")
        return [
            (row["first_id"], row["second_id"])
            for row in reversed(rows)
            if {row["first_id"], row["second_id"]} & set(assistances)
        ]


@pytest.fixture
async def desk(grants: Running) -> Desk:
    administrator = grants.caller(Role.ADMINISTRATOR)
    for code in (PROJECT["code"], "OTHER-1"):
        require_made(await administrator.post("/projects", PROJECT | {"code": code}))
    return Desk(grants)


def people(many: int) -> list[int]:
    return [next(_PEOPLE) for _ in range(many)]


async def test_two_assistances_of_one_project_whose_recipients_are_one_person_are_a_finding(desk: Desk) -> None:
    one, other = people(2)
    first, second = await desk.assisted(one), await desk.assisted(other, modality="VT")
    assert await desk.found(first) == []
    assert await desk.one_person([other, one]) == (1, 0)
    [row] = await walked(desk.officer, "/findings")
    assert (row["first_id"], row["second_id"], row["project"]) == (first, second, PROJECT["code"])
    assert require_made(await desk.officer.get(f"/findings/{row['id']}"))["outcome"] is None
    assert "person" not in str(row)


async def test_told_again_nothing_changes_and_when_they_are_two_again_it_is_closed(desk: Desk) -> None:
    one, other = people(2)
    first, second = await desk.assisted(one), await desk.assisted(other)
    told = [await desk.one_person(*who) for who in ([[one, other]], [[one, other]], [[one], [other]], [[one], [other]])]
    assert told == [(1, 0), (0, 0), (0, 1), (0, 0)]
    assert await desk.found(first, second) == []
    assert await desk.one_person([one, other]) == (1, 0)
    assert await desk.found(first) == [(first, second)]


async def test_nothing_is_blocked_meanwhile(desk: Desk) -> None:
    one, other = people(2)
    first = await desk.assisted(one)
    await desk.assisted(other)
    await desk.one_person([one, other])
    body = {"assistance_id": first, "reference": "PV-9", "amount": "10", "currency": "USD", "paid_on": "2019-09-15"}
    finance = desk.service.caller(Role.FINANCE_APPROVER)
    require_made(await finance.post("/payments", body))
    await desk.assisted(one)


async def test_other_projects_and_what_was_given_to_one_registration_are_none(desk: Desk) -> None:
    one, other = people(2)
    await desk.assisted(one)
    await desk.assisted(one)
    await desk.assisted(other, project="OTHER-1")
    assert await desk.one_person([one, other]) == (0, 0)


async def test_of_three_who_are_one_each_two_assistances_are_a_finding_and_one_who_is_not_takes_hers_away(
    desk: Desk,
) -> None:
    a, b, c = people(3)
    of_a, of_b, of_c = [await desk.assisted(one) for one in (a, b, c)]
    assert await desk.one_person([a, b, c]) == (3, 0)
    assert await desk.one_person([a, b], [c]) == (0, 2)
    assert await desk.found(of_a, of_b, of_c) == [(of_a, of_b)]


async def test_whoever_is_not_told_of_keeps_what_was_found(desk: Desk) -> None:
    a, b, c, d = people(4)
    assistances = [await desk.assisted(one) for one in (a, b, c, d)]
    await desk.one_person([a, b], [c, d])
    assert await desk.one_person([a], [b]) == (0, 1)
    assert await desk.found(*assistances) == [(assistances[2], assistances[3])]


async def test_when_one_assistance_is_voided_nothing_is_left_to_settle(desk: Desk) -> None:
    one, other = people(2)
    first, _ = await desk.assisted(one), await desk.assisted(other)
    await desk.one_person([one, other])
    require_made(await desk.officer.void(f"/assistances/{first}"))
    assert await desk.found(first) == []


async def test_an_officer_settles_a_finding_once_and_it_is_not_raised_again(desk: Desk) -> None:
    one, other = people(2)
    first, _ = await desk.assisted(one), await desk.assisted(other)
    await desk.one_person([one, other])
    [row] = await walked(desk.officer, "/findings")
    path = f"/findings/{row['id']}"
    told = require_made(await desk.officer.post(f"{path}/settle", {"outcome": "both_due"}))
    assert told["outcome"] == "both_due"
    assert await desk.found(first) == []
    assert refusal(await desk.officer.post(f"{path}/settle", {"outcome": "settled"})) == (409, "settled-already", None)
    assert await desk.one_person([one, other]) == (0, 0)
    assert await desk.found(first) == []
    await desk.one_person([one], [other])
    assert refusal(await desk.officer.post(f"{path}/settle", {"outcome": "settled"})) == (409, "closed-already", None)


async def test_a_finding_is_told_to_officers_who_see_both_assistances(desk: Desk) -> None:
    one, other = people(2)
    first, second = await desk.assisted(one, place=TELAFAR), await desk.assisted(other, place=NAJAF)
    await desk.one_person([one, other])
    [row] = await walked(desk.officer, "/findings")
    for changes, sees in (
        ({"areas": ("IQG15", "IQG04")}, True),
        ({"areas": ("IQG15",)}, False),
        ({"areas": (NAJAF,)}, False),
        ({"areas": (SINJAR,)}, False),
        ({"projects": (PROJECT["code"],)}, True),
        ({"projects": ("OTHER-1",)}, False),
    ):
        caller = desk.service.caller(Role.GRANTS_OFFICER, **changes)
        assert bool(await desk.found(first, second, by=caller)) is sees
        assert (await caller.get(f"/findings/{row['id']}")).is_success is sees
        if not sees:
            answer = await caller.post(f"/findings/{row['id']}/settle", {"outcome": "settled"})
            assert refusal(answer) == (404, "not-found", None)
    for role in set(Role) - {Role.GRANTS_OFFICER}:
        assert refusal(await desk.service.caller(role).get("/findings")) == (403, "not-your-role", None)


async def test_who_is_one_person_is_the_gateways_to_tell_alone(desk: Desk) -> None:
    for role in Role:
        answer = await desk.service.caller(role).post("/identities", {"people": [[1, 2]]})
        assert refusal(answer) == (403, "not-for-callers", None)
    for people in ([], [[]], [[0]], [["1"]], "1", None):
        assert (await desk.gateway.post("/identities", {"people": people})).status_code == 422


async def test_findings_leave_events_that_refer(desk: Desk) -> None:
    one, other = people(2)
    await desk.assisted(one)
    await desk.assisted(other)
    await desk.one_person([one, other])
    await desk.one_person([one], [other])
    async with desk.service.connection() as connection:
        rows = await connection.fetch("SELECT type, data::text FROM outbox WHERE type LIKE 'finding.%' ORDER BY seq")
    assert [row["type"] for row in rows] == ["finding.raised", "finding.closed"]
    assert {row["data"] for row in rows} == {f'{{"project": "{PROJECT["code"]}"}}'}
