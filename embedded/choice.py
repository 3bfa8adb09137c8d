"""Which databases to use: those that the environment names, or the embedded PostgreSQL's."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from embedded import postgres
from embedded.errors import Unusable


@contextmanager
def databases(var: Path, applications: Iterable[str]) -> Iterator[tuple[Mapping[str, str], postgres.Server | None]]:
    """A database URL for each application, and the server that is started for them, if one is.

    Raises `Unusable` when the environment names some of them and not all.
    """
    given = {application: os.environ.get(_variable(application)) for application in applications}
    named = {application: url for application, url in given.items() if url}
    if len(named) == len(given):
        yield named, None
        return
    if named:
        lacking = ", ".join(_variable(application) for application in given if application not in named)
        raise Unusable(f"Some databases are named and some are not: set {lacking} as well, or none.")
    with postgres.start(var / "postgres") as server:
        server.create_databases(f"nexus_{application}" for application in given)
        yield {application: server.url(f"nexus_{application}") for application in given}, server


def _variable(application: str) -> str:
    return f"{application.upper()}_DATABASE_URL"
