"""docker-compose.yml as Docker reads it: names of the environment filled in, and what each container is told."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parent.parent / "docker-compose.yml"
APPLICATIONS = ("beneficiary", "grants", "forums", "gateway")

_NAME = re.compile(r"\$\{(?P<name>[A-Z_]+)(?P<how>:-|:\?)(?P<otherwise>[^}]*)\}")


@dataclass(frozen=True)
class Container:
    """A container as the file describes it."""

    name: str
    stated: Mapping[str, Any]

    @property
    def command(self) -> list[str]:
        return list(self.stated["command"])

    @property
    def environment(self) -> dict[str, str]:
        return dict(self.stated.get("environment", {}))


def containers(environment: Mapping[str, str]) -> dict[str, Container]:
    """What the file starts when Docker is given this environment; `KeyError` names one that it lacks."""
    return {name: Container(name, stated) for name, stated in _filled(whole(), environment)["services"].items()}


def whole() -> dict[str, Any]:
    """The file with its names as they stand there."""
    parsed: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
    return parsed


def asked_for() -> set[str]:
    """Names without which Docker refuses the file."""
    return {found["name"] for found in _NAME.finditer(FILE.read_text("utf-8")) if found["how"] == ":?"}


def environment_file(lines: str) -> dict[str, str]:
    """The values in an environment file, quoted or not."""
    pairs = (line.split("=", 1) for line in lines.splitlines() if line and not line.startswith("#"))
    return {name: value.removeprefix("'").removesuffix("'") for name, value in pairs}


def _filled(part: Any, environment: Mapping[str, str]) -> Any:
    """The same with the values of names, in strings alone, after the file was parsed."""
    if isinstance(part, dict):
        return {name: _filled(below, environment) for name, below in part.items()}
    if isinstance(part, list):
        return [_filled(below, environment) for below in part]
    return _NAME.sub(lambda found: _value(found, environment), part) if isinstance(part, str) else part


def _value(found: "re.Match[str]", environment: Mapping[str, str]) -> str:
    given = environment.get(found["name"])
    if given:
        return given
    if found["how"] == ":-":
        return found["otherwise"]
    raise KeyError(found["name"])
