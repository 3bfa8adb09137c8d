"""What documents say of tests: each that is named exists, and every principle names some."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROTECTION = ROOT / "docs" / "data-protection.md"
NAMED = re.compile(r"`(tests/[a-z0-9_/]+\.py)::(\w+)`")


def named() -> list[tuple[str, str]]:
    return NAMED.findall(PROTECTION.read_text("utf-8"))


def not_there(tests: list[tuple[str, str]]) -> Iterator[str]:
    for path, name in tests:
        file = ROOT / path
        tree = ast.parse(file.read_text("utf-8")) if file.exists() else ast.Module([], [])
        if name not in {each.name for each in tree.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)}:
            yield f"{path}::{name}"


def test_every_test_that_holds_a_principle_exists() -> None:
    assert list(not_there(named())) == []


def test_a_test_that_is_gone_is_noticed() -> None:
    gone = [("tests/contract/test_documents.py", "test_gone"), ("tests/unit/test_gone.py", "test_gone")]
    assert list(not_there(gone)) == [
        "tests/contract/test_documents.py::test_gone",
        "tests/unit/test_gone.py::test_gone",
    ]


def test_each_of_the_thirteen_principles_names_tests_and_what_is_missing() -> None:
    sections = re.split(r"^## (?=\d)", PROTECTION.read_text("utf-8"), flags=re.MULTILINE)[1:]
    assert [section.split(".")[0] for section in sections] == [str(number) for number in range(1, 14)]
    for section in sections:
        assert NAMED.search(section), section
        assert "\nMissing" in section, section


def test_what_looks_like_a_test_is_read_as_one() -> None:
    assert len(named()) == PROTECTION.read_text("utf-8").count("::")
