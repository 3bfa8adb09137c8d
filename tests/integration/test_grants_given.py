"""What somebody was given, section by section, and of which of them there is more than is told."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from callers import Caller, datasets, require_made
from committee import PROJECT
from fieldwork import NAJAF, OWNER, TELAFAR, WORKER, Field, fieldwork

from services.grants.telling.given import reads
from shared.callers import DatasetName, Role
from shared.classification import HIGH
from shared.mandate import Subject

SECTIONS = ["assistances", "awards", "employments"]
ALIKE = (
    "award_id, person_id, kind, fte, sex, age_band, displacement_status, starts_on, contract, wage, verified_on,"
    " recorded_by"
)


@pytest.fixture
async def field(clone: Any, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Field]:
    async with fieldwork(clone, tmp_path_factory.mktemp("files")) as opened:
        yield opened


async def assisted(field: Field) -> int:
    body = {"project": PROJECT["code"], "recipient": OWNER.reference, "sex": "female", "modality": "VT"}
    money = {"place": TELAFAR, "amount": "500.00", "currency": "USD", "approved_on": "2025-05-01"}
    return int(require_made(await field.officer.post("/assistances", body | money))["id"])


def monitor(field: Field, *subjects: Subject, **changes: Any) -> Caller:
    """Who asks what was given to a person who owns enterprises and has jobs, under two ids."""
    return field.service.caller(Role.MONITORING, subjects=subjects or (WORKER,), **changes)


async def given(caller: Caller) -> dict[str, Any]:
    return require_made(await caller.post("/given", {"people": [OWNER.person_id, WORKER.person_id]}))


async def test_a_section_has_two_hundred_and_is_named_where_there_are_more(field: Field) -> None:
    job = await field.job(await field.award(), person=WORKER.reference)
    alike = f"INSERT INTO employments ({ALIKE}) SELECT {ALIKE} FROM employments, generate_series(1, $2) WHERE id = $1"
    await field.value(alike, job, 199)
    then = monitor(field, as_of=await field.service.moment())
    whole = await given(then)
    assert (len(whole["employments"]), whole["more"]) == (200, [])
    await field.value(alike, job, 1)
    now = await given(monitor(field))
    assert (len(now["employments"]), now["more"]) == (200, ["employments"])
    assert now["employments"][1:] == whole["employments"][:-1]
    assert await given(then) == whole


async def twice(field: Field) -> list[str]:
    """Two of everything that is told; gives the number of the last one of each."""
    for _ in range(2):
        award = await field.award()
        last = [await assisted(field), award, await field.job(award, person=WORKER.reference)]
    return last


async def test_each_section_of_which_there_is_more_than_is_told_is_named(
    field: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = await twice(field)
    assert (await given(monitor(field)))["more"] == []
    monkeypatch.setattr(reads, "MOST", 1)
    told = await given(monitor(field))
    assert told["more"] == SECTIONS
    assert [[each["id"] for each in told[name]] for name in SECTIONS] == [[id] for id in last]


async def test_whoever_may_not_see_a_section_is_not_told_that_there_is_more_of_it(
    field: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    await twice(field)
    monkeypatch.setattr(reads, "MOST", 1)
    for name in SECTIONS:
        opened = {dataset: scope for dataset, scope in datasets(HIGH).items() if dataset != DatasetName(name)}
        told = await given(monitor(field, datasets=opened))
        assert name not in told
        assert told["more"] == [each for each in SECTIONS if each != name]
    without_consent = await given(monitor(field, OWNER))
    assert (without_consent["employments"], without_consent["more"]) == ([], ["assistances", "awards"])
    assert (await given(monitor(field, areas=(NAJAF,))))["more"] == []
