"""Where code lists come from: a file each, read when it is first asked for."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from gateway.codelists.views import CodelistsView, CodelistTitleView, CodelistView, ItemView, LabelsView
from shared.languages import Language

_DATA = Path(__file__).parent / "data"


@cache
def names() -> tuple[str, ...]:
    """What the code lists are called."""
    return tuple(sorted(file.stem for file in _DATA.glob("*.json")))


def codelists(language: Language) -> CodelistsView:
    """All of them, with their titles in a language."""
    return CodelistsView(
        codelists=[CodelistTitleView(name=name, title=_file(name)["title"][language]) for name in names()]
    )


def codelist(name: str, language: Language) -> CodelistView:
    """One of `names()`, with its title and labels in a language."""
    stated = _file(name)
    return CodelistView(
        name=name,
        title=stated["title"][language],
        confidence=stated["confidence"],
        source=stated["source"],
        note=stated.get("note"),
        items=[
            ItemView(
                code=item["code"],
                label=item[language],
                labels=LabelsView(**{each.value: item[each] for each in Language}),
            )
            for item in stated["items"]
        ],
    )


@cache
def _file(name: str) -> dict[str, Any]:
    stated: dict[str, Any] = json.loads((_DATA / f"{name}.json").read_text("utf-8"))
    return stated
