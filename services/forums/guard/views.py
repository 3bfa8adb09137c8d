"""What callers are told of marks beside a text, and state of each when the text is released all the same."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from services.forums.guard.marks import MarkKind
from services.forums.guard.reading import marks
from shared.callers import DatasetName
from shared.classification import HIGH, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Draft, once_each
from shared.examples import example
from shared.views import View, from_json

LONGEST_TEXT = 4_000


@listed_as("mark-answer")
class MarkAnswer(StrEnum):
    """Why what is marked tells of nobody."""

    ORDINARY_WORD = "ordinary_word"
    PLACE = "place"
    ORGANISATION = "organisation"
    HISTORICAL = "historical"
    PUBLIC_NUMBER = "public_number"
    COUNT = "count"


MARKS = Dataset(
    DatasetName.MINUTES,  # and of every other noun that has a text: marks are as sensitive as what they are of
    {"start": HIGH, "end": HIGH, "mark": HIGH, "answer": HIGH, "despite": HIGH},
)

Place = Annotated[int, Field(strict=True, ge=0, le=LONGEST_TEXT)]


@classified(MARKS)
@example(start=0, end=5, mark="name")
class MarkView(View):
    """Something in a text that may tell of a person: from code point `start` up to, and without, `end`."""

    start: int
    end: int
    mark: MarkKind


@classified(MARKS)
@example(start=0, end=5, mark="name", answer="place")
class AnswerView(MarkView):
    """What was marked when a text was released, and why that tells of nobody."""

    answer: MarkAnswer


@classified(MARKS)
@example(start=0, end=5, mark="name", answer="place")
class MarkAnswerDraft(Draft):
    """A mark as it was told beside the text, and why it tells of nobody."""

    start: Place
    end: Place
    mark: MarkKind
    answer: MarkAnswer


@classified(MARKS)
@example(despite=[{"start": 0, "end": 5, "mark": "name", "answer": "place"}])
class ReleaseDraft(Draft):
    """That somebody has read a text and found nobody in it: of each of its marks, why it may go. Whatever does tell of
    somebody is not released; the text is voided, and written anew without."""

    despite: Annotated[list[MarkAnswerDraft], Field(max_length=LONGEST_TEXT), once_each] = Field(default_factory=list)


NOTHING_MARKED = ReleaseDraft()
"""What is stated of a text without marks, and need not be."""


def _marked(text: Any) -> Any:
    if not isinstance(text, str):
        return text
    return [MarkView(start=mark.start, end=mark.end, mark=mark.kind) for mark in marks(text)]


Marks = Annotated[list[MarkView], BeforeValidator(_marked)]
"""Of a view: what is marked in the text that SQL gives for this field. It is found anew each time, by the guard as it
is now, and only for whoever may read the text."""

Answers = Annotated[list[AnswerView], from_json]
"""Of a view: what was marked in a text that was released, and why that tells of nobody."""
