"""What an application is told about being watched, in the environment that all of them share."""

import pytest
from pydantic import ValidationError

from shared.watching.settings import WatchSettings

TOKEN, ENDPOINT = "NEXUS_METRICS_TOKEN", "OTEL_EXPORTER_OTLP_ENDPOINT"


@pytest.fixture(autouse=True)
def nothing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (TOKEN, ENDPOINT):
        monkeypatch.delenv(name, raising=False)


def test_nobody_watches_unless_the_environment_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (WatchSettings().metrics_token, WatchSettings().traces_endpoint) == (None, None)
    monkeypatch.setenv(TOKEN, "")
    monkeypatch.setenv(ENDPOINT, "")
    assert (WatchSettings().metrics_token, WatchSettings().traces_endpoint) == (None, None)
    monkeypatch.setenv(TOKEN, "t" * 32)
    monkeypatch.setenv(ENDPOINT, "http://collector:4318")
    told = WatchSettings()
    assert told.metrics_token is not None
    assert told.metrics_token.get_secret_value() == "t" * 32
    assert told.traces_endpoint == "http://collector:4318"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (TOKEN, "t" * 31),
        (ENDPOINT, "collector:4318"),
        (ENDPOINT, "ftp://collector"),
        (ENDPOINT, "http://user:secret@collector:4318"),
        (ENDPOINT, "http://a b"),
    ],
)
def test_what_makes_no_sense_is_refused_under_its_own_name_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as refused:
        WatchSettings()
    assert [part["loc"] for part in refused.value.errors()] == [(name,)]
    assert value not in str(refused.value)
