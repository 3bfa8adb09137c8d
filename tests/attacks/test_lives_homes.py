"""Membership and status over thousands of sequences of what happens to people; and faults that have to be noticed."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from access_sizes import some
from lives import Life, living, run, run_until_caught
from lives_homes_faults import FAULTS
from lives_homes_machine import HomesMachine, known


@pytest.fixture
def life(cellars: Mapping[str, str]) -> Iterator[Life]:
    with living(cellars["beneficiary"]) as life:
        yield life


def test_who_lived_where_and_with_which_status_is_what_the_model_says_now_and_as_of_earlier_moments(
    life: Life, record_property: Any
) -> None:
    everybody = known(life)
    run(lambda: HomesMachine(everybody))
    record_property("lives at random", f"{life.happened} things happened and {life.refused} were refused")
    assert min(life.happened, life.refused) > 100


@pytest.mark.parametrize("fault", some(FAULTS))
def test_the_machine_catches_a_planted_fault(life: Life, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    everybody = known(life)
    FAULTS[fault](life, monkeypatch)
    with pytest.raises(AssertionError):
        run_until_caught(lambda: HomesMachine(everybody))
