"""A record is edited in the state that its editor has read: tags of states, and edits that name one."""

import asyncio
import re
from typing import Any

import pytest
from callers import Running, refusal, require_made, waiting
from registry import NINEWA, PERSON, TELAFAR, Registry

from shared.callers import Role
from shared.classification import LOW

TAG = re.compile(r'"[A-Za-z0-9_-]{24}"')


@pytest.fixture
def registry(common: Running) -> Registry:
    return Registry(common)


async def tag(registry: Registry, person: str) -> str:
    return str((await registry.caseworker.get(f"/people/{person}")).headers["etag"])


# --- tags -------------------------------------------------------------------------------------------------------------


async def test_every_answer_about_a_person_carries_the_tag_of_its_state(registry: Registry) -> None:
    made = await registry.caseworker.post("/people", PERSON)
    path = f"/people/{made.json()['registration_number']}"
    assert TAG.fullmatch(made.headers["etag"])
    assert (await registry.caseworker.get(path)).headers["etag"] == made.headers["etag"]
    corrected = await registry.caseworker.put(path, PERSON, match=made.headers["etag"])
    assert (await registry.caseworker.get(path)).headers["etag"] == corrected.headers["etag"] != made.headers["etag"]
    voided = await registry.caseworker.void(path)
    assert (await registry.caseworker.get(path)).headers["etag"] == voided.headers["etag"]
    assert len({answer.headers["etag"] for answer in (made, corrected, voided)}) == 3


async def test_a_tag_is_the_same_for_everyone_who_may_read_the_record(registry: Registry) -> None:
    person = await registry.person()
    seen = {await tag(registry, person)}
    for role, changes in (
        (Role.MONITORING, {}),
        (Role.PROTECTION, {"areas": (NINEWA, "IQG04")}),
        (Role.CASEWORKER, {"datasets": {"people": {"ceiling": LOW}}, "areas": (TELAFAR,)}),
    ):
        answer = await registry.service.caller(role, **changes).get(f"/people/{person}")
        seen.add(answer.headers["etag"])
    assert len(seen) == 1


async def test_tags_of_two_people_who_are_stated_alike_differ(registry: Registry) -> None:
    assert await tag(registry, await registry.person()) != await tag(registry, await registry.person())


async def test_nobody_is_told_the_tag_of_somebody_elsewhere(registry: Registry) -> None:
    person = await registry.person()
    elsewhere = registry.service.caller(Role.CASEWORKER, areas=("IQG04",))
    assert "etag" not in (await elsewhere.get(f"/people/{person}")).headers


async def test_what_cannot_be_edited_has_no_tag(registry: Registry) -> None:
    home = await registry.household()
    assert "etag" not in (await registry.caseworker.get(f"/households/{home}")).headers


# --- edits that name one ----------------------------------------------------------------------------------------------


async def put(registry: Registry, person: str, *stated: str, **changes: Any) -> tuple[int, str, str | None] | int:
    """Status, type and field of the answer to an edit with these lines of If-Match."""
    headers = [*registry.caseworker._headers().items(), *(("if-match", line) for line in stated)]
    answer = await registry.service.client.put(f"/people/{person}", json=PERSON | changes, headers=headers)
    return answer.status_code if answer.is_success else refusal(answer)


STALE = (412, "stale", "If-Match")
UNSTATED = (428, "precondition-required", "If-Match")
NO_TAG = (422, "invalid-request", "If-Match")


async def test_an_edit_that_names_no_state_is_refused_and_so_is_one_that_takes_any(registry: Registry) -> None:
    person = await registry.person()
    kept = await registry.count("particulars")
    assert await put(registry, person) == UNSTATED
    assert await put(registry, person, "*") == UNSTATED
    assert await put(registry, person, " * ") == UNSTATED
    assert await registry.count("particulars") == kept


async def test_an_edit_of_another_state_is_refused_and_changes_nothing(registry: Registry) -> None:
    person, other = await registry.person(), await registry.person()
    first = await tag(registry, person)
    require_made(await registry.caseworker.put(f"/people/{person}", PERSON | {"sex": "male"}, match=first))
    kept = [await registry.count(table) for table in ("particulars", "outbox", "idempotency_keys")]
    for stated in (first, await tag(registry, other), '""', f'"{"A" * 24}"', f"W/{await tag(registry, person)}"):
        assert await put(registry, person, stated) == STALE, stated
    assert [await registry.count(table) for table in ("particulars", "outbox", "idempotency_keys")] == kept
    assert require_made(await registry.caseworker.get(f"/people/{person}"))["sex"] == "male"


async def test_one_of_several_tags_that_fits_is_enough(registry: Registry) -> None:
    person = await registry.person()
    assert await put(registry, person, f'"other", {await tag(registry, person)}') == 200
    assert await put(registry, person, '"other"', await tag(registry, person)) == 200
    assert await put(registry, person, '"a,b",W/"c"') == STALE


@pytest.mark.parametrize(
    "stated", ["", "abc", '"', '"a" "b"', '"a",', ",", "*, *", 'w/"a"', '"a\u00e9"', '"a b"', "\t", '"x"' * 20]
)
async def test_what_is_no_tag_is_named_as_such(registry: Registry, stated: str) -> None:
    headers = registry.caseworker._headers() | {"if-match": stated.encode("latin-1")}
    answer = await registry.service.client.put(f"/people/{await registry.person()}", json=PERSON, headers=headers)
    assert refusal(answer) == NO_TAG


async def test_a_tag_helps_nobody_who_may_not_edit(registry: Registry) -> None:
    person = await registry.person()
    read = await tag(registry, person)
    elsewhere = registry.service.caller(Role.CASEWORKER, areas=("IQG04",))
    nobody = (404, "unknown-person", "registration_number")
    for match in (read, '"x"'):
        assert refusal(await elsewhere.put(f"/people/{person}", PERSON, match=match)) == nobody
    monitor = await registry.monitor.put(f"/people/{person}", PERSON, match=read)
    assert refusal(monitor) == (403, "not-your-role", None)


async def test_the_state_of_a_voided_person_cannot_be_edited(registry: Registry) -> None:
    person = await registry.person()
    voided = await registry.caseworker.void(f"/people/{person}")
    answer = await registry.caseworker.put(f"/people/{person}", PERSON, match=voided.headers["etag"])
    assert refusal(answer) == (404, "unknown-person", "registration_number")


# --- two editors ------------------------------------------------------------------------------------------------------


async def test_of_many_who_edit_the_same_state_at_once_exactly_one_wins(registry: Registry) -> None:
    for _ in range(5):
        person = await registry.person()
        read, kept = await tag(registry, person), await registry.count("particulars")
        drafts = [PERSON | {"given_latin": f"Zaynab {letter}"} for letter in "ABCDEF"]
        answers = await asyncio.gather(
            *(registry.caseworker.put(f"/people/{person}", draft, match=read) for draft in drafts)
        )
        won = [draft for draft, answer in zip(drafts, answers, strict=True) if answer.is_success]
        assert [refusal(answer) for answer in answers if not answer.is_success] == [STALE] * 5
        assert require_made(await registry.caseworker.get(f"/people/{person}"))["given_latin"] == won[0]["given_latin"]
        assert await registry.count("particulars") == kept + 1


async def test_an_editor_who_waited_for_another_is_told_that_the_record_changed(registry: Registry) -> None:
    """Both have read the same and passed every look at the record before either holds it."""
    person = await registry.person()
    read = await tag(registry, person)
    async with registry.service.connection() as connection:
        async with connection.transaction():
            await connection.execute("SELECT FROM people WHERE registration_number = $1 FOR UPDATE", person)
            editing = [
                asyncio.create_task(registry.caseworker.put(f"/people/{person}", PERSON, match=read)) for _ in range(2)
            ]
            await waiting(connection, 2)
        answers = await asyncio.gather(*editing)
    assert sorted(answer.status_code for answer in answers) == [200, 412]


async def test_a_voiding_that_comes_between_wins_over_an_edit(registry: Registry) -> None:
    person = await registry.person()
    read = await tag(registry, person)
    async with registry.service.connection() as connection:
        async with connection.transaction():
            await connection.execute(
                "UPDATE people SET voided_at = recorded_now(), voided_by = 'x', void_reason = 'duplicate'"
                " WHERE registration_number = $1",
                person,
            )
            editing = asyncio.create_task(registry.caseworker.put(f"/people/{person}", PERSON, match=read))
            await waiting(connection, 1)
        assert refusal(await editing) == (409, "already-voided", None)


async def test_the_same_edit_sent_twice_at_once_with_a_key_is_made_once_and_told_twice(registry: Registry) -> None:
    person = await registry.person()
    read, kept = await tag(registry, person), await registry.count("particulars")
    same = (registry.caseworker.put(f"/people/{person}", PERSON, match=read, key=f"edit {person}") for _ in range(4))
    answers = await asyncio.gather(*same)
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.headers["etag"] for answer in answers}) == 1
    assert await registry.count("particulars") == kept + 1


async def test_an_edit_refused_as_stale_can_be_sent_again_under_its_key(registry: Registry) -> None:
    person = await registry.person()
    path, key = f"/people/{person}", f"again {person}"
    assert refusal(await registry.caseworker.put(path, PERSON, match='"x"', key=key)) == STALE
    assert (await registry.caseworker.put(path, PERSON, match=await tag(registry, person), key=key)).is_success
