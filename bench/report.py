"""One line for each claim."""

from dataclasses import dataclass

_COLUMNS = "{:<44} {:>8} {:>8}  {}"
HEADING = _COLUMNS.format("name", "measured", "target", "unit")


@dataclass(frozen=True)
class Claim:
    """What was measured and what it may be at the most, or none where it is told and held to nothing."""

    name: str
    measured: float
    target: float | None
    unit: str

    @property
    def met(self) -> bool:
        return self.target is None or self.measured <= self.target


def line(claim: Claim) -> str:
    target = "-" if claim.target is None else f"{claim.target:g}"
    return _COLUMNS.format(claim.name, f"{claim.measured:.2f}", target, claim.unit)
