"""Whom the gateway asks twice it asks no more than once in ten times."""

import pytest

from gateway.clients.budget import CALLS_FOR_ONE, MOST_SAVED, Budget


def test_nothing_is_repeated_before_ten_calls_were_made() -> None:
    budget = Budget()
    for _ in range(CALLS_FOR_ONE):
        assert not budget.spend()
        budget.earn()
    assert budget.spend()
    assert not budget.spend()
    assert budget.spent == 1


@pytest.mark.parametrize("calls", [1, 9, 10, 99, 1000])
def test_whatever_fails_no_more_than_a_tenth_is_repeated(calls: int) -> None:
    budget = Budget()
    for _ in range(calls):
        budget.earn()
        budget.spend()
    assert budget.spent == calls // CALLS_FOR_ONE


def test_a_long_quiet_time_saves_for_a_few_and_no_more() -> None:
    budget = Budget()
    for _ in range(10_000):
        budget.earn()
    assert sum(budget.spend() for _ in range(100)) == MOST_SAVED
