"""Money over thousands of sequences of what officers do, alone and at once; and faults of the ledger that show."""

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from access_sizes import size, some
from grants_office import TELLERS, Office, working
from grants_sizes import run, run_until_caught
from hypothesis.errors import Flaky
from money_batches import BatchMachine
from money_faults import OF_BATCHES, OF_PAYMENTS, OF_RECOVERIES, OF_SETTLEMENTS
from money_machine import MoneyMachine
from money_recoveries import RecoveryMachine
from money_settlements import SettlementMachine

AT_ONCE = 64
FAULTS = {
    name: (machine, plant)
    for machine, faults in (
        (MoneyMachine, OF_PAYMENTS),
        (BatchMachine, OF_BATCHES),
        (SettlementMachine, OF_SETTLEMENTS),
        (RecoveryMachine, OF_RECOVERIES),
    )
    for name, plant in faults.items()
}
"""Each beside the machine that knows what it is about, and of the rest as little as it can: so it is soon caught."""


@pytest.fixture
async def database(clone: Callable[[str], Awaitable[str]]) -> str:
    return await clone("grants")


@pytest.fixture
def office(database: str, tmp_path: Path) -> Iterator[Office]:
    with working(database, f"{tmp_path}") as office:
        yield office


@pytest.mark.parametrize("part", range(size(1, 4)))  # on several processors at once
def test_where_money_stands_is_what_the_model_says(office: Office, part: int, record_property: Any) -> None:
    run(lambda: RecoveryMachine(office), sequences=size(16, 500))
    record_property("money at random", f"{office.happened} things happened and {office.refused} were refused")
    assert min(office.happened, office.refused) > 40


def test_of_sixty_four_identical_requests_at_once_one_has_an_effect(office: Office, record_property: Any) -> None:
    """Under each key the same order is paid so often at once; in between the payment is voided."""
    machine, keys = RecoveryMachine(office), size(3, 1_000)
    order = machine.approved(0)
    assert order is not None
    for _ in range(keys):
        machine.at_once_under_one_key(machine.paying(order, TELLERS[0]), AT_ONCE)
        machine.do(machine.voided(list(machine.model.payments)[-1]))
    assert len(machine.model.payments) == keys
    kept = office.run(
        office.connection.fetchval("SELECT count(*) FROM idempotency_keys WHERE key LIKE 'pay-%' AND of_money")
    )
    assert kept == keys
    record_property("keys", f"{keys} with {AT_ONCE} identical requests at once, one effect each")


@pytest.mark.parametrize("fault", some(FAULTS, every=12))
def test_the_machine_catches_a_planted_fault(office: Office, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    machine, plant = FAULTS[fault]
    plant(office, monkeypatch)
    with pytest.raises((AssertionError, Flaky)):  # two at once do not always get in each other's way again
        run_until_caught(lambda: machine(office))
