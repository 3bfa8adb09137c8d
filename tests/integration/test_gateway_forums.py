"""A forum forms in Qayara, through the door: it elects, meets, hears of concerns, plans, and police answer it."""

import json
import re
from collections.abc import AsyncIterator, Mapping
from typing import Any

import premises
import pytest
from callers import refusal, require_made
from premises import PARTNERS, Caller, House

from shared.callers import Role, Service

QAYARA = "IQG15Q05N01"
HEARD = "Two women do not dare to go to the well."
SEATS = (
    ("member_community", "male", "host_community", 4),
    ("member_women", "female", "host_community", 3),
    ("member_youth", "female", "host_community", 1),
    ("member_idp", "male", "returnee", 1),
    ("police_focal", "male", "office", 1),
    ("programme_facilitator", "female", "office", 1),
)


@pytest.fixture
async def house(clone: Any) -> AsyncIterator[House]:
    async with premises.house(clone) as opened:
        yield opened


async def formed(house: House, focal_point: Caller) -> tuple[int, list[int]]:
    """A forum in Qayara, and its members."""
    founding = {"name": "Qayara Community Policing Forum", "level": "sub_district", "place": QAYARA}
    founding |= {"established_on": "2019-11-05", "set_up_by": "interior_ministry_with_programme"}
    forum = (await house.made(focal_point, "/v1/forums", **founding))["id"]
    police = {"police_office": "community_police_office", "police_place": QAYARA}
    by = {"since": "2019-11-05", "procedure": "SOP-2018", "catchment": [QAYARA]} | police
    await house.made(focal_point, f"/v1/forums/{forum}/charter", **by)
    joined = {"forum_id": forum, "age_band": "18-59", "joined_on": "2019-11-05"}
    members = [
        (await house.made(focal_point, "/v1/members", role=role, sex=sex, voice=voice, **joined))["id"]
        for role, sex, voice, many in SEATS
        for _ in range(many)
    ]
    return int(forum), members


async def met(house: House, focal_point: Caller, forum: int, day: str, kind: str = "regular") -> int:
    """A meeting that was held with all who can come to it."""
    agenda = {"forum_id": forum, "kind": kind, "scheduled_on": day, "agenda": ["concerns"]}
    meeting = (await house.made(focal_point, "/v1/meetings", **agenda))["id"]
    attendance = [
        {"role": role, "sex": sex, "age_band": "18-59", "people": many}
        for role, sex, _, many in SEATS
        if kind == "regular" or sex == "female"
    ]
    told = await house.made(focal_point, f"/v1/meetings/{meeting}/hold", held_on=day, attendance=attendance)
    assert told["quorate"] is (True if kind == "regular" else None)
    return int(meeting)


async def test_a_forum_forms_in_qayara_and_protection_alone_hears_what_only_it_may(house: House) -> None:
    focal_point, monitor = house.staff(Role.FORUM_FOCAL_POINT), house.staff(Role.MONITORING)
    forum, members = await formed(house, focal_point)
    composition = require_made(await monitor.get(f"/v1/forums/{forum}/composition", on="2019-11-05"))
    assert (composition["members"], composition["findings"]) == (11, [])

    # two men and one woman are elected, and the forum is active
    stood = [(members[0], 6, "head"), (members[4], 4, "first_deputy"), (members[1], 2, "second_deputy")]
    candidates = [{"member_id": who, "votes": votes, "elected_as": seat} for who, votes, seat in stood]
    election = {"forum_id": forum, "held_on": "2019-11-05", "method": "ballot", "voters": 9}
    await house.made(focal_point, "/v1/elections", **election, candidates=candidates)
    await house.made(focal_point, f"/v1/forums/{forum}/activate", since="2019-11-06")

    # it meets every month, and the women among themselves
    meetings = [await met(house, focal_point, forum, day) for day in ("2019-12-03", "2020-01-07", "2020-02-04")]
    await met(house, focal_point, forum, "2020-01-14", "women")

    # theft and electricity, and what is heard in the women's session
    raised = {}
    for category, by in (("theft", "traders"), ("services", "women")):
        what = {"forum_id": forum, "category": category, "place": QAYARA, "raised_by": by, "raised_on": "2019-12-03"}
        raised[category] = (await house.made(focal_point, "/v1/concerns", **what))["id"]
        await house.made(focal_point, f"/v1/concerns/{raised[category]}/accept", since="2019-12-03")
        vote = {"meeting_id": meetings[0], "votes_for": 8 if category == "services" else 3}
        await house.made(focal_point, f"/v1/concerns/{raised[category]}/vote", **vote)
    heard = {"forum_id": forum, "kind": "gbv", "place": QAYARA, "raised_on": "2020-01-14", "text": HEARD}
    assert await house.made(focal_point, "/v1/safeguards", **heard) == {"received": True}

    # a plan, an action, and a referral that police answer
    issues = [{"concern_id": raised["services"], "owner": "municipality", "due_on": "2020-03-01"}]
    issues.append({"concern_id": raised["theft"], "owner": "community_police", "due_on": "2020-04-01"})
    days = {"adopted_on": "2020-01-07", "review_on": "2020-07-07"}
    await house.made(focal_point, "/v1/plans", forum_id=forum, **days, issues=issues)
    what = {"kind": "lighting", "owner": "municipality", "agreed_on": "2020-01-07", "due_on": "2020-03-01"}
    action = (await house.made(focal_point, "/v1/actions", concern_id=raised["services"], **what))["id"]
    await house.made(focal_point, f"/v1/actions/{action}/end", ended_on="2020-02-20", result="done")
    await house.made(focal_point, f"/v1/concerns/{raised['services']}/resolve", since="2020-02-20")
    passed = {"target": "police", "referred_on": "2020-01-07", "answer_due_on": "2020-02-04"}
    referral = (await house.made(focal_point, "/v1/referrals", concern_id=raised["theft"], **passed))["id"]
    await house.made(focal_point, f"/v1/referrals/{referral}/answer", answered_on="2020-01-28", answer="taken_up")

    # it is counted
    asked = {"by": "forum", "since": "2019-11-01", "until": "2020-02-29"}
    [row] = require_made(await monitor.get("/v1/indicators", **asked))["rows"]
    counted = {
        "place": QAYARA,
        "forums_active": 1,
        "meetings_held": 4,
        "leaders": 3,
        "leaders_women": 1,
        "concerns_raised": 2,
        "concerns_resolved": 1,
        "median_days_to_resolve": 79.0,
        "actions_done": 1,
        "referrals_made": 1,
        "referrals_answered": 1,
        "plans_adopted": 1,
    }
    assert {name: row[name] for name in counted} == counted

    # and what protection alone may know, it alone does, and says why it asks
    protection = house.staff(Role.PROTECTION, areas=("IQG15",))
    [told] = require_made(await protection.stating(reason="A%20woman%20at%20risk").get("/v1/safeguards"))["items"]
    assert (told["kind"], told["text"]) == ("gbv", HEARD)
    assert require_made(await protection.get("/v1/safeguards"))["items"] == [{"id": told["id"]}]
    for caller in (focal_point, monitor):
        for path in ("/v1/safeguards", f"/v1/safeguards/{told['id']}"):
            assert refusal(await caller.get(path)) == (403, "not-your-role", None)
        for path in everything(house):
            answer = await caller.get(path)
            assert HEARD not in answer.text, path
            assert '"gbv"' not in answer.text, path


async def test_each_read_of_what_protection_alone_may_know_is_written_down_with_its_reason(house: House) -> None:
    forum, _ = await formed(house, house.staff(Role.FORUM_FOCAL_POINT))
    heard = {"forum_id": forum, "kind": "gbv", "place": QAYARA, "raised_on": "2020-01-14", "text": HEARD}
    protection = house.staff(Role.PROTECTION, name="nadia").stating(reason="A%20woman%20at%20risk")
    nothing = await protection.get("/v1/safeguards")
    assert require_made(nothing)["items"] == []
    await house.made(house.staff(Role.FORUM_FOCAL_POINT), "/v1/safeguards", **heard)
    page = await protection.get("/v1/safeguards")
    [told] = require_made(page)["items"]
    one = await protection.get(f"/v1/safeguards/{told['id']}")
    voided = await protection.post(f"/v1/safeguards/{told['id']}/void", {"reason": "entered_in_error"})
    without = await house.staff(Role.PROTECTION).get(f"/v1/safeguards/{told['id']}")
    assert require_made(without) == {"id": told["id"]}
    async with house.connection() as connection:
        for answer in (page, one, voided):
            [row] = await connection.fetch(
                "SELECT * FROM reads WHERE request_id = $1", require_made(answer) and answer.headers["x-request-id"]
            )
            assert (row["what"], row["caller"], row["reason"]) == ("safeguards", "nadia", "A woman at risk")
            assert {"kind", "place", "text"} <= set(row["fields"])
        for answer in (nothing, without):
            request_id = answer.headers["x-request-id"]
            assert await connection.fetchval("SELECT count(*) FROM reads WHERE request_id = $1", request_id) == 0


async def test_marks_of_a_text_are_told_to_who_writes_and_who_releases_it_and_to_nobody_else(house: House) -> None:
    focal_point, monitor = house.staff(Role.FORUM_FOCAL_POINT), house.staff(Role.MONITORING)
    forum, _ = await formed(house, focal_point)
    what = {"forum_id": forum, "category": "theft", "place": QAYARA, "raised_by": "traders", "raised_on": "2019-12-03"}
    text = "Umm Sara's shop was robbed twice."
    made = await house.made(focal_point, "/v1/concerns", **what, text=text)
    assert made["marks"] == [{"start": 0, "end": 10, "mark": "kunya"}]
    path = f"/v1/concerns/{made['id']}"
    protection = house.staff(Role.PROTECTION, name="nadia")
    assert require_made(await protection.get(path))["marks"] == made["marks"]
    assert refusal(await protection.post(f"{path}/release")) == (409, "marks-unanswered", "despite")
    despite = [mark | {"answer": "organisation"} for mark in made["marks"]]
    assert (await house.made(protection, f"{path}/release", despite=despite))["released_text"] == text
    told = require_made(await monitor.get(path))
    assert told["released_text"] == text
    assert not {"text", "marks", "despite"} & told.keys()


async def test_to_partners_nothing_of_forums_is_there(house: House) -> None:
    focal_point = house.staff(Role.FORUM_FOCAL_POINT)
    forum, _ = await formed(house, focal_point)
    for code in PARTNERS:
        partner = await house.partner(code)
        for path in (*everything(house), f"/v1/forums/{forum}", f"/v1/forums/{forum}/composition"):
            assert refusal(await partner.get(path)) == (404, "not-found", None), (code, path)


def everything(house: House) -> list[str]:
    """All that can be listed of what the forums service keeps."""
    paths: Mapping[str, Any] = house.lines[Service.FORUMS].app.openapi()["paths"]
    kept = [f"/v1{path}" for path, methods in paths.items() if "get" in methods and "{" not in path]
    found = [
        path
        for path in kept
        if path not in {"/v1/events", "/v1/establishment"} and not re.match("/v1/(health|policing)", path)
    ]
    assert len(json.dumps(found)) > 100
    return found
