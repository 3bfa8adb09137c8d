"""One row that several clients change at once, by PostgreSQL's own pgbench: none waits for anything but that row."""

import re
import subprocess
from pathlib import Path

SECONDS = 4
_ROW = """
CREATE TABLE IF NOT EXISTS contended (id int PRIMARY KEY, amount numeric NOT NULL CHECK (amount >= 0));
INSERT INTO contended VALUES (1, 1000000000) ON CONFLICT DO NOTHING;
"""
_CHANGE = "UPDATE contended SET amount = amount - 1 WHERE id = 1;"


def changes_of_one_row(binaries: Path, url: str, clients: int) -> float:
    """Transactions in a second, each of which takes something from the same balance."""
    subprocess.run([binaries / "psql", "-qX", url, "-c", _ROW], check=True, capture_output=True)
    told = [binaries / "pgbench", "-n", "-f", "-", "-c", str(clients), "-j", "1", "-T", str(SECONDS), url]
    said = subprocess.run(told, input=_CHANGE, capture_output=True, text=True, check=True).stdout
    found = re.search(r"^tps = ([0-9.]+)", said, re.MULTILINE)
    assert found, said
    return float(found[1])
