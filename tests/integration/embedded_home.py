"""The folders of an embedded PostgreSQL, and which tests need which machine."""

import os
import sys
from pathlib import Path

import pytest

from embedded import place

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="concerns root only")
only_linux = pytest.mark.skipif(sys.platform != "linux", reason="concerns Linux only")


def data_of(home: Path) -> Path:
    """Where the data of a home lie: root keeps them elsewhere."""
    return (place.noted(home) or home) / "data"
