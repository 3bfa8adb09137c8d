"""Which kinds of refusal a route may answer with, read from the functions that it runs.

The text of a function says what it refuses and which functions it calls by name; a method is found by the type that its
owner is declared to have. What is called in another way is not seen, so a route may refuse more than is read here.
"""

import ast
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from textwrap import dedent
from types import ModuleType, NoneType, UnionType
from typing import Any, get_args, get_type_hints

from fastapi.routing import APIRoute

from commandline.raised import raised_in
from gateway import passage
from gateway.access import admission
from gateway.clients import sparing
from shared import connections, database, edge, problems
from shared.errors import DomainError
from shared.guard import calls, judges

_OURS = ("gateway", "services", "shared")

Function = Callable[..., Any]


def of_route(route: APIRoute) -> frozenset[str]:
    """The types that a route's own functions refuse with."""
    return _refused((route.endpoint, *calls(route), *judges(route)))


@cache
def everywhere() -> frozenset[str]:
    """The types that any route may refuse with, before its own functions run or when they fail."""
    return _refused(
        (
            connections.Connection.send_400_response,
            edge.Edge.__call__,
            edge._limited,
            database.trouble,
            admission.with_token,
            passage.passage,
            sparing.Sparing.send,
            problems.from_http,
            problems.unexpected,
        )
    ) | {"invalid-request"}


def _refused(functions: Iterable[Function]) -> frozenset[str]:
    found: set[str] = set()
    seen: set[Function] = set()
    pending = [inspect.unwrap(function) for function in functions]
    while pending:
        function = pending.pop()
        if _is_ours(function) and function not in seen:
            seen.add(function)
            types, called = _read(function)
            found |= types
            pending += called
    return frozenset(found)


def _is_ours(function: Any) -> bool:
    return inspect.isfunction(function) and function.__module__.partition(".")[0] in _OURS


@cache
def _read(function: Function) -> tuple[frozenset[str], tuple[Function, ...]]:
    """What a function refuses by itself, and the functions that it calls."""
    text = dedent(inspect.getsource(function))
    types = {type for refusal in raised_in(text, function.__qualname__) for type in refusal.types}
    called = []
    for meant in _meant(function, ast.parse(text)):
        if isinstance(meant, DomainError):
            types.add(meant.type)
        elif isinstance(meant, Mapping):
            types |= {each.type for each in meant.values() if isinstance(each, DomainError)}
        elif callable(meant):
            called.append(inspect.unwrap(meant))
    return frozenset(types), tuple(called)


def _meant(function: Function, tree: ast.AST) -> Iterator[Any]:
    """The things that the names in a function's text stand for."""
    scope = inspect.getclosurevars(function)
    known: dict[str, Any] = {**function.__globals__, **scope.nonlocals}
    declared = {**get_type_hints(function), **dict(_made_here(tree, known))}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in known:
            yield known[node.id]
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            owner = _if_any(declared.get(node.value.id) or known.get(node.value.id))
            if isinstance(owner, ModuleType | type):
                yield getattr(owner, node.attr, None)


def _if_any(owner: Any) -> Any:
    """The type of something that may also be missing."""
    types = [each for each in get_args(owner) if each is not NoneType]
    return types[0] if isinstance(owner, UnionType) and len(types) == 1 else owner


def _made_here(tree: ast.AST, known: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The names of things that a function makes, each with its class."""
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id=made))):
                if isinstance(known.get(made), type):
                    yield name, known[made]
