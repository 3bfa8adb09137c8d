"""What Alembic runs in this tree."""

from services.forums.metadata import metadata
from shared.migrations import run

run(metadata)
