"""Merges that take two people: proposed by one, confirmed or rejected by another, by whichever way they come."""

import asyncio
from typing import Any

import asyncpg
import pytest
from callers import Running, refusal, require_made, waiting
from registry import NAJAF, NINEWA, TELAFAR, Registry
from test_beneficiary_duplicates import calls, card, decided, line, pair, pairs, shows
from test_beneficiary_merges import goes_on, id_of
from test_beneficiary_raising import alike, ids, raised
from test_lists import walked

from shared.callers import DatasetName, Role
from shared.classification import HIGH, MODERATE, SEVERE, Scope

ASKED = {"ground": "asked"}


@pytest.fixture
def registry(common: Running) -> Registry:
    return Registry(common)


async def proposed(registry: Registry, absorbed: str, survivor: str, reason: str = "recognised") -> dict[str, Any]:
    """A merge that is not made but proposed."""
    body = {"absorbed": absorbed, "survivor": survivor, "reason": reason}
    answer = await registry.caseworker.post("/merges", body)
    assert answer.status_code == 202, answer.text
    return require_made(answer)


async def alone(registry: Registry, many: int = 2, **changes: Any) -> list[str]:
    """People of whom nothing but names, sex and birth is known."""
    return [await registry.person(**changes) for _ in range(many)]


async def with_one_document(registry: Registry, *people: str) -> None:
    number = card()
    for person in people:
        await shows(registry.caseworker, person, number)


# --- two people -------------------------------------------------------------------------------------------------------


async def test_a_risky_merge_merges_nobody_until_another_person_confirms_it(registry: Registry) -> None:
    one, other = await alone(registry)
    made = await proposed(registry, one, other)
    assert (made["absorbed"], made["survivor"], made["risks"]) == (one, other, ["names_alone"])
    assert (made["verdict"], made["merge_id"]) == (None, None)
    assert await goes_on(registry, one, other) == [one, other]
    path = f"/proposals/{made['id']}"
    assert refusal(await registry.caseworker.post(f"{path}/confirm", ASKED)) == (403, "same-person", None)
    protection = registry.service.caller(Role.PROTECTION)  # of the same name
    assert refusal(await protection.post(f"{path}/confirm", ASKED)) == (403, "same-person", None)
    assert await goes_on(registry, one, other) == [one, other]
    told = require_made(await registry.second.post(f"{path}/confirm", ASKED))
    assert (told["verdict"], told["ground"], told["ruled_by"]) == ("confirmed", "asked", "staff:somebody-else")
    assert await goes_on(registry, one, other) == [other, other]
    merge = require_made(await registry.caseworker.get(f"/merges/{told['merge_id']}"))
    assert (merge["absorbed"], merge["survivor"], merge["reason"]) == (one, other, "recognised")
    assert (merge["risks"], merge["proposal_id"]) == (["names_alone"], made["id"])
    assert (merge["proposed_by"], merge["recorded_by"]) == ("staff:somebody", "staff:somebody-else")


async def test_what_is_not_risky_is_merged_at_once(registry: Registry) -> None:
    one, other = await alone(registry)
    await with_one_document(registry, one, other)
    body = {"absorbed": one, "survivor": other, "reason": "same_document"}
    answer = await registry.caseworker.post("/merges", body)
    assert answer.status_code == 201
    assert (require_made(answer)["risks"], answer.json()["proposed_by"]) == ([], None)
    assert await goes_on(registry, one) == [other]


async def test_a_proposal_is_ruled_on_once(registry: Registry) -> None:
    one, other = await alone(registry)
    path = f"/proposals/{(await proposed(registry, one, other))['id']}"
    require_made(await registry.second.post(f"{path}/reject", ASKED))
    for caller in (registry.second, registry.service.caller(Role.CASEWORKER, caller="a-third")):
        for verdict in ("confirm", "reject"):
            assert refusal(await caller.post(f"{path}/{verdict}", ASKED)) == (409, "ruled-already", None)
    assert await goes_on(registry, one) == [one]


async def test_whoever_proposed_it_may_take_it_back(registry: Registry) -> None:
    one, other = await alone(registry)
    made = await proposed(registry, one, other)
    told = require_made(await registry.caseworker.post(f"/proposals/{made['id']}/reject", {"ground": "mistyped"}))
    assert (told["verdict"], told["ground"], told["ruled_by"]) == ("rejected", "mistyped", "staff:somebody")
    again = await proposed(registry, one, other)
    assert again["id"] != made["id"]


async def test_what_waits_is_not_proposed_again_from_either_side(registry: Registry) -> None:
    one, other = await alone(registry)
    await proposed(registry, one, other)
    for absorbed, survivor in ((one, other), (other, one)):
        for caller in (registry.caseworker, registry.second):
            body = {"absorbed": absorbed, "survivor": survivor, "reason": "said_so"}
            assert refusal(await caller.post("/merges", body)) == (409, "proposed-already", "absorbed")


async def test_the_same_request_is_one_proposal(registry: Registry) -> None:
    one, other = await alone(registry)
    body = {"absorbed": one, "survivor": other, "reason": "said_so"}
    first, again = [await registry.caseworker.post("/merges", body, key=f"merge {one}") for _ in range(2)]
    assert (first.status_code, again.status_code, first.json()) == (202, 202, again.json())


async def test_of_two_who_rule_at_once_one_is_heard(registry: Registry) -> None:
    one, other = await alone(registry)
    path = f"/proposals/{(await proposed(registry, one, other))['id']}"
    third = registry.service.caller(Role.CASEWORKER, caller="a-third")
    async with registry.service.connection() as holding:
        async with holding.transaction():
            await holding.execute("LOCK TABLE merges IN SHARE ROW EXCLUSIVE MODE")
            asked = [asyncio.create_task(caller.post(f"{path}/confirm", ASKED)) for caller in (registry.second, third)]
            await waiting(holding, 2)
        answers = [await each for each in asked]
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert await goes_on(registry, one) == [other]


# --- no way round -----------------------------------------------------------------------------------------------------


async def test_a_pair_that_is_the_same_and_risky_is_proposed_and_shown_so(registry: Registry) -> None:
    people = await alone(registry)
    [id] = await raised(registry, alike(*await ids(registry, *people)))
    told = await decided(registry, id, "same", survivor=people[0])
    assert (told["status"], told["ground"]) == ("proposed", "asked")
    assert await goes_on(registry, *people) == people
    again = await registry.second.post(f"/duplicates/{id}/decide", {"decision": "same", "survivor": people[0]} | ASKED)
    assert refusal(again)[:2] == (409, "proposed-already")
    require_made(await registry.second.post(f"/proposals/{told['proposal_id']}/confirm", ASKED))
    assert require_made(await registry.caseworker.get(f"/duplicates/{id}"))["status"] == "same"
    assert await goes_on(registry, people[1]) == [people[0]]


@pytest.mark.parametrize(("ground", "status"), [("asked", "different"), ("too_little", "unsure")])
async def test_what_is_rejected_is_remembered_of_the_pair(registry: Registry, ground: str, status: str) -> None:
    people = await alone(registry)
    one, other = await ids(registry, *people)
    [id] = await raised(registry, alike(one, other))
    proposal = (await decided(registry, id, "same", survivor=people[0]))["proposal_id"]
    require_made(await registry.second.post(f"/proposals/{proposal}/reject", {"ground": ground}))
    told = require_made(await registry.caseworker.get(f"/duplicates/{id}"))
    assert (told["status"], told["ground"], told["proposal_id"]) == (status, ground, None)
    assert await raised(registry, alike(one, other)) == []


async def test_who_rejects_a_proposal_and_who_decides_on_its_pair_at_once_follow_one_another(
    registry: Registry,
) -> None:
    for _ in range(2):
        people = await alone(registry)
        [id] = await raised(registry, alike(*await ids(registry, *people)))
        made = await proposed(registry, *people)
        rejected, told = await asyncio.gather(
            registry.caseworker.post(f"/proposals/{made['id']}/reject", ASKED),
            registry.second.post(f"/duplicates/{id}/decide", {"decision": "different"} | ASKED),
        )
        assert require_made(told)["status"] == "different"
        assert rejected.is_success or refusal(rejected) == (409, "ruled-already", None)


async def test_to_decide_that_a_pair_is_different_rejects_what_was_proposed_by_hand(registry: Registry) -> None:
    people = await alone(registry)
    [id] = await raised(registry, alike(*await ids(registry, *people)))
    made = await proposed(registry, *people)
    assert require_made(await registry.caseworker.get(f"/duplicates/{id}"))["proposal_id"] == made["id"]
    answer = await registry.second.post(f"/duplicates/{id}/decide", {"decision": "different"} | ASKED)
    assert require_made(answer)["status"] == "different"
    told = require_made(await registry.caseworker.get(f"/proposals/{made['id']}"))
    assert (told["verdict"], told["ruled_by"]) == ("rejected", "staff:somebody-else")


async def test_a_third_registration_is_no_way_round(registry: Registry) -> None:
    """One that shares a document with each of two who share nothing brings them together by two people alone."""
    one, other, third = await alone(registry, 3)
    await with_one_document(registry, one, third)
    await with_one_document(registry, other, third)
    await registry.merge_people(one, third)
    made = await proposed(registry, third, other)
    assert made["risks"] == ["several_already"]
    assert await goes_on(registry, one, other, third) == [third, other, third]


async def test_another_pair_of_the_same_two_people_is_no_way_round(registry: Registry) -> None:
    one, other, of_one = await alone(registry, 3)
    await with_one_document(registry, one, of_one)
    found = await ids(registry, one, other, of_one)
    [first] = await raised(registry, alike(found[0], found[1]))
    [second] = await raised(registry, alike(found[2], found[1]))
    await registry.merge_people(of_one, one)
    assert (await decided(registry, first, "same", survivor=one))["status"] == "proposed"
    answer = await registry.caseworker.post(
        f"/duplicates/{second}/decide", {"decision": "same", "survivor": one} | ASKED
    )
    assert refusal(answer)[:2] == (409, "proposed-already")
    assert await goes_on(registry, one, other) == [one, other]


async def test_to_undo_a_merge_and_make_it_again_takes_two_people_again(registry: Registry) -> None:
    one, other = await alone(registry)
    await registry.unmerge(await registry.merge_people(one, other))
    assert await goes_on(registry, one) == [one]
    await proposed(registry, one, other)
    assert await goes_on(registry, one) == [one]


async def test_who_was_merged_or_voided_meanwhile_is_not_merged_by_what_was_proposed_before(registry: Registry) -> None:
    one, other, third, fourth = await alone(registry, 4)
    await with_one_document(registry, one, third)
    stale, gone = await proposed(registry, one, other), await proposed(registry, other, fourth)
    merge = await registry.merge_people(one, third)
    answer = await registry.second.post(f"/proposals/{stale['id']}/confirm", ASKED)
    assert refusal(answer) == (409, "merged-into-another", "absorbed")
    listed = {row["id"] for row in await walked(registry.second, "/proposals")}
    assert stale["id"] not in listed
    assert gone["id"] in listed
    require_made(await registry.caseworker.void(f"/people/{fourth}"))
    answer = await registry.second.post(f"/proposals/{gone['id']}/confirm", ASKED)
    assert refusal(answer) == (404, "unknown-person", "survivor")
    assert gone["id"] not in {row["id"] for row in await walked(registry.second, "/proposals")}
    await registry.unmerge(merge)
    require_made(await registry.second.post(f"/proposals/{stale['id']}/confirm", ASKED))
    assert await goes_on(registry, one) == [other]


async def test_who_is_voided_while_it_is_confirmed_is_not_merged(registry: Registry) -> None:
    one, other = await alone(registry)
    made = await proposed(registry, one, other)
    async with registry.service.connection() as holding:
        async with holding.transaction():
            await holding.execute("SELECT FROM people WHERE registration_number = $1 FOR UPDATE", other)
            voiding = asyncio.create_task(registry.caseworker.void(f"/people/{other}"))
            await waiting(holding, 1)
            confirming = asyncio.create_task(registry.second.post(f"/proposals/{made['id']}/confirm", ASKED))
            await waiting(holding, 2)
        answers = [await voiding, await confirming]
    assert answers[0].is_success
    assert refusal(answers[1]) == (404, "unknown-person", "survivor")
    assert require_made(await registry.caseworker.get(f"/proposals/{made['id']}"))["verdict"] is None


async def test_what_is_risky_is_judged_anew_when_it_is_confirmed(registry: Registry) -> None:
    one, other = await alone(registry)
    made = await proposed(registry, one, other)
    home = await registry.household()
    for person in (one, other):
        await registry.membership(home, person)
    told = require_made(await registry.second.post(f"/proposals/{made['id']}/confirm", ASKED))
    merge = require_made(await registry.caseworker.get(f"/merges/{told['merge_id']}"))
    assert (told["risks"], merge["risks"]) == (["names_alone"], ["names_alone", "one_household"])


async def test_the_database_itself_holds_that_two_people_merge_what_is_risky(registry: Registry) -> None:
    one, other = [await id_of(registry, person) for person in await alone(registry)]
    insert = (
        "INSERT INTO merges (absorbed_id, survivor_id, reason, risks, proposal_id, proposed_by, recorded_by)"
        " VALUES ($1, $2, 'said_so', $3, $4, $5, $6)"
    )
    async with registry.service.connection() as connection:
        proposal = await connection.fetchval(
            "INSERT INTO proposals (absorbed_id, survivor_id, reason, risks, recorded_by)"
            " VALUES ($1, $2, 'said_so', '{names_alone}', 'one') RETURNING id",
            one,
            other,
        )
        for risks, of, by, recorded_by, constraint in (
            (["names_alone"], None, None, "one", "ck_merges_two_people"),
            (["names_alone"], proposal, "one", "one", "ck_merges_two_people"),
            (["names_alone"], proposal, "two", "one", "fk_merges_proposal_id_proposed_by_proposals"),
            (["names_alone"], proposal, None, "two", "ck_merges_proposed_by_somebody"),
            (["no_such_risk"], proposal, "one", "two", "ck_merges_risks"),
        ):
            with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refused:
                await connection.execute(insert, one, other, risks, of, by, recorded_by)
            assert refused.value.constraint_name == constraint
        ruling = (
            "INSERT INTO rulings (proposal_id, proposed_by, verdict, ground, recorded_by)"
            " VALUES ($1, $2, $3, 'asked', $4)"
        )
        for by, ruled_by, constraint in (
            ("one", "one", "ck_rulings_two_people"),
            ("two", "one", "fk_rulings_proposal_id_proposed_by_proposals"),
        ):
            with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refused:
                await connection.execute(ruling, proposal, by, "confirmed", ruled_by)
            assert refused.value.constraint_name == constraint


# --- who sees it ------------------------------------------------------------------------------------------------------


async def test_a_proposal_is_told_to_whoever_may_see_both_and_nobody_else_rules_on_it(registry: Registry) -> None:
    here, there = await registry.person(place=TELAFAR), await registry.person(place=NAJAF)
    made = await proposed(registry, here, there)
    path = f"/proposals/{made['id']}"
    for areas, sees in ((("IQ",), True), ((NINEWA, "IQG04"), True), ((NINEWA,), False), (("IQG04",), False)):
        caller = registry.service.caller(Role.PROTECTION, areas=areas, caller="somebody-else")
        assert (await caller.get(path)).is_success is sees
        assert (made["id"] in {row["id"] for row in await walked(caller, "/proposals", others="true")}) is sees
        if not sees:
            for verdict in ("confirm", "reject"):
                assert refusal(await caller.post(f"{path}/{verdict}", ASKED)) == (404, "not-found", None)
    for role in set(Role) - {Role.CASEWORKER, Role.PROTECTION}:
        caller = registry.service.caller(role, caller="somebody-else")
        assert refusal(await caller.post(f"{path}/confirm", ASKED)) == (403, "not-your-role", None)


async def test_those_of_others_are_what_a_caller_may_confirm(registry: Registry) -> None:
    made = (await proposed(registry, *await alone(registry)))["id"]
    assert made in {row["id"] for row in await walked(registry.caseworker, "/proposals")}
    assert made not in {row["id"] for row in await walked(registry.caseworker, "/proposals", others="true")}
    assert made in {row["id"] for row in await walked(registry.second, "/proposals", others="true")}


async def test_proposing_and_ruling_leave_events_that_refer(registry: Registry) -> None:
    people = await alone(registry)
    made = await proposed(registry, *people)
    require_made(await registry.second.post(f"/proposals/{made['id']}/reject", ASKED))
    absorbed, survivor = await ids(registry, *people)
    async with registry.service.connection() as connection:
        rows = await connection.fetch(
            "SELECT type, data::text FROM outbox WHERE type LIKE 'proposal.%' AND subject = $1 ORDER BY seq",
            str(made["id"]),
        )
    assert [(row["type"], row["data"]) for row in rows] == [
        ("proposal.made", f'{{"other": {absorbed}, "person": {survivor}}}'),
        ("proposal.ruled", '{"verdict": "rejected"}'),
    ]


# --- evidence ---------------------------------------------------------------------------------------------------------


async def compared(registry: Registry, id: int, **changes: Any) -> dict[str, Any]:
    caller = registry.service.caller(Role.CASEWORKER, **changes)
    return require_made(await caller.get(f"/duplicates/{id}"))


def by_field(told: dict[str, Any]) -> dict[str, str]:
    return {each["field"]: each["evidence"] for each in told["evidence"]}


async def test_a_pair_is_shown_with_how_it_goes_together_in_each_field_and_what_is_shared(registry: Registry) -> None:
    first = await registry.person(mother_given_native="فاطمة", languages=["ar"])
    second = await registry.person(
        given_native="Zeinab", given_latin=None, father_native="كريم", birth_date="1991-01-07", place=NAJAF
    )
    number, phone = card(), line()
    await shows(registry.caseworker, first, number)
    [found] = (await shows(registry.caseworker, second, number))["possible_duplicates"]
    for person in (first, second):
        await calls(registry.caseworker, person, phone)
        await registry.membership(await registry.household(), person)
    told = await compared(registry, found["id"])
    evidence = by_field(told)
    assert {field: evidence[field] for field in ("given", "father", "mother_given", "nisba")} == {
        "given": "near",
        "father": "differs",
        "mother_given": "unknown",
        "nisba": "unknown",
    }
    assert [evidence[field] for field in ("sex", "birth_date", "place", "languages")] == [
        *("agrees", "near", "differs", "unknown")
    ]
    assert told["shared"] == {"documents": ["passport"], "phone": True, "household": "not_known"}


@pytest.mark.parametrize(
    ("left", "joined", "together"), [(None, "2019-01-01", "at_once"), ("2019-06-01", "2019-06-01", "in_turn")]
)
async def test_a_shared_household_is_told_at_once_or_in_turn(
    registry: Registry, left: str | None, joined: str, together: str
) -> None:
    id, first, second = await pair(registry)
    home = await registry.household()
    membership = await registry.membership(home, first)
    if left is not None:
        ended = await registry.caseworker.post(f"/memberships/{membership}/end", {"left_on": left})
        require_made(ended)
    await registry.membership(home, second, joined_on=joined)
    assert (await compared(registry, id))["shared"]["household"] == together


async def test_what_is_shared_by_other_registrations_of_theirs_counts_and_by_one_person_nothing(
    registry: Registry,
) -> None:
    one, other, of_one = await alone(registry, 3)
    [id] = await raised(registry, alike(*await ids(registry, one, other)))
    await with_one_document(registry, other, of_one)
    assert "documents" not in (await compared(registry, id))["shared"]
    merge = await registry.merge_people(of_one, one)
    assert (await compared(registry, id))["shared"]["documents"] == ["passport"]
    await registry.merge_people(other, one)
    assert "documents" not in (await compared(registry, id))["shared"]
    assert merge


async def test_evidence_is_told_of_the_fields_that_are_and_nothing_shared_of_withheld_datasets(
    registry: Registry,
) -> None:
    id, _, _ = await pair(registry)
    deep = {DatasetName.DUPLICATES: Scope(ceiling=HIGH), DatasetName.PEOPLE: Scope(ceiling=HIGH)}
    told = await compared(registry, id, datasets=deep)
    assert told["shared"] == {}
    shallow = deep | {DatasetName.PEOPLE: Scope(ceiling=MODERATE)}
    assert set(by_field(await compared(registry, id, datasets=shallow))) == {"sex", "place"}
    nobody = {DatasetName.DUPLICATES: Scope(ceiling=HIGH)}
    assert not {"people", "evidence", "shared", "differing"} & (await compared(registry, id, datasets=nobody)).keys()


async def test_that_no_document_is_shared_is_told_to_those_alone_who_are_told_that_one_is_missing(
    registry: Registry,
) -> None:
    [id] = await raised(registry, alike(*await ids(registry, *await alone(registry))))
    opened = {name: Scope(ceiling=HIGH) for name in (DatasetName.DUPLICATES, DatasetName.PEOPLE)}
    for ceiling, told in ((HIGH, {}), (SEVERE, {"documents": []})):
        datasets = opened | {DatasetName.DOCUMENTS: Scope(ceiling=ceiling)}
        shown = await compared(registry, id, datasets=datasets, reason="a child in danger")
        assert shown["shared"] == told


async def test_a_proposal_is_shown_with_the_same_evidence(registry: Registry) -> None:
    people = await alone(registry)
    made = await proposed(registry, *people)
    told = require_made(await registry.second.get(f"/proposals/{made['id']}"))
    assert [side["registration_number"] for side in told["people"]] == people
    assert by_field(told)["given"] == "agrees"
    assert told["shared"]["household"] == "not_known"


async def test_a_pair_on_the_list_has_no_evidence(registry: Registry) -> None:
    id, first, _ = await pair(registry)
    [row] = await pairs(registry.caseworker, first)
    assert row["id"] == id
    assert not {"people", "evidence", "shared"} & row.keys()
