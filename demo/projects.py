"""The two projects of the programme, as their donor knows them."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from demo import clock
from demo.rows import Project


class Plan(NamedTuple):
    """A project and the window in which its activities took place.

    The pilot stopped with the first confinement of March 2020, and the second project began in the summer after it, in
    smaller groups.
    """

    code: str
    title: str
    starts_on: date
    ends_on: date
    budget: Decimal
    opens: date
    closes: date
    largest_group: int
    joins: tuple[int, ...]
    """How many activities somebody joins, each as likely as the next."""


PILOT = Plan(
    code="JPN-SDN-2019",
    title="Supporting the Security-Development Nexus in Iraq",
    starts_on=date(2019, 4, 1),
    ends_on=date(2020, 3, 31),
    budget=Decimal("2750000.00"),
    opens=date(2019, 4, 14),
    closes=date(2020, 3, 12),
    largest_group=40,
    joins=(1, 1, 1, 1, 1, 1, 1, 1, 2, 3),
)
FOLLOWUP = Plan(
    code="JPN-SDN-2020",
    title=(
        "Leveraging the Security Development Nexus in Iraq: Support for Community Stabilization in Conflict Affected"
        " Communities"
    ),
    starts_on=date(2020, 4, 1),
    ends_on=date(2021, 3, 31),
    budget=Decimal("3630000.00"),
    opens=date(2020, 6, 14),
    closes=date(2021, 3, 25),
    largest_group=20,
    joins=(1, 1, 1, 1, 1, 2),
)


def projects(plans: Iterable[Plan]) -> list[Project]:
    return [
        Project(
            number,
            plan.code,
            plan.title,
            "Government of Japan",
            plan.starts_on,
            plan.ends_on,
            plan.budget,
            "USD",
            clock.at(plan.starts_on, clock.OPENING + 5),
            "programme-officer",
        )
        for number, plan in enumerate(plans, start=1)
    ]
