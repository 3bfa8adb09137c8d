"""A span for each SQL statement that a request causes: its text without any value, and how long it took.

asyncpg tells what ran on a connection, but not of statements that were prepared first; SQLAlchemy prepares all of its
own but for those with many rows, and tells of them itself. COPY and cursors make no spans. The instrumentation that
OpenTelemetry offers for asyncpg is not used: it patches the driver for the whole process, so that it cannot tell
applications apart, and it sends the messages of errors, in which PostgreSQL quotes rows.
"""

import re
from functools import lru_cache
from time import time_ns
from typing import TYPE_CHECKING, Any

from opentelemetry.trace import SpanKind, Tracer, get_current_span
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.watching.failures import failed

if TYPE_CHECKING:
    import asyncpg
    from asyncpg.connection import LoggedQuery

_VALUES = re.compile(
    r"""
    \b[Ee]'(?:[^'\\]|\\.|'')*(?:'|\Z)           # a string with escapes
    | '(?:[^']|'')*(?:'|\Z)                     # a string
    | \$(|[A-Za-z_]\w*)\$.*?(?:\$\1\$|\Z)       # a string between dollars
    | (?<![\w$])\d[\w.]*                        # a number, but for that of a parameter
    """,
    re.VERBOSE | re.DOTALL,
)
_LONGEST = 2_000


@lru_cache(maxsize=1024)
def bare(statement: str) -> str:
    """A statement in one line, with a question mark in place of every value; parameters stay as they are."""
    return " ".join(_VALUES.sub("?", statement).split())[:_LONGEST]


class Statements:
    """Makes the spans of what runs on one application's connections."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer

    def follow(self, connection: "asyncpg.Connection[Any]") -> None:
        """Follow what asyncpg runs on a connection."""
        connection.add_query_logger(self._logged)

    def listen(self, engine: AsyncEngine) -> None:
        """Follow what SQLAlchemy runs itself."""
        event.listen(engine.sync_engine, "before_cursor_execute", self._begins)
        event.listen(engine.sync_engine, "after_cursor_execute", self._ends)
        event.listen(engine.sync_engine, "handle_error", self._fails)

    def _logged(self, query: "LoggedQuery") -> None:
        ended = time_ns()
        self._note(query.query, ended - int(query.elapsed * 1e9), ended, query.exception)

    def _begins(self, _: Any, __: Any, ___: Any, ____: Any, context: Any, many: bool) -> None:
        if not many:  # asyncpg tells of these
            context.nexus_begun = time_ns()

    def _ends(self, _: Any, __: Any, statement: str, ___: Any, context: Any, ____: bool) -> None:
        begun = getattr(context, "nexus_begun", None)
        if begun is not None:
            self._note(statement, begun, time_ns(), None)

    def _fails(self, error: Any) -> None:
        begun = getattr(error.execution_context, "nexus_begun", None)
        if begun is not None:
            self._note(error.statement, begun, time_ns(), error.original_exception)

    def _note(self, statement: str, begun: int, ended: int, failure: BaseException | None) -> None:
        request = get_current_span().get_span_context()
        if not request.trace_flags.sampled:  # nobody asked for it, or nobody keeps it
            return
        text = bare(statement)
        span = self._tracer.start_span(
            text.partition(" ")[0].rstrip(";").upper() or "SQL",
            kind=SpanKind.CLIENT,
            attributes={"db.system.name": "postgresql", "db.query.text": text},
            start_time=begun,
        )
        if failure is not None:
            failed(span, failure)
        span.end(ended)
