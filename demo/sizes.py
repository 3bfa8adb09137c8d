"""How large the invented world is; the programme's own size unless something is to be measured at scale."""

from typing import NamedTuple, Self


class Sizes(NamedTuple):
    """Numbers of registered ids and rows to reach exactly; everything else follows from chance.

    `again` are ids among the reached that belong to somebody who already has one: 3 % of all registered ids.
    """

    pilot_reached: int = 8_512
    pilot_again: int = 255
    followup_reached: int = 2_400
    followup_again: int = 75
    followup_returning: int = 880
    mistakes: int = 24
    corrections: int = 40

    @classmethod
    def of(cls, people: float) -> Self:
        """About this many registered ids, in the proportions of the programme."""
        usual = cls()
        factor = people / REGISTERED
        return cls(*(max(1, round(size * factor)) for size in usual))


REGISTERED = 10_800
"""About how many ids the programme's own size registers, household members included."""
SEED = 2019


class Extent(NamedTuple):
    """About how many ids a whole register has, the programme's own number unless stated, and the seed it grows from."""

    people: int | None = None
    seed: int = SEED
