"""One JSON object a line, without personal data: route templates instead of paths, no query, no body, no message of
an unknown error.
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

from pythonjsonlogger.json import JsonFormatter

_written = json.JSONEncoder(ensure_ascii=False).encode


class _Lines(JsonFormatter):
    """Writes what is given as a whole as it is: there is one such line for every request."""

    def format(self, record: logging.LogRecord) -> str:
        if not isinstance(record.msg, dict):
            return super().format(record)
        known = {"at": self.formatTime(record), "levelname": record.levelname, "name": record.name}
        return _written({**known, **record.msg})

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def configure(path: Path | None = None, level: str = "INFO") -> None:
    """Send all logs as JSON to a file, or to standard output."""
    if path:
        path.touch(mode=0o600)
    handler: logging.Handler = (
        logging.FileHandler(path, encoding="utf-8") if path else logging.StreamHandler(sys.stdout)
    )
    handler.setFormatter(_Lines("%(asctime)s %(levelname)s %(name)s %(message)s", rename_fields={"asctime": "at"}))
    logging.basicConfig(handlers=[handler], level=level, force=True)
    logging.raiseExceptions = (
        False  # a line that cannot be written, on a full disk, is lost and no traceback of its own
    )
    # Nothing that is not written needs to be looked up for every line.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None  # nor the line of code, as the documentation of logging has it
    for noisy in ("uvicorn.access", "httpx", "alembic", "pgqueuer"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    logging.getLogger("pgqueuer").addFilter(tersely)


def tersely(record: logging.LogRecord) -> bool:
    """Of what a library logs its own words and where an error came from, and nothing that it puts into the words."""
    error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
    if error is not None:
        record.where = where(error)
    record.args, record.exc_info, record.exc_text = (), None, None
    return True


def where(error: BaseException) -> list[str]:
    """The places an error passed through and its kinds, without any message: a message may quote a person's data."""
    kinds = []
    link: BaseException | None = error
    while link is not None:
        kinds.append(kind(link))
        link = link.__cause__ or link.__context__
    return steps(error) + kinds


def steps(error: BaseException) -> list[str]:
    """The places an error passed through, the one where it arose last; no file is read for it."""
    walked = traceback.walk_tb(error.__traceback__)
    return [f"{frame.f_code.co_filename}:{line} {frame.f_code.co_name}" for frame, line in walked]


def kind(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"
