"""Identity and consent over thousands of sequences of merging, undoing and deciding; and faults that are noticed."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from access_sizes import some
from lives import Life, living, run, run_until_caught
from lives_identities_faults import FAULTS
from lives_identities_machine import IdentitiesMachine, known


@pytest.fixture
def life(cellars: Mapping[str, str]) -> Iterator[Life]:
    with living(cellars["beneficiary"]) as life:
        yield life


def test_who_is_one_person_and_what_they_consent_to_is_what_the_model_says(life: Life, record_property: Any) -> None:
    everybody = known(life)
    run(lambda: IdentitiesMachine(everybody))
    record_property("identities at random", f"{life.happened} things happened and {life.refused} were refused")
    assert life.happened > life.refused > 0


@pytest.mark.parametrize("fault", some(FAULTS))
def test_the_machine_catches_a_planted_fault(life: Life, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    everybody = known(life)
    FAULTS[fault](life, monkeypatch)
    with pytest.raises(AssertionError):
        run_until_caught(lambda: IdentitiesMachine(everybody))
