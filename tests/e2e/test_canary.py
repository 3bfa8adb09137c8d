"""Names planted in a running platform, found in no log, trace, figure or refusal, and in the dump only where kept."""

import base64
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import httpx
import pytest
from asking import PROBLEM, Door, client
from collector import Collector
from commands import Background, Process, forget, unused_port, wait_until
from four import GATEWAY, Platform, four_processes

from embedded import postgres
from shared.callers import Role, Service

CANARIES = ("Zqanbarieh", "زقنبريه", "Qwxcanary", "7731-CANARY")
"""Given names, native and Latin, a business's name and a payment's reference; nothing else here is called so."""

TOKEN = "figures-are-for-whoever-holds-this-token"

PERSON = {
    "given_native": CANARIES[1],
    "given_latin": CANARIES[0],
    "known_as_latin": CANARIES[2],
    "sex": "female",
    "birth_date": "1991-03-09",
    "birth_precision": "day",
    "place": "IQG15Q08",
}
PROJECT = {
    "code": "CANARY-1",
    "title": CANARIES[2],
    "donor": CANARIES[0],
    "starts_on": "2024-01-01",
    "ends_on": "2024-12-31",
    "budget": "100.00",
    "currency": "USD",
}


def spellings(word: str) -> Iterator[bytes]:
    """A word in the forms in which it could slip into a log."""
    utf8 = word.encode()
    yield utf8
    yield json.dumps(word)[1:-1].encode()
    yield word.encode("utf-16-le")
    yield word.encode("utf-16-be")
    yield utf8.hex().encode()
    yield "".join(f"%{byte:02X}" for byte in utf8).encode()
    for offset in range(3):  # base64 of a word depends on where it begins
        yield base64.b64encode(b"\0" * offset + utf8)[4 if offset else 0 : -4]


FORMS = {form.lower() for word in CANARIES for form in spellings(word)}


def hits(content: bytes) -> list[bytes]:
    return [form for form in FORMS if form in content.lower()]


def provoke(door: Door) -> list[httpx.Response]:
    """Register somebody, then make everything go wrong with the same words; gives the refusals."""
    caseworker = door.staff(Role.CASEWORKER)
    registered = caseworker.post("/v1/people", PERSON)
    assert registered.status_code == 201, registered.text
    assert registered.json()["given_native"] == CANARIES[1]
    path = f"/v1/people/{registered.json()['registration_number']}"
    tag = registered.headers["etag"]
    assert caseworker.put(path, {**PERSON, "given_latin": CANARIES[2]}, match=tag).status_code == 200
    assert door.staff(Role.ADMINISTRATOR).post("/v1/projects", PROJECT).status_code == 201
    refused = list(refusals(door))
    assert 409 in {answer.status_code for answer in refused}, "the database itself refused one"
    for answer in refused:
        assert 400 <= answer.status_code < 500, answer.text
        assert answer.headers["content-type"] == PROBLEM
    return refused


def refusals(door: Door) -> Iterator[httpx.Response]:
    caseworker, administrator = door.staff(Role.CASEWORKER), door.staff(Role.ADMINISTRATOR)
    yield administrator.post("/v1/projects", PROJECT)
    for name in PERSON:
        for value in (CANARIES[0] * 100, f"{CANARIES[1]}\0", [CANARIES[0]], {CANARIES[0]: 1}):
            yield caseworker.post("/v1/people", {**PERSON, name: value})
    for name in PROJECT:
        yield administrator.post("/v1/projects", {**PROJECT, name: [CANARIES[0]]})
    whole = json.dumps(PERSON)
    for body in (whole[:-1], whole.replace('"', "'"), f"[{whole}]", whole * 2):
        headers = {**caseworker.headers(), "content-type": "application/json"}
        yield client().post(f"{door.address}/v1/people", content=body, headers=headers)
    for asked in (f"/v1/people/{CANARIES[0]}", f"/v1/{CANARIES[0]}", f"/v1/places/{CANARIES[0]}", f"/{CANARIES[1]}"):
        yield caseworker.get(asked)
    yield caseworker.get("/v1/places", {"parent": CANARIES[0]})
    yield door.results(CANARIES[0])
    yield door.results("CANARY-1", CANARIES[0])
    yield caseworker.post("/v1/people", PERSON, CANARIES[0] * 20)
    sign_in = {"grant_type": CANARIES[0], "client_id": CANARIES[0], "client_secret": CANARIES[2]}
    yield client().post(f"{door.address}/oauth2/client/token", data=sign_in)
    yield client().post(f"{door.address}/oauth2/client/token", data={**sign_in, "grant_type": "client_credentials"})
    yield door.get("/v1/places", CANARIES[0])
    strange = {"traceparent": CANARIES[0], "tracestate": f"a={CANARIES[0]}", "baggage": f"name={CANARIES[0]}"}
    yield client().get(f"{door.address}/metrics", headers={"authorization": f"Bearer {CANARIES[0]}", **strange})
    yield caseworker.get(f"/v1/people/{CANARIES[0]}", headers=strange)


KEPT = {
    ("beneficiary", "particulars", "given_native"),
    ("beneficiary", "particulars", "given_latin"),
    ("beneficiary", "particulars", "known_as_latin"),
    ("grants", "projects", "title"),
    ("grants", "projects", "donor"),
}
"""The columns that hold what was planted, and the only ones that may."""


def planted(server: postgres.Server, urls: Mapping[str, str]) -> set[tuple[str, str, str]]:
    """Where in a dump of all four databases a canary stands: application, table and column."""
    found = set()
    for application, url in urls.items():
        table, columns = "", list[str]()
        for line in server.run("pg_dump", "--data-only", urlsplit(url).path[1:]).splitlines():
            if begun := _COPY.fullmatch(line):
                table, columns = begun["table"], begun["columns"].split(", ")
            elif line == "\\.":
                columns = []
            else:
                values = dict(zip(columns, line.split("\t"), strict=True)) if columns else {"": line}
                found |= {(application, table, name) for name, value in values.items() if hits(value.encode())}
    return found


_COPY = re.compile(r"COPY [a-z_]+\.(?P<table>[a-z_]+) \((?P<columns>.*)\) FROM stdin;")


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as listening:
        yield listening


def watched_by(collector: Collector) -> dict[str, str]:
    """What an application is told that is watched in every way."""
    return {
        "OTEL_EXPORTER_OTLP_ENDPOINT": collector.address,
        "OTEL_BSP_SCHEDULE_DELAY": "50",
        "NEXUS_METRICS_TOKEN": TOKEN,
    }


def seen_at(address: str) -> bytes:
    """What whoever watches an application is told there."""
    figures = client().get(f"{address}/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert figures.status_code == 200, figures.text
    assert "nexus_requests_total" in figures.text
    health = client().get(f"{address}/health/ready")
    assert health.json()["dependencies"]["database"] == "ok"
    return figures.content + health.content


def traces(collector: Collector, *applications: str) -> bytes:
    """What the collector was sent, as soon as it has spans of each of these, and of a statement that failed."""
    for application in applications:
        collector.wait_for(lambda seen, application=application: seen.application == application)  # type: ignore[misc]
    collector.wait_for(lambda seen: {"db.query.text", "error.type"} <= seen.attributes.keys())
    return collector.raw


def require_clean(answers: list[httpx.Response], logs: dict[str, bytes]) -> None:
    found = [f"{answer.request.method} {answer.status_code}" for answer in answers if hits(answer.content)]
    assert found == []
    assert {name: hits(content) for name, content in logs.items() if hits(content)} == {}
    assert all(logs.values()), "every log has something in it, or the search would be of nothing"


def test_one_process_keeps_planted_names_out_of_all_that_watches_it_and_every_refusal(
    tmp_path: Path, collector: Collector
) -> None:
    var = tmp_path / "var"
    with Background(var, "run", "--port", str(unused_port()), **watched_by(collector)) as running:
        door = Door.of(running.address(), var)
        refused = provoke(door)
        backend(running).kill()
        crashed = until_it_recovers(door)
        seen = seen_at(door.address)
        sent = traces(collector, GATEWAY, Service.BENEFICIARY, Service.GRANTS)
    logs = {
        "stdout": running.output.read_bytes(),
        "log": (var / "log").read_bytes(),
        "PostgreSQL's": (var / "postgres" / "log").read_bytes(),
        "figures and health": seen,
        "traces": sent,
    }
    assert b"terminated by signal 9" in logs["PostgreSQL's"]
    require_clean(refused + crashed, logs)
    forget(var)


def until_it_recovers(door: Door) -> list[httpx.Response]:
    """What somebody is told who goes on registering while PostgreSQL has crashed and recovers."""
    told: list[httpx.Response] = []

    def registers() -> bool:
        answer = door.staff(Role.CASEWORKER).post("/v1/people", PERSON)
        if answer.status_code != 201:
            told.append(answer)
        return answer.status_code == 201

    wait_until(registers)
    assert {answer.status_code for answer in told} <= {503}
    return told


def backend(running: Background) -> Process:
    return next(process for process in running.children() if " nexus nexus_beneficiary " in process.command)


@pytest.fixture
def platform(tmp_path: Path, migrated: dict[str, str], collector: Collector) -> Iterator[Platform]:
    with four_processes(tmp_path, migrated, **watched_by(collector)) as running:
        yield running


async def test_four_processes_keep_planted_names_out_of_what_they_print_send_and_show(
    platform: Platform, migrated: dict[str, str], collector: Collector, server: postgres.Server
) -> None:
    refused = provoke(platform.door)
    assert planted(server, migrated) == KEPT
    # A crash that no rule foresees: the table is gone, and the driver's message quotes the statement and its values.
    connection = await asyncpg.connect(migrated["beneficiary"])
    await connection.execute("ALTER TABLE particulars RENAME TO elsewhere")
    await connection.close()
    crashed = [
        platform.door.staff(Role.CASEWORKER).post("/v1/people", PERSON),
        client().post(
            f"{platform.url(Service.BENEFICIARY)}/people", json=PERSON, headers={"x-nexus-mandate": CANARIES[0]}
        ),
    ]
    assert [answer.status_code for answer in crashed] == [500, 401]
    assert set(crashed[0].json()) == {"type", "title", "status", "detail", "errors", "trace_id"}
    trace = crashed[0].json()["trace_id"]
    wait_until(lambda: trace in platform.logs(Service.BENEFICIARY))  # the trace id finds it
    applications = (*Service, GATEWAY)
    require_clean(
        refused + crashed,
        {
            **{name: platform.logs(name).encode() for name in applications},
            **{f"figures and health of {name}": seen_at(platform.url(name)) for name in applications},
            "traces": traces(collector, GATEWAY, Service.BENEFICIARY, Service.GRANTS),
        },
    )


@pytest.mark.parametrize("word", CANARIES)
def test_the_search_finds_a_canary_in_every_form(word: str) -> None:
    for form in spellings(word):
        assert hits(b"before " + form + b" after")
    assert hits(f'{{"message": {json.dumps("about " + word)}}}'.encode())
    assert hits(base64.b64encode(b"ab" + word.encode() + b"cd"))
    assert hits(word.upper().encode())
    assert not hits(b"nothing of the kind")
