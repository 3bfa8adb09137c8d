"""Bringing one application's database to the tables of its code: Alembic, run from Python, one tree after another.

Alembic keeps its context in a module-level global, so two trees must never run at the same time in one process.
"""

from functools import cache
from pathlib import Path

from alembic import command, context
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData
from sqlalchemy.pool import NullPool

from shared.database import open_engine


async def upgrade(url: str, package: Path, revision: str = "head") -> None:
    """Bring the database at `url` to a revision of the tree in `package`/migrations."""
    engine = open_engine(url, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(_upgrade, package / "migrations", revision)
            await connection.commit()
    finally:
        await engine.dispose()


def _upgrade(connection: Connection, tree: Path, revision: str) -> None:
    command.upgrade(configuration(tree, connection), revision)


class Revisions:
    """The revisions of the tree in `package`/migrations; the last is the one that the code describes."""

    def __init__(self, package: Path) -> None:
        self._earlier = _earlier(package / "migrations")

    def older(self, revision: str | None) -> bool:
        """Whether a database at this revision waits for a migration; one that we do not know is of later code."""
        return revision is None or revision in self._earlier


@cache
def _earlier(tree: Path) -> frozenset[str]:
    """Every revision of a tree but the last. Reading them takes a while, and code that runs does not change."""
    script = ScriptDirectory(str(tree))
    return frozenset(known.revision for known in script.walk_revisions()) - {script.get_current_head() or ""}


def configuration(tree: Path, connection: Connection) -> Config:
    """Alembic's configuration for a tree of migrations, without an ini file."""
    config = Config()
    config.set_main_option("script_location", str(tree).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def run(metadata: MetaData) -> None:
    """What each tree's `env.py` does: run the migrations on the connection it was given, in one transaction."""
    context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
    with context.begin_transaction():
        context.run_migrations()
