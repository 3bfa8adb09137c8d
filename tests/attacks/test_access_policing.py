"""The interior ministry and what it is told of its forums: no person, nobody who wrote, no text that nobody
released, no number, and no trace of what protection alone may know."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import access_samples as samples_of
import pytest
from access_samples import AREA, AT_WORK, OWN, Samples
from house import House
from test_access_security import visible
from wire import Answer

from services.forums.policing import reads
from shared.callers import CallerClass, Role

AREA_PROFILE = f"/v1/areas/{AREA}/profile"
WRITTEN = "Sinjari has heard of it."
"""Stands in the text of every concern that is kept here; one of them is released."""
RELEASED = "The road is dark."
_OF_SOMEBODY = re.compile(
    r'"(person\w*|member_id|registration_number|(recorded|voided|written)_(by|at)|text|marks|despite|guard|released|void_reason)":|staff:'
)
_NUMBERED = re.compile(r'"([a-z_]+_)?id":[0-9]')


@pytest.fixture(scope="module")
async def samples(house: House) -> Samples:
    """Of everything one, and a concern whose text somebody released."""
    made = await samples_of.prepared(house)
    focal, protection = house.staff(Role.FORUM_FOCAL_POINT), house.staff(Role.PROTECTION, name="another")
    body = json.dumps(await made.draft("concerns", OWN) | {"text": RELEASED}).encode()
    concern = (await house.ask(focal, "POST", "/v1/concerns", body)).json()["id"]
    assert (await house.ask(protection, "POST", f"/v1/concerns/{concern}/release")).status == 200
    return made


async def everything(house: House) -> dict[str, Answer]:
    """All that the ministry can ask, with what it is told; each list also counted, and as it goes on."""
    token, told = house.partner(CallerClass.SECURITY, samples_of.PARTNER_OF[CallerClass.SECURITY]), {}
    by = [f"indicators?by={each}&since=2019-01-01" for each in ("governorate", "district", "forum")]
    for asked in (*(f"{noun}?count=true&limit=2" for noun in AT_WORK if noun != "indicators"), *by):
        path, after = f"/v1/policing/{asked}", ""
        while after is not None:
            told[path + after] = await house.ask(token, "GET", path + after)
            assert told[path + after].status == 200, told[path + after].body
            following = told[path + after].json().get("next")
            after = following and f"&after={following}"
    return told


def leaks(told: dict[str, Answer]) -> Iterator[str]:
    """What of an answer refers to somebody, counts, or was written and not released."""
    for path, answer in told.items():
        said = answer.body.decode()
        if found := _OF_SOMEBODY.search(said):
            yield f"{path}: {found[0]}"
        if found := _NUMBERED.search(said):
            yield f"{path}: a number, {found[0]}"
        if WRITTEN in said or "Sinjari" in said:
            yield f"{path}: a text that nobody released"


async def test_a_ministry_is_told_of_nobody_and_no_text_that_nobody_released(
    house: House, samples: Samples, record_property: Callable[[str, object], None]
) -> None:
    told = await everything(house)
    record_property("asked by the ministry", f"{len(told)} answers, {len(list(leaks(told)))} leaks")
    assert list(leaks(told)) == []
    assert len(told) > 15
    assert any(RELEASED in answer.body.decode() for answer in told.values())


async def test_what_protection_alone_may_know_changes_nothing_that_the_ministry_is_told(
    house: House, samples: Samples
) -> None:
    before = {path: visible(answer) for path, answer in (await everything(house)).items()}
    await samples.make("safeguards", OWN)
    await samples.make("safeguards", OWN)
    assert {path: visible(answer) for path, answer in (await everything(house)).items()} == before


async def test_an_area_tells_the_ministry_of_nobody_and_nothing_that_protection_alone_may_know(
    house: House, samples: Samples
) -> None:
    token, path = house.partner(CallerClass.SECURITY, samples_of.PARTNER_OF[CallerClass.SECURITY]), AREA_PROFILE
    before = await house.ask(token, "GET", path)
    assert before.json()["forums"]["concerns_raised"] > 0
    for noun in ("safeguards", "people", "assistances", "attendances"):
        await samples.make(noun, OWN)
    after = await house.ask(token, "GET", path)
    assert list(leaks({path: before, path + "?": after})) == []
    assert before.json() | {"as_of": None} == after.json() | {"as_of": None}


async def test_a_concern_that_protection_alone_may_know_of_leaves_no_gap(house: House, samples: Samples) -> None:
    """The order is all that references tell of each other; they do not count."""
    await samples.make("concerns", OWN)
    await samples.make("safeguards", OWN)
    await samples.make("concerns", OWN)
    seen = [answer for path, answer in (await everything(house)).items() if "/concerns" in path]
    references = [row["id"] for answer in seen for row in answer.json()["items"]]
    assert len(set(references)) == len(references) == seen[0].json()["count"]["total"]
    assert all(re.fullmatch("[A-Za-z0-9_-]{32}", reference) for reference in references)
    assert references != sorted(references)
    assert references != sorted(references, reverse=True)


# --- planted holes: each of them is found ----------------------------------------------------------------------------


def _all_text(patch: pytest.MonkeyPatch) -> None:
    told = replace(reads.CONCERNS, columns={**reads.CONCERNS.columns, "released_text": "fact.text"})
    patch.setattr(reads, "CONCERNS", told)


def _who_wrote(patch: pytest.MonkeyPatch) -> None:
    columns = {**reads.ACTIONS.columns, "kind": "fact.recorded_by"}
    patch.setattr(reads, "ACTIONS", replace(reads.ACTIONS, columns=columns, view=_Loose))


class _Loose(reads.ActionTold):  # type: ignore[misc]
    kind: Any = None


HOLES: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "text is told that nobody released": _all_text,
    "who wrote it stands in another field": _who_wrote,
}


@pytest.mark.parametrize("hole", HOLES)
async def test_a_hole_in_what_the_ministry_is_told_is_found(
    house: House, samples: Samples, hole: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    HOLES[hole](monkeypatch)
    assert list(leaks(await everything(house)))


def test_a_number_would_be_found() -> None:
    assert list(leaks({"/": Answer(200, {}, b'{"items":[{"id":7}]}', crashed=False)})) == ['/: a number, "id":7']
