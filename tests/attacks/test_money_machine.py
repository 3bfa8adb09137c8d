"""Money over thousands of sequences of what officers do, alone and at once; and faults of the ledger that show."""

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from access_sizes import size, some
from grants_office import Office, working
from grants_sizes import run, run_until_caught
from hypothesis.errors import Flaky
from money_faults import FAULTS
from money_machine import MoneyMachine


@pytest.fixture
async def database(clone: Callable[[str], Awaitable[str]]) -> str:
    return await clone("grants")


@pytest.fixture
def office(database: str, tmp_path: Path) -> Iterator[Office]:
    with working(database, f"{tmp_path}") as office:
        yield office


def test_where_money_stands_is_what_the_model_says(office: Office, record_property: Any) -> None:
    run(lambda: MoneyMachine(office), sequences=size(20, 2_000))
    record_property("money at random", f"{office.happened} things happened and {office.refused} were refused")
    assert min(office.happened, office.refused) > 40


@pytest.mark.parametrize("fault", some(FAULTS))
def test_the_machine_catches_a_planted_fault(office: Office, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    FAULTS[fault](office, monkeypatch)
    with pytest.raises((AssertionError, Flaky)):  # two at once do not always get in each other's way again
        run_until_caught(lambda: MoneyMachine(office))
