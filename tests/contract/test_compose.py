"""What docker-compose.yml and the Dockerfile promise, read as Docker reads them."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import compose
import pytest
from compose import APPLICATIONS, Container
from pydantic import ValidationError
from pydantic_settings import BaseSettings
from typer.main import get_command

import gateway.app
import main
import services.beneficiary.app
import services.forums.app
import services.grants.app
from commandline import secrets
from gateway.access.staff.issuers import StaffIssuer
from gateway.environment import Environment

REPOSITORY = compose.FILE.parent
SETTINGS: Mapping[str, type[BaseSettings]] = {
    "beneficiary": services.beneficiary.app.Settings,
    "grants": services.grants.app.Settings,
    "forums": services.forums.app.Settings,
    "gateway": gateway.app.Settings,
}
OURS = (*APPLICATIONS, *(f"{name}-worker" for name in APPLICATIONS), "migrate")
SERVING = (*APPLICATIONS, *(f"{name}-worker" for name in APPLICATIONS))
NETWORKS = {"data": True, "inside": True, "door": False}


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    return compose.environment_file("\n".join(secrets.lines(trial=True)))


@pytest.fixture(scope="module")
def containers(environment: dict[str, str]) -> dict[str, Container]:
    return compose.containers(environment)


def test_one_image_runs_four_applications_and_their_workers(containers: dict[str, Container]) -> None:
    assert set(containers) == {"postgres", *OURS}
    assert {containers[name].stated["image"] for name in OURS} == {"nexus"}
    assert containers["postgres"].stated["image"] == "postgres:18"
    for name in APPLICATIONS:
        assert containers[name].command[:3] == ["nexus", "serve", name]
        assert containers[f"{name}-worker"].command[:3] == ["nexus", "work", name]
    assert containers["migrate"].command == ["nexus", "migrate"]


def test_new_secrets_are_all_that_the_file_asks_for(environment: dict[str, str]) -> None:
    assert compose.asked_for() <= set(environment)
    without_trial = compose.environment_file("\n".join(secrets.lines(trial=False)))
    assert compose.asked_for() == set(without_trial)
    again = compose.environment_file("\n".join(secrets.lines(trial=False)))
    assert not set(without_trial.values()) & set(again.values()), "each is drawn anew"


@pytest.mark.parametrize("missing", sorted(compose.asked_for()))
def test_without_one_of_them_nothing_starts(environment: dict[str, str], missing: str) -> None:
    with pytest.raises(KeyError, match=missing):
        compose.containers({name: value for name, value in environment.items() if name != missing})


@pytest.mark.parametrize("name", APPLICATIONS)
def test_each_application_is_told_all_settings_that_it_needs(
    containers: dict[str, Container], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for told in (containers[name], containers[f"{name}-worker"]):
        with monkeypatch.context() as patched:
            for variable, value in told.environment.items():
                patched.setenv(variable, value)
            SETTINGS[name]()


def test_without_the_trials_issuer_the_gateway_runs_in_production_and_asks_for_one_of_staff(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    new = compose.environment_file("\n".join(secrets.lines(trial=False)))
    for variable, value in compose.containers(new)["gateway"].environment.items():
        monkeypatch.setenv(variable, value)
    with pytest.raises(ValidationError, match="GATEWAY_STAFF_ISSUER: staff need an issuer"):
        gateway.app.Settings()
    staff = {
        "GATEWAY_STAFF_ISSUER": "https://sso.example/realms/staff",
        "GATEWAY_STAFF_AUDIENCE": "nexus",
        "GATEWAY_STAFF_HELD_CLAIM": "groups",
    }
    for variable, value in compose.containers({**new, **staff})["gateway"].environment.items():
        monkeypatch.setenv(variable, value)
    settings = gateway.app.Settings()
    assert settings.staff_issuer == StaffIssuer(
        "https://sso.example/realms/staff", "nexus", code="sso", name_claim="sub", held_claim="groups"
    )
    assert settings.nexus_env is Environment.PRODUCTION
    assert settings.gateway_development_issuer is None
    assert settings.gateway_public_url is None


def test_no_application_knows_a_database_or_a_key_of_another(containers: dict[str, Container]) -> None:
    for name in SERVING:
        owner = name.removesuffix("-worker")
        urls = {key for key in containers[name].environment if key.endswith("_DATABASE_URL")}
        assert urls == {f"{owner.upper()}_DATABASE_URL"}
        keys = {key for key in containers[name].environment if key.endswith("_KEY")}
        if owner != "gateway":
            assert all(key.startswith(owner.upper()) for key in keys), name
        else:
            assert "BENEFICIARY_DOCUMENT_KEY" not in keys
    assert set(containers["migrate"].environment) == {f"{name.upper()}_DATABASE_URL" for name in APPLICATIONS}


def test_each_database_is_reached_as_its_owner(containers: dict[str, Container], environment: dict[str, str]) -> None:
    for name in APPLICATIONS:
        url = urlsplit(containers[name].environment[f"{name.upper()}_DATABASE_URL"])
        assert (url.hostname, url.username, url.path) == ("postgres", name, f"/{name}")
        assert url.password == environment[f"{name.upper()}_DATABASE_PASSWORD"]


def test_only_the_gateway_is_for_the_outside(containers: dict[str, Container]) -> None:
    assert [name for name, container in containers.items() if "ports" in container.stated] == ["gateway"]
    networks = compose.whole()["networks"]
    assert {name: bool(stated.get("internal")) for name, stated in networks.items()} == NETWORKS
    reached = {name for name, container in containers.items() if "door" in container.stated["networks"]}
    assert reached == {"gateway"}
    assert {name for name in SERVING if "inside" not in containers[name].stated["networks"]} == {
        "beneficiary-worker",
        "grants-worker",
        "forums-worker",
    }


def test_the_gateway_calls_the_services_where_they_listen(containers: dict[str, Container]) -> None:
    for name in ("beneficiary", "grants", "forums"):
        command = containers[name].command
        port = command[command.index("--port") + 1]
        for caller in ("gateway", "gateway-worker"):
            assert containers[caller].environment[f"{name.upper()}_URL"] == f"http://{name}:{port}"
    assert containers["gateway"].stated["ports"] == ["8000:8000"]


@pytest.mark.parametrize("name", OURS)
def test_what_runs_may_write_nothing_and_become_nobody(containers: dict[str, Container], name: str) -> None:
    stated = containers[name].stated
    assert stated["read_only"] is True
    assert stated["user"].split(":")[0].isdecimal()
    assert stated["user"].split(":")[0] != "0"
    assert stated["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in stated["security_opt"]


def test_everything_has_limits(containers: dict[str, Container]) -> None:
    for name, container in containers.items():
        assert {"mem_limit", "cpus", "pids_limit", "logging"} <= set(container.stated), name


def test_everything_that_lasts_has_a_health_check(containers: dict[str, Container]) -> None:
    for name, container in containers.items():
        assert ("healthcheck" in container.stated) == (name != "migrate"), name


def test_health_is_asked_where_an_application_listens(containers: dict[str, Container]) -> None:
    for name in SERVING:
        command = containers[name].command
        port = command[command.index("--port") + 1]
        assert containers[name].stated["healthcheck"]["test"] == ["CMD", "nexus", "healthy", f"http://127.0.0.1:{port}"]


def test_nothing_starts_before_the_databases_are_up_to_date(containers: dict[str, Container]) -> None:
    for name in SERVING:
        assert containers[name].stated["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}
    assert containers["migrate"].stated["depends_on"] == {"postgres": {"condition": "service_healthy"}}


@pytest.mark.parametrize("name", OURS)
def test_every_command_is_one_of_the_command_line(containers: dict[str, Container], name: str) -> None:
    commands = [containers[name].command]
    if "healthcheck" in containers[name].stated:
        commands.append(containers[name].stated["healthcheck"]["test"][1:])
    known: Any = get_command(main.cli)
    for nexus, command, *told in commands:
        assert nexus == "nexus"
        known.get_command(None, command).make_context(command, told)


def dockerfile() -> Iterator[tuple[str, str]]:
    """Each instruction with what it is told."""
    text = re.sub(r"^#.*\n", "", (REPOSITORY / "Dockerfile").read_text("utf-8"), flags=re.M).replace("\\\n", " ")
    for line in filter(None, map(str.strip, text.splitlines())):
        instruction, _, told = line.partition(" ")
        yield instruction, told


def test_the_image_holds_all_of_nexus_and_runs_it_as_nobody() -> None:
    copied = [told.split()[:-1] for name, told in dockerfile() if name == "COPY" and "--from" not in told]
    found = {part for parts in copied for part in parts}
    assert all((REPOSITORY / part).exists() for part in found)
    project: dict[str, Any] = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
    packages = {name.removesuffix("*") for name in project["tool"]["setuptools"]["packages"]["find"]["include"]}
    assert packages | {"main.py", "image.lock", "pyproject.toml"} <= found
    admitted = {
        line.removeprefix("!")
        for line in (REPOSITORY / ".dockerignore").read_text("utf-8").splitlines()
        if line[0] == "!"
    }
    assert found <= admitted
    users = [told for name, told in dockerfile() if name == "USER"]
    assert users[-1].split(":")[0].isdecimal()
    assert users[-1] != "0:0"


def pins(file: str) -> dict[str, str]:
    text = (REPOSITORY / file).read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9.-]+)(?:\[[a-z,]+\])?==([^ ;\\]+)", text, flags=re.M))


def test_the_image_holds_the_versions_that_are_tested_and_nothing_for_testing() -> None:
    image, tested = pins("image.lock"), pins("requirements.lock")
    assert len(image) > 40
    assert {name: version for name, version in image.items() if tested.get(name) != version} == {}
    assert not {"pytest", "mypy", "ruff", "hypothesis", "schemathesis"} & set(image)
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    needed = {re.match(r"[A-Za-z0-9-]+", stated)[0].lower() for stated in project["dependencies"]}  # type: ignore[index]
    assert needed <= set(image)
