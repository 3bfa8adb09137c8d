"""A service with a planted fault: it works with a PostgreSQL that loses what it acknowledged.

Run like `nexus`, so that the tests can show that they would notice.
"""

import main
from shared import durability

if __name__ == "__main__":
    durability._MUST_BE_ON = ()
    main.cli()
