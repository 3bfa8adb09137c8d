"""The fields of which an agreement can name some: what partners may be told of a person, and how sensitive each is.

The levels are those of the services that own the data; a contract test compares them. A dataset that is not listed is
opened as a whole, without a choice of fields.
"""

from collections.abc import Mapping

from shared.callers import DatasetName
from shared.classification import HIGH, LOW, MODERATE, Dataset, Sensitivity

_PARTS = ("given", "father", "grandfather", "great_grandfather", "nisba")
_MOTHERS = ("mother_given", "mother_father", "mother_grandfather")

PEOPLE = Dataset(
    DatasetName.PEOPLE,
    {
        **{f"{part}_{script}": HIGH for part in (*_PARTS, *_MOTHERS) for script in ("native", "latin")},
        "sex": MODERATE,
        "birth_date": HIGH,
        "birth_precision": MODERATE,
        "place": MODERATE,
    },
)

ASSISTANCES = Dataset(
    DatasetName.ASSISTANCES,
    {
        "project": LOW,
        "modality": LOW,
        "place": MODERATE,
        "amount": MODERATE,
        "currency": LOW,
        "approved_on": LOW,
    },
)

OFFERED: Mapping[DatasetName, Dataset] = {offer.name: offer for offer in (PEOPLE, ASSISTANCES)}

WHOLE: Mapping[DatasetName, Sensitivity] = {DatasetName.RESULTS: MODERATE}
"""Datasets that are told as one document, and how deep an agreement has to open them: less of it there is not."""
