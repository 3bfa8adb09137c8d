"""What may happen to questions: one is worded, or worded anew as its next version; a wave fixes it for good."""

from collections.abc import Sequence

from sqlmodel import col, select

from services.forums.questions import reads
from services.forums.questions.reads import QUESTION
from services.forums.questions.tables import Question
from services.forums.questions.views import QuestionDraft
from shared import facts
from shared.errors import Conflict, NotFound
from shared.mandate import Mandate
from shared.views import VoidReason
from shared.write import Write, judged


async def word(write: Write, draft: QuestionDraft, mandate: Mandate) -> int:
    """Record a question, or the next version of one that is worded otherwise."""
    mandate.require_country()
    versions = select(Question).where(col(Question.code) == draft.code).order_by(col(Question.version).desc())
    last = (await write.session.exec(versions.limit(1))).first()
    if last is not None and last.voided_at is None and draft == QuestionDraft.model_validate(_stated(last)):
        raise Conflict("worded-so", "The last version of this question is worded so.", field="code")
    question = Question(**draft.model_dump(), version=last.version + 1 if last else 1, recorded_by=write.caller)
    meanwhile = Conflict("worded-meanwhile", "Somebody worded this question meanwhile.", field="code")
    async with judged(write, {"uq_questions_code_version": meanwhile}):
        write.session.add(question)
    write.trail("question.worded", question.id, version=question.version)
    return question.id


async def require_questions(write: Write, ids: Sequence[int]) -> list[Question]:
    """The questions that a caller states, in order, held until this write ends; refused where one does not stand."""
    # all at once and by their numbers, so that no two who hold the same wait for each other
    held = select(Question).where(col(Question.id).in_(ids)).order_by(col(Question.id)).with_for_update(read=True)
    found = {each.id: each for each in await write.session.exec(held.execution_options(populate_existing=True))}
    for number, id in enumerate(ids):
        if id not in found or found[id].voided_at is not None:
            raise NotFound("unknown-question", "There is no such question.", field=f"questions.{number}")
    return [found[id] for id in ids]


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void a question that no wave has asked."""
    mandate.require_country()
    await facts.hold(write, QUESTION, Question, id, mandate)
    if await reads.is_asked(await write.reader(), id):
        raise Conflict("question-asked", "A wave asks this question: word it anew, as its next version.")
    return await facts.void(write, QUESTION, id, reason, mandate)


def _stated(question: Question) -> dict[str, object]:
    return question.model_dump(include=set(QuestionDraft.model_fields))
