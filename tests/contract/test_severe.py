"""What is severe as a whole is declared wherever it could be read."""

import importlib
from collections.abc import Iterator
from pathlib import Path

from services import beneficiary
from services.beneficiary.records import history, reads
from services.beneficiary.records.sections import KINDS, SECTIONS
from shared.callers import DatasetName
from shared.classification import HIGH, SEVERE, Scope
from shared.facts import Source, concealed


def sources() -> Iterator[tuple[str, Source[object]]]:
    for file in sorted(Path(beneficiary.__path__[0]).glob("*/reads.py")):
        module = importlib.import_module(f"services.beneficiary.{file.parent.name}.reads")
        yield from ((f"{file.parent.name}.{name}", it) for name, it in vars(module).items() if isinstance(it, Source))


def test_whatever_tells_of_a_person_at_an_activity_says_which_rows_are_severe() -> None:
    about_taking_part = {name: it for name, it in sources() if it.person is not None and "activities" in it.joins}
    assert {name.partition(".")[0] for name in about_taking_part} >= {"enrolments", "attendances", "certificates"}
    assert [name for name, it in about_taking_part.items() if it.severe is None] == []


def test_a_record_and_its_history_leave_out_what_is_severe_as_a_whole_for_all_but_those_who_read_that() -> None:
    """They read facts by statements of their own."""
    severe = {each.source for each in (*SECTIONS, *KINDS) if each.source.severe is not None}
    assert severe
    for module in (reads, history):
        below, whole = (
            module._query(module._opened(tuple((name, Scope(ceiling=level)) for name in DatasetName)), False)
            for level in (HIGH, SEVERE)
        )
        for source in severe:
            assert concealed(source) in below
            assert concealed(source) not in whole
