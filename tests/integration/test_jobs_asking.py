"""Jobs as administrators ask for them, follow and cancel them: at a service, and through the door."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from callers import KEY, Running, datasets, refusal, require_made, running
from premises import House, house
from stepping import Office, opened, stepping

from services import grants
from services.grants.app import Settings
from shared.callers import DatasetName, Role, Service
from shared.classification import LOW, Scope
from shared.forgetting import FORGET_KEYS
from shared.service import create_service

ASKED = {"kind": "forget-idempotency-keys"}


@pytest.fixture
async def office(forums: Running) -> Office:
    return await opened(forums)


@pytest.fixture
def administrator(office: Office) -> Any:
    return office.service.caller(Role.ADMINISTRATOR)


async def test_what_is_asked_for_is_done_and_can_be_followed(office: Office, administrator: Any) -> None:
    answer = await administrator.post("/jobs", ASKED)
    asked = require_made(answer)
    assert (answer.status_code, answer.headers["location"]) == (202, f"/jobs/{asked['id']}")
    assert (asked["kind"], asked["parameters"], asked["recorded_by"]) == (ASKED["kind"], {}, "staff:somebody")
    assert (asked["state"], asked["done"], asked["total"], asked["started_at"]) == ("waiting", 0, None, None)
    async with office.worker(FORGET_KEYS):
        await office.until(asked["id"], "done", "failed")
    done = require_made(await administrator.get(f"/jobs/{asked['id']}"))
    assert (done["state"], done["done"], done["total"], done["reason"]) == ("done", 0, 0, None)
    times = [datetime.fromisoformat(done[name]) for name in ("recorded_at", "started_at", "finished_at")]
    assert times == sorted(times)


async def test_a_request_repeated_under_its_key_asks_for_one_job(office: Office, administrator: Any) -> None:
    first, again = [require_made(await administrator.post("/jobs", ASKED, key="once")) for _ in range(2)]
    other = require_made(await administrator.post("/jobs", ASKED))
    assert first == again
    assert other["id"] != first["id"]
    assert await office.queued() == 2


async def test_jobs_are_listed_page_by_page_the_newest_first(office: Office, administrator: Any) -> None:
    ids = [require_made(await administrator.post("/jobs", ASKED))["id"] for _ in range(5)][::-1]
    pages, after = [], {}
    while True:
        page = require_made(await administrator.get("/jobs", limit="2", **after))
        pages.append([job["id"] for job in page["items"]])
        if page["next"] is None:
            break
        require_made(await administrator.post("/jobs", ASKED))  # what is asked for meanwhile is on none of them
        after = {"after": page["next"]}
    assert pages == [ids[:2], ids[2:4], ids[4:]]
    counted = require_made(await administrator.get("/jobs", count="true"))
    assert (counted["count"], counted["next"]) == ({"total": 7, "capped": False}, None)
    assert counted["items"][-1] == require_made(await administrator.get(f"/jobs/{ids[-1]}"))
    assert refusal(await administrator.get("/jobs", after="A" * 32)) == (422, "unknown-cursor", "after")


async def test_a_cancelled_job_says_by_whom_and_stays_so(office: Office, administrator: Any) -> None:
    id = require_made(await administrator.post("/jobs", ASKED))["id"]
    first, again = [require_made(await administrator.post(f"/jobs/{id}/cancel")) for _ in range(2)]
    assert (first["state"], first["cancelled_by"]) == ("cancelled", "staff:somebody")
    assert first == again
    ended = require_made(await administrator.post("/jobs", ASKED))["id"]
    async with office.worker(FORGET_KEYS):
        await office.until(ended, "done")
    assert refusal(await administrator.post(f"/jobs/{ended}/cancel")) == (409, "job-ended", None)


async def test_nobody_else_asks_for_or_sees_jobs(forums: Running) -> None:
    refused = (403, "not-your-role", None)
    somebody = forums.caller(*(set(Role) - {Role.ADMINISTRATOR}))
    assert refusal(await somebody.post("/jobs", ASKED)) == refused
    for path in ("/jobs", "/jobs/1"):
        assert refusal(await somebody.get(path)) == refused
    assert refusal(await somebody.post("/jobs/1/cancel")) == refused


async def test_jobs_are_for_those_who_work_in_the_whole_country(forums: Running) -> None:
    somewhere = forums.caller(Role.ADMINISTRATOR, areas=("IQG15",))
    assert refusal(await somewhere.post("/jobs", ASKED)) == (403, "outside-area", None)
    assert refusal(await somewhere.get("/jobs")) == (403, "outside-area", None)


async def test_a_mandate_that_opens_less_is_told_less(forums: Running) -> None:
    id = require_made(await forums.caller(Role.ADMINISTRATOR).post("/jobs", ASKED))["id"]
    shallow = forums.caller(Role.ADMINISTRATOR, datasets={DatasetName.JOBS: Scope(ceiling=LOW)})
    assert set(require_made(await shallow.get(f"/jobs/{id}"))) == {"id", "kind", "state", "done", "total", "reason"}
    closed = {name: scope for name, scope in datasets(LOW).items() if name is not DatasetName.JOBS}
    refused = await forums.caller(Role.ADMINISTRATOR, datasets=closed).get("/jobs")
    assert refusal(refused) == (403, "not-in-mandate", None)


@pytest.mark.parametrize(
    ("stated", "type", "field"),
    [
        ({}, "invalid-request", "kind"),
        ({"kind": "make-coffee"}, "unknown-kind", "kind"),
        (ASKED | {"parameters": {"sugar": 2}}, "invalid-request", "parameters.sugar"),
        (ASKED | {"parameters": []}, "invalid-request", "parameters"),
        (ASKED | {"state": "done"}, "invalid-request", "state"),
    ],
)
async def test_what_cannot_be_asked_for_is_refused_by_name(
    office: Office, administrator: Any, stated: dict[str, Any], type: str, field: str
) -> None:
    assert refusal(await administrator.post("/jobs", stated)) == (422, type, field)
    assert await office.fetch("SELECT * FROM jobs") == []


async def test_what_is_not_there_is_not_found(administrator: Any) -> None:
    assert refusal(await administrator.get("/jobs/0123456789abcdef")) == (404, "not-found", None)
    assert refusal(await administrator.post("/jobs/0123456789abcdef/cancel")) == (404, "not-found", None)


async def test_a_kind_says_who_may_start_it_and_its_parameters_are_checked(
    clone: Callable[[str], Awaitable[str]],
) -> None:
    step = stepping(starters=(Role.FINANCE_APPROVER,))
    url = await clone("grants")
    app = create_service(
        Service.GRANTS,
        "Grants with a kind of its own",
        Settings(database_url=url, mandate_key=KEY),
        [],
        Path(grants.__file__).parent,
        [step],
    )
    async with running(Service.GRANTS, app, url) as service:
        administrator, approver = service.caller(Role.ADMINISTRATOR), service.caller(Role.FINANCE_APPROVER)
        both = service.caller(Role.ADMINISTRATOR, Role.FINANCE_APPROVER)
        asked = {"kind": "step", "parameters": {"steps": 7}}
        assert refusal(await administrator.post("/jobs", asked)) == (403, "not-your-role", "kind")
        assert refusal(await approver.post("/jobs", ASKED)) == (403, "not-your-role", "kind")
        wrong = await approver.post("/jobs", {"kind": "step", "parameters": {"steps": "many"}})
        assert refusal(wrong) == (422, "invalid-request", "parameters.steps")
        theirs = require_made(await approver.post("/jobs", asked))
        other = require_made(await administrator.post("/jobs", ASKED))
        assert theirs["parameters"] == {"steps": 7}
        seen = ((approver, {theirs["id"]}), (administrator, {other["id"]}), (both, {theirs["id"], other["id"]}))
        for caller, sees in seen:
            assert {job["id"] for job in require_made(await caller.get("/jobs"))["items"]} == sees
        for caller, hidden in ((approver, other), (administrator, theirs)):
            assert refusal(await caller.get(f"/jobs/{hidden['id']}")) == (404, "not-found", None)
            assert refusal(await caller.post(f"/jobs/{hidden['id']}/cancel")) == (404, "not-found", None)


async def test_an_administrator_cancels_what_another_version_left_behind(office: Office, administrator: Any) -> None:
    await office.execute(
        "INSERT INTO jobs (id, kind, parameters, recorded_by, state)"
        " VALUES ('old', 'forgotten', '{}', 'staff:somebody', 'running')"
    )
    assert require_made(await administrator.get("/jobs"))["items"][0]["kind"] == "forgotten"
    assert require_made(await administrator.post("/jobs/old/cancel"))["state"] == "cancelled"


# --- through the door -------------------------------------------------------------------------------------------------


@pytest.fixture
async def open_house(clone: Callable[[str], Awaitable[str]]) -> AsyncIterator[House]:
    async with house(clone) as found:
        yield found


async def test_the_jobs_of_every_application_are_reached_through_the_door(open_house: House) -> None:
    administrator = open_house.staff(Role.ADMINISTRATOR)
    ids = {}
    for application in (*Service, "gateway"):
        at = f"/v1/jobs/{application}"
        answer = await administrator.post(at, ASKED, key="once")
        ids[application] = id = require_made(answer)["id"]
        assert (answer.status_code, answer.headers["location"]) == (202, f"{at}/{id}")
        assert require_made(await administrator.post(at, ASKED, key="once"))["id"] == id
        assert require_made(await administrator.get(f"{at}/{id}"))["state"] == "waiting"
        assert [job["id"] for job in require_made(await administrator.get(at))["items"]] == [id]
        async with open_house.connection(application) as connection:
            assert await connection.fetchval("SELECT recorded_by FROM jobs WHERE id = $1", id) == "staff:somebody"
    for application in (*Service, "gateway"):
        for other in set(ids) - {application}:
            elsewhere = await administrator.get(f"/v1/jobs/{application}/{ids[other]}")
            assert refusal(elsewhere) == (404, "not-found", None)
        cancelled = await administrator.post(f"/v1/jobs/{application}/{ids[application]}/cancel")
        assert require_made(cancelled)["state"] == "cancelled"


async def test_the_door_lets_administrators_of_the_whole_country_in_and_nobody_else(open_house: House) -> None:
    partner = await open_house.partner("molsa")
    caseworker = open_house.staff(Role.CASEWORKER)
    somewhere = open_house.staff(Role.ADMINISTRATOR, areas=("IQG15",))
    for application in (*Service, "gateway"):
        at = f"/v1/jobs/{application}"
        assert refusal(await partner.get(at)) == (404, "not-found", None)
        assert refusal(await partner.post(at, ASKED)) == (404, "not-found", None)
        assert refusal(await caseworker.post(at, ASKED)) == (403, "not-your-role", None)
        assert refusal(await somewhere.post(at, ASKED)) == (403, "outside-area", None)
        async with open_house.connection(application) as connection:
            assert await connection.fetchval("SELECT count(*) FROM jobs") == 0
    assert refusal(await open_house.staff(Role.ADMINISTRATOR).get("/v1/jobs/kitchen")) == (404, "not-found", None)
