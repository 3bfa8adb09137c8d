"""What agreements can open: the datasets that a route tells partners now and, of two, which fields and how sensitive.

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

BESIDE: Mapping[DatasetName, DatasetName] = {DatasetName.ASSISTANCES: DatasetName.PEOPLE}
"""Datasets that are told only of whoever is found in another: without that one, an agreement does not open them."""

TOLD = frozenset((*OFFERED, *WHOLE))
"""The datasets that have a way out to partners now.

No agreement is made over any other, and one that was opens nothing of it: what people sign today must not begin to
open something on the day on which a route for it is made. What may ever be opened is in `shared.ceilings`.
"""
