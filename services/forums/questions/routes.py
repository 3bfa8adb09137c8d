"""Questions: wording, listing, reading, voiding."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.forums.questions import rules
from services.forums.questions.reads import QUESTION
from services.forums.questions.views import QuestionDraft, QuestionsAsked, QuestionView
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

router = APIRouter(route_class=StrictRoute, prefix="/questions", tags=["surveys"])

Surveyor = Annotated[Mandate, staff(Role.FORUM_FOCAL_POINT, Role.MONITORING)]


@router.post("", status_code=201, response_model=QuestionView)
async def word(draft: QuestionDraft, caller: Surveyor, write: Writing) -> Response:
    """Word a question, or the next version of one. It takes a caller who works in the whole country. Refused:
    `worded-so`, `worded-meanwhile`."""
    id = await write.once(lambda: rules.word(write, draft, caller))
    return shown(await find(await write.reader(), QUESTION, int(id), caller), 201)


@router.get("", response_model=Page[QuestionView])
async def questions(asked: Annotated[QuestionsAsked, Query()], caller: Surveyor, listing: Listing) -> Response:
    """The questions in all their versions, newest first."""
    return shown(await listed(listing, QUESTION, asked, caller))


@router.get("/{id}", response_model=QuestionView)
async def question(id: PathIdentifier, caller: Surveyor, reading: Reading) -> Response:
    """A question by its number."""
    return shown(await find(reading, QUESTION, id, caller))


@router.post("/{id}/void", response_model=QuestionView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Surveyor, write: Writing) -> Response:
    """Void a question that was worded in error. Refused: `question-asked`."""
    await write.once(lambda: rules.void(write, id, voiding.reason, caller))
    return shown(await find(await write.reader(), QUESTION, id, caller))
