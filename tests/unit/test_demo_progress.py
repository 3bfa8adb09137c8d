"""How far a loading is: a bar where somebody watches, a line for each tenth where nobody does, on standard error."""

import re

import pytest

from demo import progress


def load(*, soon: bool) -> None:
    with progress.shown(["beneficiary", "grants"], 50_000, soon=soon) as told:
        for _ in range(40):
            told("beneficiary", 1 / 40)
        told("grants", 0.25)


def test_a_line_is_written_for_each_tenth_but_the_last(capsys: pytest.CaptureFixture[str]) -> None:
    load(soon=False)
    out, err = capsys.readouterr()
    assert out == ""
    lines = err.splitlines()
    assert lines[0] == "beneficiary: 5,000 of 50,000 people"
    assert lines[-1] == "grants: 12,500 of 50,000 people"
    assert len(lines) == 9 + 1


def test_nothing_is_written_of_what_is_done_soon(capsys: pytest.CaptureFixture[str]) -> None:
    load(soon=True)
    assert capsys.readouterr() == ("", "")


def test_a_terminal_has_a_bar_for_each_service(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "160")
    load(soon=True)
    out, err = capsys.readouterr()
    assert out == ""
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", err)
    assert re.search(r"beneficiary\W+━+\W+100%\W+50,000 of 50,000 people", plain)
    assert re.search(r"grants\W+━[━╸╺ ]+\W+25%\W+12,500 of 50,000 people", plain)
