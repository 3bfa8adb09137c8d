"""What the code can refuse, read from its text: each type with its status, and each sentence with its values."""

import ast
import inspect
import string
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shared import errors, problems, reasons
from shared.errors import DomainError

ROOT = Path(__file__).parents[1]
FOLDERS = {
    "shared": ROOT / "shared",
    "gateway": ROOT / "gateway",
    "beneficiary": ROOT / "services" / "beneficiary",
    "grants": ROOT / "services" / "grants",
    "forums": ROOT / "services" / "forums",
}
"""Where refusals are raised; each folder has its own catalogues."""

KINDS = {
    name: problems.status_of(kind)
    for name, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, DomainError) and kind is not DomainError
}
UNFIT = ("Unfit", "key-unfit")
"""An error that has its type by itself, and says a member and a sentence."""
NOT_VALUES = {"field", "parts", "retry_after", "headers", "trace_id"}


@dataclass(frozen=True)
class Raised:
    """A place in the code that refuses: `values` are the names of what its sentence is filled with."""

    where: str
    types: tuple[str, ...]
    status: int | None
    sentence: str
    values: frozenset[str]


class Unreadable(AssertionError):
    """A refusal whose type or sentence does not stand where it is raised."""


def placeholders(sentence: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None)


def raised(folder: Path) -> Iterator[Raised]:
    """Every refusal of the code in a folder."""
    for file in sorted(folder.rglob("*.py")):
        yield from raised_in(file.read_text("utf-8"), str(file.relative_to(ROOT)))
    if folder == FOLDERS["shared"]:
        yield from declared()


def declared() -> Iterator[Raised]:
    """What is said of any request, whatever it is about."""
    where = "shared/reasons.py"
    for sentence in {*reasons.SENTENCES.values(), reasons.NO_BODY, reasons.OTHERWISE}:
        yield Raised(where, ("invalid-request",), 422, sentence, placeholders(sentence))
    for title in problems.TITLES.values():
        yield Raised("shared/problems.py", (), None, title, frozenset())


def raised_in(code: str, file: str) -> Iterator[Raised]:
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            yield from _refusal(node, name, f"{file}:{node.lineno}")


def _refusal(call: ast.Call, name: str, where: str) -> Iterator[Raised]:
    values = frozenset(word.arg or "**" for word in call.keywords) - NOT_VALUES
    if name in KINDS:
        yield Raised(where, _types(call.args[0], where), KINDS[name], _text(call.args[1], where), values)
    elif name == "problem":
        if isinstance(call.args[0], ast.Constant):  # elsewhere it renders what was raised
            status = int(str(call.args[0].value))
            yield Raised(where, _types(call.args[1], where), status, _text(call.args[2], where), values)
    elif name == UNFIT[0]:
        yield Raised(where, (UNFIT[1],), KINDS["Invalid"], _text(call.args[1], where), values)
    elif name == "Word":
        yield Raised(where, (), None, _text(call.args[0], where), values)
    elif name == "_misplaced":
        yield Raised(where, ("invalid-request",), 422, _text(call.args[1], where), values)
    elif name == "PydanticCustomError" and isinstance(call.args[1], ast.Constant):
        if len(call.args) > 2:
            raise Unreadable(f"{where}: its values have to carry the sentence, too")
        yield Raised(where, ("invalid-request",), 422, _text(call.args[1], where), values)


def _types(node: ast.expr, where: str) -> tuple[str, ...]:
    if isinstance(node, ast.IfExp):
        return (*_types(node.body, where), *_types(node.orelse, where))
    return (_text(node, where),)


def _text(node: ast.expr, where: str) -> str:
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        raise Unreadable(
            f"{where}: state the type and the sentence as they are, and what varies as a value beside them"
        )
    return node.value
