"""What Alembic runs in this tree."""

from services.grants.metadata import metadata
from shared.migrations import run

run(metadata)
