"""One line for each claim."""

from dataclasses import dataclass

_COLUMNS = "{:<44} {:>8} {:>8}  {}"
HEADING = _COLUMNS.format("name", "measured", "target", "unit")


@dataclass(frozen=True)
class Claim:
    """What was measured and what it may be at the most."""

    name: str
    measured: float
    target: float
    unit: str

    @property
    def met(self) -> bool:
        return self.measured <= self.target


def line(claim: Claim) -> str:
    return _COLUMNS.format(claim.name, f"{claim.measured:.2f}", f"{claim.target:g}", claim.unit)
