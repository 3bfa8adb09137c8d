"""An expression taken apart by the services that know its criteria: each is asked the largest parts that are its."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any as Anything

from shared.callers import Service
from shared.cohorts import algebra
from shared.cohorts.algebra import All, Any, Condition, Is, Not
from shared.cohorts.views import VALUES, Expression, owner
from shared.errors import Invalid


@dataclass(frozen=True)
class Leaf:
    """A criterion as it was stated, and where; two that are stated alike are one."""

    service: Service
    key: str
    at: str = field(compare=False)
    stated: dict[str, Anything] = field(compare=False)


@dataclass(frozen=True)
class Part:
    """A condition all of whose criteria one service knows."""

    service: Service
    of: Condition[Leaf]


def leaves(expression: Expression) -> list[Leaf]:
    """Every criterion. Raises Invalid for one of a service that there is not."""
    return [_leaf(leaf, at) for at, leaf in expression.leaves()]


def condition(expression: Expression) -> Condition[Part]:
    """The expression with nothing in it twice, in parts of one service each."""
    return algebra.gathered(algebra.simplified(_condition(expression, "expression")), _whose, Part)


def stated(condition: Condition[Leaf]) -> dict[str, Anything]:
    """A condition as a service is asked it."""
    if isinstance(condition, Is):
        leaf: Leaf = condition.atom
        return leaf.stated
    if isinstance(condition, Not):
        return {"not": stated(condition.of)}
    assert isinstance(condition, (All, Any))
    return {"all" if isinstance(condition, All) else "any": [stated(part) for part in condition.of]}


def _condition(expression: Expression, at: str) -> Condition[Leaf]:
    if expression.all is not None:
        return All(tuple(_each(expression.all, f"{at}.all")))
    if expression.any is not None:
        return Any(tuple(_each(expression.any, f"{at}.any")))
    if expression.not_ is not None:
        return Not(_condition(expression.not_, f"{at}.not"))
    return Is(_leaf(expression, at))


def _each(parts: list[Expression], at: str) -> Iterator[Condition[Leaf]]:
    return (_condition(part, f"{at}.{number}") for number, part in enumerate(parts))


def _leaf(leaf: Expression, at: str) -> Leaf:
    service = owner(leaf.criterion or "")
    if service is None:
        raise Invalid("unknown-criterion", "Nothing can be asked by this.", field=f"{at}.criterion")
    ordered = leaf.model_copy(update={"values": leaf.values and sorted(leaf.values)})
    plain = leaf.model_dump(mode="json", include={"criterion", *VALUES}, exclude_none=True)
    return Leaf(service, ordered.model_dump_json(exclude_none=True), at, plain)


def _whose(condition: Condition[Leaf]) -> Service | None:
    services = {leaf.service for leaf in algebra.atoms(condition)}
    return next(iter(services)) if len(services) == 1 else None
