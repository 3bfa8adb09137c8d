"""How sensitive each part of a partner's record is."""

from shared.callers import DatasetName
from shared.classification import HIGH, LOW, MODERATE, RECORD_KEEPING, Dataset

PARTNERS = Dataset(
    DatasetName.PARTNERS,
    {"id": LOW, "code": LOW, "name": LOW, "caller_class": MODERATE, "secret_hash": HIGH, **RECORD_KEEPING},
)
