"""How sensitive each part of a disclosure's record is."""

from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, Dataset

READS = Dataset(
    DatasetName.READS,
    {
        "id": LOW,
        "caller": MODERATE,
        "caller_class": MODERATE,
        "purpose": MODERATE,
        "agreement": LOW,
        "what": LOW,
        "project": LOW,
        "fields": LOW,
        "request_id": LOW,
        "recorded_at": LOW,
    },
)
