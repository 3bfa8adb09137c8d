"""The table of jobs, and the queue's schema beside it."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Connection,
    DateTime,
    Identity,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    event,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from shared.jobs import queue
from shared.jobs.views import JOBS, State
from shared.tables import coded

_INTERNAL = {"sensitivity": JOBS.levels["parameters"]}


def _column(name: str, *rest: Any, **how: Any) -> Column[Any]:
    level = JOBS.levels.get(name)
    return Column(name, *rest, info=_INTERNAL if level is None else {"sensitivity": level}, **how)


def plumb(metadata: MetaData) -> None:
    """Add jobs and their queue to an application's metadata."""
    Table(
        "jobs",
        metadata,
        _column("id", Text, primary_key=True),
        _column("number", BigInteger, Identity(always=True), nullable=False, unique=True),
        _column("kind", Text, nullable=False),
        _column("parameters", JSONB, nullable=False),
        _column("state", coded(State), nullable=False, server_default=text("'waiting'")),
        _column("done", BigInteger, nullable=False, server_default=text("0")),
        _column("total", BigInteger),
        _column("checkpoint", JSONB),
        _column("reason", Text),
        _column("recorded_at", DateTime(timezone=True), nullable=False, server_default=text("recorded_now()")),
        _column("recorded_by", Text, nullable=False),
        _column("started_at", DateTime(timezone=True)),
        _column("finished_at", DateTime(timezone=True)),
        _column("cancelled_by", Text),
        _column("taken", Integer, nullable=False, server_default=text("0")),
        _column("tries", Integer, nullable=False, server_default=text("0")),
        CheckConstraint("done >= 0 AND total >= 0", name="counts"),
        CheckConstraint("(finished_at IS NULL) = (state IN ('waiting', 'running'))", name="finished"),
        CheckConstraint("(reason IS NULL) = (state <> 'failed')", name="reasoned"),
        CheckConstraint("(cancelled_by IS NULL) = (state <> 'cancelled')", name="cancelled"),
        Index("ix_jobs_unfinished", "kind", postgresql_where=text("state IN ('waiting', 'running')")),
        comment="What is asked for and done later, how far it is and how it ended; references only.",
    )
    event.listen(metadata, "after_create", _make_queue)


def _make_queue(_: MetaData, connection: Connection, **__: Any) -> None:
    make(connection, queue.whole())


def make(connection: Connection, statements: str) -> None:
    """Run statements of PgQueuer's, all in one text, which only the driver itself takes."""
    connection.execute(text("SELECT 1"))  # the driver opens the transaction with the first statement that it knows of
    raw: Any = connection.connection.dbapi_connection
    raw.run_async(lambda driver: driver.execute(statements))
