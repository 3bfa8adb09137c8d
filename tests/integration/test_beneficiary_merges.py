"""Merging registrations of one person, and undoing it: what everybody who reads the register is told then."""

import asyncio
import json
from base64 import b64encode
from collections.abc import Iterable
from datetime import date, datetime
from random import Random
from typing import Any

import asyncpg
import pytest
from callers import Running, refusal, require_made, waiting
from pyroaring import BitMap
from registry import NAJAF, NINEWA, PERSON, TELAFAR, Registry
from test_lists import walked

from services.beneficiary.cohorts import reads as cohorts
from services.beneficiary.identities import reads
from shared.callers import Role
from shared.disclosure import HEADER

REASON = {"reason": "recognised"}


@pytest.fixture
def registry(common: Running) -> Registry:
    return Registry(common)


async def merged(registry: Registry, many: int = 2, **changes: Any) -> tuple[list[str], int]:
    """People of whom all are merged into the last, one after the other; and the number of the last merge."""
    people = [await registry.person(**changes) for _ in range(many)]
    merges = [await registry.merge_people(one, people[-1]) for one in people[:-1]]
    return people, merges[-1]


async def told(registry: Registry, number: str, **changes: Any) -> dict[str, Any]:
    return require_made(await registry.service.caller(Role.CASEWORKER, **changes).get(f"/people/{number}"))


async def id_of(registry: Registry, number: str) -> int:
    async with registry.service.connection() as connection:
        return int(await connection.fetchval("SELECT id FROM people WHERE registration_number = $1", number))


async def goes_on(registry: Registry, *numbers: str) -> list[str]:
    """By which number each person is answered."""
    return [(await told(registry, number))["registration_number"] for number in numbers]


# --- one person -----------------------------------------------------------------------------------------------------


async def test_a_merged_number_answers_with_the_one_that_goes_on_until_the_merge_is_undone(registry: Registry) -> None:
    one, other = await registry.person(given_native="نور"), await registry.person(given_native="نورا")
    before = [await told(registry, number) for number in (one, other)]
    assert [person["merged_from"] for person in before] == [[], []]
    merge = await registry.merge_people(one, other)
    for number in (one, other):
        assert await told(registry, number) == before[1] | {"merged_from": [one]}
    await registry.unmerge(merge)
    assert [await told(registry, number) for number in (one, other)] == before


async def test_merged_from_names_only_those_who_live_where_the_caller_works(registry: Registry) -> None:
    here, there, survivor = [await registry.person(place=place) for place in (TELAFAR, NAJAF, TELAFAR)]
    for number in (here, there):
        await registry.merge_people(number, survivor)
    assert (await told(registry, survivor))["merged_from"] == sorted([here, there])
    assert (await told(registry, survivor, areas=(NINEWA,)))["merged_from"] == [here]
    caller = registry.service.caller(Role.CASEWORKER, areas=(NINEWA,))
    listed = {person["registration_number"]: person for person in await walked(caller, "/people")}
    assert listed[survivor]["merged_from"] == [here]
    assert here not in listed


async def test_a_merged_person_is_where_the_one_lives_that_goes_on(registry: Registry) -> None:
    here, there = await registry.person(place=TELAFAR), await registry.person(place=NAJAF)
    await registry.merge_people(here, there)
    ninewa = registry.service.caller(Role.CASEWORKER, areas=(NINEWA,))
    assert refusal(await ninewa.get(f"/people/{here}")) == (404, "not-found", None)
    body = {"person": here, "status": "returnee", "since": "2018-01-01"}
    assert refusal(await ninewa.post("/displacements", body)) == (404, "unknown-person", "person")


async def test_lists_show_and_count_who_goes_on(registry: Registry) -> None:
    shikhan = "IQG15Q06"
    people, merge = await merged(registry, place=shikhan)
    caller = registry.caseworker
    page = require_made(await caller.get("/people", place=shikhan, count="true"))
    assert [person["registration_number"] for person in page["items"]] == [people[-1]]
    assert page["count"]["total"] == 1
    await registry.unmerge(merge)
    assert len(await walked(caller, "/people", place=shikhan)) == 2


async def test_a_merged_registration_is_neither_corrected_nor_voided(registry: Registry) -> None:
    (one, other), merge = await merged(registry)
    refused = (409, "merged-into-another", "registration_number")
    assert refusal(await registry.caseworker.put(f"/people/{one}", PERSON)) == refused
    assert refusal(await registry.caseworker.void(f"/people/{one}")) == refused
    assert refusal(await registry.caseworker.void(f"/people/{other}"))[:2] == (409, "others-merged-into")
    require_made(await registry.caseworker.put(f"/people/{other}", PERSON | {"sex": "male"}))
    await registry.unmerge(merge)
    assert [(await told(registry, number))["sex"] for number in (one, other)] == ["female", "male"]
    for number in (one, other):
        require_made(await registry.caseworker.void(f"/people/{number}"))


async def test_whose_survivor_the_caller_may_not_see_is_as_unknown_as_anybody(registry: Registry) -> None:
    here, there = await registry.person(place=TELAFAR), await registry.person(place=NAJAF)
    await registry.merge_people(here, there)
    ninewa = registry.service.caller(Role.CASEWORKER, areas=(NINEWA,))
    for number in (here, "0000-0000-0098"):
        assert refusal(await ninewa.void(f"/people/{number}")) == (404, "not-found", None)
        edited = await ninewa.put(f"/people/{number}", PERSON, match='"any"')
        assert refusal(edited) == (404, "unknown-person", "registration_number")


# --- what was recorded of them --------------------------------------------------------------------------------------


async def test_facts_stay_where_they_were_recorded_and_are_told_of_whoever_goes_on(registry: Registry) -> None:
    one, other = await registry.person(), await registry.person()
    documents = {}
    for person, number in ((one, "A1111111"), (other, "B2222222")):
        body = {"person": person, "type": "passport", "number": number}
        documents[person] = require_made(await registry.caseworker.post("/documents", body))["id"]

    async def held(person: str) -> set[tuple[int, str]]:
        answer = require_made(await registry.caseworker.get(f"/people/{person}/documents"))
        return {(document["id"], document["person"]) for document in answer.get("documents", ())}

    apart = [await held(person) for person in (one, other)]
    merge = await registry.merge_people(one, other)
    together = {(id, other) for id in documents.values()}
    assert await held(one) == await held(other) == together
    answer = require_made(await registry.caseworker.get(f"/documents/{documents[one]}"))
    assert answer["person"] == other
    later = require_made(
        await registry.caseworker.post("/documents", {"person": one, "type": "passport", "number": "C3333333"})
    )
    assert later["person"] == other
    await registry.unmerge(merge)
    assert [await held(one), await held(other)] == [apart[0], apart[1] | {(later["id"], other)}]


async def test_facts_lie_where_the_one_lives_that_goes_on(registry: Registry) -> None:
    here, there = await registry.person(place=TELAFAR), await registry.person(place=NAJAF)
    stated = [await registry.displacement(person=person) for person in (here, there)]
    merge = await registry.merge_people(here, there)

    async def seen(area: str) -> list[int]:
        caller = registry.service.caller(Role.CASEWORKER, areas=(area,))
        listed = {row["id"] for row in await walked(caller, "/displacements")}
        read = [id for id in stated if (await caller.get(f"/displacements/{id}")).is_success]
        assert set(read) == listed & set(stated)
        return read

    assert (await seen(NINEWA), await seen(NAJAF)) == ([], stated)
    await registry.unmerge(merge)
    assert (await seen(NINEWA), await seen(NAJAF)) == (stated[:1], stated[1:])


async def test_memberships_and_attendances_name_whoever_goes_on(registry: Registry) -> None:
    one, other = await registry.person(), await registry.person()
    membership = await registry.membership(await registry.household(), one)
    attendance = await registry.attendance(await registry.activity(), one)
    merge = await registry.merge_people(one, other)
    for person in (other, one):
        for path in (f"/memberships/{membership}", f"/attendances/{attendance}"):
            assert require_made(await registry.caseworker.get(path))["person"] == person
        if person == other:
            await registry.unmerge(merge)


async def test_whoever_reads_one_of_them_is_noted_with_both(registry: Registry) -> None:
    (one, other), _ = await merged(registry)
    answer = await registry.caseworker.get(f"/people/{one}/consents")
    noted = answer.headers["x-nexus-disclosed"]
    for number in (one, other):
        assert str(await id_of(registry, number)) in noted


async def test_whoever_is_listed_in_a_cohort_is_noted_with_all_who_were_merged_into_them_then(
    registry: Registry,
) -> None:
    (first, second, survivor), merge = await merged(registry, 3)
    ids = {number: await id_of(registry, number) for number in (first, second, survivor)}
    then = await registry.service.moment()
    await registry.unmerge(merge)

    async def noted(as_of: datetime) -> tuple[list[str], set[int]]:
        """Who is listed of the survivor alone, and whom that discloses."""
        given = {"ids": b64encode(BitMap([ids[survivor]]).serialize()).decode(), "others": False}
        caller = registry.service.caller(Role.CASEWORKER, as_of=as_of)
        answer = await caller.post("/cohorts/listed", {"given": given, "on": "2024-12-31", "limit": 5})
        return require_made(answer)["members"], set(json.loads(answer.headers[HEADER])["people"])

    assert await noted(then) == ([survivor], {*ids.values()})
    assert await noted(await registry.service.moment()) == ([survivor], {ids[first], ids[survivor]})


async def test_a_page_of_a_cohort_ends_before_it_tells_of_more_ids_than_travel_at_once(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cohorts, "MOST_TOLD", 4)
    clusters = [(await merged(registry, many))[0] for many in (5, 3, 2, 2)]
    of = {people[-1]: {await id_of(registry, number) for number in people} for people in clusters}
    expected = sorted(of)
    caller = registry.service.caller(Role.CASEWORKER, as_of=await registry.service.moment())
    given = {"ids": b64encode(BitMap(set().union(*of.values())).serialize()).decode(), "others": False}
    listed: list[str] = []
    more = True
    while more:
        after = {"after": listed[-1]} if listed else {}
        answer = await caller.post("/cohorts/listed", {"given": given, "on": "2024-12-31", "limit": 3} | after)
        members, more = (require_made(answer)[name] for name in ("members", "more"))
        told = set(json.loads(answer.headers[HEADER])["people"])
        assert told == set().union(*(of[number] for number in members))
        assert len(told) <= 4 or len(members) == 1
        listed += members
    assert listed == expected


async def test_a_subject_has_all_ids_of_a_person_and_the_home_of_whoever_goes_on(registry: Registry) -> None:
    (first, second, survivor), _ = await merged(registry, 3)
    ids = [await id_of(registry, number) for number in (survivor, first, second)]

    async def subject(number: str) -> dict[str, Any]:
        (found,) = require_made(await registry.caseworker.post("/subjects", {"references": [number]}))["subjects"]
        assert found["reference"] == number
        assert found["person_id"] == ids[0]
        assert found["cluster"] == [ids[0], *sorted(ids[1:])]
        return found

    assert (await subject(first))["household_id"] is None
    other_home, home = await registry.household(), await registry.household()
    async with registry.service.connection() as connection:
        query = (
            "INSERT INTO memberships (household_id, person_id, relation, joined_on, recorded_by)"
            " VALUES ($1, $2, 'head', $3, 'somebody')"
        )
        await connection.execute(query, other_home, ids[1], date(2020, 1, 1))
        assert (await subject(second))["household_id"] == other_home
        await connection.execute(query, home, ids[0], date(2019, 1, 1))
    assert (await subject(survivor))["household_id"] == home


async def test_a_record_is_of_who_somebody_was_at_the_moment_and_a_history_of_who_they_are(registry: Registry) -> None:
    one, other = await registry.person(given_native="نور"), await registry.person(given_native="نورا")
    decided = {}
    for person, kind in ((one, "passport"), (other, "residence_card")):
        body = {"person": person, "type": kind, "number": "D7777777"}
        decided[person] = require_made(await registry.caseworker.post("/documents", body))["id"]

    async def record(number: str, **query: str) -> dict[str, Any]:
        return require_made(await registry.caseworker.get(f"/people/{number}/record", **query))

    def held(told: dict[str, Any]) -> tuple[str, list[str], set[tuple[int, str]]]:
        papers = {(document["id"], document["person"]) for document in told["documents"]}
        return told["person"]["registration_number"], told["person"]["merged_from"], papers

    moments = [await registry.service.moment()]
    merge = await registry.merge_people(one, other)
    moments.append(await registry.service.moment())
    together = (other, [one], {(id, other) for id in decided.values()})
    assert held(await record(one)) == held(await record(other)) == together
    changed = require_made(await registry.caseworker.get(f"/people/{one}/history"))["items"]
    names = {field["after"] for each in changed for field in each["fields"] if field["field"] == "given_native"}
    assert names == {"نور", "نورا"}
    await registry.unmerge(merge)
    apart = [(person, [], {(decided[person], person)}) for person in (one, other)]
    for at in (moments[0].isoformat(), None):
        query = {} if at is None else {"as_of": at}
        assert [held(await record(person, **query)) for person in (one, other)] == apart
    for person in (one, other):
        assert held(await record(person, as_of=moments[1].isoformat())) == together


async def test_a_history_tells_what_was_stated_under_a_merged_number_to_those_who_see_that_one(
    registry: Registry,
) -> None:
    there, here = await registry.person(place=NAJAF, given_native="هدى"), await registry.person(place=TELAFAR)
    await registry.merge_people(there, here)

    async def names(*areas: str) -> set[str]:
        caller = registry.service.caller(Role.CASEWORKER, areas=areas)
        items = require_made(await caller.get(f"/people/{here}/history"))["items"]
        return {field["after"] for each in items for field in each["fields"] if field["field"] == "given_native"}

    assert await names("IQ") == {"هدى", "زينب"}
    assert await names(NINEWA) == {"زينب"}


async def test_whoever_lives_in_a_household_under_two_numbers_is_one_of_its_people(registry: Registry) -> None:
    home = await registry.household()
    people = [await registry.person() for _ in range(2)]
    for person in people:
        await registry.membership(home, person)

    async def members(**query: str) -> list[str]:
        told = require_made(await registry.caseworker.get(f"/households/{home}/members", **query))
        assert told["size"] == len(told["members"])
        return sorted(member["person"] for member in told["members"])

    assert await members() == sorted(people)
    merge = await registry.merge_people(*people)
    assert await members() == people[1:]
    await registry.unmerge(merge)
    assert await members() == sorted(people)


async def test_a_sheet_has_somebody_once_whichever_number_they_state(registry: Registry) -> None:
    session = await registry.session(await registry.activity())
    people = [await registry.person() for _ in range(2)]

    def lines(*numbers: str) -> dict[str, Any]:
        return {"lines": [{"person": number, "outcome": "present"} for number in numbers]}

    path = f"/sessions/{session}/sheet"
    assert require_made(await registry.lead.post(path, lines(*people)))["present"] == 2
    merge = await registry.merge_people(*people)
    answer = await registry.lead.post(path, lines(*people))
    assert refusal(answer)[:2] == (422, "lines-refused")
    assert answer.json()["errors"][0]["field"] == "lines.1.person"
    assert require_made(await registry.lead.post(path, lines(people[0])))["present"] == 1
    await registry.unmerge(merge)
    assert require_made(await registry.lead.post(path, lines(*people)))["present"] == 2


# --- who may merge whom ----------------------------------------------------------------------------------------------


async def test_who_is_merged_has_to_stand_and_to_be_in_reach_and_somebody_else(registry: Registry) -> None:
    here, there, gone = [await registry.person(place=place) for place in (TELAFAR, NAJAF, TELAFAR)]
    require_made(await registry.caseworker.void(f"/people/{gone}"))
    ninewa = registry.service.caller(Role.CASEWORKER, areas=(NINEWA,))
    for other in (there, gone, "0000-0000-0098"):
        answer = await ninewa.post("/merges", {"absorbed": other, "survivor": here} | REASON)
        assert refusal(answer) == (404, "unknown-person", "absorbed")
        answer = await ninewa.post("/merges", {"absorbed": here, "survivor": other} | REASON)
        assert refusal(answer) == (404, "unknown-person", "survivor")
    answer = await ninewa.post("/merges", {"absorbed": here, "survivor": here} | REASON)
    assert refusal(answer) == (422, "same-registration", "absorbed")
    for role in set(Role) - {Role.CASEWORKER, Role.PROTECTION}:
        answer = await registry.service.caller(role).post("/merges", {"absorbed": here, "survivor": there} | REASON)
        assert refusal(answer) == (403, "not-your-role", None)


async def test_who_was_merged_is_not_merged_again_while_that_stands(registry: Registry) -> None:
    (one, other), merge = await merged(registry)
    third = await registry.person()
    for absorbed, survivor, field in ((one, third, "absorbed"), (third, one, "survivor"), (other, one, "survivor")):
        answer = await registry.caseworker.post("/merges", {"absorbed": absorbed, "survivor": survivor} | REASON)
        assert refusal(answer) == (409, "merged-into-another", field)
    await registry.unmerge(merge)
    await registry.merge_people(other, one)
    assert await goes_on(registry, one, other) == [one, one]


async def test_a_merge_is_told_to_whoever_may_see_both(registry: Registry) -> None:
    here, there = await registry.person(place=TELAFAR), await registry.person(place=NAJAF)
    merge = await registry.merge_people(here, there)
    for areas, sees in ((("IQ",), True), ((NINEWA, "IQG04"), True), ((NINEWA,), False), (("IQG04",), False)):
        caller = registry.service.caller(Role.PROTECTION, areas=areas)
        assert (await caller.get(f"/merges/{merge}")).is_success is sees
        assert (merge in {row["id"] for row in await walked(caller, "/merges")}) is sees
        if not sees:
            undone = await caller.post(f"/merges/{merge}/undo", {"reason": "entered_in_error"})
            assert refusal(undone) == (404, "not-found", None)
    read = require_made(await registry.caseworker.get(f"/merges/{merge}"))
    assert (read["absorbed"], read["survivor"], read["reason"]) == (here, there, "recognised")
    await registry.unmerge(merge)
    again = await registry.caseworker.post(f"/merges/{merge}/undo", {"reason": "entered_in_error"})
    assert refusal(again) == (409, "already-voided", None)
    assert require_made(await registry.caseworker.get(f"/merges/{merge}"))["void_reason"] == "entered_in_error"


async def test_merging_and_undoing_leave_events_that_refer(registry: Registry) -> None:
    (one, other), merge = await merged(registry)
    await registry.unmerge(merge)
    one_id, other_id = await id_of(registry, one), await id_of(registry, other)
    async with registry.service.connection() as connection:
        rows = await connection.fetch(
            "SELECT type, data::text FROM outbox WHERE subject = $1 AND type LIKE 'person.%merged' ORDER BY seq",
            str(one_id),
        )
    assert [row["type"] for row in rows] == ["person.merged", "person.unmerged"]
    assert all(f'"person": {other_id}' in row["data"] and f'"merge": {merge}' in row["data"] for row in rows)


# --- chains ----------------------------------------------------------------------------------------------------------


async def test_who_absorbed_others_may_be_merged_and_to_undo_it_gives_back_what_it_was(registry: Registry) -> None:
    a, b, c = [await registry.person() for _ in range(3)]
    await registry.merge_people(a, b)
    chained = await registry.merge_people(b, c)
    assert await goes_on(registry, a, b, c) == [c, c, c]
    assert (await told(registry, a))["merged_from"] == sorted([a, b])
    await registry.unmerge(chained)
    assert await goes_on(registry, a, b, c) == [b, b, c]


async def test_a_merge_inside_a_chain_is_undone_without_the_others(registry: Registry) -> None:
    a, b, c, d = [await registry.person() for _ in range(4)]
    await registry.merge_people(a, b)
    inside = await registry.merge_people(b, c)
    await registry.merge_people(c, d)
    await registry.unmerge(inside)
    assert await goes_on(registry, a, b, c, d) == [b, b, d, d]


def ends(merges: Iterable[tuple[int, int]], person: int) -> int:
    """Where merges lead from a registration, one by one."""
    following = dict(merges)
    while person in following:
        person = following[person]
    return person


@pytest.mark.parametrize("seed", range(3))
async def test_whoever_goes_on_is_where_the_merges_lead_after_any_sequence_and_as_of_each_moment(
    registry: Registry, seed: int
) -> None:
    random = Random(seed)
    people = [await registry.person() for _ in range(7)]
    ids = {number: await id_of(registry, number) for number in people}
    standing: dict[int, tuple[str, str]] = {}
    past = []
    for _ in range(25):
        if standing and random.random() < 0.35:
            undone = random.choice(list(standing))
            await registry.unmerge(undone)
            del standing[undone]
        else:
            absorbed, survivor = random.sample(people, 2)
            if {absorbed, survivor} & {one for one, _ in standing.values()}:
                answer = await registry.caseworker.post(
                    "/merges", {"absorbed": absorbed, "survivor": survivor} | REASON
                )
                assert refusal(answer)[:2] == (409, "merged-into-another")
            else:
                standing[await registry.merge_people(absorbed, survivor)] = (absorbed, survivor)
        merges = [(ids[one], ids[other]) for one, other in standing.values()]
        past.append((await registry.service.moment(), {id: ends(merges, id) for id in ids.values()}))
    async with registry.service.connection() as connection:
        query = f"SELECT {reads.survivor('$1::int', '$2::timestamptz')}"
        cluster = f"SELECT {reads.cluster('$1::int', '$2::timestamptz')}"
        for moment, ought in past:
            found = {id: await connection.fetchval(query, id, moment) for id in ids.values()}
            assert found == ought
            for survivor in set(ought.values()):
                members = await connection.fetchval(cluster, survivor, moment)
                assert sorted(members) == sorted(id for id, end in ought.items() if end == survivor)
    now = past[-1][1]
    numbers = {id: number for number, id in ids.items()}
    assert await goes_on(registry, *people) == [numbers[now[ids[number]]] for number in people]


# --- what the database itself holds ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pairs", "constraint"),
    [
        ([(0, 0)], "ck_merges_not_itself"),
        ([(0, 1), (0, 2)], "uq_merges_standing"),
        ([(0, 1), (1, 0)], "merges_survives"),
        ([(0, 1), (1, 2), (2, 0)], "merges_survives"),
    ],
)
async def test_the_database_refuses_circles_and_whoever_is_merged_twice(
    registry: Registry, pairs: list[tuple[int, int]], constraint: str
) -> None:
    ids = [await id_of(registry, await registry.person()) for _ in range(3)]
    insert = "INSERT INTO merges (absorbed_id, survivor_id, reason, recorded_by) VALUES ($1, $2, 'said_so', 'somebody')"
    async with registry.service.connection() as connection, connection.transaction():
        *before, last = pairs
        for absorbed, survivor in before:
            await connection.execute(insert, ids[absorbed], ids[survivor])
        with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refused:
            await connection.execute(insert, ids[last[0]], ids[last[1]])
    assert refused.value.constraint_name == constraint


async def test_of_two_merges_that_would_close_a_circle_the_second_is_refused(registry: Registry) -> None:
    one, other = await registry.person(), await registry.person()
    for person in (one, other):
        body = {"person": person, "type": "passport", "number": "G1234567"}
        require_made(await registry.caseworker.post("/documents", body))
    async with registry.service.connection() as holding:
        async with holding.transaction():
            await holding.execute("LOCK TABLE merges IN SHARE ROW EXCLUSIVE MODE")
            asked = [
                asyncio.create_task(registry.caseworker.post("/merges", {"absorbed": a, "survivor": b} | REASON))
                for a, b in ((one, other), (other, one))
            ]
            await waiting(holding, 2)
        answers = [await each for each in asked]
    assert sorted(answer.status_code for answer in answers) == [201, 409]


async def test_who_is_voided_meanwhile_is_not_merged(registry: Registry) -> None:
    one, other = await registry.person(), await registry.person()
    async with registry.service.connection() as holding:
        async with holding.transaction():
            await holding.execute("SELECT FROM people WHERE registration_number = $1 FOR UPDATE", one)
            voiding = asyncio.create_task(registry.caseworker.void(f"/people/{one}"))
            await waiting(holding, 1)
            merging = asyncio.create_task(
                registry.caseworker.post("/merges", {"absorbed": one, "survivor": other} | REASON)
            )
            await waiting(holding, 2)
        answers = [await voiding, await merging]
    assert [answer.is_success for answer in answers] == [True, False]
    assert refusal(answers[1]) == (404, "unknown-person", "absorbed")
