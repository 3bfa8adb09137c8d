"""Scales: the answers that a question can have. They are fixed, so that waves can be compared.

`reversed` questions are those for which the end of the scale is the good one: "I am afraid of the police".
"""

from collections.abc import Mapping
from enum import StrEnum

from shared.codes import listed_as


@listed_as("answer-scale")
class Scale(StrEnum):
    """On which scale a question is answered."""

    YES_NO = "yes_no"
    AGREEMENT = "agreement"
    SAFETY = "safety"
    TRUST = "trust"
    LIKELIHOOD = "likelihood"


@listed_as("survey-answer")
class Choice(StrEnum):
    """An answer to a question: one of its scale, or that there was none."""

    YES = "yes"
    NO = "no"
    STRONGLY_AGREE = "strongly_agree"
    AGREE = "agree"
    NEITHER = "neither"
    DISAGREE = "disagree"
    STRONGLY_DISAGREE = "strongly_disagree"
    VERY_SAFE = "very_safe"
    SAFE = "safe"
    UNSAFE = "unsafe"
    VERY_UNSAFE = "very_unsafe"
    FULLY = "fully"
    MOSTLY = "mostly"
    LITTLE = "little"
    NOT_AT_ALL = "not_at_all"
    VERY_LIKELY = "very_likely"
    LIKELY = "likely"
    UNLIKELY = "unlikely"
    VERY_UNLIKELY = "very_unlikely"
    DO_NOT_KNOW = "do_not_know"
    REFUSED = "refused"


CHOICES: Mapping[Scale, tuple[Choice, ...]] = {
    Scale.YES_NO: (Choice.YES, Choice.NO),
    Scale.AGREEMENT: (
        Choice.STRONGLY_AGREE,
        Choice.AGREE,
        Choice.NEITHER,
        Choice.DISAGREE,
        Choice.STRONGLY_DISAGREE,
    ),
    Scale.SAFETY: (Choice.VERY_SAFE, Choice.SAFE, Choice.UNSAFE, Choice.VERY_UNSAFE),
    Scale.TRUST: (Choice.FULLY, Choice.MOSTLY, Choice.LITTLE, Choice.NOT_AT_ALL),
    Scale.LIKELIHOOD: (Choice.VERY_LIKELY, Choice.LIKELY, Choice.UNLIKELY, Choice.VERY_UNLIKELY),
}
"""The answers of each scale, in order."""

NO_ANSWER = (Choice.DO_NOT_KNOW, Choice.REFUSED)
"""What somebody may say to any question, and is counted as no answer to it. What was not asked is another matter."""


def favourable(scale: Scale, reversed: bool) -> tuple[Choice, ...]:
    """The answers on the good side of a scale; what lies in its middle is on neither."""
    choices = CHOICES[scale]
    half = len(choices) // 2
    return choices[-half:] if reversed else choices[:half]
