"""How much is tried: a little inside `make test`, or as much as `make attack-access`, `make attack-input` and
`make attack-lives` claim."""

import os
from collections.abc import Iterable

LONG = os.environ.get("NEXUS_ATTACK") == "long"


def size(short: int, long: int) -> int:
    """So many in a short run, so many in a long one."""
    return long if LONG else short


def some(faults: Iterable[str], every: int = 6) -> list[str]:
    """Of planted faults every sixth, or so, in a short run, and all of them in a long one."""
    return list(faults) if LONG else list(faults)[::every]
