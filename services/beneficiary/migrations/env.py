"""What Alembic runs in this tree."""

from services.beneficiary.metadata import metadata
from shared.migrations import run

run(metadata)
