"""Answers: giving those of a wave, and what is known of them."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from services.forums.answers import reads, rules, sheets
from services.forums.answers.reads import ANSWERS_GIVEN
from services.forums.answers.views import AnswersAsked, AnswersView
from services.forums.waves.reads import WAVE
from shared import facts
from shared.callers import Role
from shared.drafts import PathIdentifier
from shared.facts import Voiding, find, require_reached
from shared.guard import staff
from shared.lists import listed
from shared.mandate import Mandate
from shared.pages import Page
from shared.routes import Listing, Reading, StatedKey, StrictRoute, Writing, shown
from shared.write import writing

router = APIRouter(route_class=StrictRoute, prefix="/answers", tags=["surveys"])

Surveyor = Annotated[Mandate, staff(Role.FORUM_FOCAL_POINT, Role.MONITORING)]

_CSV: dict[str, Any] = {
    "required": True,
    "content": {
        rules.CSV: {
            "schema": {"type": "string"},
            "example": "respondent,area,cluster,sex,age_band,weight,safe_after_dark\n"
            "1,IQG15Q08N01,A07,female,25-35,1.25,unsafe\n",
        }
    },
}


@router.post("", status_code=201, response_model=AnswersView, openapi_extra={"requestBody": _CSV})
async def give(
    request: Request,
    wave_id: Annotated[PathIdentifier, Query()],
    caller: Surveyor,
    reading: Reading,
    key: StatedKey,
) -> Response:
    """Give the answers to a wave, as CSV in UTF-8: one line for each respondent, with `respondent`, `area`, `sex`,
    `age_band`, `weight`, `cluster` or `stratum` as the design wants, and a column for each question, called by its
    code. All lines are taken or none. Refused by line and column: `unsupported-file`, `not-utf-8`, `file-empty`,
    `line-broken`, `identifying-column`, `unknown-column`, `column-twice`, `column-missing`, `respondent-number`,
    `respondent-twice`, `area-outside-wave`, `not-a-code`, `unknown-code`, `weight-not-positive`, `unknown-answer`,
    `too-many-respondents`; `answers-given`."""
    await require_reached(reading, WAVE, wave_id, caller)
    rules.require_csv(request.headers.get("content-type"))
    rows = sheets.read(await request.body(), await reads.expected(reading, wave_id))
    state = request.scope["state"]
    async with writing(request.app.state.database, state["caller_name"], state["request_id"], key) as write:
        id = await write.once(lambda: rules.give(write, wave_id, rows, caller))
        view = await find(await write.reader(), ANSWERS_GIVEN, int(id), caller)
    return shown(view, 201)


@router.get("", response_model=Page[AnswersView])
async def answers(asked: Annotated[AnswersAsked, Query()], caller: Surveyor, listing: Listing) -> Response:
    """The files of answers that were given, newest first: no respondent is in them."""
    return shown(await listed(listing, ANSWERS_GIVEN, asked, caller))


@router.get("/{id}", response_model=AnswersView)
async def given(id: PathIdentifier, caller: Surveyor, reading: Reading) -> Response:
    """What is known of a file of answers."""
    return shown(await find(reading, ANSWERS_GIVEN, id, caller))


@router.post("/{id}/void", response_model=AnswersView)
async def void(id: PathIdentifier, voiding: Voiding, caller: Surveyor, write: Writing) -> Response:
    """Void the answers to a wave, so that others can be given in their place."""
    await write.once(lambda: facts.void(write, ANSWERS_GIVEN, id, voiding.reason, caller))
    return shown(await find(await write.reader(), ANSWERS_GIVEN, id, caller))
