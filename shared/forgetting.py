"""Forgetting idempotency keys: after a month nobody repeats a request; those of money are never forgotten."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from shared.jobs.kinds import Kind
from shared.jobs.running import Job

REMEMBERED = timedelta(days=30)
"""How long a key is good for."""

_SHARE = 1_000
_COUNT = text("SELECT count(*) FROM idempotency_keys WHERE NOT of_money AND recorded_at < :before")
_FORGET = text(
    "DELETE FROM idempotency_keys WHERE (caller, key) IN (SELECT caller, key FROM idempotency_keys"
    " WHERE NOT of_money AND recorded_at < :before ORDER BY recorded_at LIMIT :share) RETURNING true"
)


async def _forget(job: Job) -> None:
    """Forget what was older than a month when the job began."""
    forgotten = _SHARE
    while forgotten == _SHARE:
        async with job.chunk() as write:
            if job.checkpoint is None:
                before, total = datetime.now(UTC) - REMEMBERED, None
                total = (await write.session.execute(_COUNT, {"before": before})).scalar_one()
            else:
                before, total = datetime.fromisoformat(job.checkpoint["before"]), job.total
            found = await write.session.execute(_FORGET, {"before": before, "share": _SHARE})
            forgotten = len(found.all())
            await job.advance(write, done=job.done + forgotten, total=total, checkpoint={"before": before.isoformat()})


FORGET_KEYS = Kind("forget-idempotency-keys", _forget, nightly="0 3 * * *")
