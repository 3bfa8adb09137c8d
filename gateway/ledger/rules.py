"""Writing a disclosure down: before the answer leaves, or the answer does not leave."""

from gateway.access.agreements.reads import Grounds
from gateway.access.callers import Caller
from gateway.ledger.tables import Read
from shared.write import Write


async def note(
    write: Write, caller: Caller, agreement: Grounds, what: str, project: str, fields: tuple[str, ...]
) -> None:
    """Record that a partner is told these fields; commits with the write, which ends before the answer is sent."""
    write.session.add(
        Read(
            caller=caller.name,
            caller_class=caller.caller_class,
            purpose=agreement.purpose,
            agreement=agreement.reference,
            what=what,
            project=project,
            fields=list(fields),
            request_id=write.request_id,
        )
    )
    await write.session.flush()
