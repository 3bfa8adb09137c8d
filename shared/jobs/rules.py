"""What may happen to a job from outside: it is asked for, and cancelled."""

from secrets import token_hex

from sqlalchemy import text

from shared.drafts import Draft
from shared.errors import Conflict
from shared.jobs import queue
from shared.jobs.kinds import Kind
from shared.jobs.views import State
from shared.write import Write

_ASK = text(
    "INSERT INTO jobs (id, kind, parameters, recorded_by) VALUES (:id, :kind, CAST(:parameters AS jsonb), :recorded_by)"
)
_CANCEL = text(
    "UPDATE jobs SET state = 'cancelled', cancelled_by = :by, finished_at = recorded_now()"
    " WHERE id = :id AND state IN ('waiting', 'running') RETURNING true"
)
_STATE = text("SELECT state FROM jobs WHERE id = :id")
_UNFINISHED = text("SELECT true FROM jobs WHERE kind = :kind AND state IN ('waiting', 'running') LIMIT 1")


async def ask(write: Write, kind: Kind, parameters: Draft) -> str:
    """Ask for a job; gives its id. Whether it is done depends on whether this write is committed."""
    id = token_hex(10)
    stated = {"id": id, "kind": kind.name, "parameters": parameters.model_dump_json(), "recorded_by": write.caller}
    await write.session.execute(_ASK, stated)
    await queue.enqueue(write, kind.name, id)
    return id


async def ask_unless_under_way(write: Write, kind: Kind) -> None:
    """Ask for a job of a kind that starts by itself, unless one of it has not ended yet."""
    if (await write.session.execute(_UNFINISHED, {"kind": kind.name})).scalar() is None:
        await ask(write, kind, kind.parameters())


async def cancel(write: Write, id: str) -> str:
    """Cancel a job that has not ended, at once: what a worker has in hand of it is taken back. Gives its id."""
    cancelled = (await write.session.execute(_CANCEL, {"id": id, "by": write.caller})).scalar()
    if cancelled is None and (await write.session.execute(_STATE, {"id": id})).scalar() != State.CANCELLED:
        raise Conflict("job-ended", "This job has ended already.")
    return id
