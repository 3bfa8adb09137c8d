"""What an interior ministry is told of its forums, through the door: structured fields by references of its own, text
that somebody released, and nothing of a person, of whoever wrote it, or of what protection alone may know."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import premises
import pytest
from callers import refusal, require_made
from premises import PILOT, TELAFAR, Caller, House, agree, introduce

from shared.callers import DatasetName, Role

NOUNS = ("forums", "meetings", "minutes", "concerns", "plans", "actions", "referrals")
FORUMS = dict.fromkeys((*NOUNS, "indicators"), ("moderate", None))
SECRET, OPEN, HEARD = "Abu Ahmed lives by the mill.", "The street has no light.", "A woman is in danger."
REFERENCE = re.compile(r"[A-Za-z0-9_-]{32}")


@dataclass
class World:
    """A house with a forum at work in Tel Afar, another in Najaf, and one under no project."""

    house: House
    forum: dict[str, Any]
    concerns: list[int]
    referrals: dict[str, int]
    actions: dict[str, int]

    async def ministry(self, code: str = "moi", grants: Any = None, **terms: Any) -> Caller:
        async with self.house.connection() as connection:
            usual: dict[str, Any] = {"purpose": "community-policing", "areas": ["IQG15"]}
            await agree(connection, code, FORUMS if grants is None else grants, **(usual | terms))
        return await self.house.partner(code)


@pytest.fixture(scope="module")
async def world(module_clone: Any) -> AsyncIterator[World]:
    async with premises.house(module_clone) as house:
        async with house.connection() as connection:
            await introduce(connection, "other-ministry", "security")
        yield await at_work(house)


@pytest.fixture
async def ministry(world: World) -> Caller:
    return await world.ministry()


async def at_work(house: House) -> World:
    """A forum that met, heard of two concerns and of what protection alone may know in between, and acts."""
    focal, protection = house.staff(Role.FORUM_FOCAL_POINT, name="zahra"), house.staff(Role.PROTECTION, name="nadia")

    async def made(path: str, **body: Any) -> Any:
        return await house.made(focal, f"/v1/{path}", **body)

    await made("forums", **_forum("IQG04Q03", PILOT))
    await made("forums", **_forum(TELAFAR, None))
    forum = await made("forums", **_forum(TELAFAR, PILOT))
    await made(f"forums/{forum['id']}/activate", since="2019-07-02")
    seat = {"forum_id": forum["id"], "sex": "female", "age_band": "18-59", "joined_on": "2019-06-18"}
    member = await made("members", role="member_women", voice="returnee", **seat)
    stood = [{"member_id": member["id"], "votes": 1, "elected_as": "head"}]
    election = {"held_on": "2019-06-18", "method": "ballot", "voters": 1, "candidates": stood}
    await made("elections", forum_id=forum["id"], **election)
    when = {"scheduled_on": "2019-11-05", "agenda": ["concerns"]}
    meeting = await made("meetings", forum_id=forum["id"], kind="regular", **when)
    there = [{"role": "member_women", "sex": "female", "age_band": "18-59", "people": 1}]
    await made(f"meetings/{meeting['id']}/hold", held_on="2019-11-05", attendance=there)
    concerns, referrals, actions = [], {}, {}
    for text, category in ((SECRET, "theft"), (OPEN, "services")):
        minute = await made("minutes", meeting_id=meeting["id"], kind="discussion", about="concerns", text=text)
        what = {"category": category, "place": TELAFAR, "raised_by": "women", "raised_on": "2019-11-05", "text": text}
        concern = await made("concerns", forum_id=forum["id"], **what)
        concerns.append(concern["id"])
        await made(f"concerns/{concern['id']}/accept", since="2019-11-05")
        if text == OPEN:
            await house.made(protection, f"/v1/minutes/{minute['id']}/release")
            await house.made(protection, f"/v1/concerns/{concern['id']}/release")
        heard = {"kind": "gbv", "place": TELAFAR, "raised_on": "2019-11-05", "text": HEARD}
        await made("safeguards", forum_id=forum["id"], **heard)
    issues = [{"concern_id": concerns[0], "owner": "community_police", "due_on": "2020-04-01"}]
    await made("plans", forum_id=forum["id"], adopted_on="2019-12-03", review_on="2020-06-02", issues=issues)
    for owner in ("community_police", "municipality"):
        what = {"kind": "patrol", "owner": owner, "agreed_on": "2019-12-03", "due_on": "2020-03-01"}
        actions[owner] = (await made("actions", concern_id=concerns[0], **what))["id"]
    for target in ("police", "municipality"):
        passed = {"target": target, "referred_on": "2019-12-03", "answer_due_on": "2020-01-07"}
        referrals[target] = (await made("referrals", concern_id=concerns[0], **passed))["id"]
    return World(house, forum, concerns, referrals, actions)


def _forum(place: str, project: str | None) -> dict[str, Any]:
    stated = {"name": "A forum", "level": "district", "place": place, "established_on": "2019-06-18"}
    return {**stated, "project": project, "set_up_by": "interior_ministry_with_programme"}


async def told(ministry: Caller, noun: str, **query: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = require_made(await ministry.get(f"/v1/policing/{noun}", **query))["items"]
    return items


async def test_the_ministry_is_told_of_the_forums_of_its_areas_and_projects_alone(
    world: World, ministry: Caller
) -> None:
    [forum] = await told(ministry, "forums")
    staffs = {name: value for name, value in world.forum.items() if name in forum and name != "id"}
    assert {**staffs, "status": "active", "status_since": "2019-07-02", "last_met_on": "2019-11-05"}.items() <= (
        forum | {"quiet": False}
    ).items()
    assert set(world.forum) - set(forum) == {"recorded_at", "recorded_by", "voided_at", "voided_by", "void_reason"}
    for noun in NOUNS[1:]:
        rows = await told(ministry, noun)
        assert rows
        assert {row["forum_id"] for row in rows} == {forum["id"]}


async def test_text_is_told_that_somebody_released_and_no_other(ministry: Caller) -> None:
    for noun in ("minutes", "concerns"):
        assert [row["released_text"] for row in await told(ministry, noun)] == [OPEN, None]
    for noun in (*NOUNS, "indicators"):
        answer = await ministry.get(f"/v1/policing/{noun}")
        assert SECRET not in answer.text
        assert HEARD not in answer.text


async def test_nothing_that_the_ministry_is_told_refers_to_a_person_or_to_whoever_wrote_it(ministry: Caller) -> None:
    for noun in (*NOUNS, "indicators"):
        answer = await ministry.get(f"/v1/policing/{noun}", **({"by": "forum"} if noun == "indicators" else {}))
        said = require_made(answer)
        names = {name for row in said.get("items", said.get("rows")) for name in row}
        assert not [name for name in names if re.search(r"person|member_id|recorded|voided|written|^text$", name)]
        assert not re.search(r"staff:|zahra|nadia", answer.text)


async def test_references_are_no_numbers_and_belong_together(world: World, ministry: Caller) -> None:
    rows = {noun: await told(ministry, noun) for noun in NOUNS}
    referred = re.findall(r'"(?:id|[a-z_]+_id)": ("[^"]*"|[^,}\]]*)', json.dumps(rows))
    assert len(referred) > 20
    assert all(REFERENCE.fullmatch(one.strip('"')) for one in referred if one != "null")
    concerns = {row["category"]: row["id"] for row in rows["concerns"]}
    assert rows["plans"][0]["issues"][0]["concern_id"] == concerns["theft"]
    assert {row["concern_id"] for row in rows["actions"]} == {concerns["theft"]}
    assert len({row["id"] for noun in NOUNS for row in rows[noun]}) == sum(len(each) for each in rows.values())
    assert await told(ministry, "concerns", forum_id=rows["forums"][0]["id"]) == rows["concerns"]
    assert [row["target"] for row in await told(ministry, "referrals", concern_id=concerns["theft"])] == [
        "municipality",
        "police",
    ]


async def test_a_reference_of_another_agreement_partner_or_noun_stands_for_nothing(world: World) -> None:
    ministry = await world.ministry()
    [forum] = await told(ministry, "forums")
    concern = (await told(ministry, "concerns"))[0]["id"]
    another = await world.ministry("other-ministry")
    assert [row["name"] for row in await told(another, "forums")] == [forum["name"]]
    for stranger in (forum["id"], concern, "A" * 32):
        assert await told(another, "meetings", forum_id=stranger) == []
    assert await told(ministry, "meetings", forum_id=concern) == []
    anew = await world.ministry()
    assert (await told(anew, "forums"))[0]["id"] != forum["id"]
    assert await told(anew, "meetings", forum_id=forum["id"]) == []
    assert refusal(await anew.get("/v1/policing/meetings", forum_id="17"))[:2] == (422, "invalid-request")


async def test_lists_go_on_and_are_counted_as_far_as_the_ministry_sees(ministry: Caller) -> None:
    page = require_made(await ministry.get("/v1/policing/concerns", limit="1", count="true"))
    assert page["count"] == {"total": 2, "capped": False}
    rest = require_made(await ministry.get("/v1/policing/concerns", limit="1", after=page["next"]))
    assert (rest["next"], len(rest["items"])) == (None, 1)
    assert [*page["items"], *rest["items"]] == await told(ministry, "concerns")
    refused = await ministry.get("/v1/policing/meetings", after=page["next"])
    assert refusal(refused) == (422, "unknown-cursor", "after")


async def test_how_forums_work_is_counted_for_the_ministry_also_as_it_was_known_before(
    world: World, ministry: Caller
) -> None:
    asked = {"by": "forum", "since": "2019-11-01", "until": "2019-12-31"}
    answer = await ministry.get("/v1/policing/indicators", **asked)
    [row] = require_made(answer)["rows"]
    counted = {"meetings_held": 1, "leaders": 1, "leaders_women": 1, "concerns_raised": 2, "referrals_made": 2}
    assert {name: row[name] for name in counted} == counted
    assert row["raised_by_category"] == {"services": 1, "theft": 1}
    assert row["forum_id"] == (await told(ministry, "forums"))[0]["id"]
    before = require_made(await ministry.get("/v1/policing/indicators", **asked, as_of="2020-01-01T00:00:00Z"))
    assert before["rows"] == []
    district = require_made(await ministry.get("/v1/policing/indicators", **(asked | {"by": "district"})))["rows"]
    assert [(row["place"], row["forum_id"]) for row in district] == [(TELAFAR, None)]
    by = await ministry.get("/v1/policing/indicators", by="village")
    assert refusal(by) == (422, "invalid-request", "by")


async def test_a_ministry_whose_agreement_opens_some_fields_is_told_those(world: World) -> None:
    grants = {"concerns": ("low", None), "meetings": ("moderate", ["kind", "held_on"])}
    ministry = await world.ministry("other-ministry", grants)
    for row in await told(ministry, "concerns"):
        assert {"place", "raised_by", "released_text"}.isdisjoint(row)
        assert row["category"]
    assert {name for row in await told(ministry, "meetings") for name in row} == {"id", "forum_id", "kind", "held_on"}
    refused = await ministry.get("/v1/policing/concerns", raised_by="women")
    assert refusal(refused) == (403, "not-in-mandate", "raised_by")
    for noun in ("forums", "minutes", "indicators"):
        assert refusal(await ministry.get(f"/v1/policing/{noun}")) == (403, "not-in-agreement", None)


async def test_an_agreement_that_is_for_another_purpose_answers_not(world: World, ministry: Caller) -> None:
    stating = ministry.stating(purpose="monitoring")
    assert refusal(await stating.get("/v1/policing/forums")) == (403, "not-in-agreement", None)
    assert require_made(await ministry.stating(purpose="community-policing").get("/v1/policing/forums"))["items"]
    elsewhere = await world.ministry("other-ministry", areas=["IQG01"])
    for noun in NOUNS:
        assert await told(elsewhere, noun) == []


async def test_each_answer_to_the_ministry_is_written_down_before_it_leaves(world: World, ministry: Caller) -> None:
    answers = [await ministry.get(f"/v1/policing/{noun}") for noun in (*NOUNS, "indicators")]
    async with world.house.connection() as connection:
        for noun, answer in zip((*NOUNS, "indicators"), answers, strict=True):
            row = await connection.fetchrow("SELECT * FROM reads WHERE request_id = $1", answer.headers["x-request-id"])
            assert (row["what"], row["caller"], row["caller_class"]) == (noun, "moi", "security")
            assert row["purpose"] == "community-policing"
            rows = require_made(answer)[("rows" if noun == "indicators" else "items")]
            assert set(row["fields"]) == {name for each in rows for name in each}


async def test_who_is_no_ministry_meets_nothing_there(world: World) -> None:
    callers = [await world.house.partner(code) for code in ("molsa", "aid-ngo", "goj")]
    for caller in (*callers, world.house.staff(*Role)):
        for noun in (*NOUNS, "indicators"):
            assert refusal(await caller.get(f"/v1/policing/{noun}")) == (404, "not-found", None)


async def test_to_partners_what_is_for_staff_is_not_there(world: World, ministry: Caller) -> None:
    paths = [f"/v1/{dataset}" for dataset in DatasetName] + [f"/v1/forums/{world.forum['id']}"]
    paths += [f"/v1/forums/{world.forum['id']}/composition", "/v1/people/4821-7730-5142", "/v1/people/search"]
    kept = {"/v1/agreements", "/v1/places"}
    told_of = {(await ministry.get(path)).text for path in paths if path not in kept}
    assert len(told_of) == 1
    assert json.loads(told_of.pop())["status"] == 404


# --- what the police state --------------------------------------------------------------------------------------------

ANSWER, END = {"answered_on": "2020-01-02", "answer": "taken_up"}, {"ended_on": "2020-02-01", "result": "partly_done"}


async def theirs(world: World, ministry: Caller) -> dict[str, str]:
    """Paths to what the police can answer and end, and to what they cannot."""
    told_of = [(f"referrals/{row['id']}/answer", row["target"]) for row in await told(ministry, "referrals")]
    told_of += [(f"actions/{row['id']}/end", row["owner"]) for row in await told(ministry, "actions")]
    ways = {("police" if of in {"police", "community_police"} else of, path[:3]): path for path, of in told_of}
    return {f"{of} {about}": f"/v1/policing/{path}" for (of, about), path in ways.items()}


async def test_police_answer_what_was_passed_on_to_them_and_end_what_is_theirs_once(clone: Any) -> None:
    async with premises.house(clone) as house:
        world = await at_work(house)
        ministry = await world.ministry()
        ways = await theirs(world, ministry)
        for way, body, twice in (
            ("police ref", ANSWER, "answered-already"),
            ("police act", END, "action-ended"),
        ):
            first = await ministry.post(ways[way], body, key=f"{way} at the first try")
            assert body.items() <= require_made(first).items()
            again = await ministry.post(ways[way], body, key=f"{way} at the first try")
            assert (again.status_code, again.json()) == (200, first.json())
            assert refusal(await ministry.post(ways[way], body)) == (409, twice, None)
            other = await ministry.post(ways[way], body | {list(body)[1]: "declined"}, key=f"{way} at the first try")
            assert refusal(other)[1] in {"idempotency-key-reused", "invalid-request"}
            async with house.connection() as connection:
                row = await connection.fetchrow(
                    "SELECT * FROM reads WHERE request_id = $1", first.headers["x-request-id"]
                )
                assert (row["what"], row["caller"]) == ({"ref": "referrals", "act": "actions"}[way[-3:]], "moi")
                assert set(row["fields"]) == set(first.json())
        focal = house.staff(Role.FORUM_FOCAL_POINT)
        answered = require_made(await focal.get(f"/v1/referrals/{world.referrals['police']}"))
        ended = require_made(await focal.get(f"/v1/actions/{world.actions['community_police']}"))
        assert (answered["answer"], ended["result"]) == ("taken_up", "partly_done")
        async with house.connection("forums") as connection:
            for table in ("referral_answers", "action_ends"):
                assert await connection.fetchval(f"SELECT recorded_by FROM {table}") == "security:moi"
            events = await connection.fetch("SELECT type FROM outbox ORDER BY seq DESC LIMIT 2")
        assert [row["type"] for row in events] == ["action.ended", "referral.answered"]


async def test_police_change_nothing_that_is_not_theirs(world: World) -> None:
    ministry = await world.ministry()
    ways = await theirs(world, ministry)
    assert refusal(await ministry.post(ways["municipality ref"], ANSWER)) == (403, "not-to-police", None)
    assert refusal(await ministry.post(ways["municipality act"], END)) == (403, "not-of-police", None)
    for path, body in (("referrals/{}/answer", ANSWER), ("actions/{}/end", END)):
        of_another = (await told(ministry, "concerns"))[0]["id"]
        for reference in (of_another, "A" * 32):
            answer = await ministry.post(f"/v1/policing/{path.format(reference)}", body)
            assert refusal(answer) == (404, "not-found", None)
        assert refusal(await ministry.post(f"/v1/policing/{path.format(17)}", body))[:2] == (422, "invalid-request")
    elsewhere = await world.ministry(areas=["IQG04"])
    for way in ("police ref", "police act"):
        body = ANSWER if way.endswith("ref") else END
        assert refusal(await elsewhere.post(ways[way], body))[:2] == (404, "not-found")


@pytest.mark.parametrize(
    ("way", "body", "expected"),
    [
        ("police ref", ANSWER | {"answered_on": "2019-12-02"}, (422, "answered-before", "answered_on")),
        ("police ref", ANSWER | {"answered_on": "2090-01-01"}, (422, "in-the-future", "answered_on")),
        ("police ref", ANSWER | {"answer": "perhaps"}, (422, "invalid-request", "answer")),
        ("police ref", ANSWER | {"note": "Abu Ahmed"}, (422, "invalid-request", "note")),
        ("police act", END | {"ended_on": "2019-12-02"}, (422, "ended-before-agreed", "ended_on")),
        ("police act", END | {"result": "Done!"}, (422, "invalid-request", "result")),
    ],
)
async def test_what_makes_no_sense_of_the_police_is_refused(
    world: World, way: str, body: dict[str, str], expected: tuple[int, str, str]
) -> None:
    ministry = await world.ministry()
    ways = await theirs(world, ministry)
    assert refusal(await ministry.post(ways[way], body)) == expected


async def test_an_agreement_that_does_not_open_the_answer_lets_nobody_give_one(world: World) -> None:
    grants = FORUMS | {"referrals": ("moderate", ["target", "answer"]), "actions": ("moderate", ["owner", "result"])}
    ministry = await world.ministry(grants=grants)
    ways = await theirs(world, ministry)
    assert refusal(await ministry.post(ways["police ref"], ANSWER)) == (403, "not-in-agreement", None)
    assert refusal(await ministry.post(ways["police act"], END)) == (403, "not-in-agreement", None)


async def test_two_things_are_all_that_a_partner_states_of_forums(world: World, ministry: Caller) -> None:
    paths = world.house.app.openapi()["paths"]
    stated = {path for path, methods in paths.items() if path.startswith("/v1/policing") and set(methods) != {"get"}}
    assert stated == {"/v1/policing/referrals/{id}/answer", "/v1/policing/actions/{id}/end"}
    for noun in (*NOUNS, "members", "terms", "elections", "safeguards"):
        for path in (f"/v1/{noun}", f"/v1/{noun}/1/void", f"/v1/{noun}/1/release", f"/v1/{noun}/1/undo"):
            assert refusal(await ministry.post(path, {})) == (404, "not-found", None)
