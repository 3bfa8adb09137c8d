"""How sensitive each part of an agreement is."""

from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset

AGREEMENTS = Dataset(
    DatasetName.AGREEMENTS,
    {
        "id": LOW,
        "partner_id": LOW,
        "caller_class": MODERATE,
        "version": LOW,
        "purpose": LOW,
        "datasets": LOW,
        "areas": LOW,
        "projects": LOW,
        "starts_on": LOW,
        "ends_on": LOW,
        **RECORD_KEEPING,
    },
)
