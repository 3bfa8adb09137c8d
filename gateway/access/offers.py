"""What agreements can open: the datasets that a route tells partners now and, of most, which fields and how sensitive.

How sensitive a field is, is said in `words`. A dataset without a choice of fields is opened as a whole.
"""

from collections.abc import Mapping

from gateway.access.words import LEVELS
from shared.callers import DatasetName
from shared.classification import MODERATE, Dataset, Sensitivity

PARTS = ("given", "father", "grandfather", "great_grandfather", "nisba")
_MOTHERS = ("mother_given", "mother_father", "mother_grandfather")


def _offer(dataset: DatasetName, *fields: str) -> Dataset:
    return Dataset(dataset, {name: LEVELS[dataset].levels[name] for name in fields})


PEOPLE = _offer(
    DatasetName.PEOPLE,
    *(f"{part}_{script}" for part in (*PARTS, *_MOTHERS) for script in ("native", "latin")),
    "sex",
    "birth_date",
    "birth_precision",
    "place",
)
ASSISTANCES = _offer(DatasetName.ASSISTANCES, "project", "modality", "place", "amount", "currency", "approved_on")
FORUMS = _offer(DatasetName.FORUMS, *LEVELS[DatasetName.FORUMS].levels)
INDICATORS = _offer(DatasetName.INDICATORS, *LEVELS[DatasetName.INDICATORS].levels)
MEETINGS = _offer(DatasetName.MEETINGS, *LEVELS[DatasetName.MEETINGS].levels)
MINUTES = _offer(DatasetName.MINUTES, "kind", "about", "outcome", "votes_for", "votes_against", "released_text")
CONCERNS = _offer(
    DatasetName.CONCERNS,
    *("category", "place", "raised_by", "raised_on", "status", "status_since", "history", "votes_for", "votes_of"),
    "released_text",
)
PLANS = _offer(DatasetName.PLANS, *LEVELS[DatasetName.PLANS].levels)
ACTIONS = _offer(DatasetName.ACTIONS, *LEVELS[DatasetName.ACTIONS].levels)
REFERRALS = _offer(DatasetName.REFERRALS, *LEVELS[DatasetName.REFERRALS].levels)

OFFERED: Mapping[DatasetName, Dataset] = {
    offer.name: offer
    for offer in (
        *(PEOPLE, ASSISTANCES),
        *(FORUMS, INDICATORS, MEETINGS, MINUTES, CONCERNS, PLANS, ACTIONS, REFERRALS),
    )
}

ALWAYS: Mapping[DatasetName, tuple[str, ...]] = {
    DatasetName.FORUMS: ("id",),
    DatasetName.INDICATORS: ("by", "since", "until", "rows", "quarters", "forum_id"),
    DatasetName.MEETINGS: ("id", "forum_id"),
    DatasetName.MINUTES: ("id", "forum_id", "meeting_id"),
    DatasetName.CONCERNS: ("id", "forum_id", "merged_into_id"),
    DatasetName.PLANS: ("id", "forum_id"),
    DatasetName.ACTIONS: ("id", "forum_id", "concern_id"),
    DatasetName.REFERRALS: ("id", "forum_id", "concern_id"),
}
"""What the gateway is told of a dataset with whatever fields an agreement opens: by what its records go together.

A partner is told its own references for them.
"""

WHOLE: Mapping[DatasetName, Sensitivity] = {DatasetName.RESULTS: MODERATE}
"""Datasets that are told as one document, and how deep an agreement has to open them: less of it there is not."""

BESIDE: Mapping[DatasetName, DatasetName] = {DatasetName.ASSISTANCES: DatasetName.PEOPLE}
"""Datasets that are told only of whoever is found in another: without that one, an agreement does not open them."""

TOLD = frozenset((*OFFERED, *WHOLE))
"""The datasets that have a way out to partners now.

No agreement is made over any other, and one that was opens nothing of it: what people sign today must not begin to
open something on the day on which a route for it is made. What may ever be opened is in `shared.ceilings`.
"""
