"""Nexus that waits for slow clients as it always does, only less long, so that a test need not wait longer.

Run like `nexus`.
"""

import main
from shared import connections, edge

if __name__ == "__main__":
    connections.LONGEST_HEAD = 2.0
    connections.SLOWEST_READER = 3.0
    edge.LONGEST_BODY = 2
    main.cli()
