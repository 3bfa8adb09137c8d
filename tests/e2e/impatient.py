"""Nexus that waits for slow clients as it always does, only less long, so that a test need not wait longer.

It waits long enough for all of them to be there at once. Run like `nexus`.
"""

import os

import main
from shared import connections, edge

TIMES = 5 if os.environ.get("NEXUS_ATTACK") == "long" else 1
"""How much longer, where four times as many have to come."""

if __name__ == "__main__":
    connections.LONGEST_HEAD = 2.0 * TIMES
    connections.SLOWEST_READER = 3.0 * TIMES
    edge.LONGEST_BODY = 2 * TIMES
    main.cli()
