"""Certificates: for whoever had a place and was at enough sessions, once; each rule and each refusal."""

import asyncio
import re
from typing import Any

import pytest
from callers import Running, refusal, require_made
from registry import NAJAF, NINEWA, Registry

from services.beneficiary.certificates import numbers
from services.beneficiary.certificates.reads import Presence
from services.beneficiary.people.numbers import number
from shared.callers import Role

NOBODY, NOTHING = number(0), 2_147_483_647
DAYS = ("2019-06-03", "2019-06-04", "2019-06-05", "2019-06-10")


@pytest.fixture
def registry(common: Running) -> Registry:
    return Registry(common)


def paper(activity: int, person: str, day: str = "2019-07-01") -> dict[str, Any]:
    return {"activity_id": activity, "person": person, "issued_on": day}


async def trained(registry: Registry, *outcomes: str, share: int = 75, **changes: Any) -> tuple[int, str]:
    """A training of four sessions, and somebody with a place in it of whom the sheets say this."""
    stated = {"type": "training_voc", "by_enrolment": True, "certificate_share": share} | changes
    activity, person = await registry.activity(**stated), await registry.person()
    await registry.enrolment(activity, person)
    for day in DAYS:
        registry.sessions[activity, day] = await registry.session(activity, day)
    for day, outcome in zip(DAYS, outcomes, strict=False):
        await registry.attendance(activity, person, day, outcome)
    return activity, person


async def test_a_certificate_is_told_with_a_number_that_tells_nothing(registry: Registry) -> None:
    activity, person = await trained(registry, *["present"] * 4)
    made = require_made(await registry.lead.post("/certificates", paper(activity, person)))
    assert {name: made[name] for name in paper(activity, person)} == paper(activity, person)
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}", made["number"])
    assert require_made(await registry.monitor.get(f"/certificates/{made['id']}")) == made
    listed = require_made(await registry.monitor.get("/certificates", activity_id=str(activity)))
    assert listed["items"] == [made]


@pytest.mark.parametrize(
    ("outcomes", "share", "given"),
    [
        (("present", "present", "present"), 75, True),
        (("present", "present"), 75, False),
        (("present", "present", "excused", "excused"), 75, False),
        (("present", "present", "present", "absent"), 76, False),
        (("present",), 25, True),
        ((), 1, False),
        (("present", "present", "present", "present"), 100, True),
        (("present", "present", "present", "excused"), 100, False),
    ],
)
async def test_it_takes_the_stated_share_of_the_sessions(
    registry: Registry, outcomes: tuple[str, ...], share: int, given: bool
) -> None:
    activity, person = await trained(registry, *outcomes, share=share)
    answer = await registry.lead.post("/certificates", paper(activity, person))
    assert answer.status_code == 201 if given else refusal(answer) == (422, "too-seldom-present", "person")


async def test_a_refusal_says_how_much_is_missing(registry: Registry) -> None:
    activity, person = await trained(registry, "present", "present")
    answer = await registry.lead.post("/certificates", paper(activity, person))
    assert answer.json()["detail"] == (
        "The person was present at 2 of 4 sessions by that day; it takes 75 percent of them."
    )


async def test_a_cancelled_session_is_none(registry: Registry) -> None:
    activity, person = await trained(registry, "present", "present", "present", share=100)
    assert refusal(await registry.lead.post("/certificates", paper(activity, person)))[1] == "too-seldom-present"
    require_made(await registry.lead.void(f"/sessions/{registry.sessions[activity, DAYS[3]]}"))
    require_made(await registry.lead.post("/certificates", paper(activity, person)))


async def test_what_comes_after_its_day_does_not_count_for_a_certificate(registry: Registry) -> None:
    activity, person = await trained(registry, *["present"] * 4)
    for day, given in (("2019-06-04", False), ("2019-06-05", True)):
        answer = await registry.lead.post("/certificates", paper(activity, person, day))
        assert answer.is_success is given
    ahead = await registry.lead.post("/certificates", paper(activity, await registry.person(), "2090-01-01"))
    assert refusal(ahead) == (422, "in-the-future", "issued_on")


async def test_a_person_has_one_certificate_of_an_activity_until_it_is_voided(registry: Registry) -> None:
    activity, person = await trained(registry, *["present"] * 4)
    answers = await asyncio.gather(*(registry.lead.post("/certificates", paper(activity, person)) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 5
    twice = next(answer for answer in answers if not answer.is_success)
    assert refusal(twice) == (409, "certified-already", "person")
    first = next(answer.json() for answer in answers if answer.is_success)
    require_made(await registry.lead.void(f"/certificates/{first['id']}"))
    again = require_made(await registry.lead.post("/certificates", paper(activity, person)))
    assert again["number"] != first["number"]


async def test_what_was_recorded_under_a_registration_that_was_merged_counts_for_the_one_that_goes_on(
    registry: Registry,
) -> None:
    activity, person = await trained(registry, "present", "present")
    other = await registry.person()
    await registry.enrolment(activity, other, "2019-06-02")
    for day in DAYS[1:]:
        await registry.attendance(activity, other, day)
    answer = await registry.lead.post("/certificates", paper(activity, other, DAYS[2]))
    assert refusal(answer) == (422, "too-seldom-present", "person")
    await registry.merge_people(other, person)
    given = require_made(await registry.lead.post("/certificates", paper(activity, person, DAYS[2])))
    assert given["person"] == person
    for named in (person, other):
        answer = await registry.lead.post("/certificates", paper(activity, named))
        assert refusal(answer) == (409, "certified-already", "person")


async def test_a_number_that_is_taken_is_drawn_anew(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["7QK2-M0XD-93TF", "7QK2-M0XD-93TF", "7QK2-M0XD-93TG"])
    monkeypatch.setattr(numbers, "draw", lambda: next(drawn))
    for expected in ("7QK2-M0XD-93TF", "7QK2-M0XD-93TG"):
        made = await registry.lead.post("/certificates", paper(*await trained(registry, *["present"] * 4)))
        assert require_made(made)["number"] == expected


async def test_a_certificate_needs_an_activity_that_has_them_and_somebody_who_was_enrolled(registry: Registry) -> None:
    activity, person = await trained(registry, *["present"] * 4)
    without = await registry.activity(by_enrolment=True)
    far, _ = await trained(registry, place=NAJAF)
    near = registry.service.caller(Role.ACTIVITY_LEAD, areas=(NINEWA,))
    for id, who, expected in (
        (without, person, (422, "without-certificate", "activity_id")),
        (activity, await registry.person(), (422, "never-enrolled", "person")),
        (activity, NOBODY, (404, "unknown-person", "person")),
        (NOTHING, person, (404, "unknown-activity", "activity_id")),
        (far, person, (404, "unknown-activity", "activity_id")),
    ):
        assert refusal(await near.post("/certificates", paper(id, who))) == expected


async def test_who_enrols_nobody_certifies_nobody(registry: Registry) -> None:
    for role in set(Role) - {Role.ACTIVITY_LEAD, Role.CASEWORKER, Role.PROTECTION}:
        answer = await registry.service.caller(role).post("/certificates", paper(1, NOBODY))
        assert refusal(answer) == (403, "not-your-role", None)


def test_a_share_is_reached_exactly_and_never_by_nobody() -> None:
    assert Presence(3, 2, True, False).is_enough(66)
    assert not Presence(3, 2, True, False).is_enough(67)
    assert not Presence(0, 0, True, False).is_enough(1)
    assert not Presence(4, 0, True, False).is_enough(1)
