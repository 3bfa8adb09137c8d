"""Text that may name somebody: it is for staff alone until somebody other than its writer has released it, once."""

from typing import Any

from shared.database import judged
from shared.errors import Conflict, Forbidden
from shared.tables import Fact, Recorded
from shared.write import Write


async def release(write: Write, written: Fact, released: Recorded) -> None:
    """Release the `text` of a fact, which is held; the database judges by whom it may be and that it is done once."""
    text: Any = written.text  # type: ignore[attr-defined]
    if written.voided_at is not None:
        raise Conflict("already-voided", "This was voided before.")
    if text is None:
        raise Conflict("nothing-to-release", "There is no text to release.")
    table: Any = type(released)
    verdicts = {
        f"pk_{table.__tablename__}": Conflict("released-already", "The text was released before."),
        f"ck_{table.__tablename__}_two_people": Forbidden("own-text", "Somebody else than the writer releases a text."),
    }
    async with judged(write.session, verdicts):
        write.session.add(released)
