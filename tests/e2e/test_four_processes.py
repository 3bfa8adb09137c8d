"""One process for each application, over real sockets: the same answers, and honest ones while a service is away."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random
from time import time
from typing import Any

import accounting
import asyncpg
import field_day
import httpx
import pytest
import qayara
import thirty
from asking import client, figures, problem
from commands import nexus, wait_until
from four import GATEWAY, Platform, four_processes
from story import EXPECTED, PROJECT, Story, tell

from commandline.document import applications
from gateway.clients import beneficiary, grants
from gateway.clients.http import OverHttp
from gateway.clients.upstream import Upstream
from shared.callers import CallerClass, DatasetName, Purpose, Role, Service
from shared.classification import MODERATE, Scope
from shared.mandate import MOST_SUBJECTS, Mandate, Subject, mint

SECTIONS = {
    Service.BENEFICIARY: {"people_reached", "livelihoods_supported"},
    Service.GRANTS: {
        *("project", "enterprises_supported", "livelihoods_supported", "money"),
        *("jobs", "survival", "revenue_change", "cost_per_job"),
    },
    Service.FORUMS: {"forums_established", "safety_plans", "perception_change"},
}


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory, migrated: dict[str, str]) -> Iterator[Platform]:
    with four_processes(tmp_path_factory.mktemp("four"), migrated) as running:
        yield running


@pytest.fixture(scope="module")
def story(platform: Platform) -> Story:
    return tell(platform.door)


def test_the_story_has_the_same_answers_as_in_one_process(story: Story) -> None:
    assert story.told == EXPECTED


def test_a_field_day_has_the_same_answers_as_in_one_process(platform: Platform) -> None:
    platform.begin_worker(GATEWAY)
    assert field_day.tell(platform.door).told == field_day.EXPECTED


def test_thirty_enterprises_apply_and_the_results_follow_at_each_step(platform: Platform) -> None:
    told = thirty.tell(platform.door)
    assert told.told == thirty.EXPECTED
    assert told.stages == thirty.STAGES


def test_money_of_a_fund_adds_up_from_contracts_to_results(platform: Platform) -> None:
    accounting.tell(platform.door)


def test_a_forum_forms_in_qayara_and_the_ministry_reads_all_of_it_but_what_it_must_not(platform: Platform) -> None:
    told = qayara.tell(platform.door)
    assert told.told == qayara.EXPECTED
    qayara.require_read_by_the_ministry(told)
    qayara.require_kept_by_protection(told)


def test_every_earlier_answer_is_given_again_byte_for_byte(story: Story) -> None:
    story.require_unchanged()


def test_an_answer_that_is_given_otherwise_the_second_time_is_noticed(story: Story) -> None:
    otherwise = httpx.Response(200, content=story.read[-1].content.replace(b'"paid":"500000"', b'"paid":"500001"'))
    with pytest.raises(AssertionError, match="as of 'voided forum' it was answered otherwise"):
        replace(story, read=[*story.read[:-1], otherwise]).require_unchanged()


@pytest.mark.parametrize("away", list(Service))
def test_what_a_service_that_is_away_knows_is_null_and_never_zero(
    platform: Platform, story: Story, away: Service
) -> None:
    whole = platform.door.results(PROJECT)
    as_of = whole.json()["as_of"]
    platform.kill(away)
    try:
        for answer in (platform.door.results(PROJECT), platform.door.results(PROJECT, as_of)):
            told = figures(answer)
            assert (told["status"], told["missing"]) == ("partial", [away.value])
            assert {name for name, section in told.items() if section is None} == SECTIONS[away]
            for name in told.keys() - SECTIONS[away] - {"status", "missing"}:
                assert told[name] == figures(whole)[name], name
    finally:
        platform.begin(away)
    assert platform.door.results(PROJECT, as_of).content == whole.content
    story.require_unchanged()


def test_with_every_service_away_there_is_no_answer(platform: Platform, story: Story) -> None:
    as_of = story.read[0].json()["as_of"]
    platform.kill(*Service)
    try:
        for answer in (platform.door.results(PROJECT), platform.door.results(PROJECT, as_of)):
            assert answer.status_code == 503
            assert problem(answer)[0] == 503
            assert int(answer.headers["retry-after"]) > 0
        for path in ("/v1/households/1", "/v1/projects/E2E-2024", "/v1/forums/1"):
            assert problem(platform.door.staff(*Role).get(path)) == (503, "service-unavailable")
        assert platform.door.staff(Role.MONITORING).get("/v1/places", {"q": "Mosul"}).status_code == 200
    finally:
        platform.begin(*Service)
    story.require_unchanged()


def test_a_gateway_that_was_killed_answers_as_before(platform: Platform, story: Story) -> None:
    platform.kill(GATEWAY)
    platform.begin(GATEWAY)
    story.require_unchanged()


def test_a_request_keeps_its_id_through_all_services(platform: Platform, story: Story) -> None:
    answer = platform.door.results(PROJECT, **{"x-request-id": "followed-through-the-house"})
    assert answer.headers["x-request-id"] == "followed-through-the-house"
    for name in (*Service, GATEWAY):
        wait_until(partial(_has_followed, platform, name))  # a line is written after its answer was sent
        followed = _followed(platform, name)
        assert {line["app"] for line in followed} == {name}
        assert {line["status"] for line in followed} == {200}


def _has_followed(platform: Platform, name: str) -> bool:
    return bool(_followed(platform, name))


def _followed(platform: Platform, name: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in platform.logs(name).splitlines(keepends=True) if line.endswith("\n")]
    return [line for line in lines if line.get("request_id") == "followed-through-the-house"]


MANY_PEOPLE = """
WITH numbered AS (
    INSERT INTO people (id, registration_number, recorded_by)
    SELECT 2147483000 + n, to_char(n, 'FM0000-0000-0000'), 'staff:somebody' FROM generate_series(1, 200) AS n
    RETURNING id
)
INSERT INTO particulars (person_id, given_native, sex, birth_precision, place, recorded_by)
SELECT id, 'زينب', 'female', 'unknown', 'IQG01Q01', 'staff:somebody' FROM numbered
"""


async def run(url: str, statement: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetch(statement)
    finally:
        await connection.close()


def test_the_longest_page_of_people_passes_over_sockets_with_everybody_on_it_written_down(platform: Platform) -> None:
    asyncio.run(run(platform.environment(Service.BENEFICIARY)["BENEFICIARY_DATABASE_URL"], MANY_PEOPLE))
    caseworker = platform.door.staff(Role.CASEWORKER, areas=("IQG01",))
    page = caseworker.get("/v1/people", {"limit": "200", "count": "true"})
    assert page.status_code == 200, page.text
    assert (len(page.json()["items"]), page.json()["next"]) == (200, None)
    assert page.json()["count"] == {"total": 200, "capped": False}
    written = asyncio.run(
        run(
            platform.environment(GATEWAY)["GATEWAY_DATABASE_URL"],
            "SELECT person_id FROM reads JOIN read_subjects ON read_id = id"
            f" WHERE request_id = '{page.headers['x-request-id']}'",
        )
    )
    assert {row["person_id"] for row in written} == set(range(2147483001, 2147483201))
    first = caseworker.get("/v1/people", {"limit": "1"})
    assert caseworker.get("/v1/people", {"after": first.json()["next"], "limit": "1"}).status_code == 200


def test_a_person_is_edited_over_sockets_in_the_state_that_was_read(platform: Platform) -> None:
    caseworker = platform.door.staff(Role.CASEWORKER)
    person = {"given_native": "زينب", "sex": "female", "birth_precision": "unknown", "place": "IQG01Q01"}
    made = caseworker.post("/v1/people", person)
    path = f"/v1/people/{made.json()['registration_number']}"
    for sex, status in (("male", 200), ("not_stated", 412)):
        edited = caseworker.put(path, person | {"sex": sex}, match=made.headers["etag"])
        assert edited.status_code == status, edited.text
    assert caseworker.get(path).json()["sex"] == "male"


def test_a_gateway_in_production_refuses_staff_of_the_development_issuer(platform: Platform, tmp_path: Path) -> None:
    settings = platform.environment(GATEWAY)
    refused = nexus(tmp_path / "var", "serve", GATEWAY, **{**settings, "NEXUS_ENV": "production"})
    assert refused.returncode != 0
    assert "development issuer" in refused.stdout + refused.stderr
    for name, value in settings.items():
        if name.endswith(("_KEY", "_ISSUER")):
            assert value not in refused.stdout + refused.stderr, f"{name} is a secret"


def test_a_token_of_the_trials_issuer_is_printed_where_the_gateway_runs(platform: Platform, tmp_path: Path) -> None:
    told, asked = platform.environment(GATEWAY), ("token", "--role", "monitoring", "--area", "IQ")
    printed = nexus(tmp_path / "var", *asked, **told)
    assert printed.returncode == 0, printed.stderr
    headers = {"authorization": f"Bearer {printed.stdout.strip()}"}
    assert client().get(f"{platform.door.address}/v1/me", headers=headers).status_code == 200
    assert nexus(tmp_path / "var", *asked, **{**told, "NEXUS_ENV": "production"}).returncode == 1
    assert not (tmp_path / "var" / "keys").exists(), "no key was made for it"


@pytest.mark.parametrize(
    ("name", "lacking"), [(GATEWAY, "GRANTS_MANDATE_KEY"), (Service.GRANTS, "GRANTS_DATABASE_URL")]
)
def test_an_application_says_which_setting_it_lacks(
    platform: Platform, tmp_path: Path, name: str, lacking: str
) -> None:
    settings = {key: value for key, value in platform.environment(name).items() if key != lacking}
    refused = nexus(tmp_path / "var", "serve", name, **settings)
    assert refused.returncode != 0
    assert lacking.lower() in (refused.stdout + refused.stderr).lower()


def test_an_odd_request_id_is_replaced(platform: Platform) -> None:
    answer = platform.door.results(PROJECT, **{"x-request-id": "a b"})
    assert answer.headers["x-request-id"] != "a b"


@pytest.mark.parametrize("service", list(Service))
def test_a_service_says_nothing_without_a_mandate(platform: Platform, story: Story, service: Service) -> None:
    url = platform.url(service)
    paths = applications()[service].openapi()["paths"]
    bodies = set()
    asked = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    asked |= {
        ("GET", "/"),
        ("GET", "/docs"),
        ("GET", "/openapi.json"),
        ("DELETE", "/nothing"),
        ("POST", "/health/readyy"),
    }
    for method, path in asked:
        answer = client().request(method, url + path.replace("{", "").replace("}", ""), json={})
        if path.startswith("/health/") and path != "/health/readyy":
            assert answer.status_code == 200
        else:
            assert problem(answer) == (401, "mandate-missing"), (method, path)
            bodies.add(answer.content)
    assert len(bodies) == 1


async def test_a_mandate_over_a_socket_may_name_a_thousand_people(platform: Platform, story: Story) -> None:
    """The first two of them are the story's, and one of these was given assistance."""
    upstreams = {
        service: Upstream(service, OverHttp(service, platform.url(service)), platform.keys[service].encode())
        for service in (Service.GRANTS, Service.BENEFICIARY)
    }
    try:
        for subjects, told in ((thousand(), [("1500000", "IQD")]), (thousand()[1:], [])):
            mandate = naming(Service.GRANTS, DatasetName.ASSISTANCES, subjects)
            given = await grants.assistances(upstreams[Service.GRANTS], mandate)
            assert [(one.assistance["amount"], one.assistance["currency"]) for one in given] == told
        mandate = naming(Service.BENEFICIARY, DatasetName.PEOPLE, thousand())
        assert len(mint(mandate, bytes(32))) > 45_000, "as long as a header gets"
        withdrawn = await beneficiary.withdrawn(upstreams[Service.BENEFICIARY], mandate)
        assert withdrawn == sorted(subject.person_id for subject in mandate.subjects), "nobody has consented"
    finally:
        for upstream in upstreams.values():
            await upstream.transport.close()


def thousand() -> tuple[Subject, ...]:
    """As many as a mandate may name, of numbers that pack badly; the first is the person with the number 1."""
    chance = Random(7)
    return tuple(
        Subject(
            reference=f"{chance.randrange(10**12):012}",
            person_id=id,
            cluster=(id, chance.randrange(2**30, 2**31), chance.randrange(2**30, 2**31)),
            household_id=chance.randrange(2**31),
            consents=(Purpose.LIVELIHOOD_SUPPORT,),
        )
        for id in (1, 2, *chance.sample(range(2**30, 2**31), MOST_SUBJECTS - 2))
    )


def naming(audience: Service, dataset: DatasetName, subjects: tuple[Subject, ...]) -> Mandate:
    return Mandate(
        audience=audience,
        caller="a-ministry",
        caller_class=CallerClass.AUTHORITY,
        purpose=Purpose.LIVELIHOOD_SUPPORT,
        agreement="a-ministry/1",
        consent_purpose=Purpose.LIVELIHOOD_SUPPORT,
        areas=("IQ",),
        projects=(PROJECT,),
        datasets={dataset: Scope(ceiling=MODERATE, fields=("amount", "currency"))},
        subjects=subjects,
        deadline=time() + 9,
        request_id="a-thousand",
    )


def test_a_staff_token_is_no_mandate(platform: Platform, story: Story) -> None:
    asked = platform.door.results(PROJECT).request.headers["authorization"]
    for service in Service:
        answer = client().get(f"{platform.url(service)}/households/1", headers={"authorization": asked})
        assert problem(answer)[0] == 401
