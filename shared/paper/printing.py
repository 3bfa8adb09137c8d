"""Filling in a page: what is stated is text in it and nothing else, and nothing is fetched to show it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined

from shared.days import day_of


@dataclass(frozen=True)
class Printed:
    """A page, and the policy that it stands under: a style of its own, no script, no image, nothing from anywhere."""

    content: str
    policy: str


def printing(folder: Path, words: Mapping[str, Any]) -> Environment:
    """What fills in the pages of a room: they lie beside its code, have `words` at hand, and extend `sheet.html`."""
    environment = Environment(
        loader=ChoiceLoader([FileSystemLoader(folder), FileSystemLoader(Path(__file__).parent)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(words)
    environment.filters.update(day=_day, begun=lambda words: words[:1].upper() + words[1:])
    return environment


def printed(environment: Environment, page: str, **values: Any) -> Printed:
    """A page, filled in."""
    nonce = token_urlsafe(16)
    policy = f"default-src 'none'; style-src 'nonce-{nonce}'; base-uri 'none'; form-action 'none'"
    content = environment.get_template(page).render(**values, nonce=nonce)
    return Printed(content, f"{policy}; frame-ancestors 'none'")


def _day(moment: date | datetime) -> str:
    day = day_of(moment) if isinstance(moment, datetime) else moment
    return f"{day.day} {day:%B %Y}"
