"""The same write asked twice happens once, and its answer is rendered anew under the mandate of whoever asks."""

import asyncio

import pytest
from callers import Running, datasets, refusal, require_made, waiting
from registry import NAJAF, PERSON, TELAFAR, Registry

from shared.callers import Role
from shared.classification import MODERATE


@pytest.fixture
def registry(common: Running) -> Registry:
    return Registry(common)


async def test_a_replay_gets_the_same_answer_and_records_nothing_more(registry: Registry) -> None:
    first = await registry.caseworker.post("/people", PERSON, key="replay")
    kept = [await registry.count(table) for table in ("people", "particulars", "outbox")]
    second = await registry.caseworker.post("/people", PERSON, key="replay")
    assert (second.status_code, second.content) == (201, first.content)
    assert [await registry.count(table) for table in ("people", "particulars", "outbox")] == kept


async def test_without_a_key_and_under_another_key_the_same_request_is_another_one(registry: Registry) -> None:
    answers = [await registry.caseworker.post("/people", PERSON, key=key) for key in ("one", "two", None, None)]
    assert len({require_made(answer)["registration_number"] for answer in answers}) == 4


async def test_a_key_stands_for_one_request_alone(registry: Registry) -> None:
    number = require_made(await registry.caseworker.post("/people", PERSON, key="alone"))["registration_number"]
    reused = (422, "idempotency-key-reused", "Idempotency-Key")
    other_body = await registry.caseworker.post("/people", PERSON | {"sex": "male"}, key="alone")
    other_path = await registry.caseworker.put(f"/people/{number}", PERSON, key="alone")
    assert refusal(other_body) == reused
    assert refusal(other_path) == reused
    assert (await registry.caseworker.post("/people", PERSON, key="alone")).is_success


async def test_a_twin_that_comes_meanwhile_waits_and_gets_the_same_answer(registry: Registry) -> None:
    home, person = await registry.household(), await registry.person()
    body = {"household_id": home, "person": person, "relation": "head", "joined_on": "2019-01-01"}
    async with registry.service.connection() as connection:
        async with connection.transaction():
            await connection.execute("SELECT FROM households WHERE id = $1 FOR UPDATE", home)
            first = asyncio.create_task(registry.caseworker.post("/memberships", body, key="twins"))
            await waiting(connection, 1)
            second = asyncio.create_task(registry.caseworker.post("/memberships", body, key="twins"))
            await waiting(connection, 2)
        answers = await asyncio.gather(first, second)
    assert {answer.status_code for answer in answers} == {201}
    assert answers[0].content == answers[1].content


async def test_a_twin_of_a_request_that_fails_in_the_end_does_the_work_itself(registry: Registry) -> None:
    async with registry.service.connection() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute(
            "INSERT INTO idempotency_keys (caller, key, fingerprint) VALUES ('staff:somebody', 'fails', '')"
        )
        twin = asyncio.create_task(registry.caseworker.post("/people", PERSON, key="fails"))
        await waiting(connection, 1)
        await transaction.rollback()
    assert (await twin).status_code == 201


async def test_ten_at_once_are_one(registry: Registry) -> None:
    asked = (registry.caseworker.post("/people", PERSON, key="ten") for _ in range(10))
    answers = await asyncio.gather(*asked)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1


async def test_a_refused_request_leaves_its_key_unused(registry: Registry) -> None:
    home, person = await registry.household(), await registry.person()
    elsewhere = await registry.membership(await registry.household(), person)
    body = {"household_id": home, "person": person, "relation": "head", "joined_on": "2019-01-01"}
    answer = await registry.caseworker.post("/memberships", body, key="refused")
    assert refusal(answer) == (409, "already-in-a-household", "joined_on")
    await registry.caseworker.void(f"/memberships/{elsewhere}")
    assert (await registry.caseworker.post("/memberships", body, key="refused")).status_code == 201


async def test_a_request_that_is_not_as_declared_leaves_its_key_unused(registry: Registry) -> None:
    answer = await registry.caseworker.post("/people", PERSON | {"sex": "none of these"}, key="invalid")
    assert refusal(answer) == (422, "invalid-request", "sex")
    assert (await registry.caseworker.post("/people", PERSON, key="invalid")).status_code == 201


async def test_a_request_of_the_wrong_role_leaves_the_key_unused(registry: Registry) -> None:
    answer = await registry.monitor.post("/people", PERSON, key="role")
    assert refusal(answer) == (403, "not-your-role", None)
    assert (await registry.caseworker.post("/people", PERSON | {"sex": "male"}, key="role")).status_code == 201


async def test_two_callers_may_use_the_same_key(registry: Registry) -> None:
    callers = [registry.service.caller(Role.CASEWORKER, caller=name) for name in ("zahra", "haval")]
    answers = [require_made(await caller.post("/people", PERSON, key="shared")) for caller in callers]
    assert answers[0]["registration_number"] != answers[1]["registration_number"]
    assert [answer["recorded_by"] for answer in answers] == ["staff:zahra", "staff:haval"]


async def test_a_replay_shows_no_more_than_the_present_mandate_opens(registry: Registry) -> None:
    first = require_made(await registry.caseworker.post("/people", PERSON, key="shallow"))
    shallow = registry.service.caller(Role.CASEWORKER, datasets=datasets(MODERATE))
    replayed = require_made(await shallow.post("/people", PERSON, key="shallow"))
    assert first["given_native"] == PERSON["given_native"]
    assert replayed == {name: value for name, value in first.items() if name in replayed}
    assert not {name for name in replayed if name.endswith(("_native", "_latin")) or name == "birth_date"}


async def test_a_replay_outside_the_present_areas_or_role_is_refused(registry: Registry) -> None:
    await registry.caseworker.post("/people", PERSON, key="moved")
    elsewhere = registry.service.caller(Role.CASEWORKER, areas=(NAJAF,))
    assert refusal(await elsewhere.post("/people", PERSON, key="moved")) == (404, "not-found", None)
    assert refusal(await registry.monitor.post("/people", PERSON, key="moved")) == (403, "not-your-role", None)


async def test_a_voiding_asked_again_with_its_key_is_answered_alike(registry: Registry) -> None:
    home = await registry.household()
    path, reason = f"/households/{home}/void", {"reason": "entered_in_error"}
    answers = [await registry.caseworker.post(path, reason, key="void") for _ in range(2)]
    assert {answer.status_code for answer in answers} == {200}
    assert answers[0].content == answers[1].content
    assert refusal(await registry.caseworker.post(path, reason)) == (409, "already-voided", None)


async def test_a_correction_replayed_is_not_made_again(registry: Registry) -> None:
    path = f"/people/{await registry.person()}"
    read = (await registry.caseworker.get(path)).headers["etag"]
    first = await registry.caseworker.put(path, PERSON | {"sex": "male"}, match=read, key="correct")
    assert first.headers["etag"] != read
    latest = await registry.caseworker.put(path, PERSON | {"sex": "not_stated"}, match=first.headers["etag"])
    kept = await registry.count("particulars")
    replayed = await registry.caseworker.put(path, PERSON | {"sex": "male"}, match=read, key="correct")
    assert await registry.count("particulars") == kept
    assert (require_made(first)["sex"], require_made(replayed)["sex"]) == ("male", "not_stated")
    assert replayed.headers["etag"] == latest.headers["etag"]


@pytest.mark.parametrize("key", ["", "k" * 129, "tab\tkey", "ключ", "nul\0"])
async def test_a_key_that_is_no_key_is_refused(registry: Registry, key: str) -> None:
    kept = await registry.count("people")
    headers = {**registry.caseworker._headers(), "idempotency-key": key.encode()}
    answer = await registry.service.client.post("/people", json=PERSON, headers=headers)
    assert refusal(answer) == (422, "invalid-request", "Idempotency-Key")
    assert await registry.count("people") == kept


async def test_the_longest_key_is_taken(registry: Registry) -> None:
    answers = [await registry.caseworker.post("/people", PERSON, key="k" * 128) for _ in range(2)]
    assert answers[0].content == answers[1].content


async def test_what_is_kept_of_a_key_is_no_personal_data(registry: Registry) -> None:
    made = require_made(await registry.caseworker.post("/people", PERSON | {"place": TELAFAR}, key="kept"))
    number = made["registration_number"]
    async with registry.service.connection() as connection:
        row = await connection.fetchrow("SELECT * FROM idempotency_keys WHERE key = 'kept'")
        id = await connection.fetchval("SELECT id FROM people WHERE registration_number = $1", number)
    assert set(row.keys()) == {"caller", "key", "fingerprint", "effect", "recorded_at", "of_money"}
    assert (row["caller"], row["effect"]) == ("staff:somebody", str(id))
    assert len(row["fingerprint"]) == 32
