"""Selection lists: ranked by a rule, closed by who made them, put to the community, decided by somebody else; what is
given goes to whoever holds a place."""

import asyncio
from typing import Any

import asyncpg
import pytest
from callers import Running, refusal, require_made
from committee import NAJAF, TELAFAR
from selecting import ANSWERS, ATTENDED, Lists, somebody
from test_lists import walked

from shared.callers import Role
from shared.days import today
from shared.disclosure import HEADER as DISCLOSED
from shared.disclosure import Disclosed

WITHDREW = {"reason": "withdrew"}
CLOSED = (409, "list-closed", None)


@pytest.fixture
async def lists(grants: Running) -> Lists:
    opened = Lists(grants)
    await opened.opened()
    return opened


async def ranking(lists: Lists, made: int) -> list[Any]:
    return list(require_made(await lists.officer().get(f"/selections/{made}/ranking"))["items"])


async def test_whoever_was_assessed_and_found_as_they_answered_stands_on_a_list_once_a_household(lists: Lists) -> None:
    made = await lists.begun()
    assert refusal(await lists.put_on(made, somebody(1, 9))) == (409, "not-assessed", "person")
    assessment = require_made(await lists.assess(somebody(1, 9)))["id"]
    assert refusal(await lists.put_on(made, somebody(1, 9))) == (409, "not-verified", "person")
    found = {"visited": "workplace", "visited_on": "2026-01-14", "found": "not_as_stated"}
    require_made(await lists.officer("Omar").post(f"/assessments/{assessment}/verify", found))
    assert refusal(await lists.put_on(made, somebody(1, 9))) == (409, "not-verified", "person")
    await lists.verified(somebody(2, 9))
    told = require_made(await lists.put_on(made, somebody(2, 9)))
    assert (told["score"], told["rank"], told["holds_place"]) == ("56.00", None, False)
    await lists.verified(somebody(3, 9))
    for who in (somebody(3, 9), somebody(2, 10), somebody(4, None, 2)):
        assert refusal(await lists.put_on(made, who)) == (409, "listed-already", "person")
    await lists.verified(somebody(5), place=NAJAF)
    assert refusal(await lists.put_on(made, somebody(5))) == (422, "other-place", "person")
    again = {"phase_id": lists.by_list, "place": TELAFAR, "places": 3, "rule": "score_then_needs"}
    assert refusal(await lists.officer().post("/selections", again)) == (409, "selection-already", "place")


async def test_candidates_are_ranked_by_score_then_needs_then_the_day_of_the_assessment(lists: Lists) -> None:
    made = await lists.begun()
    people: dict[int, dict[str, Any]] = {
        1: {"assessed_on": "2026-01-09"},
        2: {"earners": 0, "hours": 15, "experience": 1},  # as many points as 1, more of them for needs
        3: {"trained": True},
        4: {"assessed_on": "2026-01-07"},
        5: {"assessed_on": "2026-01-09"},
    }
    people[2] |= {"earners": 0, "hours": 20, "experience": 3, "literate": False}
    for id, changes in people.items():
        await lists.verified(somebody(id), **changes)
    for id in (5, 4, 3, 2, 1):
        require_made(await lists.put_on(made, somebody(id)))
    assessed = {row["id"]: row["person_id"] for row in await lists.rows("SELECT id, person_id FROM assessments")}
    order = [3, 2, 4, 1, 5]
    assert [assessed[row["assessment_id"]] for row in await ranking(lists, made)] == order
    assert refusal(await lists.officer("Omar").post(f"/selections/{made}/close")) == (403, "not-its-maker", None)
    require_made(await lists.officer().post(f"/selections/{made}/close"))
    rows = await ranking(lists, made)
    assert [(assessed[row["assessment_id"]], row["rank"]) for row in rows] == list(zip(order, range(1, 6), strict=True))


async def test_a_list_that_is_closed_does_not_change(lists: Lists) -> None:
    made = await lists.begun()
    assert refusal(await lists.officer().post(f"/selections/{made}/close")) == (409, "nobody-listed", None)
    assessment = await lists.verified(somebody(1))
    one = require_made(await lists.put_on(made, somebody(1)))["id"]
    require_made(await lists.officer().void(f"/candidates/{one}"))
    two = require_made(await lists.put_on(made, somebody(1)))["id"]
    listed = (409, "assessment-listed", None)
    assert refusal(await lists.officer().post(f"/assessments/{assessment}/correct", ANSWERS)) == listed
    assert refusal(await lists.officer().void(f"/assessments/{assessment}")) == listed
    assert refusal(await lists.validate(made, **{f"c{two}": "confirmed"})) == (409, "list-open", "selection_id")
    require_made(await lists.officer().post(f"/selections/{made}/close"))
    await lists.verified(somebody(2))
    assert refusal(await lists.put_on(made, somebody(2))) == CLOSED
    assert refusal(await lists.officer().void(f"/candidates/{two}")) == CLOSED
    assert refusal(await lists.officer().post(f"/selections/{made}/close")) == (409, "closed-before", None)
    with pytest.raises(asyncpg.CheckViolationError, match="closed"):
        await lists.rows(
            "INSERT INTO candidates (selection_id, phase_id, assessment_id, found, person_id, recorded_by)"
            " SELECT $1, phase_id, id, 'as_stated', person_id, 'x' FROM assessments WHERE person_id = 2 RETURNING id",
            made,
        )


async def test_a_session_counts_who_was_there_and_is_recorded_by_somebody_else_than_who_made_the_list(
    lists: Lists,
) -> None:
    made, (one, two) = await lists.closed(somebody(1), somebody(2))
    waits = [row["id"] for row in await walked(lists.officer("Omar"), "/selections", others="true")]
    assert waits == [made]
    assert await walked(lists.officer(), "/selections", others="true") == []
    said = {f"c{one}": "objected", f"c{two}": "confirmed"}
    assert refusal(await lists.validate(made, "Hala", **said)) == (403, "same-person", None)
    told = require_made(await lists.validate(made, **said))
    assert told["attended"] == ATTENDED
    assert told["opinions"] == [
        {"candidate_id": one, "opinion": "objected", "reason": "not_resident"},
        {"candidate_id": two, "opinion": "confirmed", "reason": None},
    ]
    body = {"selection_id": made, "held_on": today().isoformat(), "attended": ATTENDED}
    right = {"candidate_id": one, "opinion": "confirmed"}
    for changes, expected in (
        ({"opinions": [right, right]}, (422, "named-twice", "opinions.1.candidate_id")),
        ({"opinions": [right | {"candidate_id": 4711}]}, (404, "unknown-candidate", "opinions.0.candidate_id")),
        ({"opinions": [right | {"opinion": "deferred"}]}, (422, "reason-by-opinion", "opinions.0.reason")),
        ({"opinions": [right], "attended": [ATTENDED[0]] * 2}, (422, "named-twice", "attended.1.role")),
        (
            {"opinions": [right], "attended": [{"role": "youth", "women": 0, "men": 0}]},
            (422, "nobody-there", "attended.0.role"),
        ),
        ({"opinions": [right], "held_on": "2090-01-01"}, (422, "in-the-future", "held_on")),
    ):
        assert refusal(await lists.officer("Omar").post("/validations", body | changes)) == expected
    require_made(await lists.validate(made, **{f"c{one}": "confirmed"}))
    assert (await lists.candidate(one))["opinion"] == "confirmed"
    [last, _] = await walked(lists.officer(), "/validations")
    require_made(await lists.officer().void(f"/validations/{last['id']}"))
    assert (await lists.candidate(one))["opinion_reason"] == "not_resident"


async def test_somebody_else_decides_once_the_community_has_said_something_of_everybody(lists: Lists) -> None:
    people = [somebody(id) for id in range(1, 7)]
    made, candidates = await lists.closed(*people, places=2)
    objected, deferred, away, first, second, reserve = candidates[1], candidates[2], candidates[0], *candidates[3:]
    decide, omar = f"/selections/{made}/decide", lists.officer("Omar")
    assert refusal(await omar.post(decide, {})) == (409, "not-validated", None)
    said = {f"c{id}": "confirmed" for id in candidates} | {f"c{objected}": "objected", f"c{deferred}": "deferred"}
    validation = require_made(await lists.validate(made, **said))["id"]
    assert require_made(await omar.get(f"/selections/{made}"))["state"] == "validated"
    aside = {"set_aside": [{"candidate_id": away, "reason": "moved_away"}]}
    assert refusal(await lists.officer().post(decide, aside)) == (403, "same-person", None)
    assert refusal(await omar.post(decide, {"set_aside": aside["set_aside"] * 2})) == (
        422,
        "named-twice",
        "set_aside.1.candidate_id",
    )
    unknown = {"set_aside": [{"candidate_id": 4711, "reason": "moved_away"}]}
    assert refusal(await omar.post(decide, unknown)) == (404, "unknown-candidate", "set_aside.0.candidate_id")
    follows = {"set_aside": [{"candidate_id": away, "reason": "objected"}]}
    assert refusal(await omar.post(decide, follows)) == (422, "invalid-request", "set_aside.0.reason")
    told = require_made(await omar.post(decide, aside))
    assert (told["state"], told["candidates"]) == ("decided", 6)
    found = {row["id"]: (row["outcome"], row["reason"], row["holds_place"]) for row in await ranking(lists, made)}
    assert found == {
        away: ("not_selected", "moved_away", False),
        objected: ("not_selected", "objected", False),
        deferred: ("not_selected", "deferred", False),
        first: ("selected", "within_places", True),
        second: ("selected", "within_places", True),
        reserve: ("reserve", "beyond_places", False),
    }
    assert refusal(await omar.post(decide, {})) == (409, "decided-already", None)
    late = (409, "decided-already", "selection_id")
    assert refusal(await lists.validate(made, **{f"c{objected}": "confirmed"})) == late
    assert refusal(await lists.officer().void(f"/validations/{validation}")) == (409, "decided-already", None)
    selected = await walked(lists.officer(), "/candidates", selection_id=str(made), holds_place="true")
    assert {row["id"] for row in selected} == {first, second}
    assert await walked(omar, "/selections", others="true") == []


async def test_something_is_given_to_those_who_hold_a_place_and_to_nobody_else(lists: Lists) -> None:
    one, two, three = (somebody(id) for id in (1, 2, 3))
    made, (first, second) = await lists.decided(one, two)
    by_list = (422, "by-list", "candidate_id")
    assert refusal(await lists.give(one, None)) == by_list
    assert refusal(await lists.give(one, first, phase_id=await lists.phase(8))) == by_list
    assert refusal(await lists.give(one, first, phase_id=None, fund_id=None)) == by_list
    assert refusal(await lists.give(two, second)) == (409, "not-selected", "candidate_id")
    assert refusal(await lists.give(three, first)) == (422, "other-person", "candidate_id")
    body = await lists.package(recipient=one.reference, phase_id=lists.by_list, amount="100.00", place=NAJAF)
    away = lists.officer("Hala", one, areas=(NAJAF,))
    for candidate in (first, 4711):
        answer = await away.post("/assistances", body | {"candidate_id": candidate})
        assert refusal(answer) == (404, "unknown-candidate", "candidate_id")
    given = require_made(await lists.give(somebody(11, None, 1), first))
    assert given["candidate_id"] == first
    assert refusal(await lists.give(one, first)) == (409, "assisted-already", "recipient")
    assert refusal(await lists.officer().post(f"/candidates/{first}/lapse", WITHDREW)) == (
        409,
        "candidate-assisted",
        None,
    )
    assert refusal(await lists.officer().void(f"/selections/{made}")) == (409, "selection-given", None)
    assert refusal(await lists.administrator.void(f"/phases/{lists.by_list}")) == (409, "phase-in-use", None)
    require_made(await lists.officer().void(f"/assistances/{given['id']}"))
    require_made(await lists.officer().void(f"/selections/{made}"))
    assert refusal(await lists.give(one, first)) == (404, "unknown-candidate", "candidate_id")


async def test_the_database_gives_nothing_past_a_list(lists: Lists) -> None:
    one, two = somebody(1), somebody(2)
    _, (_, second) = await lists.decided(one, two)
    for candidate, broken in ((None, "assistance_by_list"), (second, "assistance_as_selected")):
        with pytest.raises(asyncpg.CheckViolationError) as refused:
            await lists.rows(
                "INSERT INTO assistances (project, person_id, sex, modality, place, amount, currency, approved_on,"
                " fund_id, phase_id, candidate_id, recorded_by) VALUES ('JPN-SDN-2025', 2, 'female', 'BSP',"
                " 'IQG15Q08', 10, 'USD', current_date, $1, $2, $3, 'x') RETURNING id",
                *(lists.fund, lists.by_list, candidate),
            )
        assert refused.value.constraint_name == broken


async def test_the_next_of_the_reserve_moves_up_by_a_step_of_its_own(lists: Lists) -> None:
    people = [somebody(id) for id in (1, 2, 3, 4)]
    _, (first, second, third, fourth) = await lists.decided(*people)
    hala = lists.officer()
    assert refusal(await hala.post(f"/candidates/{first}/replace")) == (409, "no-place-left", None)
    told = require_made(await hala.post(f"/candidates/{first}/lapse", WITHDREW))
    assert (told["lapse_reason"], told["holds_place"]) == ("withdrew", False)
    assert refusal(await hala.post(f"/candidates/{first}/lapse", WITHDREW)) == (409, "lapsed-already", None)
    assert refusal(await lists.give(people[0], first)) == (409, "not-selected", "candidate_id")
    assert refusal(await lists.give(people[1], second)) == (409, "not-selected", "candidate_id")
    require_made(await hala.post(f"/candidates/{second}/lapse", {"reason": "unreachable"}))
    assert refusal(await hala.post(f"/candidates/{second}/replace")) == (409, "no-place-left", None)
    moved = require_made(await hala.post(f"/candidates/{first}/replace"))
    assert (moved["id"], moved["in_place_of"], moved["holds_place"]) == (third, first, True)
    assert refusal(await hala.post(f"/candidates/{first}/replace")) == (409, "replaced-already", None)
    require_made(await lists.give(people[2], third))
    assert refusal(await hala.post(f"/candidates/{third}/lapse", WITHDREW)) == (409, "candidate-assisted", None)
    assert refusal(await hala.post(f"/candidates/{fourth}/lapse", {"reason": "objected"})) == (
        422,
        "invalid-request",
        "reason",
    )
    events = await lists.rows("SELECT type, data::text AS data FROM outbox WHERE type LIKE 'candidate.%' ORDER BY seq")
    assert [event["type"] for event in events[4:]] == ["candidate.lapsed", "candidate.lapsed", "candidate.moved_up"]


async def test_of_two_officers_at_once_one_lists_decides_and_moves_up(lists: Lists) -> None:
    people = [somebody(1, 9), somebody(2, 9), somebody(3), somebody(4)]
    made = await lists.begun()
    for who in people:
        await lists.verified(who)
    both = await asyncio.gather(lists.put_on(made, people[0]), lists.put_on(made, people[1], "Omar"))
    assert sorted(answer.status_code for answer in both) == [201, 409]
    for who in people[2:]:
        require_made(await lists.put_on(made, who))
    require_made(await lists.officer().post(f"/selections/{made}/close"))
    first, *_ = [row["id"] for row in await ranking(lists, made)]
    said = {f"c{row['id']}": "confirmed" for row in await ranking(lists, made)}
    require_made(await lists.validate(made, **said))
    officers = [lists.officer(name) for name in ("Omar", "Sara")]
    both = await asyncio.gather(*(officer.post(f"/selections/{made}/decide", {}) for officer in officers))
    assert sorted(answer.status_code for answer in both) == [200, 409]
    require_made(await lists.officer().post(f"/candidates/{first}/lapse", WITHDREW))
    both = await asyncio.gather(*(officer.post(f"/candidates/{first}/replace") for officer in officers))
    assert sorted(answer.status_code for answer in both) == [200, 409]


async def test_of_two_at_once_of_whom_one_gives_and_one_lets_lapse_one_does(lists: Lists) -> None:
    who = somebody(1)
    _, (candidate,) = await lists.decided(who)
    given, lapsed = await asyncio.gather(
        lists.give(who, candidate), lists.officer("Omar").post(f"/candidates/{candidate}/lapse", WITHDREW)
    )
    assert sorted((given.is_success, lapsed.is_success)) == [False, True]
    [row] = await lists.rows(
        "SELECT (SELECT count(*) FROM assistances) AS given, (SELECT count(*) FROM candidate_lapses) AS lapsed"
    )
    assert row["given"] + row["lapsed"] == 1


async def test_a_list_is_told_where_it_lies_and_to_those_who_work_with_assistance(lists: Lists) -> None:
    made, (one,) = await lists.decided(somebody(1))
    for areas, sees in (((TELAFAR,), True), ((NAJAF,), False)):
        caller = lists.service.caller(Role.GRANTS_OFFICER, areas=areas)
        for path in (f"/selections/{made}", f"/selections/{made}/ranking", f"/candidates/{one}"):
            assert (await caller.get(path)).is_success is sees
        for noun in ("selections", "candidates", "validations"):
            assert bool(await walked(caller, f"/{noun}")) is sees
        if not sees:
            assert refusal(await caller.post(f"/candidates/{one}/lapse", WITHDREW)) == (404, "not-found", None)
    for role in set(Role) - {Role.GRANTS_OFFICER, Role.FINANCE_APPROVER, Role.MONITORING}:
        for noun in ("selections", "candidates", "validations"):
            assert refusal(await lists.service.caller(role).get(f"/{noun}")) == (403, "not-your-role", None)
    kept = await lists.rows("SELECT data::text AS data FROM outbox WHERE type LIKE 'validation.%'")
    assert [row["data"] for row in kept] == [f'{{"selection": {made}}}']


async def test_the_page_for_the_community_has_ranks_and_numbers_and_nobodys_name_or_points(lists: Lists) -> None:
    made = await lists.begun()
    assert refusal(await lists.officer().get(f"/selections/{made}/sheet")) == (409, "list-open", None)
    require_made(await lists.officer().void(f"/selections/{made}"))
    people = [somebody(number, 10 + number) for number in (1, 2, 3)]
    made, candidates = await lists.closed(*people)
    page = await lists.officer("Omar").get(f"/selections/{made}/sheet")
    assert page.status_code == 200, page.text
    for rank, candidate in enumerate(candidates, start=1):
        assert f'<td>{rank}</td><th scope="row">{candidate}</th>' in page.text
    ranked = await ranking(lists, made)
    assert not [each for each in ranked for name in ("score", "needs") if each[name] in page.text]
    assert not [who for who in people if who.reference in page.text]
    told = Disclosed.model_validate_json(page.headers[DISCLOSED])
    assert (told.fields, sorted(told.people)) == (("id", "rank"), [who.person_id for who in people])
    near = lists.officer("Omar", areas=(NAJAF,))
    assert refusal(await near.get(f"/selections/{made}/sheet")) == (404, "not-found", None)
    assert refusal(await lists.monitor.get(f"/selections/{made}/sheet"))[1] == "not-your-role"
