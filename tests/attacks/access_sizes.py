"""How much is tried: a little inside `make test`, or as much as `make attack-access`, `make attack-input` and
`make attack-lives` claim."""

import os

LONG = os.environ.get("NEXUS_ATTACK") == "long"


def size(short: int, long: int) -> int:
    """So many in a short run, so many in a long one."""
    return long if LONG else short
