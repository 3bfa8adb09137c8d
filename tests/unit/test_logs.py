"""Logs say where something went wrong and of which kind, and never what was said."""

import json
import logging
from datetime import datetime
from pathlib import Path

import pytest

from shared import logs

SECRET = "زينب حسين"


def fail() -> None:
    try:
        raise KeyError(SECRET)
    except KeyError as cause:
        raise ValueError(f"not found: {SECRET}") from cause


def caught() -> BaseException:
    with pytest.raises(ValueError, match="not found") as error:
        fail()
    return error.value


def test_an_error_is_told_by_its_places_and_kinds() -> None:
    told = logs.where(caught())
    assert told[-2:] == ["builtins.ValueError", "builtins.KeyError"]
    assert any(step.endswith(" fail") and "test_logs.py:" in step for step in told)


def test_no_message_of_an_error_is_told() -> None:
    assert SECRET not in str(logs.where(caught()))


def test_notes_and_groups_of_errors_tell_no_message_either() -> None:
    error = caught()
    error.add_note(SECRET)
    group = ExceptionGroup(SECRET, [ValueError(SECRET)])
    assert SECRET not in str(logs.where(error)) + str(logs.where(group))


def stumble() -> None:
    try:
        raise LookupError(SECRET)
    except LookupError:
        raise RuntimeError(SECRET)  # noqa: B904 - that it does not say so is the point


def test_an_error_that_was_raised_while_another_was_handled_names_both() -> None:
    with pytest.raises(RuntimeError) as error:
        stumble()
    assert logs.where(error.value)[-2:] == ["builtins.RuntimeError", "builtins.LookupError"]


def test_what_another_library_puts_into_its_words_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    other = logging.getLogger("pgqueuer")
    other.addFilter(logs.tersely)
    try:
        other.error("Flush failed for %s", SECRET, exc_info=caught())
        other.error("Failed to send heartbeat: %s", SECRET)
    finally:
        other.removeFilter(logs.tersely)
    first, second = caplog.records
    assert (first.getMessage(), second.getMessage()) == ("Flush failed for %s", "Failed to send heartbeat: %s")
    assert vars(first)["where"][-1] == "builtins.KeyError"
    assert SECRET not in caplog.text + str(vars(first)) + str(vars(second))


def test_a_log_is_one_json_object_a_line(tmp_path: Path) -> None:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    try:
        logs.configure(tmp_path / "log")
        logging.getLogger("nexus.request").info("request", extra={"route": "/people/{registration_number}", "ms": 1.5})
        logging.getLogger("nexus.request").info({"message": "request", "route": None, "ms": 0.7})
        logging.getLogger("nexus.request").debug("too fine")
        logging.getLogger("uvicorn.access").info("GET /people/4821-7730-5142")
        logging.getLogger("httpx").info("POST /people")
    finally:
        for handler in root.handlers:
            handler.close()
        root.handlers[:] = before
        root.setLevel(level)
    lines = [json.loads(line) for line in (tmp_path / "log").read_text(encoding="utf-8").splitlines()]
    assert [line["message"] for line in lines] == ["request", "request"]
    assert [(line["route"], line["ms"]) for line in lines] == [("/people/{registration_number}", 1.5), (None, 0.7)]
    assert all(list(line)[:3] == ["at", "levelname", "name"] for line in lines)
    assert all(datetime.fromisoformat(line["at"]).tzinfo for line in lines)
