"""Which criteria a caller may ask by, and with which values: what is refused is named, before anything is sought."""

from collections.abc import Iterable

from shared import places
from shared.callers import Role
from shared.cohorts.criteria import Criterion, Declared
from shared.cohorts.views import TAKES, VALUES, Kind, LeafDraft, Stated
from shared.errors import Forbidden, Invalid
from shared.mandate import Mandate


def require_askable(declared: Declared, leaves: Iterable[LeafDraft], mandate: Mandate, *, listing: bool) -> None:
    """Refuse criteria that there are not, that the mandate does not open, and what one does not take."""
    for leaf in leaves:
        criterion = declared.criteria.get(leaf.criterion)
        if criterion is None:
            raise Invalid("unknown-criterion", "Nothing can be asked by this.", field=f"{leaf.at}.criterion")
        _require_open(criterion, mandate, leaf.at, listing)
        _require_fit(criterion, leaf, leaf.at)


def require_breakdowns(declared: Declared, by: Iterable[str], mandate: Mandate) -> None:
    """Refuse breakdowns that there are not, and that the mandate does not open."""
    for number, name in enumerate(by):
        breakdown = declared.breakdowns.get(name)
        if breakdown is None:
            raise Invalid("unknown-breakdown", "Nothing is broken down by this.", field=f"by.{number}")
        if breakdown.dataset.name not in mandate.datasets:
            raise _not_opened(f"by.{number}")


def _require_open(criterion: Criterion, mandate: Mandate, at: str, listing: bool) -> None:
    """To count, it takes the dataset: whoever may ask for cohorts is told numbers. To list, all that a criterion tells
    of those whom it finds."""
    opened = criterion.dataset.name in mandate.datasets
    if opened and (listing or Role.MONITORING not in mandate.roles):
        opened = not criterion.counted_only and criterion.dataset.opened_by(mandate.datasets, criterion.fields)
    if not opened:
        raise _not_opened(f"{at}.criterion")


def _not_opened(field: str) -> Forbidden:
    return Forbidden("not-in-mandate", "This caller does not see what this filters by.", field=field)


def _require_fit(criterion: Criterion, stated: Stated, at: str) -> None:
    takes = TAKES[criterion.kind]
    for name in VALUES:
        if name not in takes and getattr(stated, name) is not None:
            raise Invalid("not-taken", "The criterion does not take this.", field=f"{at}.{name}")
    if all(getattr(stated, name) is None for name in takes):
        raise Invalid("value-missing", "The criterion takes {fields}.", field=f"{at}.{takes[0]}", fields=takes)
    low, high = (getattr(stated, name) for name in takes) if len(takes) == 2 else (None, None)
    if low is not None and high is not None and low > high:
        raise Invalid("empty-range", "It ends before it begins.", field=f"{at}.{takes[1]}")
    for number, value in enumerate(stated.values or ()):
        if not _is_value(criterion, value):
            raise Invalid("unknown-value", "The criterion has no such value.", field=f"{at}.values.{number}")


def _is_value(criterion: Criterion, value: str) -> bool:
    if criterion.kind is Kind.PLACES:
        return places.exists(value)
    return criterion.codes is None or value in set(criterion.codes)
