"""What Alembic runs in this tree."""

from gateway.metadata import metadata
from shared.migrations import run

run(metadata)
