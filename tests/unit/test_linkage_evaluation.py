"""What the evaluation of linkage prints, on a small register and the smallest of the FEBRL sets."""

import re
from typing import Any

import pytest

from commandline.evaluation import febrl, report
from demo.sizes import Extent
from services.beneficiary.linkage import people
from services.beneficiary.linkage.apart import Comparing, Found

SMALL = Extent(1_000, 7)
_FIGURES = re.compile(
    r"register of seed (?P<seed>\d+) +(?P<records>[\d,]+) +(?P<true>\d+) +(?P<wrong>\d+)"
    r" +(?P<precision>[\d.]+) +(?P<recall>[\d.]+) +(?P<f1>[\d.]+)"
    r" +(?P<together>[\d.]+) +(?P<apart>[\d.]+) +(?P<cluster_f1>[\d.]+) +(?P<wrong_in_10_000>[\d.]+)"
)


def figures() -> dict[str, float]:
    """What is printed of the small register."""
    printed = "\n".join(report.lines(SMALL, sets=False))
    found = _FIGURES.search(printed)
    assert found is not None, printed
    return {name: float(figure.replace(",", "")) for name, figure in found.groupdict().items()}


def test_the_evaluation_states_its_thresholds_first_and_then_what_it_measured() -> None:
    first = next(report.lines(SMALL, sets=False))
    assert str(people.THRESHOLD) in first
    assert str(febrl.THRESHOLD) in first
    of = figures()
    assert of["seed"] == 7
    assert 900 < of["records"] < 1_100
    assert of["true"] > 20
    assert of["f1"] >= 0.95
    assert of["cluster_f1"] >= of["f1"]


def test_what_is_not_found_or_found_wrongly_is_printed_so(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = Comparing.found

    async def half_and_wrong(self: Any) -> list[Found]:
        found = await honest(self)
        return [*found[::2], Found(1, 2, 0.99)]

    monkeypatch.setattr(Comparing, "found", half_and_wrong)
    of = figures()
    assert of["wrong"] == 1
    assert of["recall"] < 0.6
    assert of["precision"] < 1


def test_a_febrl_set_is_linked_without_its_number_as_well_as_it_is_said_to_be() -> None:
    where = febrl.folder()
    assert where is not None
    found = febrl.evaluated(where, febrl.SETS["FEBRL 1"], with_number=False)
    assert (found.records, found.true) == (1_000, 500)
    assert found.f1 >= 0.985


def test_without_their_package_it_is_said_that_the_febrl_sets_are_not_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(febrl, "PACKAGE", "not_installed")
    printed = list(report._sets())
    assert len(printed) == 1
    assert "not here" in printed[0]
