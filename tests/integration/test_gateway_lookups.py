"""Looking people up as a partner: what is told of whom, under which agreement, with whose consent, and what is not."""

import re
from collections.abc import AsyncIterator, Callable
from typing import Any

import premises
import pytest
from callers import refusal, require_made
from ministry import CARD, LOOKUP, NAMED, PURPOSE, World, ministrys_world, number
from premises import NAJAF, PILOT, TELAFAR, introduce

from gateway.access.offers import PEOPLE
from shared.callers import Role, Service


@pytest.fixture(scope="module")
async def world(module_clone: Any) -> AsyncIterator[World]:
    async with ministrys_world(module_clone) as opened:
        yield opened


async def test_a_person_is_told_of_with_exactly_the_fields_of_the_agreement(world: World) -> None:
    found = await world.looked_up(number(world.person))
    assert set(found) == {"pseudonym", *NAMED}
    assert (found["sex"], found["birth_date"], found["place"]) == ("female", "1990-07-01", TELAFAR)


@pytest.mark.parametrize(
    "sought",
    [
        {"document": CARD, "birth_year": 1990},
        {"document": {"type": "national_card", "number": "١٩٨٧٦٥ ٤٣٢١٠٩"}, "birth_year": 1990},
    ],
)
async def test_a_person_is_found_by_a_document_however_its_digits_are_written(
    world: World, sought: dict[str, Any]
) -> None:
    assert await world.looked_up(sought) == await world.looked_up(number(world.person))


async def test_a_pseudonym_finds_the_person_again(world: World) -> None:
    found = await world.looked_up(number(world.person))
    assert re.fullmatch(r"[A-Za-z0-9_-]{32}", found["pseudonym"])
    assert await world.looked_up({"pseudonym": found["pseudonym"]}) == found


async def test_nobody_no_consent_and_not_in_reach_are_one_answer(world: World) -> None:
    free = "0000-0000-0098"  # a number that fits and is nobody's
    mine = (await world.looked_up(number(world.person)))["pseudonym"]
    forged = mine[:-1] + ("A" if mine[-1] != "A" else "B")
    ministry = await world.ministry()
    answers = [
        await ministry.post(LOOKUP, {"purpose": PURPOSE, "people": [sought]})
        for sought in (
            number(free),
            number(world.refusing),
            number(world.elsewhere, 1950),
            number(world.outside),
            number(world.person, 1991),
            {"document": {**CARD, "number": "198765432100"}, "birth_year": 1990},
            {"document": {**CARD, "type": "passport"}, "birth_year": 1990},
            {"pseudonym": forged},
            {"pseudonym": "A" * 32},
        )
    ]
    assert {(answer.status_code, answer.content) for answer in answers} == {(200, b'{"people":[null]}')}


async def test_a_batch_is_answered_in_its_order(world: World) -> None:
    ministry = await world.ministry()
    people = [number(world.refusing), number(world.person), number(world.elsewhere, 1950), number(world.person)]
    told = require_made(await ministry.post(LOOKUP, {"purpose": PURPOSE, "people": people}))["people"]
    assert [one is not None for one in told] == [False, True, False, True]
    assert told[1] == told[3]


async def test_a_consent_that_is_withdrawn_ends_the_telling_with_the_next_request(world: World) -> None:
    assert await world.looked_up(number(world.person)) is not None
    withdrawn = await world.consent(world.person, "withdrawn")
    assert await world.looked_up(number(world.person)) is None
    reason = {"reason": "entered_in_error"}
    await world.house.made(world.house.staff(Role.CASEWORKER), f"/v1/consents/{withdrawn['id']}/void", **reason)
    assert await world.looked_up(number(world.person)) is not None


@pytest.mark.parametrize("other", [{"purpose": "case-referral"}, {"recipient_class": "aid"}])
async def test_a_consent_is_to_one_purpose_and_one_class(world: World, other: dict[str, str]) -> None:
    text = {"text_en": "x", "text_ar": "x", "text_ckb": "x"}
    stated = {"purpose": PURPOSE, "recipient_class": "authority"} | other
    officer = world.house.staff(Role.DATA_PROTECTION_OFFICER)
    notice = await world.house.made(officer, "/v1/notices", **stated, **text)
    await world.consent(world.refusing, notice_id=notice["id"], **other)
    assert await world.looked_up(number(world.refusing)) is None


async def test_where_consent_is_not_the_basis_it_is_not_asked_for(world: World) -> None:
    await world.agree(consent=None, basis="legal_obligation")
    assert await world.looked_up(number(world.refusing)) is not None
    await world.agree()
    assert await world.looked_up(number(world.refusing)) is None


async def test_an_answer_is_no_wider_than_the_fields_that_are_asked_for(world: World) -> None:
    assert set(await world.looked_up(number(world.person), fields=["sex"])) == {"pseudonym", "sex"}


async def test_a_ceiling_alone_opens_what_is_offered_below_it_and_never_what_is_the_registers_own(
    world: World,
) -> None:
    await world.agree(datasets={"people": ("moderate", None)})
    found = await world.looked_up(number(world.person))
    await world.agree()
    assert set(found) == {"pseudonym", "sex", "birth_precision", "place"}
    await world.agree(datasets={"people": ("high", None)})
    found = await world.looked_up(number(world.person))
    await world.agree()
    assert set(found) == {"pseudonym", *PEOPLE.levels}


@pytest.mark.parametrize(
    "asked",
    [
        {"fields": ["father_native"]},
        {"fields": ["registration_number"]},
        {"fields": ["sex", "nothing"]},
        {"purpose": "case-referral"},
        {"purpose": "donor-reporting"},
    ],
)
async def test_what_the_agreement_does_not_open_is_refused(world: World, asked: dict[str, Any]) -> None:
    body = {"purpose": PURPOSE, "people": [number(world.person)]} | asked
    answer = await (await world.ministry()).post(LOOKUP, body)
    assert refusal(answer) == (403, "not-in-agreement", None)


async def test_assistance_is_told_with_the_person_where_the_agreement_opens_it(world: World) -> None:
    found = await world.looked_up(number(world.person), assistances=True)
    assert [one["modality"] for one in found["assistances"]] == ["VT"]
    assert set(found["assistances"][0]) == {"project", "modality", "place", "amount", "currency", "approved_on"}
    await world.agree(datasets={"people": ("high", NAMED)})
    body = {"purpose": PURPOSE, "people": [number(world.person)], "assistances": True}
    answer = await (await world.ministry()).post(LOOKUP, body)
    await world.agree()
    assert refusal(answer) == (403, "not-in-agreement", None)


async def test_an_answer_that_cannot_be_whole_is_not_given(world: World) -> None:
    body = {"purpose": PURPOSE, "people": [number(world.person)], "assistances": True}
    ministry = await world.ministry()
    for service in (Service.BENEFICIARY, Service.GRANTS):
        with world.house.without(service):
            assert refusal(await ministry.post(LOOKUP, body))[:2] == (503, "service-unavailable")


async def test_what_is_told_is_written_down_with_whom_it_is_about(world: World) -> None:
    await world.looked_up(number(world.person), assistances=True)
    async with world.house.connection() as connection:
        row = await connection.fetchrow("SELECT * FROM reads ORDER BY id DESC LIMIT 1")
        people = await connection.fetch("SELECT person_id FROM read_subjects WHERE read_id = $1", row["id"])
    assert (row["caller"], row["caller_class"], row["purpose"], row["what"]) == (
        "ministry",
        "authority",
        PURPOSE,
        "people",
    )
    assert re.fullmatch(r"ministry-\d+/1", row["agreement"])
    assert {"given_native", "pseudonym", "assistances.amount"} <= set(row["fields"])
    assert "father_native" not in row["fields"]
    async with world.house.connection("beneficiary") as connection:
        id = await connection.fetchval("SELECT id FROM people WHERE registration_number = $1", world.person)
    assert [row["person_id"] for row in people] == [id]


async def test_a_lookup_that_finds_nobody_is_written_down_too(world: World) -> None:
    async def rows() -> int:
        async with world.house.connection() as connection:
            return int(await connection.fetchval("SELECT count(*) FROM reads WHERE what = 'people'"))

    before = await rows()
    assert await world.looked_up(number(world.refusing)) is None
    assert await rows() == before + 1


async def test_nothing_is_told_that_cannot_be_written_down(world: World) -> None:
    async with world.house.connection() as connection:
        await connection.execute("ALTER TABLE read_subjects RENAME TO away")
    answer = await (await world.ministry()).post(LOOKUP, {"purpose": PURPOSE, "people": [number(world.person)]})
    async with world.house.connection() as connection:
        await connection.execute("ALTER TABLE away RENAME TO read_subjects")
    assert answer.status_code == 500
    assert "pseudonym" not in answer.text


async def test_two_partners_cannot_compare_their_pseudonyms(world: World) -> None:
    await world.agree("another")
    mine = await world.looked_up(number(world.person))
    theirs = await world.looked_up(number(world.person), "another")
    assert mine["pseudonym"] != theirs["pseudonym"]
    assert await world.looked_up({"pseudonym": mine["pseudonym"]}, "another") is None


async def test_a_new_agreement_makes_new_pseudonyms(world: World) -> None:
    before = await world.looked_up(number(world.person))
    await world.agree()
    after = await world.looked_up(number(world.person))
    assert before["pseudonym"] != after["pseudonym"]
    assert await world.looked_up({"pseudonym": before["pseudonym"]}) is None


async def test_a_document_that_two_people_hold_finds_neither_of_the_same_age(world: World) -> None:
    caseworker = world.house.staff(Role.CASEWORKER)
    shared = {"type": "passport", "number": "A1234567"}
    await world.house.made(caseworker, "/v1/documents", person=world.person, **shared)
    sought = {"document": shared, "birth_year": 1990}
    assert await world.looked_up(sought) is not None
    await world.house.made(caseworker, "/v1/documents", person=world.refusing, **shared)
    assert await world.looked_up(sought) is None  # although the other one does not consent and is never told of
    assert await world.looked_up({**sought, "birth_year": 1991}) is None


@pytest.mark.parametrize(
    ("people", "field"),
    [
        ([], "people"),
        ([{"pseudonym": "A" * 32}] * 101, "people"),
        ([{}], "people.0"),
        ([{"birth_year": 1990}], "people.0"),
        ([{"registration_number": "0000-0000-0098"}], "people.0"),
        ([{"pseudonym": "A" * 32, "birth_year": 1990}], "people.0"),
        ([{"pseudonym": "A" * 31}], "people.0.pseudonym"),
        ([{"registration_number": "0000-0000-0098", "document": CARD, "birth_year": 1990}], "people.0"),
        ([{"document": CARD, "birth_year": "1990"}], "people.0.birth_year"),
        ([{"document": CARD, "birth_year": 1850}], "people.0.birth_year"),
        ([{"document": {**CARD, "number": "12"}, "birth_year": 1990}], "people.0.document.number"),
        ([{"document": {**CARD, "type": "library_card"}, "birth_year": 1990}], "people.0.document.type"),
        ([{"registration_number": "0000-0000-0097", "birth_year": 1990}], "people.0.registration_number"),
        ([{"given_native": "زينب", "birth_year": 1990}], "people.0.given_native"),
    ],
)
async def test_a_question_that_makes_no_sense_is_refused(world: World, people: list[Any], field: str) -> None:
    answer = await (await world.ministry()).post(LOOKUP, {"purpose": PURPOSE, "people": people})
    status, kind, named = refusal(answer)
    assert (status, named) == (422, field), answer.text
    assert kind in {"invalid-request", "document-number"}


@pytest.mark.parametrize("code", ["moi", "goj"])
async def test_to_a_security_or_donor_partner_the_lookup_does_not_exist(world: World, code: str) -> None:
    partner = await world.house.partner(code)
    for body in ({"purpose": PURPOSE, "people": [number(world.person)]}, {"nonsense": 1}):
        answer, nothing = await partner.post(LOOKUP, body), await partner.post("/v1/nothing/lookup", body)
        assert (answer.status_code, answer.content) == (nothing.status_code, nothing.content)
        assert answer.status_code == 404


async def test_each_person_sought_counts_towards_the_day(world: World) -> None:
    async with world.house.connection() as connection:
        await introduce(connection, "frugal", "authority", lookups_per_day=3)
    await world.agree("frugal")
    frugal = await world.ministry("frugal")

    async def looked_up(many: int) -> int:
        body = {"purpose": PURPOSE, "people": [number(world.person)] * many}
        return (await frugal.post(LOOKUP, body)).status_code

    assert [await looked_up(many) for many in (2, 2, 1, 1)] == [200, 429, 200, 429]


async def test_a_sandbox_partner_sees_people_of_synthetic_projects_only(world: World) -> None:
    async with world.house.connection() as connection:
        await introduce(connection, "trial", "authority", sandbox=True)
    await world.agree("trial", projects=["SANDBOX-ONE"])
    assert await world.looked_up(number(world.person), "trial") is None
    lead = world.house.staff(Role.ACTIVITY_LEAD)
    activity = {"project": "SANDBOX-ONE", "type": "mediation", "place": TELAFAR}
    days = {"starts_on": "2019-06-01", "ends_on": "2019-06-30"}
    held = await world.house.made(lead, "/v1/activities", **activity, **days)
    await premises.attend(world.house, held["id"], world.person)
    assert await world.looked_up(number(world.person), "trial") is not None


async def test_people_of_other_projects_and_places_are_out_of_reach(world: World) -> None:
    await world.agree(projects=["JPN-SDN-2020"])
    assert await world.looked_up(number(world.person)) is None
    await world.agree(areas=["IQG04"])
    assert await world.looked_up(number(world.person)) is None
    assert (await world.looked_up(number(world.elsewhere, 1950)))["place"] == NAJAF
    await world.agree(projects=[PILOT])
    assert await world.looked_up(number(world.person)) is not None


@pytest.mark.parametrize("typed", [lambda number: number, lambda number: number.replace("-", " ")])
async def test_a_year_of_birth_cannot_be_found_out_by_trying(world: World, typed: Callable[[str], str]) -> None:
    people = [number(world.person, year) for year in range(1985, 1995)]
    people[3]["registration_number"] = typed(world.person)
    people += [{"document": CARD, "birth_year": year} for year in (1989, 1990)]
    people.append(number(world.person) | {"registration_number": typed(world.person)})
    told = require_made(await (await world.ministry()).post(LOOKUP, {"purpose": PURPOSE, "people": people}))["people"]
    assert told == [None] * len(people)
    assert await world.looked_up(number(world.person)) is not None


async def test_whether_a_service_can_be_reached_does_not_tell_whether_somebody_exists(world: World) -> None:
    ministry = await world.ministry()
    with world.house.without(Service.GRANTS):
        answers = [
            await ministry.post(LOOKUP, {"purpose": PURPOSE, "assistances": True, "people": [sought]})
            for sought in (number(world.person), number(world.refusing), number("0000-0000-0098"))
        ]
    assert {(answer.status_code, refusal(answer)) for answer in answers} == {(503, (503, "service-unavailable", None))}


async def test_what_somebody_gave_who_turns_out_to_have_been_a_child_does_not_count(world: World) -> None:
    caseworker = world.house.staff(Role.CASEWORKER)
    unknown = {"given_native": "سما", "sex": "female", "birth_precision": "unknown", "place": TELAFAR}
    child = (await world.house.made(caseworker, "/v1/people", **unknown))["registration_number"]
    await premises.attend(world.house, 1, child, "2019-06-04")
    await world.consent(child)
    for born, found in (("2001-12-31", True), ("2002-01-03", False)):  # consent was given on 2 January 2020
        known = unknown | {"birth_date": born, "birth_precision": "day"}
        require_made(await caseworker.put(f"/v1/people/{child}", known))
        assert (await world.looked_up(number(child, int(born[:4]))) is not None) is found


# --- registered twice -------------------------------------------------------------------------------------------------


async def test_whoever_was_merged_is_found_once_by_what_either_number_is_known_by(world: World) -> None:
    twin = await world.double(birth_date="1988-07-01")
    card = {"type": "passport", "number": "T1234567"}
    await world.house.made(world.house.staff(Role.CASEWORKER), "/v1/documents", person=twin, **card)
    ways = [number(twin, 1988), number(world.person), {"document": card, "birth_year": 1988}]
    apart = [await world.looked_up(sought) for sought in ways]
    ways += [{"pseudonym": one["pseudonym"]} for one in apart]
    merge = await world.merge(twin, world.person)
    found = [await world.looked_up(sought) for sought in ways]
    assert all(one == apart[1] for one in found), found
    await world.undo(merge)
    assert [await world.looked_up(sought) for sought in ways[:3]] == apart


async def test_a_document_under_both_numbers_of_one_person_finds_them(world: World) -> None:
    twin = await world.double()
    await world.house.made(world.house.staff(Role.CASEWORKER), "/v1/documents", person=twin, **CARD)
    sought = {"document": CARD, "birth_year": 1990}
    assert await world.looked_up(sought) is None
    merge = await world.merge(twin, world.person)
    assert await world.looked_up(sought) == await world.looked_up(number(world.person))
    await world.undo(merge)
    assert await world.looked_up(sought) is None


async def test_assistance_under_either_number_is_told_of_the_person(world: World) -> None:
    twin = await world.double()
    officer = world.house.staff(Role.GRANTS_OFFICER)
    money = {"amount": "77.00", "currency": "USD", "approved_on": "2020-01-12"}
    what = {"project": PILOT, "recipient": twin, "sex": "female", "modality": "VT", "place": TELAFAR}
    await world.house.made(officer, "/v1/assistances", **what, **money)
    before = len((await world.looked_up(number(world.person), assistances=True))["assistances"])
    merge = await world.merge(twin, world.person)
    told = (await world.looked_up(number(world.person), assistances=True))["assistances"]
    assert len(told) == before + 1
    await world.undo(merge)


async def test_a_withdrawal_under_either_number_ends_the_telling_of_both(world: World) -> None:
    twin = await world.double()
    await world.consent(twin, "withdrawn")
    assert await world.looked_up(number(world.person)) is not None
    merge = await world.merge(twin, world.person)
    assert await world.looked_up(number(world.person)) is None
    await world.undo(merge)
    assert await world.looked_up(number(world.person)) is not None
