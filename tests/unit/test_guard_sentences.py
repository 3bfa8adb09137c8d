"""How many sentences of the test set are marked: the targets, over the whole set."""

from pathlib import Path

import pytest

from commandline.evaluation.texts import LANGUAGES, Sentence, read, share

FOLDER = Path(__file__).parents[1] / "guard_sentences"


@pytest.fixture(scope="module")
def identity() -> list[Sentence]:
    return read(FOLDER / "identity.csv")


@pytest.fixture(scope="module")
def harmless() -> list[Sentence]:
    return read(FOLDER / "harmless.csv")


def test_98_in_100_sentences_that_tell_of_a_person_are_marked(identity: list[Sentence]) -> None:
    assert share(identity).of >= 300
    assert share(identity).share >= 0.98


def test_at_most_10_in_100_sentences_that_tell_of_nobody_are_marked(harmless: list[Sentence]) -> None:
    assert share(harmless).of >= 300
    assert share(harmless).share <= 0.10


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_falls_far_behind(identity: list[Sentence], harmless: list[Sentence], language: str) -> None:
    assert share(identity, lambda one: one.language == language).share >= 0.95
    assert share(harmless, lambda one: one.language == language).share <= 0.15


def test_the_half_that_no_rule_was_written_for_stays_what_it_was_measured_to_be(identity: list[Sentence]) -> None:
    held_out = share(identity, lambda one: not one.tuned_on)
    assert held_out.share >= 0.95
