"""The check of texts through the routes: marks are told beside a text, and a release answers each of them."""

from typing import Any

import pytest
from callers import Caller, refusal, require_made
from desk import ZUMMAR, Desk, hold, peopled, scheduled, there

from services.forums.guard.version import version_of_guard
from shared.callers import Role
from shared.classification import MODERATE, Scope

TEXT = "\u202bقال أبو\u0640 أَحْمد إن هاتفه ٠٧٧٠\u200f ١٢٣ ٤٥٦٧ وبيته خلف المدرسة\u202c"
MARKED = [("kunya", "أبو\u0640 أَحْمد"), ("phone", "٠٧٧٠\u200f ١٢٣ ٤٥٦٧"), ("house", "وبيته خلف المدرسة")]
HARMLESS = "الكهرباء مقطوعة في حي الحسين منذ ٣ أشهر"

NOUNS = pytest.mark.parametrize("noun", ["minutes", "concerns"])


async def written(desk: Desk, noun: str, text: str) -> dict[str, Any]:
    forum = await peopled(desk)
    if noun == "concerns":
        body = {
            "forum_id": forum,
            "category": "theft",
            "place": ZUMMAR,
            "raised_by": "traders",
            "raised_on": "2019-11-05",
        }
        return require_made(await desk.focal_point.post("/concerns", body | {"text": text}))
    meeting = await scheduled(desk, forum)
    require_made(await hold(desk, meeting, there("head", "female")))
    body = {"meeting_id": meeting, "kind": "discussion", "about": "concerns", "text": text}
    return require_made(await desk.focal_point.post("/minutes", body))


def reviewer(desk: Desk) -> Caller:
    return desk.service.caller(Role.PROTECTION, caller="a-reviewer")


def answered(marks: list[dict[str, Any]], answer: str = "ordinary_word") -> dict[str, Any]:
    return {"despite": [mark | {"answer": answer} for mark in marks]}


@NOUNS
async def test_whoever_writes_a_text_and_whoever_reads_it_are_told_what_is_marked_in_it(desk: Desk, noun: str) -> None:
    made = await written(desk, noun, TEXT)
    assert [(mark["mark"], made["text"][mark["start"] : mark["end"]]) for mark in made["marks"]] == MARKED
    path = f"/{noun}/{made['id']}"
    for caller in (desk.focal_point, reviewer(desk)):
        assert require_made(await caller.get(path))["marks"] == made["marks"]
        [listed] = require_made(await caller.get(f"/{noun}"))["items"]
        assert listed["marks"] == made["marks"]
    require_made(await desk.focal_point.void(path))
    assert require_made(await desk.focal_point.get(path))["marks"] == made["marks"]


@NOUNS
async def test_marks_are_told_to_nobody_who_may_not_read_the_text_also_once_it_is_released(
    desk: Desk, noun: str
) -> None:
    made = await written(desk, noun, TEXT)
    path = f"/{noun}/{made['id']}"
    below = desk.service.caller(Role.MONITORING, datasets={noun: Scope(ceiling=MODERATE)})
    assert not {"text", "marks", "despite"} & require_made(await below.get(path)).keys()
    require_made(await reviewer(desk).post(f"{path}/release", answered(made["marks"])))
    told = require_made(await below.get(path))
    assert told["released_text"] == TEXT
    assert not {"text", "marks", "despite"} & told.keys()


@NOUNS
async def test_a_text_is_released_with_an_answer_to_each_of_its_marks_and_that_is_kept(desk: Desk, noun: str) -> None:
    made = await written(desk, noun, TEXT)
    path = f"/{noun}/{made['id']}"
    first, *others = made["marks"]
    moved = [first | {"end": first["end"] + 1}, *others]
    for stated in (None, answered([]), answered(others), answered(moved), answered([*made["marks"], moved[0]])):
        refused = await reviewer(desk).post(f"{path}/release", stated)
        assert refusal(refused) == (409, "marks-unanswered", "despite")
        assert not require_made(await reviewer(desk).get(path))["released"]
    told = require_made(await reviewer(desk).post(f"{path}/release", answered(made["marks"], "historical")))
    assert (told["released"], told["despite"]) == (True, answered(made["marks"], "historical")["despite"])
    table = "minute_releases" if noun == "minutes" else "concern_releases"
    async with desk.service.connection() as connection:
        assert await connection.fetchval(f"SELECT guard FROM {table}") == version_of_guard()


@NOUNS
async def test_a_text_without_marks_is_released_with_nothing_stated(desk: Desk, noun: str) -> None:
    made = await written(desk, noun, HARMLESS)
    assert (made["marks"], made["despite"]) == ([], None)
    told = require_made(await reviewer(desk).post(f"/{noun}/{made['id']}/release"))
    assert (told["released_text"], told["despite"]) == (HARMLESS, [])


@NOUNS
async def test_what_is_marked_is_not_released_by_its_writer_with_all_answers(desk: Desk, noun: str) -> None:
    made = await written(desk, noun, TEXT)
    writer = desk.service.caller(Role.PROTECTION)
    refused = await writer.post(f"/{noun}/{made['id']}/release", answered(made["marks"]))
    assert refusal(refused) == (403, "own-text", None)


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        ({"start": 0, "end": 5, "mark": "name"}, "despite.0.answer"),
        ({"start": 0, "end": 5, "mark": "name", "answer": "he does not mind"}, "despite.0.answer"),
        ({"start": -1, "end": 5, "mark": "name", "answer": "place"}, "despite.0.start"),
        ({"start": 0, "end": 5, "mark": "tribe", "answer": "place"}, "despite.0.mark"),
        ({"start": 0, "end": 5, "mark": "name", "answer": "place", "text": "Ali"}, "despite.0.text"),
    ],
)
async def test_an_answer_that_is_none_is_refused(desk: Desk, answer: dict[str, Any], field: str) -> None:
    made = await written(desk, "minutes", TEXT)
    refused = await reviewer(desk).post(f"/minutes/{made['id']}/release", {"despite": [answer]})
    assert refusal(refused) == (422, "invalid-request", field)
