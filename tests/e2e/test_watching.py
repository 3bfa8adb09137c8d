"""Four processes watched over their sockets: one trace through all of them, figures and health when one is killed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from asking import client
from collector import Collector, Seen
from commands import nexus, wait_until
from four import GATEWAY, Platform, four_processes
from prometheus_client.parser import text_string_to_metric_families
from story import PROJECT, tell

from shared.callers import Role, Service

TOKEN = "figures-are-for-whoever-holds-this-token"


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    with Collector() as listening:
        yield listening


@pytest.fixture(scope="module")
def platform(
    tmp_path_factory: pytest.TempPathFactory, migrated: dict[str, str], collector: Collector
) -> Iterator[Platform]:
    told = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": collector.address,
        "OTEL_BSP_SCHEDULE_DELAY": "50",
        "NEXUS_METRICS_TOKEN": TOKEN,
    }
    with four_processes(tmp_path_factory.mktemp("four"), migrated, **told) as running:
        tell(running.door)
        yield running


def requests(platform: Platform, name: str) -> dict[tuple[str, str], int]:
    """Requests of staff that a process has answered, by route and outcome."""
    answer = client().get(f"{platform.url(name)}/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    counted: dict[tuple[str, str], int] = {}
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            if sample.name == "nexus_requests_total" and sample.labels["caller_class"] == "staff":
                key = (sample.labels["route"], sample.labels["outcome"])
                counted[key] = counted.get(key, 0) + int(sample.value)
    return counted


def health(platform: Platform, name: str) -> tuple[int, dict[str, Any]]:
    answer = client().get(f"{platform.url(name)}/health/ready")
    return answer.status_code, answer.json()


def below(spans: list[Seen], parent: Seen) -> list[Seen]:
    return [seen for seen in spans if seen.span.parent_span_id == parent.span.span_id]


def test_a_composed_answer_is_one_trace_through_four_processes(platform: Platform, collector: Collector) -> None:
    stranger = "4bf92f3577b34da6a3ce929d0e0e4736"
    answer = platform.door.results(PROJECT, traceparent=f"00-{stranger}-00f067aa0ba902b7-00")
    assert answer.status_code == 200
    spans = collector.trace(answer.headers["x-request-id"])
    assert {seen.application for seen in spans} == {GATEWAY, *Service}
    for service in Service:
        calls = [seen for seen in spans if seen.name == f"call {service}"]
        assert calls
        for call in calls:
            [inside] = below(spans, call)
            assert inside.application == service
            assert any("db.query.text" in seen.attributes for seen in below(spans, inside)), inside.name
    assert stranger not in {seen.span.trace_id.hex() for seen in collector.seen}


def test_a_service_that_was_killed_is_named_and_what_it_did_not_answer_counted_once(platform: Platform) -> None:
    forum = "/v1/forums/1"
    before = requests(platform, GATEWAY)
    platform.kill(Service.FORUMS)
    try:
        assert platform.door.staff(Role.MONITORING).get(forum).status_code == 503
        wait_until(lambda: health(platform, GATEWAY)[1]["status"] == "degraded")
        code, told = health(platform, GATEWAY)
        assert code == 200
        assert told["dependencies"] == {"database": "ok", "beneficiary": "ok", "grants": "ok", "forums": "unreachable"}
        after = requests(platform, GATEWAY)
        new = {key: count - before.get(key, 0) for key, count in after.items() if count != before.get(key, 0)}
        assert {outcome: count for (_, outcome), count in new.items()} == {"503": 1}
    finally:
        platform.begin(Service.FORUMS)
    wait_until(lambda: health(platform, GATEWAY) == (200, {**told, "status": "ready", "dependencies": _all_well()}))


def _all_well() -> dict[str, str]:
    return dict.fromkeys(("database", *(service.value for service in Service)), "ok")


@pytest.mark.parametrize("name", list(Service))
def test_a_service_shows_its_own_figures_and_health(platform: Platform, name: str) -> None:
    assert health(platform, name) == (200, {"status": "ready", "dependencies": {"database": "ok"}})
    assert platform.door.results(PROJECT).status_code == 200
    counted = requests(platform, name)
    assert counted
    assert not [route for route, _ in counted if route.startswith("/v1")], "these are the gateway's"
    assert client().get(f"{platform.url(name)}/metrics").status_code == 401


def test_an_application_that_is_told_nonsense_about_being_watched_names_the_setting(tmp_path: Path) -> None:
    told = {"GRANTS_DATABASE_URL": "postgresql://nowhere/none", "GRANTS_MANDATE_KEY": "k" * 32}
    refused = nexus(tmp_path / "var", "serve", "grants", **told, NEXUS_METRICS_TOKEN="short")
    assert refused.returncode == 1
    assert "environment: NEXUS_METRICS_TOKEN: " in refused.stderr
