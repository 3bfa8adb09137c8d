"""Members of forums by name: as long as they consent to it, to staff who work with the forum, and to nobody else."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import premises
import pytest
from callers import refusal, require_made
from premises import PILOT, TELAFAR, Caller, House, agree

from services.forums.seats import reads as seats
from shared.callers import Role

GIVEN = {"purpose": "community-policing", "recipient_class": "staff", "decided_on": "2020-01-02", "language": "ar"}
PATH = "/v1/members/{}/person"


@dataclass
class World:
    """A forum with a seat, and somebody who consents to be named in it."""

    house: House
    seat: int
    person: str
    notice: int

    @property
    def focal(self) -> Caller:
        return self.house.staff(Role.FORUM_FOCAL_POINT, areas=("IQG15",), name="zahra")

    async def decide(self, decision: str, person: str | None = None, **changes: Any) -> dict[str, Any]:
        notice = {"notice_id": self.notice} if decision == "given" else {}
        stated = GIVEN | {"decision": decision, "witnessed": "thumbprint", "given_by": "self"} | notice | changes
        caseworker = self.house.staff(Role.CASEWORKER)
        return await self.house.made(caseworker, "/v1/consents", person=person or self.person, **stated)

    async def registered(self, place: str = TELAFAR, **changes: Any) -> str:
        stated = {"given_native": "زينب", "sex": "female", "birth_date": "1990-07-01", "birth_precision": "day"}
        caseworker = self.house.staff(Role.CASEWORKER)
        made = await self.house.made(caseworker, "/v1/people", **(stated | {"place": place} | changes))
        number: str = made["registration_number"]
        return number

    async def name(self, person: str | None = None) -> Any:
        return await self.focal.post(f"/v1/members/{self.seat}/name", {"person": person or self.person})


async def founded(house: House) -> World:
    """A forum with a seat, a notice, and somebody who has decided nothing yet."""
    focal, officer = house.staff(Role.FORUM_FOCAL_POINT), house.staff(Role.DATA_PROTECTION_OFFICER)
    founding = {"name": "Tel Afar forum", "level": "district", "place": TELAFAR, "established_on": "2019-06-18"}
    founding |= {"set_up_by": "community", "project": PILOT}
    forum = (await house.made(focal, "/v1/forums", **founding))["id"]
    seat = {"role": "member_women", "sex": "female", "age_band": "18-59", "joined_on": "2019-06-18"}
    member = (await house.made(focal, "/v1/members", forum_id=forum, **seat))["id"]
    text = {"text_en": "We name you to staff.", "text_ar": "نسمّيك للموظفين.", "text_ckb": "ناوت دەبەین."}
    told = {"purpose": "community-policing", "recipient_class": "staff"}
    notice = (await house.made(officer, "/v1/notices", **told, **text))["id"]
    opened = World(house, member, "", notice)
    opened.person = await opened.registered()
    return opened


@pytest.fixture
async def world(clone: Any) -> AsyncIterator[World]:
    async with premises.house(clone) as house:
        yield await founded(house)


async def test_a_member_is_named_as_long_as_they_consent_to_it(world: World) -> None:
    path = PATH.format(world.seat)
    nobody = await world.focal.get(path)
    assert refusal(nobody) == (404, "not-found", None)
    assert refusal(await world.name()) == (403, "not-a-subject", "person")
    await world.decide("given")
    assert set(require_made(await world.name())) >= {"id", "role", "sex"}
    told = await world.focal.get(path)
    assert (require_made(told)["registration_number"], told.json()["given_native"]) == (world.person, "زينب")
    await world.decide("withdrawn", decided_on="2020-01-03")
    withdrawn = await world.focal.get(path)
    assert (withdrawn.status_code, withdrawn.json()) == (404, nobody.json())
    await world.decide("given", decided_on="2020-01-04")
    assert require_made(await world.focal.get(path))["registration_number"] == world.person


async def test_a_profile_tells_of_seats_as_long_as_somebody_consents_to_be_named(world: World) -> None:
    path, monitor = f"/v1/people/{world.person}/profile", world.house.monitor()
    before = require_made(await monitor.get(path))
    await world.decide("given")
    await world.name()
    told = await monitor.get(path)
    [seat] = require_made(told)["seats"]
    assert (seat["id"], seat["role"], "voided_at" in seat) == (world.seat, "member_women", False)
    assert require_made(await monitor.get(path, as_of=before["as_of"]))["seats"] == before["seats"] == []
    others = require_made(await world.house.staff(Role.CASEWORKER).get(path))
    assert (others["sections"]["seats"], others["seats"]) == ("withheld", None)
    async with world.house.connection() as connection:
        request = told.headers["x-request-id"]
        noted = await connection.fetch("SELECT what, fields FROM reads WHERE request_id = $1", request)
    assert {row["what"] for row in noted} == {"people", "members"}
    assert next(set(row["fields"]) for row in noted if row["what"] == "members") == set(seat)
    timeline = f"/v1/people/{world.person}/timeline"
    items = require_made(await monitor.get(timeline))["items"]
    [taken] = [item for item in items if item["service"] == "forums"]
    assert (taken["kind"], taken["on"], taken["id"]) == ("seat_taken", "2019-06-18", world.seat)
    assert ("2020-01-02", "consent_given") not in [(item["on"], item["kind"]) for item in items]  # it is not opened
    await world.decide("withdrawn", decided_on="2020-01-03")
    assert require_made(await monitor.get(path, as_of=told.json()["as_of"]))["seats"] == []
    items = require_made(await monitor.get(timeline))["items"]
    assert "forums" not in {item["service"] for item in items}
    of_consents = require_made(await world.house.staff(Role.CASEWORKER).get(timeline))["items"]
    assert [(item["on"], item["kind"]) for item in of_consents][1:] == [
        ("2020-01-03", "consent_withdrawn"),
        ("2020-01-02", "consent_given"),
    ]


async def test_a_profile_says_that_there_are_more_seats_as_long_as_it_tells_of_them(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, monitor = f"/v1/people/{world.person}/profile", world.house.monitor()
    await world.decide("given")
    await world.name()
    forum = require_made(await world.focal.get(f"/v1/members/{world.seat}"))["forum_id"]
    seat = {"role": "head", "sex": "female", "age_band": "18-59", "joined_on": "2019-06-18"}
    other = (await world.house.made(world.focal, "/v1/members", forum_id=forum, **seat))["id"]
    await world.house.made(world.focal, f"/v1/members/{other}/name", person=world.person)
    assert require_made(await monitor.get(path))["more"] == []
    monkeypatch.setattr(seats, "MOST", 1)
    told = require_made(await monitor.get(path))
    assert ([each["id"] for each in told["seats"]], told["more"]) == ([other], ["seats"])
    assert require_made(await world.house.staff(Role.CASEWORKER).get(path))["more"] == []
    await world.decide("withdrawn", decided_on="2020-01-03")
    assert require_made(await monitor.get(path))["more"] == []


async def test_each_telling_of_a_member_by_name_is_written_down(world: World) -> None:
    await world.decide("given")
    await world.name()
    told = await world.focal.get(PATH.format(world.seat))
    async with world.house.connection() as connection:
        row = await connection.fetchrow("SELECT * FROM reads WHERE request_id = $1", told.headers["x-request-id"])
        assert (row["what"], row["caller"], row["purpose"]) == ("people", "zahra", "community-policing")
        assert set(row["fields"]) == set(require_made(told))
        assert await connection.fetchval("SELECT count(*) FROM read_subjects WHERE read_id = $1", row["id"]) == 1


async def test_whoever_is_not_known_lives_elsewhere_or_does_not_consent_is_refused_alike(world: World) -> None:
    elsewhere = await world.registered(place="IQG04Q03")
    to_others = await world.registered(birth_date="1970-07-01")
    await world.decide("given", elsewhere)
    text = {"text_en": "We tell them.", "text_ar": "نخبرهم.", "text_ckb": "پێیان دەڵێین."}
    told = {"purpose": "community-policing", "recipient_class": "authority"}
    other = await world.house.made(world.house.staff(Role.DATA_PROTECTION_OFFICER), "/v1/notices", **told, **text)
    await world.decide("given", to_others, recipient_class="authority", notice_id=other["id"])
    answers = [await world.name(person) for person in (elsewhere, to_others, world.person, "0000-0000-0098")]
    assert {refusal(answer) for answer in answers} == {(403, "not-a-subject", "person")}
    assert len({answer.text for answer in answers}) == 1


async def test_one_person_is_named_in_a_seat_until_that_is_taken_back(world: World) -> None:
    await world.decide("given")
    await world.name()
    assert refusal(await world.name()) == (409, "named-already", None)
    way = f"/v1/members/{world.seat}/unname"
    assert require_made(await world.focal.post(way, {"reason": "entered_in_error"}))["id"] == world.seat
    assert refusal(await world.focal.get(PATH.format(world.seat))) == (404, "not-found", None)
    assert refusal(await world.focal.post(way, {"reason": "entered_in_error"})) == (409, "nobody-named", None)
    require_made(await world.name())


async def test_whoever_was_merged_is_named_as_the_one_who_goes_on(world: World) -> None:
    await world.decide("given")
    await world.name()
    survivor = await world.registered()
    await world.decide("given", survivor)
    body = {"absorbed": world.person, "survivor": survivor, "reason": "recognised"}
    answer = await world.house.staff(Role.CASEWORKER).post("/v1/merges", body)
    if answer.status_code == 202:
        another = world.house.staff(Role.CASEWORKER, name="another")
        await world.house.made(another, f"/v1/proposals/{answer.json()['id']}/confirm", ground="asked")
    assert require_made(await world.focal.get(PATH.format(world.seat)))["registration_number"] == survivor


async def test_nobody_but_staff_of_forums_meets_a_member_by_name(world: World) -> None:
    await world.decide("given")
    await world.name()
    path = PATH.format(world.seat)
    for role in set(Role) - {Role.FORUM_FOCAL_POINT}:
        assert refusal(await world.house.staff(role).get(path)) == (403, "not-your-role", None), role
    elsewhere = world.house.staff(Role.FORUM_FOCAL_POINT, areas=("IQG04",))
    assert refusal(await elsewhere.get(path)) == (404, "not-found", None)
    async with world.house.connection() as connection:
        grants = dict.fromkeys(("forums", "meetings", "minutes", "concerns", "plans"), ("moderate", None))
        await agree(connection, "moi", grants, purpose="community-policing")
    for code in ("moi", "molsa", "aid-ngo", "goj"):
        partner = await world.house.partner(code)
        for way in (path, f"/v1/members/{world.seat}", "/v1/namings/1"):
            assert refusal(await partner.get(way)) == (404, "not-found", None)
    ministry = await world.house.partner("moi")
    for noun in grants:
        assert world.person not in (await ministry.get(f"/v1/policing/{noun}")).text


async def test_what_is_kept_in_the_forums_service_of_a_member_is_no_name(world: World) -> None:
    await world.decide("given")
    await world.name()
    member = require_made(await world.focal.get(f"/v1/members/{world.seat}"))
    assert not [name for name in member if "person" in name or "named" in name]
    async with world.house.connection("forums") as connection:
        rows = await connection.fetch("SELECT * FROM namings")
        assert [(row["member_id"], row["person_id"]) for row in rows] == [(world.seat, 1)]
        events = await connection.fetch("SELECT data::text FROM outbox WHERE type = 'member.named'")
    assert [row[0] for row in events] == ['{"person": 1}']
