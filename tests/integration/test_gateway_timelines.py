"""Timelines: what happened to a person and in an area, from every service, page by page as of one moment."""

import json
from collections.abc import AsyncIterator
from typing import Any

import premises
import pytest
from callers import refusal, require_made
from premises import NAJAF, PILOT, TELAFAR, TODAY, Caller, House, attend, record_pilot

from shared.callers import Role, Service

THEN = "2019-09-02"


@pytest.fixture
async def house(clone: Any) -> AsyncIterator[House]:
    async with premises.house(clone) as opened:
        yield opened


async def page(caller: Caller, path: str, **query: str) -> dict[str, Any]:
    return require_made(await caller.get(path, **query))


async def whole(caller: Caller, path: str, **query: str) -> list[dict[str, Any]]:
    """All pages of a timeline, which are as of one moment."""
    told = await page(caller, path, **query)
    items, moments = told["items"], {told["as_of"]}
    while told["next"]:
        told = await page(caller, path, **query, after=told["next"])
        items, moments = items + told["items"], moments | {told["as_of"]}
    assert len(moments) == 1
    return items


def kinds(items: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(item["on"], item["kind"]) for item in items]


def in_order(items: list[dict[str, Any]]) -> bool:
    keys = [(item["on"], item["service"], item["kind"]) for item in items]
    return keys == sorted(keys, reverse=True)


async def merge(house: House, absorbed: str, survivor: str) -> int:
    """Make one person of two, as two people do; gives the number of the merge."""
    stated = {"absorbed": absorbed, "survivor": survivor, "reason": "recognised"}
    proposed = await house.made(house.staff(Role.CASEWORKER, name="one"), "/v1/merges", **stated)
    confirming = house.staff(Role.PROTECTION, name="two")
    ruled = await house.made(confirming, f"/v1/proposals/{proposed['id']}/confirm", ground="asked")
    number: int = ruled["merge_id"]
    return number


async def test_what_every_service_knows_of_somebody_is_told_by_its_day(house: House) -> None:
    number = (await record_pilot(house))["people"][0]
    told = await page(house.monitor(), f"/v1/people/{number}/timeline")
    assert (told["status"], told["missing"], told["next"]) == ("complete", [], None)
    assert {each["service"]: each["section"] for each in told["sections"]} == dict.fromkeys(Service, "told")
    assert kinds(told["items"]) == [
        (str(TODAY), "registered"),
        ("2019-09-01", "assistance_approved"),
        *([(told["items"][2]["on"], "award_made")]),
        ("2019-06-02", "attended"),
    ]
    registered, assisted, _, attended = told["items"]
    assert (registered["id"], registered["fields"]) == (None, {"registration_number": number})
    assert (assisted["service"], assisted["dataset"], assisted["id"]) == ("grants", "assistances", 1)
    assert assisted["fields"] == {
        "modality": "VT",
        "project": PILOT,
        "place": TELAFAR,
        "amount": "500000",
        "currency": "IQD",
    }
    assert attended["fields"] == {
        "session_id": 1,
        "activity_id": 1,
        "outcome": "present",
        "project": PILOT,
        "type": "mediation",
        "place": TELAFAR,
    }
    assert "person_id" not in str(told)


async def test_pages_are_as_of_the_moment_of_the_first_whatever_happens_meanwhile(house: House) -> None:
    recorded = await record_pilot(house)
    one, monitor = recorded["people"][0], house.monitor()
    path = f"/v1/people/{one}/timeline"
    before = await whole(monitor, path, limit="50")
    first = await page(monitor, path, limit="1")
    await house.made(house.staff(Role.GRANTS_OFFICER), "/v1/assistances/1/void", reason="entered_in_error")
    await attend(house, 1, one, day="2019-06-20")
    rest = await page(monitor, path, limit="50", after=first["next"])
    assert first["items"] + rest["items"] == before
    assert (rest["as_of"], rest["next"]) == (first["as_of"], None)
    again = await page(monitor, path, limit="50", after=first["next"], as_of=first["as_of"])
    assert again == rest
    now = await whole(monitor, path, limit="2")
    assert ("2019-06-20", "attended") in kinds(now)
    assert "assistance_approved" not in {item["kind"] for item in now}
    assert await whole(monitor, path, limit="3", as_of=first["as_of"]) == before
    backwards = await whole(monitor, path, limit="2", oldest_first="true")
    assert backwards == now[::-1]
    assert in_order(now)


async def test_a_service_that_is_away_for_a_page_is_said_and_told_of_on_a_later_one(house: House) -> None:
    number = (await record_pilot(house))["people"][0]
    path, monitor = f"/v1/people/{number}/timeline", house.monitor()
    everything = await whole(monitor, path)
    first = await page(monitor, path, limit="1")
    with house.without(Service.GRANTS):
        second = await page(monitor, path, limit="10", after=first["next"])
        assert (second["status"], second["missing"]) == ("partial", ["grants"])
        assert {each["service"]: each["section"] for each in second["sections"]}["grants"] == "unavailable"
        assert {item["service"] for item in second["items"]} == {"beneficiary"}
        third = await page(monitor, path, limit="10", after=second["next"])
        assert (third["status"], third["items"]) == ("partial", [])
    last = await page(monitor, path, limit="10", after=third["next"])
    assert (last["status"], last["next"]) == ("complete", None)
    told = [*first["items"], *second["items"], *third["items"], *last["items"]]
    assert sorted(map(str, told)) == sorted(map(str, everything))
    with house.without(Service.BENEFICIARY):
        answer = await monitor.get(path, after=first["next"])
    assert refusal(answer)[:2] == (503, "service-unavailable")


async def test_the_register_is_asked_once_a_page_and_for_nothing_that_it_has_told(house: House) -> None:
    number, officer = (await record_pilot(house))["people"][0], house.staff(Role.GRANTS_OFFICER)
    early = (await _assistance(house, number)) | {"approved_on": "2019-05-01"}
    await house.made(officer, "/v1/assistances", **early)
    path, monitor, register = f"/v1/people/{number}/timeline", house.monitor(), house.lines[Service.BENEFICIARY]
    first = await page(monitor, path, limit="4")
    register.calls.clear()
    second = await page(monitor, path, limit="4", after=first["next"])
    [asked] = register.calls
    assert (asked.path, json.loads(asked.body)["limit"]) == ("/timelines/person", 0)
    assert kinds(first["items"])[-1] == ("2019-06-02", "attended")
    assert (kinds(second["items"]), second["next"]) == ([("2019-05-01", "assistance_approved")], None)
    register.calls.clear()
    assert await page(monitor, path, limit="4", as_of=first["as_of"]) == first
    assert [call.path for call in register.calls] == ["/timelines/person"]
    of_najaf = house.staff(Role.MONITORING, areas=("IQG04",))
    assert refusal(await of_najaf.get(path, after=first["next"]))[0] == 422


async def test_what_no_role_opens_is_withheld_and_not_asked_for(house: House) -> None:
    number = (await record_pilot(house))["people"][0]
    with house.without(Service.GRANTS, Service.FORUMS):
        told = await page(house.staff(Role.CASEWORKER), f"/v1/people/{number}/timeline")
    sections = {each["service"]: each["section"] for each in told["sections"]}
    assert (told["status"], sections) == (
        "complete",
        {"beneficiary": "told", "grants": "withheld", "forums": "withheld"},
    )
    assert {item["service"] for item in told["items"]} == {"beneficiary"}
    of_both = await page(house.staff(Role.CASEWORKER, Role.FINANCE_APPROVER), f"/v1/people/{number}/timeline")
    assert [item["kind"] for item in of_both["items"]] == [
        "registered",
        "assistance_approved",
        "award_made",
        "attended",
    ]
    of_officer = await page(house.staff(Role.GRANTS_OFFICER), f"/v1/people/{number}/timeline")
    assert [item["kind"] for item in of_officer["items"]] == ["registered", "assistance_approved", "award_made"]


async def test_where_somebody_lived_and_what_their_households_were_then_is_told(house: House) -> None:
    number, caseworker = (await record_pilot(house))["people"][0], house.staff(Role.CASEWORKER)
    one, other = [(await house.made(caseworker, "/v1/households", place=TELAFAR))["id"] for _ in range(2)]
    for home, since, status in (
        (one, "2014-06-10", "idp_camp"),
        (one, "2016-02-01", "idp_out_of_camp"),
        (one, "2019-05-01", "returnee"),
        (one, "2019-08-01", "secondary_displaced"),
        (other, "2015-01-01", "host_community"),
    ):
        stated = {"household_id": home, "status": status, "since": since}
        await house.made(caseworker, "/v1/displacements", **stated)
    living = {"household_id": one, "person": number, "relation": "head", "joined_on": "2019-04-04"}
    await house.made(caseworker, "/v1/memberships", **living, left_on="2019-06-01")
    await house.made(caseworker, "/v1/memberships", **living | {"household_id": other, "joined_on": "2019-06-01"})
    told = await whole(caseworker, f"/v1/people/{number}/timeline", limit="2")
    lived = [(item["on"], item["kind"]) for item in told if "household" in item["kind"]]
    assert lived == [
        ("2019-06-01", "household_left"),
        ("2019-06-01", "household_joined"),
        ("2019-05-01", "household_status_began"),
        ("2019-04-04", "household_joined"),
        ("2016-02-01", "household_status_began"),
        ("2015-01-01", "household_status_began"),
    ]
    assert [item["fields"]["status"] for item in told if item["kind"] == "household_status_began"] == [
        "returnee",
        "idp_out_of_camp",
        "host_community",
    ]


async def test_after_a_merge_a_timeline_is_of_both_and_after_its_undoing_each_has_their_own(house: House) -> None:
    recorded = await record_pilot(house)
    one, other, monitor = *recorded["people"][:2], house.monitor()
    paths = [f"/v1/people/{number}/timeline" for number in (one, other)]
    apart = [await page(monitor, path) for path in paths]
    made = await merge(house, absorbed=other, survivor=one)
    together = [(await page(monitor, path))["items"] for path in paths]
    assert together[0] == together[1]
    assert sorted(map(str, together[0])) == sorted(str(item) for told in apart for item in told["items"])
    assert await whole(monitor, paths[1], limit="2") == together[0]
    then = [(await page(monitor, path, as_of=told["as_of"]))["items"] for path, told in zip(paths, apart, strict=True)]
    assert then == [told["items"] for told in apart]
    await house.made(house.staff(Role.CASEWORKER), f"/v1/merges/{made}/undo", reason="entered_in_error")
    assert [(await page(monitor, path))["items"] for path in paths] == then


async def test_a_merge_and_its_undoing_are_told_to_whoever_may_see_merges(house: House) -> None:
    recorded = await record_pilot(house)
    one, other, caseworker = *recorded["people"][:2], house.staff(Role.CASEWORKER)
    path = f"/v1/people/{one}/timeline"

    async def merges(number: str, **query: str) -> list[tuple[str, Any]]:
        items = await whole(caseworker, f"/v1/people/{number}/timeline", **query)
        return [(item["kind"], item["id"], item["fields"]) for item in items if item["dataset"] == "merges"]

    apart = await page(caseworker, path)
    made = await merge(house, absorbed=other, survivor=one)
    merged, together = ("merged", made, {"reason": "recognised"}), await page(caseworker, path)
    assert [await merges(number) for number in (one, other)] == [[merged], [merged]]
    await house.made(caseworker, f"/v1/merges/{made}/undo", reason="entered_in_error")
    undone = ("unmerged", made, {"void_reason": "entered_in_error"})
    assert [await merges(number) for number in (one, other)] == [[undone, merged], [undone, merged]]
    assert await merges(one, limit="1", oldest_first="true") == [merged, undone]
    for then in (apart, together):
        assert await page(caseworker, path, as_of=then["as_of"]) == then
    elsewhere = house.staff(Role.CASEWORKER, areas=("IQG04",))
    assert refusal(await elsewhere.get(path))[:2] == (404, "not-found")
    assert "merges" not in {item["dataset"] for item in await whole(house.monitor(), path)}
    assert other not in str(await whole(caseworker, path))


async def test_whoever_may_not_see_the_person_learns_nothing(house: House) -> None:
    number = (await record_pilot(house))["people"][0]
    of_najaf = house.staff(Role.MONITORING, areas=("IQG04",))
    for sought in (number, "0000-0000-0098"):
        assert refusal(await of_najaf.get(f"/v1/people/{sought}/timeline"))[:2] == (404, "not-found")
    assert refusal(await house.monitor().get("/v1/people/nobody/timeline"))[:2] == (422, "invalid-request")
    path = f"/v1/people/{number}/timeline"
    assert refusal(await house.staff(Role.FINANCE_APPROVER).get(path))[0] == 403
    assert refusal(await (await house.partner("moi")).get(path))[:2] == (404, "not-found")
    elsewhere = house.staff(Role.GRANTS_OFFICER)
    await house.made(
        elsewhere, "/v1/assistances", **(await _assistance(house, number)) | {"place": NAJAF, "approved_on": THEN}
    )
    of_ninewa = house.staff(Role.MONITORING, areas=("IQG15",))
    assert (THEN, "assistance_approved") not in kinds(await whole(of_ninewa, path))
    assert (THEN, "assistance_approved") in kinds(await whole(house.monitor(), path))


async def _assistance(house: House, recipient: str) -> dict[str, Any]:
    told = (await page(house.staff(Role.GRANTS_OFFICER), "/v1/assistances"))["items"][0]
    stated = {name: told[name] for name in ("project", "sex", "modality", "place", "amount", "currency")}
    return stated | {"recipient": recipient}


async def test_each_page_about_somebody_is_written_down_before_it_leaves(house: House) -> None:
    number = (await record_pilot(house))["people"][0]
    answer = await house.monitor().get(f"/v1/people/{number}/timeline", limit="2")
    shown = require_made(answer)["items"]
    async with house.connection() as connection:
        request = answer.headers["x-request-id"]
        [row] = await connection.fetch(
            "SELECT what, fields, array_agg(person_id) AS people FROM reads"
            " JOIN read_subjects ON read_id = reads.id WHERE request_id = $1 GROUP BY reads.id",
            request,
        )
    assert (row["what"], row["people"]) == ("timelines", [1])
    assert set(row["fields"]) == {f"{item['dataset']}.{name}" for item in shown for name in item["fields"]}


async def test_what_happened_in_an_area_is_told_of_activities_awards_and_forums_and_of_nobody(house: House) -> None:
    recorded = await record_pilot(house)
    told = await whole(house.monitor(), f"/v1/areas/{TELAFAR}/timeline", limit="3")
    assert {(item["service"], item["kind"]) for item in told} == {
        ("beneficiary", "activity_began"),
        ("beneficiary", "session_held"),
        ("grants", "award_made"),
        ("grants", "tranche_paid"),
        ("forums", "forum_set_up"),
    }
    assert in_order(told)
    assert not any(number in str(told) for number in recorded["people"])
    paid = next(item for item in told if item["kind"] == "tranche_paid")
    assert (paid["on"], paid["fields"]["amount"]) == ("2019-10-01", "5000.00")
    of_governorate = await whole(house.monitor(), "/v1/areas/IQG15/timeline")
    assert [item for item in of_governorate if item in told] == told
    of_focal_point = await page(house.staff(Role.FORUM_FOCAL_POINT), f"/v1/areas/{TELAFAR}/timeline")
    assert {item["service"] for item in of_focal_point["items"]} == {"forums"}
    assert {each["service"]: each["section"] for each in of_focal_point["sections"]}["grants"] == "withheld"


async def test_that_focused_help_was_held_is_told_and_who_had_it_to_protection_with_a_reason(
    house: House,
) -> None:
    number = (await record_pilot(house))["people"][0]
    counted = (await page(house.monitor(), f"/v1/areas/{TELAFAR}/profile"))["activities"]
    lead, protecting = house.staff(Role.ACTIVITY_LEAD), house.staff(Role.PROTECTION).stating(reason="a case review")
    focused = {"type": "mhpss", "mhpss_code": "3.4", "mhpss_layer": "3"}
    activity = await house.made(
        lead, "/v1/activities", project=PILOT, place=TELAFAR, starts_on="2019-06-03", ends_on="2019-06-30", **focused
    )
    session = await house.made(lead, "/v1/sessions", activity_id=activity["id"], held_on="2019-06-05")
    presence = {"session_id": session["id"], "person": number, "outcome": "present"}
    attendance = await house.made(protecting, "/v1/attendances", **presence)

    in_area = await whole(house.monitor(), f"/v1/areas/{TELAFAR}/timeline")
    assert ("session_held", session["id"]) in {(item["kind"], item["id"]) for item in in_area}
    assert (await page(house.monitor(), f"/v1/areas/{TELAFAR}/profile"))["activities"] == counted
    for caller, knows in ((house.monitor(), False), (house.staff(Role.PROTECTION), False), (protecting, True)):
        of_them = await whole(caller, f"/v1/people/{number}/timeline")
        assert (("attendances", attendance["id"]) in {(item["dataset"], item["id"]) for item in of_them}) is knows


async def test_what_became_of_a_forum_is_on_the_timeline_of_its_area_as_it_stood(house: House) -> None:
    await record_pilot(house)
    focal, path = house.staff(Role.FORUM_FOCAL_POINT), f"/v1/areas/{TELAFAR}/timeline"
    await house.made(focal, "/v1/forums/1/activate", since="2019-07-02")
    concern = await house.made(
        focal,
        "/v1/concerns",
        forum_id=1,
        category="services",
        place=TELAFAR,
        raised_by="women",
        raised_on="2019-08-01",
    )
    await house.made(focal, f"/v1/concerns/{concern['id']}/accept", since="2019-08-03")
    before = await page(focal, path)
    assert kinds(before["items"]) == [
        ("2019-08-03", "concern_moved"),
        ("2019-08-01", "concern_raised"),
        ("2019-07-02", "forum_changed"),
        ("2019-06-18", "forum_set_up"),
    ]
    moved = before["items"][0]
    assert moved["fields"] == {
        "concern_id": concern["id"],
        "forum_id": 1,
        "category": "services",
        "status": "accepted",
    }
    await house.made(focal, f"/v1/concerns/{concern['id']}/void", reason="entered_in_error")
    assert {item["kind"] for item in (await page(focal, path))["items"]} == {"forum_changed", "forum_set_up"}
    assert await page(focal, path, as_of=before["as_of"]) == before


async def test_what_belongs_to_what_was_voided_is_on_no_timeline_after(house: House) -> None:
    number = (await record_pilot(house))["people"][0]
    lead, officer = house.staff(Role.ACTIVITY_LEAD), house.staff(Role.GRANTS_OFFICER)
    course = {"assistance_id": 1, "subject": "Welding", "hours": 120, "starts_on": "2019-09-05"}
    await house.made(officer, "/v1/courses", **course)
    of_them, of_area = f"/v1/people/{number}/timeline", f"/v1/areas/{TELAFAR}/timeline"

    async def told(path: str) -> dict[str, Any]:
        return await page(house.monitor(), path)

    before, area_before = await told(of_them), await told(of_area)
    belonging = {"attended", "course_began"}
    assert belonging < {item["kind"] for item in before["items"]}
    assert "session_held" in {item["kind"] for item in area_before["items"]}
    for who, noun in ((lead, "sessions"), (officer, "assistances"), (lead, "activities")):
        await house.made(who, f"/v1/{noun}/1/void", reason="entered_in_error")
    assert not belonging & {item["kind"] for item in (await told(of_them))["items"]}
    assert "session_held" not in {item["kind"] for item in (await told(of_area))["items"]}
    for path, earlier in ((of_them, before), (of_area, area_before)):
        assert await page(house.monitor(), path, as_of=earlier["as_of"]) == earlier


async def test_areas_and_cursors_that_fit_nothing_are_refused(house: House) -> None:
    recorded = await record_pilot(house)
    monitor = house.monitor()
    for pcode, expected in (
        ("IQG99", (404, "unknown-place", "pcode")),
        ("IQ", (422, "place-of-other-level", "pcode")),
        ("IQG15Q08N01", (422, "place-of-other-level", "pcode")),
    ):
        assert refusal(await monitor.get(f"/v1/areas/{pcode}/timeline")) == expected
    of_najaf = house.staff(Role.MONITORING, areas=("IQG04",))
    assert refusal(await of_najaf.get(f"/v1/areas/{TELAFAR}/timeline")) == (403, "outside-area", "pcode")
    for code in ("moi", "aid-ngo"):
        answer = await (await house.partner(code)).get(f"/v1/areas/{TELAFAR}/timeline")
        assert refusal(answer)[:2] == (404, "not-found")
    path = f"/v1/areas/{TELAFAR}/timeline"
    cursor = (await page(monitor, path, limit="1"))["next"]
    person = f"/v1/people/{recorded['people'][0]}/timeline"
    for caller, at, query in (
        (monitor, "/v1/areas/IQG15/timeline", {}),
        (monitor, person, {}),
        (monitor, path, {"oldest_first": "true"}),
        (monitor, path, {"as_of": "2019-01-01T00:00:00Z"}),
        (house.staff(Role.GRANTS_OFFICER), path, {}),
    ):
        assert refusal(await caller.get(at, after=cursor, **query)) == (422, "unknown-cursor", "after")
    for query in ({"after": "forged"}, {"limit": "201"}, {"limit": "0"}, {"as_of": "now"}):
        assert refusal(await monitor.get(path, **query))[0] == 422
    assert refusal(await monitor.get(path, as_of="2099-01-01T00:00:00Z"))[:2] == (422, "as-of-in-the-future")


async def test_an_area_of_which_no_service_can_be_reached_is_refused_and_one_without_some_is_partial(
    house: House,
) -> None:
    await record_pilot(house)
    path, monitor = f"/v1/areas/{TELAFAR}/timeline", house.monitor()
    with house.without(Service.BENEFICIARY, Service.FORUMS):
        told = await page(monitor, path)
    assert (told["status"], told["missing"]) == ("partial", ["beneficiary", "forums"])
    assert {item["service"] for item in told["items"]} == {"grants"}
    rest = await page(monitor, path, after=told["next"])
    assert {item["service"] for item in rest["items"]} == {"beneficiary", "forums"}
    with house.without(*Service):
        assert refusal(await monitor.get(path))[:2] == (503, "services-unavailable")
