"""Text that may name somebody: it is for staff alone until somebody other than its writer has released it, once.

What the guard marks in it releases nothing and refuses nothing: whoever releases says of each mark why it may go.
"""

from collections.abc import Sequence
from typing import Any

from services.forums.guard.reading import marks
from services.forums.guard.version import version_of_guard
from services.forums.guard.views import MarkAnswerDraft
from shared.errors import Conflict, Forbidden, already_voided
from shared.tables import Fact, Recorded
from shared.write import Write, judged


async def release(write: Write, written: Fact, released: Recorded, despite: Sequence[MarkAnswerDraft]) -> None:
    """Release the `text` of a fact, which is held, despite its marks: all that the guard finds now, and no others. The
    database judges by whom it may be and that it is done once."""
    text: Any = written.text  # type: ignore[attr-defined]
    if written.voided_at is not None:
        raise already_voided()
    if text is None:
        raise Conflict("nothing-to-release", "There is no text to release.")
    if {(answer.start, answer.end, answer.mark) for answer in despite} != set(marks(text)):
        raise Conflict(
            "marks-unanswered", "Read the text and its marks again, and answer each of them.", field="despite"
        )
    kept: Any = released
    kept.guard, kept.despite = version_of_guard(), [answer.model_dump(mode="json") for answer in despite]
    table: Any = type(released)
    verdicts = {
        f"pk_{table.__tablename__}": Conflict("released-already", "The text was released before."),
        f"ck_{table.__tablename__}_two_people": Forbidden("own-text", "Somebody else than the writer releases a text."),
    }
    async with judged(write, verdicts):
        write.session.add(released)
