"""What may happen to waves: one is opened, and voided while nobody's answers to it are kept."""

from typing import Any

from services.forums.forums.rules import require_forum
from services.forums.questions.rules import require_questions
from services.forums.waves import reads
from services.forums.waves.reads import WAVE
from services.forums.waves.tables import AskedQuestion, Wave
from services.forums.waves.views import WaveDraft
from shared import facts
from shared.days import require_past
from shared.errors import Conflict, Invalid, NotFound
from shared.mandate import Mandate
from shared.views import VoidReason
from shared.write import Write


async def open_wave(write: Write, draft: WaveDraft, mandate: Mandate) -> int:
    """Record that a survey was opened, and what it asks; from now on these wordings are fixed."""
    require_past(draft.begins_on, "begins_on")
    if draft.ends_on < draft.begins_on:
        raise Invalid("ends-before-it-begins", "A wave does not end before it begins.", field="ends_on")
    where = await _where(write, draft, mandate)
    questions = await require_questions(write, draft.questions)
    codes = [question.code for question in questions]
    for number, code in enumerate(codes):
        if code in codes[:number]:
            raise Invalid(
                "question-twice", "This question is asked in another version before.", field=f"questions.{number}"
            )
    stated = draft.model_dump(exclude={"questions", "place", "project"})
    wave = Wave(**stated, **where, recorded_by=write.caller)
    write.session.add(wave)
    await write.session.flush()
    write.session.add_all(
        AskedQuestion(wave_id=wave.id, position=number, question_id=question.id)
        for number, question in enumerate(questions, 1)
    )
    await write.session.flush()
    write.trail("wave.opened", wave.id, forum=wave.forum_id, project=wave.project)
    return wave.id


async def _where(write: Write, draft: WaveDraft, mandate: Mandate) -> dict[str, Any]:
    """The place and the project of a wave: its forum's, or those that are stated."""
    if (draft.forum_id is None) is (draft.place is None):
        raise Invalid("forum-or-place", "A wave is about a forum, or about a place.", field="place")
    if draft.forum_id is not None:
        if draft.project is not None:
            raise Invalid("forum-or-place", "A wave about a forum is of the forum's project.", field="project")
        forum = await require_forum(write, draft.forum_id, mandate)
        return {"place": forum.place, "project": forum.project}
    assert draft.place is not None
    mandate.require_place(draft.place, "place")
    mandate.require_project(draft.project or "", "project")
    return {"place": draft.place, "project": draft.project}


async def require_wave(write: Write, id: int, mandate: Mandate, field: str) -> Wave:
    """The wave that the caller states, held until this write ends; refused where it does not stand or lies out of
    reach."""
    wave = await write.session.get(Wave, id, with_for_update={"read": True}, populate_existing=True)
    if wave is None or wave.voided_at is not None or not mandate.covers_place(wave.place):
        raise NotFound("unknown-wave", "There is no such wave.", field=field)
    mandate.require_project(wave.project or "", field)
    return wave


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void a wave to which no answers stand."""
    await facts.hold(write, WAVE, Wave, id, mandate)
    if await reads.is_answered(await write.reader(), id):
        raise Conflict("wave-answered", "Void the answers to this wave first.")
    return await facts.void(write, WAVE, id, reason, mandate)
