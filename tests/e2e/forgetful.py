"""A gateway with a planted fault: it remembers a partner's agreements for a second instead of reading them.

Run like `nexus`, so that the tests can show that they would notice.
"""

from time import monotonic

import main
from gateway.access.agreements import reads
from gateway.access.agreements.judging import Standing
from shared.database import Reader

_of_partner = reads.of_partner
_remembered: dict[str, tuple[float, list[Standing]]] = {}


async def of_partner(reader: Reader, partner: str) -> list[Standing]:
    at, standings = _remembered.get(partner, (0.0, []))
    if monotonic() - at > 1:
        standings = await _of_partner(reader, partner)
        _remembered[partner] = monotonic(), standings
    return standings


if __name__ == "__main__":
    reads.of_partner = of_partner
    main.cli()
