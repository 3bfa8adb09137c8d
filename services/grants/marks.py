"""The marks at which it is looked what became of a grant: so long after its first payment an enterprise is visited, and
so long after its start a job has lasted."""

from collections.abc import Mapping
from enum import StrEnum

from shared.codes import listed_as


@listed_as("monitoring-mark")
class Mark(StrEnum):
    """How long after something began it is looked at."""

    AFTER_3_MONTHS = "after_3_months"
    AFTER_6_MONTHS = "after_6_months"
    AFTER_12_MONTHS = "after_12_months"


MONTHS: Mapping[Mark, int] = {Mark.AFTER_3_MONTHS: 3, Mark.AFTER_6_MONTHS: 6, Mark.AFTER_12_MONTHS: 12}
"""Months of the calendar: from the last of November to the last of February are three."""
