"""The results of a project: composed of three services, told to those who may know, and sealed for partners."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from time import time
from typing import Any

import asyncpg
import premises
import pytest
from callers import refusal, require_made, waiting
from premises import NAJAF, PARTNERS, PILOT, TELAFAR, House, agree, introduce, record_pilot

from gateway.access import mandates
from gateway.clients import beneficiary, forums, grants
from shared.callers import CallerClass, DatasetName, Purpose, Role, Service
from shared.classification import MODERATE, Scope
from shared.mandate import Mandate

RESULTS = f"/v1/projects/{PILOT}/results"
SEALS = f"{RESULTS}/seals"
OUTCOMES = {"jobs", "survival", "revenue_change", "cost_per_job"}
OF_FORUMS = {"forums_established", "safety_plans", "perception_change"}


@pytest.fixture(scope="module")
async def house(module_clone: Any) -> AsyncIterator[House]:
    """A house with the pilot recorded in it."""
    async with premises.house(module_clone) as opened:
        await record_pilot(opened)
        await monitored(opened)
        yield opened


async def monitored(house: House) -> None:
    """A job and a visit in the enterprise of the pilot's award, and a plan of its forum."""
    async with house.connection(Service.FORUMS) as connection:
        await connection.execute(
            "INSERT INTO plans (forum_id, version, adopted_on, review_on, recorded_by)"
            " SELECT id, 1, '2019-12-03', '2020-06-02', 'test' FROM forums"
        )
    job = {"kind": "new", "fte": "1", "sex": "female", "age_band": "18-59", "contract": "permanent"}
    days = {"starts_on": "2020-01-05", "verified_on": "2020-05-12"}
    await house.made(house.monitor(), "/v1/employments", award_id=1, **job, **days)
    seen = {"visited_on": "2020-09-12", "mark": "after_6_months", "operation": "running"}
    await house.made(house.monitor(), "/v1/visits", award_id=1, staff_women=2, staff_men=2, **seen)


async def attend_once_more(house: House) -> None:
    """Something recorded later that changes the live results."""
    person = {"given_native": "علي", "sex": "male", "birth_precision": "unknown", "place": TELAFAR}
    number = (await house.made(house.staff(Role.CASEWORKER), "/v1/people", **person))["registration_number"]
    await premises.attend(house, 1, number, "2019-06-03")


async def sealed(house: House) -> bytes:
    """Seal the present results; gives what a partner reads from now on."""
    proposed = await house.made(house.monitor("one"), SEALS)
    await house.made(house.monitor("two"), f"{SEALS}/{proposed['id']}/approve")
    return (await (await house.partner("goj")).get(RESULTS)).content


# --- before anything is sealed ----------------------------------------------------------------------------------------


async def test_results_that_are_not_sealed_are_not_told_to_partners(house: House) -> None:
    for code in ("goj", "moi"):
        answer = await (await house.partner(code)).get(RESULTS)
        assert refusal(answer) == (404, "results-not-sealed", None)
    async with house.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM reads WHERE caller_class <> 'staff'") == 0


# --- composed ---------------------------------------------------------------------------------------------------------


async def test_results_are_what_the_three_services_answer(house: House) -> None:
    told = require_made(await house.monitor().get(RESULTS))
    upstreams = house.app.state.upstreams

    def mandate(service: Service) -> Mandate:
        return Mandate(
            audience=service,
            caller="somebody",
            caller_class=CallerClass.STAFF,
            roles=(Role.MONITORING,),
            purpose=Purpose.MONITORING,
            areas=("IQ",),
            datasets={DatasetName.RESULTS: Scope(ceiling=MODERATE)},
            as_of=datetime.fromisoformat(told["as_of"]),
            deadline=time() + 9,
            request_id="0123456789",
        )

    reach, support, establishment = await asyncio.gather(
        beneficiary.reach(upstreams[Service.BENEFICIARY], mandate(Service.BENEFICIARY), PILOT),
        grants.support(upstreams[Service.GRANTS], mandate(Service.GRANTS), PILOT),
        forums.establishment(upstreams[Service.FORUMS], mandate(Service.FORUMS), PILOT),
    )
    people = told["people_reached"]
    assert {line["pcode"]: line["people"] for line in people.pop("by_place")} == reach.by_place
    assert people == reach.model_dump(exclude={"known", "by_place"})
    enterprises = told["enterprises_supported"]
    assert {
        line["pcode"]: line["total"] for line in enterprises.pop("by_place")
    } == support.enterprises_supported.by_place
    assert enterprises == support.enterprises_supported.model_dump(exclude={"by_place"})
    assert told["livelihoods_supported"] == support.livelihoods_supported.model_dump()
    assert told["money"] == [line.model_dump() for line in support.money]
    for section in OUTCOMES:
        assert told[section] == support.model_dump()[section]
    assert support.project is not None
    assert told["project"] == support.project.model_dump(mode="json")
    assert told["forums_established"]["total"] == establishment.forums_established.total
    assert told["safety_plans"] == establishment.safety_plans.model_dump()


async def test_results_add_up_by_hand(house: House) -> None:
    told = require_made(await house.monitor().get(RESULTS))
    assert (told["status"], told["missing"]) == ("complete", [])
    people = told["people_reached"]
    assert people["total"] == 3
    assert people["by_sex"] == {"female": 1, "male": 2, "not_stated": 0}
    assert {band: count for band, count in people["by_age_band"].items() if count} == {"6-17": 1, "18-59": 1, "60+": 1}
    assert people["by_place"] == [
        {"pcode": NAJAF, "name": "Al-Najaf", "people": 2},
        {"pcode": TELAFAR, "name": "Telafar", "people": 2},
    ]
    assert told["enterprises_supported"]["total"] == told["livelihoods_supported"]["total"] == 1
    assert told["forums_established"]["by_governorate"][0]["pcode"] == "IQG15"
    assert told["money"] == [
        {"currency": "IQD", "committed": "500000", "paid": "0"},
        {"currency": "USD", "committed": "12500.00", "paid": "5000.00"},
    ]
    assert told["jobs"]["created"]["by_mark"] == dict.fromkeys(
        ("after_3_months", "after_6_months", "after_12_months"), 1
    )
    assert [(line["due"], line["running"], line["not_visited"]) for line in told["survival"]] == [(1, 1, 0), (1, 0, 1)]
    assert told["cost_per_job"] == [{"currency": "USD", "paid": "5000.00", "created": 1, "amount": "5000.00"}]


async def test_a_narrower_area_sees_what_lies_in_it(house: House) -> None:
    told = require_made(await house.monitor("najaf", "IQG04").get(RESULTS))
    assert told["people_reached"]["total"] == 2
    assert [line["pcode"] for line in told["people_reached"]["by_place"]] == [NAJAF]
    assert told["enterprises_supported"]["total"] == told["forums_established"]["total"] == 0
    assert told["money"] == []
    assert told["project"]["code"] == PILOT
    nowhere = require_made(await house.monitor("erbil", "IQG11").get(RESULTS))
    assert nowhere["people_reached"]["total"] == 0


@pytest.mark.parametrize(
    ("down", "gone"),
    [
        (Service.BENEFICIARY, {"people_reached", "livelihoods_supported"}),
        (Service.GRANTS, {"project", "enterprises_supported", "livelihoods_supported", "money", *OUTCOMES}),
        (Service.FORUMS, OF_FORUMS),
    ],
)
async def test_a_service_that_cannot_be_reached_is_named_and_its_part_is_null(
    house: House, down: Service, gone: set[str]
) -> None:
    whole = require_made(await house.monitor().get(RESULTS))
    with house.without(down):
        told = require_made(await house.monitor().get(RESULTS, as_of=whole["as_of"]))
    assert (told["status"], told["missing"]) == ("partial", [down.value])
    assert {name for name, part in told.items() if part is None} == gone
    assert {name: part for name, part in told.items() if name not in gone | {"status", "missing"}} == {
        name: part for name, part in whole.items() if name not in gone | {"status", "missing"}
    }


async def test_a_service_that_hangs_is_as_good_as_gone(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    as_of = require_made(await house.monitor().get(RESULTS))["as_of"]
    monkeypatch.setattr(mandates, "PATIENCE", 1.5)
    monkeypatch.setattr(house.lines[Service.FORUMS], "hangs", True)
    for query in ({"as_of": as_of}, {}):
        told = require_made(await house.monitor().get(RESULTS, **query))
        assert (told["missing"], told["people_reached"]["total"] > 0) == (["forums"], True)


async def test_without_grants_a_code_that_nobody_else_knows_is_not_said_to_be_unknown(house: House) -> None:
    with house.without(Service.GRANTS):
        answer = await house.monitor().get("/v1/projects/ZZZ-1/results")
    assert refusal(answer) == (503, "service-unavailable", None)
    assert "retry-after" in answer.headers


async def test_without_any_service_there_is_no_answer(house: House) -> None:
    with house.without(*Service):
        answer = await house.monitor().get(RESULTS)
    assert answer.status_code == 503
    assert (await house.monitor().get(RESULTS)).status_code == 200


async def test_a_code_that_nobody_knows_is_not_found(house: House) -> None:
    answer = await house.monitor().get("/v1/projects/ZZZ-1/results")
    assert refusal(answer) == (404, "unknown-project", "code")


@pytest.mark.parametrize("code", ["zzz", "Z", "JPN-SDN-2019%0A", "JPN%00", "A" * 41])
async def test_a_code_that_no_project_can_have_is_refused(house: House, code: str) -> None:
    assert refusal(await house.monitor().get(f"/v1/projects/{code}/results")) == (422, "invalid-request", "code")


async def test_a_moment_that_is_still_to_come_is_refused(house: House) -> None:
    ahead = (datetime.now(UTC) + timedelta(minutes=5)).isoformat().replace("+00:00", "Z")
    assert refusal(await house.monitor().get(RESULTS, as_of=ahead)) == (422, "as-of-in-the-future", "as_of")


@pytest.mark.parametrize("as_of", ["2020-01-01T00:00:00", "2020-01-01", "yesterday", "", "0"])
async def test_a_moment_without_a_zone_is_refused(house: House, as_of: str) -> None:
    assert refusal(await house.monitor().get(RESULTS, as_of=as_of)) == (422, "invalid-request", "as_of")


async def test_before_anything_was_recorded_the_project_was_unknown(house: House) -> None:
    answer = await house.monitor().get(RESULTS, as_of="2019-01-01T00:00:00Z")
    assert refusal(answer) == (404, "unknown-project", "code")


async def test_results_as_of_a_moment_stay_the_same_bytes(house: House) -> None:
    first = await house.monitor().get(RESULTS)
    as_of = first.json()["as_of"]
    await attend_once_more(house)
    assert (await house.monitor().get(RESULTS, as_of=as_of)).content == first.content
    now = require_made(await house.monitor().get(RESULTS))
    assert now["people_reached"]["total"] == first.json()["people_reached"]["total"] + 1


# --- who gets what ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.MONITORING])
async def test_of_staff_monitoring_alone_reads_results(house: House, role: Role) -> None:
    assert refusal(await house.staff(role).get(RESULTS)) == (403, "not-your-role", None)
    both = house.staff(role, Role.MONITORING)
    as_monitoring = both.headers | {"nexus-purpose": "monitoring"}
    assert (await house.client.get(RESULTS, headers=as_monitoring)).status_code == 200


@pytest.mark.parametrize("code", ["molsa", "aid-ngo"])
async def test_a_partner_whose_agreement_does_not_give_results_is_refused(house: House, code: str) -> None:
    await sealed(house)
    assert refusal(await (await house.partner(code)).get(RESULTS)) == (403, "not-in-agreement", None)


@pytest.mark.parametrize("code", ["goj", "moi"])
async def test_a_partner_reads_the_sealed_results_and_no_breakdown_by_person(house: House, code: str) -> None:
    content = await sealed(house)
    answer = await (await house.partner(code)).get(RESULTS)
    assert (answer.status_code, answer.content) == (200, content)
    assert answer.headers["cache-control"] == "no-store"
    told = answer.json()
    assert set(told) == {
        "project",
        "sealed_at",
        "as_of",
        "people_reached",
        "enterprises_supported",
        "livelihoods_supported",
        "forums_established",
    }
    live = require_made(await house.monitor().get(RESULTS))  # of which partners never read these
    assert live["jobs"]["created"]["total"] == live["safety_plans"]["adopted"] == 1
    assert set(told["people_reached"]) == set(told["livelihoods_supported"]) == {"total"}
    assert "by_sex" not in answer.text
    assert "زينب" not in answer.text


@pytest.mark.parametrize("code", PARTNERS)
async def test_a_partner_does_not_choose_the_moment(house: House, code: str) -> None:
    answer = await (await house.partner(code)).get(RESULTS, as_of="2020-01-01T00:00:00Z")
    assert refusal(answer) == (422, "as-of-not-offered", "as_of")


TODAY = datetime.now(UTC).date()


@pytest.mark.parametrize(
    "changes",
    [
        {"ends_on": TODAY - timedelta(days=2)},
        {"starts_on": TODAY + timedelta(days=2)},
        {"projects": ["JPN-SDN-2020"]},
        {"areas": ["IQG15"]},
        {"areas": ["IQG15", "IQG04"]},
        {"datasets": ["forums", "meetings"]},
    ],
)
async def test_an_agreement_binds_in_time_project_area_and_dataset(house: House, changes: dict[str, Any]) -> None:
    await sealed(house)
    async with house.connection() as connection:
        guest = "guest"
        if not await connection.fetchval("SELECT count(*) FROM partners WHERE code = $1", guest):
            await introduce(connection, guest, "security")
        await agree(connection, guest, ["results"])
        partner = await house.partner("guest")
        assert (await partner.get(RESULTS)).status_code == 200
        await agree(connection, guest, **({"datasets": ["results"]} | changes))
        assert refusal(await partner.get(RESULTS)) == (403, "not-in-agreement", None)


@pytest.mark.parametrize("name", ["areas", "projects"])
async def test_an_agreement_without_areas_or_projects_cannot_be_kept(house: House, name: str) -> None:
    async with house.connection() as connection:
        unbounded = await introduce(connection, f"without {name}", "donor")
        with pytest.raises(asyncpg.CheckViolationError, match="ck_agreement_versions_bounded"):
            await agree(connection, unbounded, ["results"], **{name: []})


async def test_a_partner_without_any_agreement_is_refused_like_one_without_this(house: House) -> None:
    async with house.connection() as connection:
        await introduce(connection, "new", "donor")
    assert refusal(await (await house.partner("new")).get(RESULTS)) == (403, "not-in-agreement", None)


# --- the record of disclosures ----------------------------------------------------------------------------------------


async def test_every_disclosure_is_written_down(house: House) -> None:
    await sealed(house)
    partner = await house.partner("moi")
    async with house.connection() as connection:
        before = await connection.fetchval("SELECT coalesce(max(id), 0) FROM reads")
        answer = await partner.get(RESULTS)
        rows = await connection.fetch("SELECT * FROM reads WHERE id > $1", before)
    assert len(rows) == 1
    row = rows[0]
    assert (row["caller"], row["caller_class"], row["purpose"], row["project"]) == (
        "moi",
        "security",
        "service-delivery",
        PILOT,
    )
    async with house.connection() as connection:
        code = await connection.fetchval(
            "SELECT agreements.code FROM agreements JOIN partners ON partners.id = partner_id"
            " WHERE partners.code = 'moi' AND agreements.voided_at IS NULL"
        )
    assert row["agreement"] == f"{code}/1"
    assert (row["roles"], row["reason"]) == ([], None)
    assert set(row["fields"]) == set(answer.json())
    assert row["request_id"] == answer.headers["x-request-id"]


async def test_an_answer_that_is_refused_is_not_written_down(house: House) -> None:
    async with house.connection() as connection:
        before = await connection.fetchval("SELECT count(*) FROM reads")
        await (await house.partner("molsa")).get(RESULTS)
        await house.monitor().get(RESULTS)
        assert await connection.fetchval("SELECT count(*) FROM reads") == before


async def test_nothing_is_told_before_it_is_written_down(house: House) -> None:
    await sealed(house)
    partner = await house.partner("goj")
    async with house.connection() as connection:
        async with connection.transaction():
            await connection.execute("LOCK TABLE reads IN ACCESS EXCLUSIVE MODE")
            asking = asyncio.create_task(partner.get(RESULTS))
            await waiting(connection, 1)
            await asyncio.sleep(0.1)
            assert not asking.done()
        assert (await asking).status_code == 200


async def test_what_cannot_be_written_down_is_not_told(house: House) -> None:
    content = json.loads(await sealed(house))
    partner = await house.partner("goj")
    async with house.connection() as connection:
        await connection.execute("ALTER TABLE reads RENAME TO away")
        try:
            answer = await partner.get(RESULTS)
        finally:
            await connection.execute("ALTER TABLE away RENAME TO reads")
    assert refusal(answer)[0] == 500
    assert content["sealed_at"] not in answer.text
    assert (await partner.get(RESULTS)).status_code == 200


@pytest.mark.parametrize("table", ["reads", "seals", "seal_approvals"])
@pytest.mark.parametrize(
    "statement", ["DELETE FROM {}", "TRUNCATE {} CASCADE", "UPDATE {} SET recorded_at = recorded_now()"]
)
async def test_what_was_disclosed_or_sealed_never_changes(house: House, table: str, statement: str) -> None:
    await sealed(house)
    await (await house.partner("goj")).get(RESULTS)
    async with house.connection() as connection:
        with pytest.raises(asyncpg.RestrictViolationError):
            await connection.execute(statement.format(table))


# --- sealing ----------------------------------------------------------------------------------------------------------


async def test_sealed_results_stay_the_same_bytes_until_a_later_seal_is_approved(house: House) -> None:
    content, partner = await sealed(house), await house.partner("goj")
    await attend_once_more(house)
    assert (await partner.get(RESULTS)).content == content
    proposed = await house.made(house.monitor("one"), SEALS)
    assert (await partner.get(RESULTS)).content == content
    await house.made(house.monitor("two"), f"{SEALS}/{proposed['id']}/approve")
    later = (await partner.get(RESULTS)).json()
    assert later["people_reached"]["total"] == json.loads(content)["people_reached"]["total"] + 1


async def test_a_seal_holds_the_results_as_of_the_moment_it_was_proposed_for(house: House) -> None:
    as_of = require_made(await house.monitor().get(RESULTS))["as_of"]
    await attend_once_more(house)
    proposed = await house.made(house.monitor("one"), SEALS, as_of=as_of)
    approved = await house.made(house.monitor("two"), f"{SEALS}/{proposed['id']}/approve")
    live = require_made(await house.monitor().get(RESULTS, as_of=as_of))
    told = (await (await house.partner("goj")).get(RESULTS)).json()
    for results in (proposed["results"], approved["results"], told):
        assert datetime.fromisoformat(results["as_of"]) == datetime.fromisoformat(as_of)
        assert results["people_reached"]["total"] == live["people_reached"]["total"]
    assert told["sealed_at"] == approved["sealed_at"]


async def test_a_seal_takes_two_officers_and_is_approved_once(house: House) -> None:
    one, two, three = (house.monitor(name) for name in ("one", "two", "three"))
    proposed = await house.made(one, SEALS)
    assert (proposed["approved_by"], proposed["sealed_at"]) == (None, None)
    path = f"{SEALS}/{proposed['id']}"
    assert refusal(await one.post(f"{path}/approve")) == (403, "same-officer", None)
    approved = await house.made(two, f"{path}/approve")
    assert (approved["made_by"], approved["approved_by"]) == ("staff:one", "staff:two")
    assert refusal(await three.post(f"{path}/approve")) == (409, "already-sealed", None)
    assert require_made(await three.get(path)) == approved


async def test_of_two_approvals_at_once_exactly_one_seals(house: House) -> None:
    proposed = await house.made(house.monitor("one"), SEALS)
    path = f"{SEALS}/{proposed['id']}/approve"
    answers = await asyncio.gather(house.monitor("two").post(path), house.monitor("three").post(path))
    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_a_seal_that_is_asked_for_again_with_its_key_is_the_same(house: House) -> None:
    one = house.monitor("one")
    answers = [require_made(await one.post(SEALS, {}, key="seal")) for _ in range(2)]
    assert answers[0] == answers[1]
    path = f"{SEALS}/{answers[0]['id']}/approve"
    approvals = [await house.monitor("two").post(path, key="approve") for _ in range(2)]
    assert {answer.status_code for answer in approvals} == {200}


async def test_sealing_takes_an_officer_for_the_whole_country(house: House) -> None:
    proposed = await house.made(house.monitor("one"), SEALS)
    narrow = house.monitor("narrow", "IQG15", "IQG04")
    for answer in (
        await narrow.post(SEALS, {}),
        await narrow.get(f"{SEALS}/{proposed['id']}"),
        await narrow.post(f"{SEALS}/{proposed['id']}/approve"),
    ):
        assert refusal(answer) == (403, "outside-area", None)


@pytest.mark.parametrize("down", Service)
async def test_partial_results_are_never_sealed(house: House, down: Service) -> None:
    async with house.connection() as connection:
        before = await connection.fetchval("SELECT count(*) FROM seals")
        with house.without(down):
            answer = await house.monitor("one").post(SEALS, {})
        assert refusal(answer) == (503, "results-incomplete", None)
        assert await connection.fetchval("SELECT count(*) FROM seals") == before


async def test_there_is_no_seal_but_those_of_this_project(house: House) -> None:
    proposed = await house.made(house.monitor("one"), SEALS)
    two = house.monitor("two")
    for path in (f"{SEALS}/2147483647", f"/v1/projects/ZZZ-1/results/seals/{proposed['id']}"):
        assert refusal(await two.get(path)) == (404, "not-found", None)
        assert refusal(await two.post(f"{path}/approve")) == (404, "not-found", None)
    assert refusal(await two.get(f"{SEALS}/0"))[0] == 422
    assert refusal(await two.post("/v1/projects/ZZZ-1/results/seals", {})) == (404, "unknown-project", "code")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.MONITORING])
async def test_of_staff_monitoring_alone_seals(house: House, role: Role) -> None:
    caller = house.staff(role)
    for answer in (
        await caller.post(SEALS, {}),
        await caller.get(f"{SEALS}/1"),
        await caller.post(f"{SEALS}/1/approve"),
    ):
        assert refusal(answer) == (403, "not-your-role", None)


@pytest.mark.parametrize("code", PARTNERS)
async def test_to_partners_there_are_no_seals(house: House, code: str) -> None:
    partner = await house.partner(code)
    nothing = refusal(await partner.get("/v1/nothing/at/all"))
    assert nothing == (404, "not-found", None)
    for answer in (
        await partner.post(SEALS, {}),
        await partner.get(f"{SEALS}/1"),
        await partner.post(f"{SEALS}/1/approve"),
    ):
        assert refusal(answer) == nothing


# --- registered twice -------------------------------------------------------------------------------------------------


async def test_results_count_a_person_once_as_of_each_moment_whatever_is_merged_and_undone_later(house: House) -> None:
    caseworker, numbers = house.staff(Role.CASEWORKER), []
    for sex in ("female", "male"):
        person = {"given_native": "سما", "sex": sex, "birth_precision": "unknown", "place": TELAFAR}
        made = (await house.made(caseworker, "/v1/people", **person))["registration_number"]
        await premises.attend(house, 1, made)
        money = {"amount": "5.00", "currency": "USD", "approved_on": "2020-01-12"}
        what = {"project": PILOT, "recipient": made, "sex": "female", "modality": "VT", "place": TELAFAR}
        await house.made(house.staff(Role.GRANTS_OFFICER), "/v1/assistances", **what, **money)
        numbers.append(made)

    async def read(**as_of: str) -> dict[str, Any]:
        return require_made(await house.monitor().get(RESULTS, **as_of))

    def figures(told: dict[str, Any]) -> tuple[int, int, int]:
        livelihoods = told["livelihoods_supported"]
        return told["people_reached"]["total"], livelihoods["total"], livelihoods["by_sex"]["female"]

    apart = await read()
    body = {"absorbed": numbers[0], "survivor": numbers[1], "reason": "said_so"}
    proposal = (await house.made(caseworker, "/v1/merges", **body))["id"]
    another = house.staff(Role.CASEWORKER, name="another")
    merge = (await house.made(another, f"/v1/proposals/{proposal}/confirm", ground="asked"))["merge_id"]
    merged = await read()
    assert [before - after for before, after in zip(figures(apart), figures(merged), strict=True)] == [1, 1, 1]
    assert merged["money"] == apart["money"]
    await house.made(caseworker, f"/v1/merges/{merge}/undo", reason="entered_in_error")
    assert figures(await read()) == figures(apart)
    for told in (apart, merged):
        assert await read(as_of=told["as_of"]) == told


async def test_who_is_one_person_is_asked_once_for_the_results_and_grants_are_told_only_where_somebody_is(
    house: House,
) -> None:
    def asked(service: Service, since: int) -> list[tuple[str, str]]:
        return [(call.method, call.path) for call in house.lines[service].calls[since:]]

    begun = {service: len(line.calls) for service, line in house.lines.items()}
    require_made(await house.monitor().get(RESULTS))
    assert ("GET", "/identities") in asked(Service.BENEFICIARY, begun[Service.BENEFICIARY])
    assert len(asked(Service.BENEFICIARY, begun[Service.BENEFICIARY])) == 3  # the moment, who is who, and the reach
    assert ("GET", "/support") in asked(Service.GRANTS, begun[Service.GRANTS])
