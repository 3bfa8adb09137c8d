"""Schemas of several applications brought under one roof: those that are used, under names that mean one thing each."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Schemas = Mapping[str, Any]
Names = Mapping[str, str]

_REFERENCE = "#/components/schemas/"
_KEYED = {"properties", "patternProperties", "$defs"}
"""What stands below these is called by names of the application's own, not by words of OpenAPI."""
_SHOWN = {"example", "examples", "default", "enum", "const"}
"""What stands below these is data."""


class Clash(ValueError):
    """Two things would go by one name."""


def used(node: Any, schemas: Schemas) -> dict[str, Any]:
    """The schemas that a part of a document refers to, directly or through others."""
    found: dict[str, Any] = {}
    pending = set(_references(node))
    while pending:
        name = pending.pop()
        if name not in found:
            found[name] = schemas[name]
            pending.update(_references(schemas[name]))
    return {name: schemas[name] for name in schemas if name in found}


def united(kept: Mapping[str, Schemas], keeps_its_names: str) -> tuple[dict[str, Any], dict[str, Names]]:
    """The schemas of all owners together, and what each owner's are called there.

    A name that stands for different things is led by its owner, `GrantsSex`, wherever it occurs; only one of the
    owners keeps its own.
    """
    names: dict[str, dict[str, str]] = {owner: {} for owner in kept}
    while ambiguous := _ambiguous(kept, names):
        for owner, name in ambiguous:
            if owner != keeps_its_names:
                names[owner][name] = f"{owner.title()}{name}"
    together: dict[str, Any] = {}
    for owner, schemas in kept.items():
        for name, schema in schemas.items():
            called, said = names[owner].get(name, name), renamed(schema, names[owner])
            if together.setdefault(called, said) != said:
                raise Clash(f"two schemas are called {called}")
    return dict(sorted(together.items())), dict(names)


def shown(schema: Any, *, whole: bool) -> Any:
    """A schema with its examples in the order of its fields; `whole` for an answer, whose record is shown whole.

    FastAPI leaves null out of every example. In an answer it has to stand, where something is not known: a field that
    is absent is one that the caller may not see.
    """
    if "examples" not in schema or "properties" not in schema:
        return schema
    fields = schema["properties"]
    unknown = {name: None for name, part in fields.items() if whole and {"type": "null"} in part.get("anyOf", ())}
    examples = [{**unknown, **example} for example in schema["examples"]]
    return {**schema, "examples": [{name: each[name] for name in fields if name in each} for each in examples]}


def renamed(node: Any, names: Names, *, keyed: bool = False) -> Any:
    """A part of a document with its references to schemas under their new names."""
    if isinstance(node, list):
        return [renamed(part, names) for part in node]
    if not isinstance(node, dict):
        return node
    if keyed:
        return {key: renamed(part, names) for key, part in node.items()}
    return {key: _renamed_below(key, part, names) for key, part in node.items()}


def _renamed_below(key: str, part: Any, names: Names) -> Any:
    if key in _SHOWN:
        return part
    if key == "$ref" and isinstance(part, str):
        return _called(part, names)
    if key == "discriminator" and isinstance(part, dict):
        mapping = {value: _called(meant, names) for value, meant in part.get("mapping", {}).items()}
        return {**part, "mapping": mapping} if mapping else part
    return renamed(part, names, keyed=key in _KEYED)


def _called(reference: str, names: Names) -> str:
    name = reference.removeprefix(_REFERENCE)
    return f"{_REFERENCE}{names.get(name, name)}" if name != reference else reference


def _ambiguous(kept: Mapping[str, Schemas], names: Mapping[str, Names]) -> set[tuple[str, str]]:
    """The names that still stand for different things, each with the owners that would have to give it up."""
    said: dict[str, list[tuple[str, str, Any]]] = {}
    for owner, schemas in kept.items():
        for name, schema in schemas.items():
            if name not in names[owner]:
                said.setdefault(name, []).append((owner, name, renamed(schema, names[owner])))
    return {
        (owner, name)
        for entries in said.values()
        if len(entries) > 1 and any(schema != entries[0][2] for _, _, schema in entries)
        for owner, name, _ in entries
    }


def _references(node: Any, *, keyed: bool = False) -> Iterator[str]:
    parts: Iterable[tuple[str, Any]] = ()
    if isinstance(node, list):
        parts = (("", part) for part in node)
    elif isinstance(node, dict):
        parts = node.items()
    for key, part in parts:
        if not keyed and key == "$ref" and isinstance(part, str) and part.startswith(_REFERENCE):
            yield part.removeprefix(_REFERENCE)
        elif keyed or key not in _SHOWN:
            yield from _references(part, keyed=not keyed and key in _KEYED)
