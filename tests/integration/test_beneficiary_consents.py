"""Consent: the notices that people are read, the decisions they take, and which of them holds now."""

import asyncio
import json
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import pytest
from callers import Caller, Running, datasets, refusal, require_made, waiting
from registry import NAJAF, NINEWA, PERSON, Registry

from services.beneficiary.consents.reads import holds
from services.beneficiary.people.births import age
from services.beneficiary.people.numbers import number
from shared.callers import DatasetName, Purpose, Role
from shared.classification import HIGH, LOW, MODERATE, Scope
from shared.disclosure import HEADER

NOBODY, NOTHING = number(0), 2_147_483_647
NOTICE = {
    "purpose": "case-referral",
    "recipient_class": "aid",
    "text_en": "We ask whether we may share this.\nYou may say no.",
    "text_ar": "هل تسمح لنا بمشاركة هذا؟",
    "text_ckb": "ئایا ڕێگەمان دەدەیت ئەمە هاوبەش بکەین؟",
}
TODAY = datetime.now(ZoneInfo("Asia/Baghdad")).date()
EIGHTEEN_YEARS_AGO = date(TODAY.year - 18, TODAY.month, min(TODAY.day, 28) if TODAY.month == 2 else TODAY.day)
"""Who was born on this day turned 18 today, or on 29 February yesterday."""
CHILD, ADULT = {"birth_date": "2012-05-01"}, {"birth_date": "1990-07-01"}
UNKNOWN = {"birth_date": None, "birth_precision": "unknown"}
RECORD_KEEPING = {"recorded_at", "recorded_by", "voided_at", "voided_by", "void_reason"}


@pytest.fixture
def registry(common: Running) -> Registry:
    return Registry(common)


@pytest.fixture
def officer(registry: Registry) -> Caller:
    return registry.service.caller(Role.DATA_PROTECTION_OFFICER)


@pytest.fixture
async def notice(officer: Caller) -> int:
    return await issued(officer)


async def issued(officer: Caller, **changes: Any) -> int:
    return int(require_made(await officer.post("/notices", NOTICE | changes))["id"])


def given(person: str, notice: int | None, **changes: Any) -> dict[str, Any]:
    """The body that gives consent; what is changed to nothing is left out."""
    stated = {
        "person": person,
        "purpose": "case-referral",
        "recipient_class": "aid",
        "decision": "given",
        "decided_on": "2024-03-01",
        "language": "ar",
        "witnessed": "thumbprint",
        "notice_id": notice,
        "given_by": "self",
        **changes,
    }
    return {name: value for name, value in stated.items() if value is not None}


async def decided(registry: Registry, person: str, notice: int | None, **changes: Any) -> int:
    return int(require_made(await registry.caseworker.post("/consents", given(person, notice, **changes)))["id"])


async def withdrawn(registry: Registry, person: str, day: str = "2024-06-01", **changes: Any) -> int:
    return await decided(registry, person, None, decision="withdrawn", decided_on=day, **changes)


async def held(
    registry: Registry, person: str, purpose: str = "case-referral", recipient_class: str = "aid"
) -> bool | None:
    """Whether a consent holds, asked as another query would ask."""
    async with registry.service.connection() as connection:
        found: bool | None = await connection.fetchval(
            f"SELECT {holds('person.id', 'stated.birth_date', '$2', '$3')} FROM people AS person"
            " JOIN particulars AS stated ON stated.person_id = person.id AND stated.voided_at IS NULL"
            " WHERE person.registration_number = $1",
            person,
            purpose,
            recipient_class,
        )
    return found


async def person_id(registry: Registry, person: str) -> int:
    async with registry.service.connection() as connection:
        return int(await connection.fetchval("SELECT id FROM people WHERE registration_number = $1", person))


# --- notices ----------------------------------------------------------------------------------------------------------


async def test_a_notice_is_shown_in_its_three_languages_to_those_who_read_it_out(
    registry: Registry, officer: Caller
) -> None:
    made = require_made(await officer.post("/notices", NOTICE))
    assert {name: made[name] for name in NOTICE} == NOTICE
    for role in Role:
        answer = await registry.service.caller(role, areas=(NINEWA,)).get(f"/notices/{made['id']}")
        if role in {Role.CASEWORKER, Role.PROTECTION, Role.DATA_PROTECTION_OFFICER}:
            assert require_made(answer) == made
        else:
            assert refusal(answer) == (403, "not-your-role", None)
    shallow = registry.service.caller(Role.CASEWORKER, datasets=datasets(LOW))
    shown = require_made(await shallow.get(f"/notices/{made['id']}"))
    assert shown == {name: value for name, value in made.items() if name not in RECORD_KEEPING}
    assert refusal(await officer.get(f"/notices/{NOTHING}")) == (404, "not-found", None)


async def test_versions_are_counted_for_each_purpose_and_class_of_recipients(beneficiary: Running) -> None:
    officer = beneficiary.caller(Role.DATA_PROTECTION_OFFICER)
    found = []
    for purpose, recipient_class in (
        ("monitoring", "aid"),
        ("monitoring", "aid"),
        ("monitoring", "authority"),
        ("protection", "aid"),
        ("monitoring", "aid"),
    ):
        body = NOTICE | {"purpose": purpose, "recipient_class": recipient_class}
        found.append(require_made(await officer.post("/notices", body))["version"])
    assert found == [1, 2, 1, 1, 3]


async def test_the_version_of_a_voided_notice_is_not_given_again(beneficiary: Running) -> None:
    officer = beneficiary.caller(Role.DATA_PROTECTION_OFFICER)
    require_made(await officer.void(f"/notices/{await issued(officer)}"))
    assert require_made(await officer.post("/notices", NOTICE))["version"] == 2


async def test_ten_notices_at_once_have_ten_versions(beneficiary: Running) -> None:
    officer = beneficiary.caller(Role.DATA_PROTECTION_OFFICER)
    answers = await asyncio.gather(*(officer.post("/notices", NOTICE) for _ in range(10)))
    assert sorted(require_made(answer)["version"] for answer in answers) == list(range(1, 11))


async def test_a_notice_waits_for_one_that_is_being_issued_elsewhere(beneficiary: Running) -> None:
    officer = beneficiary.caller(Role.DATA_PROTECTION_OFFICER)
    async with beneficiary.connection() as one, beneficiary.connection() as other:
        transaction = one.transaction()
        await transaction.start()
        await one.execute(
            "INSERT INTO notices (purpose, recipient_class, version, text_en, text_ar, text_ckb, recorded_by)"
            " VALUES ('case-referral', 'aid', 1, 'x', 'x', 'x', 'x')"
        )
        second = asyncio.create_task(officer.post("/notices", NOTICE))
        await waiting(other, 1)
        await transaction.commit()
    assert require_made(await second)["version"] == 2


async def test_notices_are_issued_and_voided_by_the_officer_of_the_whole_country(
    registry: Registry, officer: Caller
) -> None:
    path = f"/notices/{await issued(officer)}"
    for role in set(Role) - {Role.DATA_PROTECTION_OFFICER}:
        caller = registry.service.caller(role)
        assert refusal(await caller.post("/notices", NOTICE)) == (403, "not-your-role", None)
        assert refusal(await caller.void(path)) == (403, "not-your-role", None)
    near = registry.service.caller(Role.DATA_PROTECTION_OFFICER, areas=(NINEWA,))
    assert refusal(await near.post("/notices", NOTICE)) == (403, "outside-area", None)
    assert refusal(await near.void(path)) == (403, "outside-area", None)
    voided = require_made(await officer.void(path, "duplicate"))
    assert voided["void_reason"] == "duplicate"
    assert refusal(await officer.void(path)) == (409, "already-voided", None)
    assert refusal(await officer.void(f"/notices/{NOTHING}")) == (404, "not-found", None)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"purpose": "anything"}, "purpose"),
        ({"recipient_class": "security"}, "recipient_class"),
        ({"recipient_class": "donor"}, "recipient_class"),
        ({"text_en": " \n "}, "text_en"),
        ({"text_ar": "x" * 4001}, "text_ar"),
        ({"text_ckb": None}, "text_ckb"),
        ({"version": 1}, "version"),
    ],
)
async def test_a_notice_that_cannot_be_is_refused(officer: Caller, changes: dict[str, Any], field: str) -> None:
    assert refusal(await officer.post("/notices", NOTICE | changes)) == (422, "invalid-request", field)


async def test_a_notice_is_not_voided_while_a_consent_that_stands_refers_to_it(
    registry: Registry, officer: Caller, notice: int
) -> None:
    person = await registry.person(**ADULT)
    consent = await decided(registry, person, notice)
    assert refusal(await officer.void(f"/notices/{notice}")) == (409, "notice-in-use", None)
    await withdrawn(registry, person)
    assert refusal(await officer.void(f"/notices/{notice}")) == (409, "notice-in-use", None)
    require_made(await registry.caseworker.void(f"/consents/{consent}"))
    require_made(await officer.void(f"/notices/{notice}"))


async def test_the_voiding_of_a_notice_waits_for_a_consent_under_way_and_is_then_refused(
    registry: Registry, officer: Caller, notice: int
) -> None:
    person = await person_id(registry, await registry.person(**ADULT))
    async with registry.service.connection() as one, registry.service.connection() as other:
        transaction = one.transaction()
        await transaction.start()
        await one.execute("SELECT FROM notices WHERE id = $1 FOR SHARE", notice)
        await one.execute(_INSERT, person, "given", notice, "self", None)
        voiding = asyncio.create_task(officer.void(f"/notices/{notice}"))
        await waiting(other, 1)
        await transaction.commit()
    assert refusal(await voiding) == (409, "notice-in-use", None)


async def test_a_consent_waits_for_the_voiding_of_its_notice_and_is_then_refused(
    registry: Registry, notice: int
) -> None:
    person = await registry.person(**ADULT)
    async with registry.service.connection() as one, registry.service.connection() as other:
        transaction = one.transaction()
        await transaction.start()
        await one.execute(
            "UPDATE notices SET voided_at = now(), voided_by = 'x', void_reason = 'duplicate' WHERE id = $1", notice
        )
        giving = asyncio.create_task(registry.caseworker.post("/consents", given(person, notice)))
        await waiting(other, 1)
        await transaction.commit()
    assert refusal(await giving) == (404, "unknown-notice", "notice_id")


# --- decisions --------------------------------------------------------------------------------------------------------

_INSERT = (
    "INSERT INTO consents (person_id, purpose, recipient_class, decision, decided_on, language, witnessed, notice_id,"
    " given_by, proxy_person_id, recorded_by)"
    " VALUES ($1, 'case-referral', 'aid', $2, '2024-03-01', 'ar', 'signature', $3, $4, $5, 'x')"
)


async def test_a_decision_is_shown_as_it_was_taken(registry: Registry, notice: int) -> None:
    mother, child = await registry.person(**ADULT), await registry.person(**CHILD)
    body = given(child, notice, given_by="mother", proxy=mother)
    made = require_made(await registry.caseworker.post("/consents", body))
    assert {name: made[name] for name in body} == body
    assert set(made) == set(body) | {"id"} | RECORD_KEEPING
    assert require_made(await registry.caseworker.get(f"/consents/{made['id']}")) == made


@pytest.mark.parametrize("purpose", Purpose)
async def test_people_decide_on_every_purpose_for_authorities_and_for_aid(
    registry: Registry, officer: Caller, purpose: Purpose
) -> None:
    person = await registry.person(**ADULT)
    for recipient_class in ("authority", "aid"):
        matter = {"purpose": purpose.value, "recipient_class": recipient_class}
        await decided(registry, person, await issued(officer, **matter), **matter)
        assert await held(registry, person, purpose.value, recipient_class)


@pytest.mark.parametrize(
    ("born", "changes", "expected"),
    [
        (ADULT, {"decided_on": str(TODAY + timedelta(days=1))}, (422, "decided-in-the-future", "decided_on")),
        (ADULT, {"decided_on": "1990-06-30"}, (422, "decided-before-birth", "decided_on")),
        (ADULT, {"notice_id": None}, (422, "notice-missing", "notice_id")),
        (ADULT, {"notice_id": NOTHING}, (404, "unknown-notice", "notice_id")),
        (ADULT, {"purpose": "monitoring"}, (422, "notice-of-something-else", "notice_id")),
        (ADULT, {"recipient_class": "authority"}, (422, "notice-of-something-else", "notice_id")),
        (
            ADULT,
            {"decision": "withdrawn", "purpose": "monitoring"},
            (422, "notice-of-something-else", "notice_id"),
        ),
        (ADULT, {"given_by": "mother"}, (422, "cannot-be-represented", "given_by")),
        (UNKNOWN, {"given_by": "guardian"}, (422, "cannot-be-represented", "given_by")),
        (CHILD, {}, (422, "child-needs-proxy", "given_by")),
        (CHILD, {"given_by": "father", "proxy": NOBODY}, (404, "unknown-person", "proxy")),
        (ADULT, {"proxy": NOBODY}, (422, "proxy-for-nobody", "proxy")),
        (ADULT, {"person": NOBODY}, (404, "unknown-person", "person")),
        (ADULT, {"recipient_class": "security"}, (422, "invalid-request", "recipient_class")),
        (ADULT, {"decision": "refused"}, (422, "invalid-request", "decision")),
        (ADULT, {"language": "en-GB"}, (422, "invalid-request", "language")),
        (ADULT, {"witnessed": "nobody"}, (422, "invalid-request", "witnessed")),
        (ADULT, {"given_by": "uncle"}, (422, "invalid-request", "given_by")),
        (ADULT, {"proxy_person_id": 1}, (422, "invalid-request", "proxy_person_id")),
    ],
)
async def test_a_decision_that_cannot_be_is_refused(
    registry: Registry, notice: int, born: dict[str, Any], changes: dict[str, Any], expected: tuple[int, str, str]
) -> None:
    person = await registry.person(**born)
    assert refusal(await registry.caseworker.post("/consents", given(person, notice) | changes)) == expected


async def test_a_decision_may_be_of_today_in_baghdad_and_of_the_day_of_birth(registry: Registry, notice: int) -> None:
    await decided(registry, await registry.person(**ADULT), notice, decided_on=str(TODAY))
    newborn = await registry.person(birth_date=str(TODAY), birth_precision="day")
    await decided(registry, newborn, notice, decided_on=str(TODAY), given_by="father")


async def test_a_person_without_a_birth_date_decides_themselves(registry: Registry, notice: int) -> None:
    person = await registry.person(**UNKNOWN)
    await decided(registry, person, notice)
    assert await held(registry, person)


async def test_the_proxy_is_somebody_else_and_in_reach(registry: Registry, notice: int) -> None:
    child, far = await registry.person(**CHILD), await registry.person(place=NAJAF)
    near = registry.service.caller(Role.CASEWORKER, areas=(NINEWA,))
    body = given(child, notice, given_by="grandparent")
    assert refusal(await near.post("/consents", body | {"proxy": child})) == (422, "proxy-is-the-person", "proxy")
    assert refusal(await near.post("/consents", body | {"proxy": far})) == (404, "unknown-person", "proxy")
    assert require_made(await near.post("/consents", body))["proxy"] is None


async def test_eighteen_are_counted_to_the_day_of_the_decision(registry: Registry, notice: int) -> None:
    person = await registry.person(birth_date="2006-05-10", birth_precision="day")
    for day, representable in (("2024-05-09", True), ("2024-05-10", False)):
        for giver in ("self", "guardian"):
            answer = await registry.caseworker.post("/consents", given(person, notice, decided_on=day, given_by=giver))
            assert answer.is_success == ((giver == "guardian") == representable)


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (date(2006, 5, 10), date(2024, 5, 9), 17),
        (date(2006, 5, 10), date(2024, 5, 10), 18),
        (date(2004, 2, 29), date(2022, 2, 28), 17),
        (date(2004, 2, 29), date(2022, 3, 1), 18),
        (date(2006, 3, 1), date(2024, 2, 29), 17),
        (date(2006, 2, 28), date(2024, 2, 28), 18),
    ],
)
async def test_an_age_is_the_same_here_and_in_the_database(
    registry: Registry, born: date, on: date, years: int
) -> None:
    assert age(born, on) == years
    async with registry.service.connection() as connection:
        child = await connection.fetchval("SELECT $1::date > $2::date - interval '18 years'", born, on)
    assert child == (years < 18)


async def test_everybody_may_withdraw_without_a_notice_and_for_a_child_with_or_without_a_proxy(
    registry: Registry, notice: int
) -> None:
    for born in (ADULT, CHILD, UNKNOWN):
        person = await registry.person(**born)
        for giver in ("self", "mother"):
            await withdrawn(registry, person, given_by=giver)
        await withdrawn(registry, person, notice_id=notice)


async def test_a_consent_needs_a_person_who_stands_and_is_in_reach(registry: Registry, notice: int) -> None:
    gone, stranger = await registry.person(), await registry.person(place=NAJAF)
    await registry.caseworker.void(f"/people/{gone}")
    near = registry.service.caller(Role.CASEWORKER, areas=(NINEWA,))
    for person in (gone, stranger):
        assert refusal(await near.post("/consents", given(person, notice))) == (404, "unknown-person", "person")


@pytest.mark.parametrize(
    ("decision", "given_by", "proxy", "name"),
    [
        ("given", "self", None, "ck_consents_given_on_notice"),
        ("withdrawn", "self", "another", "ck_consents_self_without_proxy"),
        ("withdrawn", "mother", "the person", "ck_consents_proxy_is_another"),
    ],
)
async def test_the_database_itself_refuses_what_a_row_alone_shows_to_be_wrong(
    registry: Registry, decision: str, given_by: str, proxy: str | None, name: str
) -> None:
    person, another = [await person_id(registry, await registry.person()) for _ in range(2)]
    proxies = {"another": another, "the person": person, None: None}
    async with registry.service.connection() as connection:
        with pytest.raises(asyncpg.CheckViolationError, match=name):
            await connection.execute(_INSERT, person, decision, None, given_by, proxies[proxy])


async def test_decisions_and_notices_are_append_only_in_the_database(registry: Registry, notice: int) -> None:
    await decided(registry, await registry.person(), notice)
    async with registry.service.connection() as connection:
        for change in (
            "UPDATE consents SET decision = 'given'",
            "DELETE FROM consents",
            "TRUNCATE consents",
            "UPDATE notices SET text_en = 'x'",
            "DELETE FROM notices",
            "TRUNCATE notices CASCADE",
        ):
            with pytest.raises(asyncpg.RestrictViolationError):
                await connection.execute(change)


async def test_every_change_leaves_a_trail_of_references(registry: Registry, officer: Caller) -> None:
    notice, person = await issued(officer), await registry.person()
    consent = await decided(registry, person, notice)
    await registry.caseworker.void(f"/consents/{consent}", "corrected")
    await officer.void(f"/notices/{notice}", "duplicate")
    async with registry.service.connection() as connection:
        rows = await connection.fetch(
            "SELECT type, subject, data FROM outbox WHERE type LIKE 'notice.%' OR type LIKE 'consent.%'"
            " ORDER BY seq DESC LIMIT 4"
        )
    assert [(type, subject, json.loads(data)) for type, subject, data in reversed(rows)] == [
        ("notice.issued", str(notice), {}),
        ("consent.recorded", str(consent), {"person": await person_id(registry, person), "notice": notice}),
        ("consent.voided", str(consent), {"reason": "corrected"}),
        ("notice.voided", str(notice), {"reason": "duplicate"}),
    ]


# --- who may ----------------------------------------------------------------------------------------------------------


async def test_consents_are_recorded_by_those_who_work_with_people_and_read_also_by_the_officer(
    registry: Registry, notice: int
) -> None:
    writes = {Role.CASEWORKER, Role.PROTECTION}
    reads = writes | {Role.DATA_PROTECTION_OFFICER}
    forbidden = (403, "not-your-role", None)
    for role in Role:
        caller, person = registry.service.caller(role), await registry.person()
        path = f"/consents/{await decided(registry, person, notice)}"
        for answer in (await caller.get(path), await caller.get(f"/people/{person}/consents")):
            assert answer.is_success if role in reads else refusal(answer) == forbidden
        for answer in (await caller.post("/consents", given(person, notice)), await caller.void(path)):
            assert answer.is_success if role in writes else refusal(answer) == forbidden


async def test_a_consent_outside_the_areas_is_not_found(registry: Registry, notice: int) -> None:
    stranger = await registry.person(place=NAJAF)
    path = f"/consents/{await decided(registry, stranger, notice)}"
    near = registry.service.caller(Role.CASEWORKER, areas=(NINEWA,))
    nothing = (404, "not-found", None)
    assert refusal(await near.get(f"/consents/{NOTHING}")) == nothing
    assert refusal(await near.get(path)) == refusal(await near.void(path)) == nothing
    for person in (stranger, NOBODY):
        assert refusal(await near.get(f"/people/{person}/consents")) == nothing
    assert refusal(await near.get("/people/x/consents"))[2] == "registration_number"


async def test_a_consent_is_voided_once_with_a_reason(registry: Registry, notice: int) -> None:
    path = f"/consents/{await decided(registry, await registry.person(), notice)}"
    voided = require_made(await registry.caseworker.void(path, "duplicate"))
    assert (voided["void_reason"], voided["voided_by"]) == ("duplicate", "staff:somebody")
    assert refusal(await registry.caseworker.void(path)) == (409, "already-voided", None)


async def test_who_spoke_for_a_child_is_for_those_who_see_high(registry: Registry, notice: int) -> None:
    mother, child = await registry.person(**ADULT), await registry.person(**CHILD)
    id = await decided(registry, child, notice, given_by="mother", proxy=mother)
    whole = require_made(await registry.caseworker.get(f"/consents/{id}"))
    for ceiling, shown in ((LOW, set()), (MODERATE, set(whole) - {"given_by", "proxy"}), (HIGH, set(whole))):
        scoped = {DatasetName.CONSENTS: Scope(ceiling=ceiling)}
        caller = registry.service.caller(Role.DATA_PROTECTION_OFFICER, datasets=scoped)
        one = require_made(await caller.get(f"/consents/{id}"))
        some = require_made(await caller.get(f"/people/{child}/consents"))
        assert set(one) == shown
        assert some == ({"consents": [one]} if shown else {})
    named = {DatasetName.CONSENTS: Scope(ceiling=HIGH, fields=("consents", "decision"))}
    caller = registry.service.caller(Role.DATA_PROTECTION_OFFICER, datasets=named)
    assert require_made(await caller.get(f"/people/{child}/consents")) == {"consents": [{"decision": "given"}]}


# --- those of one person ----------------------------------------------------------------------------------------------


async def test_the_consents_of_a_person_are_those_that_stand_the_one_that_counts_first(
    registry: Registry, notice: int
) -> None:
    person, other = await registry.person(), await registry.person()
    later = await withdrawn(registry, person, "2024-06-01")
    earlier = await decided(registry, person, notice, decided_on="2024-03-01")
    same_day = await decided(registry, person, notice, decided_on="2024-06-01")
    gone = await decided(registry, person, notice, decided_on="2024-07-01")
    await registry.caseworker.void(f"/consents/{gone}")
    await decided(registry, other, notice)
    listed = require_made(await registry.caseworker.get(f"/people/{person}/consents"))["consents"]
    assert listed == [
        require_made(await registry.caseworker.get(f"/consents/{id}")) for id in (same_day, later, earlier)
    ]


async def test_no_more_than_200_consents_are_shown(registry: Registry, notice: int) -> None:
    person = await registry.person()
    async with registry.service.connection() as connection:
        await connection.executemany(
            _INSERT, [(await person_id(registry, person), "withdrawn", None, "self", None)] * 200
        )
    last = await decided(registry, person, notice)
    listed = require_made(await registry.caseworker.get(f"/people/{person}/consents"))["consents"]
    assert (len(listed), listed[0]["id"]) == (200, last)


async def test_an_answer_about_consents_says_whom_it_tells_about_and_what(registry: Registry, notice: int) -> None:
    person = await registry.person()
    path = f"/people/{person}/consents"
    empty = await registry.caseworker.get(path)
    assert require_made(empty) == {"consents": []}
    made = require_made(await registry.caseworker.post("/consents", given(person, notice)))
    one = await registry.caseworker.get(f"/consents/{made['id']}")
    some = await registry.caseworker.get(path)
    shallow = await registry.service.caller(Role.CASEWORKER, datasets=datasets(LOW)).get(path)
    for answer, fields in (
        (one, set(made)),
        (some, set(made) | {"consents"}),
        (empty, set(made) | {"consents"}),
        (shallow, set()),
    ):
        told = json.loads(answer.headers[HEADER])
        assert told | {"fields": set(told["fields"])} == {
            "dataset": "consents",
            "fields": fields,
            "people": [await person_id(registry, person)],
        }


# --- what holds -------------------------------------------------------------------------------------------------------


async def test_who_never_decided_has_not_consented(registry: Registry) -> None:
    assert await held(registry, await registry.person()) is False
    assert await held(registry, await registry.person(**UNKNOWN)) is False


async def test_a_consent_holds_until_it_is_withdrawn_and_again_when_it_is_given_anew(
    registry: Registry, notice: int
) -> None:
    person = await registry.person()
    await decided(registry, person, notice, decided_on="2024-03-01")
    assert await held(registry, person) is True
    await withdrawn(registry, person, "2024-06-01")
    assert await held(registry, person) is False
    await decided(registry, person, notice, decided_on="2024-07-01")
    assert await held(registry, person) is True


async def test_a_consent_holds_for_its_person_its_purpose_and_its_recipients_alone(
    registry: Registry, notice: int
) -> None:
    person, other = await registry.person(), await registry.person()
    await decided(registry, person, notice)
    await withdrawn(registry, other)
    await withdrawn(registry, person, purpose="monitoring")
    await withdrawn(registry, person, recipient_class="authority")
    assert await held(registry, person) is True
    assert await held(registry, other) is False
    assert await held(registry, person, "monitoring") is False
    assert await held(registry, person, "case-referral", "authority") is False


async def test_a_giving_recorded_late_does_not_outlive_a_withdrawal_that_came_after_it(
    registry: Registry, notice: int
) -> None:
    person = await registry.person()
    await withdrawn(registry, person, "2024-06-01")
    await decided(registry, person, notice, decided_on="2024-05-31")
    assert await held(registry, person) is False


async def test_a_withdrawal_recorded_late_does_not_undo_a_later_giving(registry: Registry, notice: int) -> None:
    person = await registry.person()
    await decided(registry, person, notice, decided_on="2024-06-01")
    await withdrawn(registry, person, "2024-05-31")
    assert await held(registry, person) is True


async def test_a_voided_decision_does_not_count(registry: Registry, notice: int) -> None:
    person = await registry.person()
    giving = await decided(registry, person, notice)
    withdrawal = await withdrawn(registry, person)
    await registry.caseworker.void(f"/consents/{withdrawal}")
    assert await held(registry, person) is True
    await registry.caseworker.void(f"/consents/{giving}")
    assert await held(registry, person) is False


async def test_of_two_decisions_on_one_day_the_one_recorded_later_counts(registry: Registry, notice: int) -> None:
    person = await registry.person()
    for decision, holding in (("given", True), ("withdrawn", False), ("given", True)):
        await decided(registry, person, notice, decision=decision, decided_on="2024-06-01")
        assert await held(registry, person) is holding


async def test_what_was_given_for_a_child_ends_on_the_day_it_is_eighteen(registry: Registry, notice: int) -> None:
    day = {"birth_precision": "day"}
    tomorrow = await registry.person(birth_date=str(EIGHTEEN_YEARS_AGO + timedelta(days=1)), **day)
    today = await registry.person(birth_date=str(EIGHTEEN_YEARS_AGO), **day)
    for person, holding in ((tomorrow, True), (today, False)):
        await decided(registry, person, notice, given_by="mother", decided_on=str(TODAY - timedelta(days=40)))
        assert await held(registry, person) is holding
    await decided(registry, today, notice, decided_on=str(TODAY))
    assert await held(registry, today) is True


async def test_what_was_given_for_a_child_ends_when_no_birth_date_is_known_any_more(
    registry: Registry, notice: int
) -> None:
    child = await registry.person(**CHILD)
    await decided(registry, child, notice, given_by="guardian")
    assert await held(registry, child) is True
    unknown = {name: value for name, value in (PERSON | UNKNOWN).items() if value is not None}
    require_made(await registry.caseworker.put(f"/people/{child}", unknown))
    assert await held(registry, child) is False


async def test_a_child_withdraws_what_was_given_for_it(registry: Registry, notice: int) -> None:
    child = await registry.person(**CHILD)
    await decided(registry, child, notice, given_by="father")
    await withdrawn(registry, child, given_by="self")
    assert await held(registry, child) is False


async def test_what_holds_is_found_by_one_index(registry: Registry, notice: int) -> None:
    query = f"SELECT {holds('$1::int', '$2::date', '$3', '$4')}"
    async with registry.service.connection() as connection:
        await connection.execute("SET enable_seqscan = off; SET enable_bitmapscan = off")
        explain = "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF)"
        plan = await connection.fetch(f"{explain} {query}", 1, TODAY, "case-referral", "aid")
    steps = [line for (line,) in plan if "never executed" not in line]
    assert any("Index Scan Backward using ix_consents_latest" in step for step in steps)
    assert not any("Sort" in step and "actual" in step for step in steps)
