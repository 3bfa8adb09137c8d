"""Jobs in enterprises through the door: whose one is, as long as they consent to that."""

from collections.abc import AsyncIterator
from typing import Any

import premises
import pytest
from callers import refusal, require_made
from premises import House, record_pilot

from shared.callers import Role

PURPOSE = {"purpose": "livelihood-support", "recipient_class": "staff"}
JOB = {"award_id": 1, "kind": "new", "fte": "1", "sex": "female", "age_band": "18-59", "contract": "permanent"}
DAYS = {"starts_on": "2020-01-05", "verified_on": "2020-05-12"}


@pytest.fixture
async def house(clone: Any) -> AsyncIterator[House]:
    async with premises.house(clone) as opened:
        yield opened


async def decide(house: House, person: str, decision: str, on: str, notice: int | None = None) -> None:
    stated = {"decision": decision, "decided_on": on, "language": "ar", "witnessed": "thumbprint", "given_by": "self"}
    told = {} if notice is None else {"notice_id": notice}
    await house.made(house.staff(Role.CASEWORKER), "/v1/consents", person=person, **PURPOSE, **stated, **told)


async def noticed(house: House) -> int:
    text = {"text_en": "We record your job.", "text_ar": "نسجّل وظيفتك.", "text_ckb": "کارەکەت تۆمار دەکەین."}
    notice = await house.made(house.staff(Role.DATA_PROTECTION_OFFICER), "/v1/notices", **PURPOSE, **text)
    return int(notice["id"])


async def test_a_job_is_of_somebody_only_where_they_consent_to_that(house: House) -> None:
    person, _, other = (await record_pilot(house))["people"][:3]
    monitor = house.monitor()
    unknown = await monitor.post("/v1/employments", JOB | DAYS | {"person": "0000-0000-0098"})
    assert refusal(unknown) == (403, "not-a-subject", "person")
    notice = await noticed(house)
    await decide(house, other, "given", "2020-01-02", notice)
    await decide(house, other, "withdrawn", "2020-01-03")
    for one in (person, other):
        answer = await monitor.post("/v1/employments", JOB | DAYS | {"person": one})
        assert (answer.status_code, answer.text) == (403, unknown.text)
    await decide(house, person, "given", "2020-01-02", notice)
    elsewhere = house.staff(Role.MONITORING, areas=("IQG04",))
    assert refusal(await elsewhere.post("/v1/employments", JOB | DAYS | {"person": person}))[0] == 403
    named = await monitor.post("/v1/employments", JOB | DAYS | {"person": person})
    anonymous = await monitor.post("/v1/employments", JOB | DAYS)
    assert set(require_made(named)) == set(require_made(anonymous))
    async with house.connection("grants") as connection:
        rows = await connection.fetch("SELECT person_id FROM employments ORDER BY id")
        assert [row["person_id"] for row in rows] == [1, None]


async def profile(house: House, number: str, *roles: Role, **query: str) -> dict[str, Any]:
    return require_made(await house.staff(*(roles or (Role.MONITORING,))).get(f"/v1/people/{number}/profile", **query))


async def test_a_profile_tells_somebodys_jobs_as_long_as_they_consent_to_that(house: House) -> None:
    person, _, other = (await record_pilot(house))["people"][:3]
    notice = await noticed(house)
    await decide(house, person, "given", "2020-01-02", notice)
    monitor = house.monitor()
    job = require_made(await monitor.post("/v1/employments", JOB | DAYS | {"person": person}))
    await house.made(monitor, "/v1/employments", **JOB, **DAYS)
    whole = {name: value for name, value in job.items() if not name.startswith("void")}
    for role in (Role.MONITORING, Role.GRANTS_OFFICER):
        told = await profile(house, person, role)
        assert (told["employments"], told["sections"]["employments"]) == ([whole], "told")
    assert (await profile(house, other))["employments"] == []
    await decide(house, person, "withdrawn", "2020-01-03")
    told = await profile(house, person)
    assert (told["employments"], told["sections"]["employments"], told["status"]) == ([], "told", "complete")
    earlier = await profile(house, person, as_of=told["as_of"])
    assert earlier["employments"] == []
    await decide(house, person, "given", "2020-01-04", notice)
    assert (await profile(house, person, as_of=told["as_of"]))["employments"] == [whole]


async def test_a_job_that_ended_since_goes_on_in_a_profile_as_of_an_earlier_moment(house: House) -> None:
    [person, *_] = (await record_pilot(house))["people"]
    await decide(house, person, "given", "2020-01-02", await noticed(house))
    job = await house.made(house.monitor(), "/v1/employments", **JOB, **DAYS, person=person)
    before = await profile(house, person)
    await house.made(house.monitor(), f"/v1/employments/{job['id']}/end", ends_on="2020-08-31")
    assert (await profile(house, person))["employments"][0]["ends_on"] == "2020-08-31"
    assert await profile(house, person, as_of=before["as_of"]) == before
    await house.made(house.monitor(), f"/v1/employments/{job['id']}/void", reason="entered_in_error")
    assert (await profile(house, person))["employments"] == []
    assert await profile(house, person, as_of=before["as_of"]) == before


async def test_what_is_told_of_a_job_is_written_down_as_told_of_whoever_has_it(house: House) -> None:
    [person, *_] = (await record_pilot(house))["people"]
    await decide(house, person, "given", "2020-01-02", await noticed(house))
    await house.made(house.monitor(), "/v1/employments", **JOB, **DAYS, person=person)
    async with house.connection() as connection:
        before = await connection.fetchval("SELECT coalesce(max(id), 0) FROM reads")
        await profile(house, person)
        fields = await connection.fetchval("SELECT fields FROM reads WHERE id > $1 ORDER BY id DESC LIMIT 1", before)
    assert "employments.starts_on" in fields
