"""Which databases to use: those that the environment names, or the embedded PostgreSQL's."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from embedded import postgres
from embedded.errors import EmbeddedError, Unusable, is_of_a_full_disk, no_room


@contextmanager
def databases(var: Path, applications: Iterable[str]) -> Iterator[tuple[Mapping[str, str], postgres.Server | None]]:
    """A database URL for each application, and the server that is started for them, if one is.

    Raises `Unusable` when the environment names some of them and not all. What fails in the block because our server
    has ended or has no room any more is raised as that, as `StartFailed` or `Unusable`.
    """
    given = {application: os.environ.get(_variable(application)) for application in applications}
    named = {application: url for application, url in given.items() if url}
    if len(named) == len(given):
        yield named, None
        return
    if named:
        lacking = ", ".join(_variable(application) for application in given if application not in named)
        raise Unusable(f"Some databases are named and some are not: set {lacking} as well, or none.")
    with postgres.start(var / "postgres") as server, _said_of_the_server(var, server):
        server.create_databases(f"nexus_{application}" for application in given)
        yield {application: server.url(f"nexus_{application}") for application in given}, server


@contextmanager
def _said_of_the_server(var: Path, server: postgres.Server) -> Iterator[None]:
    """A connection that breaks off tells whoever used it little; the server's log tells why."""
    try:
        yield
    except EmbeddedError:
        raise
    except Exception as error:
        server.require_well()
        if is_of_a_full_disk(error):
            raise Unusable(no_room(var)) from error
        raise


def _variable(application: str) -> str:
    return f"{application.upper()}_DATABASE_URL"
