"""What partners have to destroy once a consent is withdrawn, and what staff tell a person was shared."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from callers import refusal, require_made
from ministry import PURPOSE, World, ministrys_world, number
from premises import House

from shared.callers import Role, Service


@pytest.fixture(scope="module")
async def world(module_clone: Any) -> AsyncIterator[World]:
    async with ministrys_world(module_clone) as opened:
        yield opened


async def recalled(world: World, code: str = "ministry") -> list[str]:
    told = require_made(await (await world.ministry(code)).get("/v1/recalls"))["recalls"]
    return [pseudonym for recall in told for pseudonym in recall["pseudonyms"]]


async def confirmed(world: World, agreement: str, *pseudonyms: str, code: str = "ministry") -> Any:
    body = {"agreement": agreement, "pseudonyms": list(pseudonyms)}
    return await (await world.ministry(code)).post("/v1/recalls/confirm", body)


async def shared(house: House, person: str) -> list[dict[str, Any]]:
    answer = await house.staff(Role.CASEWORKER).get(f"/v1/people/{person}/disclosures")
    found: list[dict[str, Any]] = require_made(answer)["disclosures"]
    return found


async def test_who_withdraws_is_recalled_until_the_partner_confirms_and_again_after_the_next_telling(
    world: World,
) -> None:
    agreement = await world.agree()
    mine = (await world.looked_up(number(world.person)))["pseudonym"]
    assert await recalled(world) == []
    await world.consent(world.person, "withdrawn")
    assert await recalled(world) == [mine]
    assert require_made(await confirmed(world, agreement, mine))["confirmed"] == 1
    assert await recalled(world) == []
    await world.consent(world.person)
    await world.looked_up(number(world.person))
    await world.consent(world.person, "withdrawn")
    assert await recalled(world) == [mine]
    await world.consent(world.person)
    assert await recalled(world) == []


async def test_a_recall_names_what_the_agreement_says_of_destruction(world: World) -> None:
    agreement = await world.agree()
    await world.looked_up(number(world.person))
    await world.consent(world.person, "withdrawn")
    told = require_made(await (await world.ministry()).get("/v1/recalls"))["recalls"]
    await world.consent(world.person)
    (recall,) = [one for one in told if one["agreement"] == agreement]
    assert recall["purpose"] == PURPOSE
    assert recall["destruction"] == "certificate of destruction"


async def test_a_recall_outlives_the_agreement(world: World) -> None:
    agreement = await world.agree()
    mine = (await world.looked_up(number(world.person)))["pseudonym"]
    await world.agree()  # which ends the one before
    await world.consent(world.person, "withdrawn")
    assert mine in await recalled(world)
    assert require_made(await confirmed(world, agreement, mine))["confirmed"] == 1
    assert mine not in await recalled(world)
    await world.consent(world.person)


async def test_a_partner_confirms_only_what_it_was_told(world: World) -> None:
    agreement = await world.agree()
    mine = (await world.looked_up(number(world.person)))["pseudonym"]
    forged = mine[:-1] + ("A" if mine[-1] != "A" else "B")
    assert require_made(await confirmed(world, agreement, forged))["confirmed"] == 0
    for other in ("goj-reporting", "nothing", await world.agree("another")):
        assert refusal(await confirmed(world, other, mine)) == (404, "nothing-told", None)
    assert refusal(await confirmed(world, agreement, mine, code="another")) == (404, "nothing-told", None)


async def test_recalls_that_cannot_be_known_are_not_said_to_be_none(world: World) -> None:
    await world.agree()
    await world.looked_up(number(world.person))
    with world.house.without(Service.BENEFICIARY):
        answer = await (await world.ministry()).get("/v1/recalls")
    assert refusal(answer)[:2] == (503, "service-unavailable")


async def test_staff_read_to_a_person_what_was_shared_and_with_whom(world: World) -> None:
    agreement = await world.agree()
    mine = (await world.looked_up(number(world.person)))["pseudonym"]
    await world.looked_up(number(world.person), assistances=True)
    told = (await shared(world.house, world.person))[0]
    assert (told["partner"], told["agreement"], told["times"]) == ("ministry", agreement, 2)
    assert {"given_native", "assistances.amount"} <= set(told["fields"])
    assert told["destroyed"] is None
    await confirmed(world, agreement, mine)
    assert (await shared(world.house, world.person))[0]["destroyed"] is not None
    assert await shared(world.house, world.outside) == []


async def test_what_was_shared_is_told_in_the_persons_area_and_to_no_partner(world: World) -> None:
    path = f"/v1/people/{world.person}/disclosures"
    nobody = await world.house.staff(Role.CASEWORKER).get("/v1/people/0000-0000-0098/disclosures")
    foreign = await world.house.staff(Role.CASEWORKER, areas=("IQG04",)).get(path)
    assert (foreign.status_code, foreign.content) == (nobody.status_code, nobody.content)
    assert foreign.status_code == 404
    assert (await (await world.ministry()).get(path)).status_code == 404
    assert (await world.house.staff(Role.GRANTS_OFFICER).get(path)).status_code == 403


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, {"consent": None, "basis": "public_interest"}, True),
        ({"consent": None, "basis": "public_interest"}, {}, False),
        ({}, {"consent": "case-referral"}, True),
    ],
)
async def test_what_counts_is_the_version_that_somebody_was_told_under(
    world: World, before: dict[str, Any], after: dict[str, Any], expected: bool
) -> None:
    code = await world.agree(**before)
    mine = (await world.looked_up(number(world.person)))["pseudonym"]
    officers = [world.house.staff(role) for role in (Role.DATA_PROTECTION_OFFICER, Role.ADMINISTRATOR)]
    told = require_made(await officers[0].get(f"/v1/agreements/{code}"))["in_force"]["terms"]
    basis = after.get("basis", "consent")
    purpose = after.get("consent", PURPOSE) if basis == "consent" else None
    terms = told | {"legal_basis": basis, "consent_purpose": purpose}
    terms["grants"] = [{key: value for key, value in grant.items() if value} for grant in terms["grants"]]
    officers[1] = world.house.staff(Role.ADMINISTRATOR, name="another")
    await world.house.made(officers[0], f"/v1/agreements/{code}/versions", terms=terms)
    for officer in officers:
        await world.house.made(officer, f"/v1/agreements/{code}/versions/2/sign")
    assert mine not in await recalled(world)
    await world.consent(world.person, "withdrawn")
    assert (mine in await recalled(world)) is expected
    await world.consent(world.person)


async def test_a_recall_is_written_down_and_is_itself_no_telling(world: World) -> None:
    agreement = await world.agree()
    mine = (await world.looked_up(number(world.person)))["pseudonym"]
    await world.consent(world.person, "withdrawn")
    assert mine in await recalled(world)
    async with world.house.connection() as connection:
        row = await connection.fetchrow(
            "SELECT reads.*, count(*) OVER () AS people FROM reads JOIN read_subjects ON read_id = id"
            " WHERE what = 'recalls' AND agreement = $1",
            f"{agreement}/1",
        )
    assert (row["caller"], row["fields"], row["people"]) == ("ministry", ["pseudonym"], 1)
    await confirmed(world, agreement, mine)
    assert mine not in await recalled(world)
    told = await shared(world.house, world.person)
    await world.consent(world.person)
    assert {one["agreement"]: one["times"] for one in told}[agreement] == 1


async def test_that_nobody_is_recalled_is_written_down_as_well(world: World) -> None:
    agreement = await world.agree()
    await world.looked_up(number(world.person))
    await recalled(world)
    async with world.house.connection() as connection:
        found = await connection.fetchval(
            "SELECT count(*) FROM reads WHERE what = 'recalls' AND agreement = $1", f"{agreement}/1"
        )
    assert found == 1


async def test_whoever_was_merged_is_recalled_by_what_the_partner_knows_them_as_when_either_number_withdrew(
    world: World,
) -> None:
    agreement = await world.agree()
    twin = await world.double()
    mine = [(await world.looked_up(number(one)))["pseudonym"] for one in (world.person, twin)]
    assert len(set(mine)) == 2
    await world.consent(twin, "withdrawn")
    assert await recalled(world) == mine[1:]
    merge = await world.merge(twin, world.person)
    assert set(mine) <= set(await recalled(world))
    told = await shared(world.house, twin)
    assert (told[0]["times"], told[0]["destroyed"]) == (2, None)
    await confirmed(world, agreement, mine[1])
    assert (await shared(world.house, world.person))[0]["destroyed"] is None
    await confirmed(world, agreement, mine[0])
    assert (await shared(world.house, world.person))[0]["destroyed"] is not None
    assert not set(mine) & set(await recalled(world))
    await world.undo(merge)
    assert [(await shared(world.house, one))[0]["times"] for one in (world.person, twin)][1] == 1
