"""How sensitive each part of a disclosure's record is."""

from shared.callers import DatasetName
from shared.classification import HIGH, LOW, MODERATE, Dataset

READS = Dataset(
    DatasetName.READS,
    {
        "id": LOW,
        "caller": MODERATE,
        "caller_class": MODERATE,
        "roles": MODERATE,
        "purpose": MODERATE,
        "reason": HIGH,
        "agreement": LOW,
        "version_id": LOW,
        "what": LOW,
        "project": LOW,
        "fields": LOW,
        "request_id": LOW,
        "recorded_at": LOW,
        "break_glass_id": LOW,
        "read_id": LOW,
        "person_id": MODERATE,
    },
)
