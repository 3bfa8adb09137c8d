"""Who is told which fields: what opens a dataset so deep to partners, and to staff."""

from gateway.access.words import FIELDS, LEVELS, Described
from shared.callers import DatasetName
from shared.classification import SEVERE, Scope

_STAFF_ALONE = {
    (DatasetName.RESULTS, name)
    for name in (
        *("money", "jobs", "survival", "revenue_change", "cost_per_job"),
        *("safety_plans", "perception_change"),
    )
}
_SEALED_ALONE = {(DatasetName.RESULTS, "sealed_at")}


def told_to_partner(dataset: DatasetName, scope: Scope) -> tuple[Described, ...]:
    """The fields that an agreement which opens a dataset so deep tells a partner.

    Sealed results are fixed bytes: whoever is opened them is told all of them, however deep.
    """
    depth = Scope(ceiling=SEVERE) if dataset is DatasetName.RESULTS else scope
    return tuple(field for field in _fields(dataset, depth) if (dataset, field.name) not in _STAFF_ALONE)


def told_to_staff(dataset: DatasetName, scope: Scope) -> tuple[Described, ...]:
    """The fields that roles which open a dataset so deep tell a member of staff."""
    return tuple(field for field in _fields(dataset, scope) if (dataset, field.name) not in _SEALED_ALONE)


def _fields(dataset: DatasetName, scope: Scope) -> tuple[Described, ...]:
    if dataset not in LEVELS:
        return ()
    described = FIELDS[dataset]
    return tuple(described[name] for name in LEVELS[dataset].readable(scope, tuple(described)))
