"""How much is tried: a little inside `make test`, and as much as is claimed with `make attack-access`."""

import os

LONG = os.environ.get("NEXUS_ATTACK") == "long"


def size(short: int, long: int) -> int:
    """So many in a short run, so many in a long one."""
    return long if LONG else short
