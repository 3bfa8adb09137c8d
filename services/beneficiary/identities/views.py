"""How sensitive it is that registrations are one person, and why somebody said that they are."""

from enum import StrEnum

from shared.callers import DatasetName
from shared.classification import MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.views import View


@listed_as("merge-reason")
class MergeReason(StrEnum):
    """By what somebody knew that two registrations are one person."""

    SAME_DOCUMENT = "same_document"
    SAME_PHONE = "same_phone"
    SAID_SO = "said_so"
    RECOGNISED = "recognised"


MERGES = Dataset(
    DatasetName.MERGES,
    {
        "id": MODERATE,
        "person_id": MODERATE,
        "absorbed_id": MODERATE,
        "absorbed": MODERATE,
        "survivor_id": MODERATE,
        "survivor": MODERATE,
        "reason": MODERATE,
        **RECORD_KEEPING,
    },
)

MERGED = Dataset(DatasetName.RESULTS, {"merged": MODERATE})


@classified(MERGED)
class MergedView(View):
    """The registrations that were merged, each with the one that went on for it; this never leaves the gateway."""

    merged: list[list[int]]
