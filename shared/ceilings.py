"""The most that any agreement can give a class of partner; not configuration, and in force in three places.

The gateway drafts no agreement above it, its database holds none, and a mandate above it is not a mandate.
"""

from collections.abc import Mapping

from shared.callers import CallerClass, DatasetName
from shared.classification import HIGH, MODERATE, Sensitivity

_D = DatasetName
_PEOPLE = (_D.PEOPLE, _D.HOUSEHOLDS, _D.DISPLACEMENTS, _D.ACTIVITIES, _D.ATTENDANCES, _D.ASSISTANCES)
_RESULTS = {_D.RESULTS: MODERATE}
_OF_FORUMS = (
    _D.FORUMS,
    _D.INDICATORS,
    _D.MEETINGS,
    _D.MINUTES,
    _D.CONCERNS,
    _D.PLANS,
    _D.ACTIONS,
    _D.REFERRALS,
)
"""What forums do, without who sits in them, and without what protection alone may know."""
_WITH_PEOPLE = {**_RESULTS, **dict.fromkeys(_PEOPLE, HIGH)}

MOST: Mapping[CallerClass, Mapping[DatasetName, Sensitivity]] = {
    CallerClass.SECURITY: {**_RESULTS, **dict.fromkeys(_OF_FORUMS, MODERATE)},
    CallerClass.AUTHORITY: _WITH_PEOPLE,
    CallerClass.AID: _WITH_PEOPLE,
    CallerClass.DONOR: _RESULTS,
}
"""By class of partner: the datasets that may be opened to it at all, and how deep."""


def exceeds(caller_class: CallerClass, dataset: DatasetName, ceiling: Sensitivity) -> bool:
    """Whether this is more than any agreement can give this class."""
    most = MOST[caller_class].get(dataset)
    return most is None or not ceiling.within(most)
