"""Doing one job: what its kind says, and what becomes of the job when that fails."""

import logging
from collections.abc import Callable
from datetime import timedelta

from shared import logs
from shared.database import Database, trouble
from shared.errors import DomainError, Unavailable
from shared.jobs.kinds import Kind
from shared.jobs.running import Job, LostHold, ToldToStop, end, take
from shared.jobs.views import State

log = logging.getLogger("nexus.job")

MOST_TRIES = 10
"""How often in a row a job is taken up without a single chunk of it getting done."""
AT_ONCE = timedelta(0)
_SOON = timedelta(seconds=5)
_LONGEST_WAIT = 60

Stopping = Callable[[], bool]
"""Whether the worker has been told to stop."""


async def do(database: Database, kind: Kind, id: str, stopping: Stopping) -> timedelta | None:
    """Take a job up and do it as far as it goes; gives after how long it has to be taken up again, if it has to be."""
    try:
        return AT_ONCE if stopping() else await _do(database, kind, id, stopping)
    except Exception as error:  # not the job's: it could not be taken up, or its end not be written down
        if trouble(error) is None:
            _report(error, kind, id)
        return _SOON


async def _do(database: Database, kind: Kind, id: str, stopping: Stopping) -> timedelta | None:
    row = await take(database, id)
    if row is None:
        return None
    job = Job(
        id=id,
        stated=row["parameters"],
        checkpoint=row["checkpoint"],
        done=row["done"],
        total=row["total"],
        caller=row["recorded_by"],
        taken=row["taken"],
        database=database,
        stopping=stopping,
    )
    state, reason = State.DONE, None
    try:
        if row["tries"] > MOST_TRIES:  # those who had it in hand died of it, or were stopped at once, time after time
            state, reason = State.FAILED, "no-progress"
        else:
            await kind.run(job)
    except LostHold:
        return None
    except ToldToStop:
        return AT_ONCE
    except Exception as error:
        refusal = error if isinstance(error, DomainError) else trouble(error)
        tries = 0 if job.got_on else row["tries"]
        if isinstance(refusal, Unavailable) and tries < MOST_TRIES:
            return timedelta(seconds=min(2**tries, _LONGEST_WAIT))
        if refusal is None:
            _report(error, kind, id)
        state, reason = State.FAILED, "unexpected" if refusal is None else refusal.type
    await end(database, id, job.taken, state, reason)
    log.info({"message": "job", "kind": kind.name, "job": id, "state": state.value, "reason": reason})
    return None


def _report(error: Exception, kind: Kind, id: str) -> None:
    """Say where something went wrong, and never what an error says of it."""
    log.error("trouble", extra={"kind": kind.name, "job": id, "where": logs.where(error)})
