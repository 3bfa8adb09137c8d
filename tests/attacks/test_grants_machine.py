"""Grants over thousands of sequences of what officers and a committee do, alone and at once; and faults that show."""

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from access_sizes import some
from grants_faults import FAULTS
from grants_machine import GrantsMachine
from grants_office import Office, working
from grants_sizes import run, run_until_caught
from hypothesis.errors import Flaky


@pytest.fixture
async def database(clone: Callable[[str], Awaitable[str]]) -> str:
    return await clone("grants")


@pytest.fixture
def office(database: str, tmp_path: Path) -> Iterator[Office]:
    with working(database, f"{tmp_path}") as office:
        yield office


def test_what_is_applied_for_and_decided_is_what_the_model_says(office: Office, record_property: Any) -> None:
    run(lambda: GrantsMachine(office))
    record_property("grants at random", f"{office.happened} things happened and {office.refused} were refused")
    assert office.happened > office.refused > 50


@pytest.mark.parametrize("fault", some(FAULTS))
def test_the_machine_catches_a_planted_fault(office: Office, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    FAULTS[fault](office, monkeypatch)
    with pytest.raises((AssertionError, Flaky)):  # two at once do not always get in each other's way again
        run_until_caught(lambda: GrantsMachine(office))
