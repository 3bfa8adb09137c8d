"""The fields of which an agreement can name some: what partners may be told of a person, and how sensitive each is.

How sensitive a field is, is said in `words`. A dataset without a choice of fields is opened as a whole.
"""

from collections.abc import Mapping

from gateway.access.words import LEVELS
from shared.callers import DatasetName
from shared.classification import MODERATE, Dataset, Sensitivity

_PARTS = ("given", "father", "grandfather", "great_grandfather", "nisba")
_MOTHERS = ("mother_given", "mother_father", "mother_grandfather")


def _offer(dataset: DatasetName, *fields: str) -> Dataset:
    return Dataset(dataset, {name: LEVELS[dataset].levels[name] for name in fields})


PEOPLE = _offer(
    DatasetName.PEOPLE,
    *(f"{part}_{script}" for part in (*_PARTS, *_MOTHERS) for script in ("native", "latin")),
    "sex",
    "birth_date",
    "birth_precision",
    "place",
)
ASSISTANCES = _offer(DatasetName.ASSISTANCES, "project", "modality", "place", "amount", "currency", "approved_on")

OFFERED: Mapping[DatasetName, Dataset] = {offer.name: offer for offer in (PEOPLE, ASSISTANCES)}

WHOLE: Mapping[DatasetName, Sensitivity] = {DatasetName.RESULTS: MODERATE}
"""Datasets that are told as one document, and how deep an agreement has to open them: less of it there is not."""
