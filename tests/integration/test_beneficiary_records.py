"""A person's whole record: as it was known at a moment, as things stood on a day, and as far as a mandate opens it."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from callers import Caller, Running, datasets, refusal, require_made
from registry import NAJAF, NINEWA, PERSON, TELAFAR, Registry

from services.beneficiary.functioning.views import Question
from services.beneficiary.people.numbers import number
from services.beneficiary.records import reads
from shared.callers import DatasetName, Role
from shared.classification import HIGH, LOW, MODERATE, SEVERE, Scope
from shared.days import today
from shared.disclosure import HEADER

NOBODY = number(0)
SECTIONS = {
    *("person", "household", "membership", "displacement", "phones", "functioning", "documents", "enrolments"),
    "consents",
}
ALWAYS = {"as_of", "on", "more"}
"""What a record tells beside its sections."""
LISTS = ["phones", "functioning", "documents", "enrolments", "consents"]


@pytest.fixture
def registry(common: Running) -> Registry:
    return Registry(common)


async def document(registry: Registry, person: str, type: str = "passport") -> dict[str, Any]:
    body = {"person": person, "type": type, "number": "A9012345"}
    return await recorded(registry, "/documents", body)


async def phone(registry: Registry, person: str, number: str = "+9647701234567") -> dict[str, Any]:
    body = {"person": person, "number": number, "owner": "self", "safe_to_call": True}
    return await recorded(registry, "/phones", body)


async def recorded(registry: Registry, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """What is told of a fact, without who else it may be of, which only its recording tells."""
    made = require_made(await registry.caseworker.post(path, body))
    return {name: value for name, value in made.items() if name != "possible_duplicates"}


async def consent(registry: Registry, person: str, decision: str = "withdrawn") -> dict[str, Any]:
    """A decision that takes no notice."""
    body = {"purpose": "livelihood-support", "recipient_class": "authority", "decision": decision}
    how = {"decided_on": "2020-01-02", "language": "ar", "witnessed": "thumbprint", "given_by": "self"}
    return require_made(await registry.caseworker.post("/consents", body | how | {"person": person}))


async def record(caller: Caller, person: str, **asked: Any) -> dict[str, Any]:
    return require_made(await caller.get(f"/people/{person}/record", **{name: str(at) for name, at in asked.items()}))


def at(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def seeing(registry: Registry, **scopes: Scope) -> Caller:
    """A protection officer who sees so deep into some datasets, and into all others what is high."""
    opened = datasets(HIGH) | {DatasetName(name): scope for name, scope in scopes.items()}
    return registry.service.caller(Role.PROTECTION, datasets=opened)


# --- everything in one answer -----------------------------------------------------------------------------------------


async def test_a_record_has_what_reading_each_fact_tells(registry: Registry) -> None:
    person, household = await registry.person(), await registry.household()
    membership = await registry.membership(household, person, relation="spouse")
    displacement = await registry.displacement(household_id=household)
    documents = [await document(registry, person), await document(registry, person, "voter_card")]
    decision, number = await consent(registry, person), await phone(registry, person)
    place = await registry.enrolment(await registry.activity(by_enrolment=True), person)
    told = await record(registry.caseworker, person)
    ask = registry.caseworker
    assert told["person"] == require_made(await ask.get(f"/people/{person}"))
    assert told["household"] == require_made(await ask.get(f"/households/{household}"))
    assert told["membership"] == require_made(await ask.get(f"/memberships/{membership}"))
    assert told["displacement"] == require_made(await ask.get(f"/displacements/{displacement}"))
    assert told["documents"] == documents[::-1]
    assert told["consents"] == [decision]
    assert told["phones"] == [number]
    assert told["enrolments"] == [require_made(await ask.get(f"/enrolments/{place}"))]
    assert (told["as_of"], told["on"]) == (None, str(today()))
    assert set(told) == SECTIONS | ALWAYS


async def test_of_somebody_without_anything_it_is_said_that_there_is_nothing_but_of_documents(
    registry: Registry,
) -> None:
    told = await record(registry.caseworker, await registry.person())
    assert (told["household"], told["membership"], told["displacement"], told["consents"]) == (None, None, None, [])
    assert "documents" not in told


async def test_what_is_voided_is_no_part_of_a_record(registry: Registry) -> None:
    person, household = await registry.person(), await registry.household()
    membership = await registry.membership(household, person)
    displacement = await registry.displacement(person=person)
    kept, wrong = await document(registry, person), await document(registry, person, "voter_card")
    decision = await consent(registry, person)
    for path in (f"memberships/{membership}", f"displacements/{displacement}", f"documents/{wrong['id']}"):
        require_made(await registry.caseworker.void(f"/{path}"))
    require_made(await registry.caseworker.void(f"/consents/{decision['id']}"))
    told = await record(registry.caseworker, person)
    assert (told["household"], told["membership"], told["displacement"], told["consents"]) == (None, None, None, [])
    assert told["documents"] == [kept]


async def test_a_voided_registration_stays_readable(registry: Registry) -> None:
    person = await registry.person()
    require_made(await registry.caseworker.void(f"/people/{person}", "duplicate"))
    assert (await record(registry.caseworker, person))["person"]["void_reason"] == "duplicate"


# --- as it was known at a moment --------------------------------------------------------------------------------------


async def test_a_record_is_told_as_it_was_known_at_a_moment(registry: Registry) -> None:
    person, household = await registry.person(), await registry.household()
    passport = await document(registry, person)
    first = await registry.service.moment()
    before = await record(registry.caseworker, person, as_of=at(first))
    membership = await registry.membership(household, person)
    second = await registry.service.moment()
    between = await record(registry.caseworker, person, as_of=at(second))
    require_made(await registry.caseworker.put(f"/people/{person}", PERSON | {"given_native": "زينة"}))
    require_made(await registry.caseworker.void(f"/memberships/{membership}"))
    require_made(await registry.caseworker.void(f"/documents/{passport['id']}"))
    await document(registry, person, "voter_card")
    require_made(await registry.caseworker.void(f"/people/{person}"))
    assert await record(registry.caseworker, person, as_of=at(first)) == before
    assert await record(registry.caseworker, person, as_of=at(second)) == between
    assert (before["person"]["given_native"], before["membership"]) == (PERSON["given_native"], None)
    assert before["documents"] == between["documents"] == [passport]
    assert between["membership"]["id"] == membership
    assert between["household"]["id"] == household
    assert before["person"]["voided_at"] is between["membership"]["voided_at"] is None
    now = await record(registry.caseworker, person)
    assert (now["person"]["given_native"], now["membership"]) == ("زينة", None)
    assert [one["type"] for one in now["documents"]] == ["voter_card"]
    assert now["person"]["voided_by"] == "staff:somebody"


async def test_nobody_is_found_before_they_were_registered(registry: Registry) -> None:
    earlier = await registry.service.moment()
    person = await registry.person()
    answer = await registry.caseworker.get(f"/people/{person}/record", as_of=at(earlier))
    assert refusal(answer) == (404, "not-found", None)


async def test_a_moment_that_is_still_to_come_is_refused(registry: Registry) -> None:
    person = await registry.person()
    later = at(datetime.now(UTC) + timedelta(hours=1))
    answer = await registry.caseworker.get(f"/people/{person}/record", as_of=later)
    assert refusal(answer) == (422, "as-of-in-the-future", "as_of")


@pytest.mark.parametrize("asked", [{"as_of": "2020-01-01"}, {"on": "2020-02-30"}, {"on": "1899-12-31"}, {"by": "x"}])
async def test_what_is_no_moment_and_no_day_is_refused(registry: Registry, asked: dict[str, str]) -> None:
    answer = await registry.caseworker.get(f"/people/{NOBODY}/record", **asked)
    assert refusal(answer) == (422, "invalid-request", next(iter(asked)))


# --- as things stood on a day -----------------------------------------------------------------------------------------


async def test_a_record_tells_where_somebody_lived_on_a_day(registry: Registry) -> None:
    person, old, new = await registry.person(), await registry.household(), await registry.household()
    await registry.membership(old, person, joined_on="2019-01-01", left_on="2019-06-01")
    await registry.membership(new, person, joined_on="2019-07-01", relation="child")
    homes = {
        day: (await record(registry.caseworker, person, on=day))["household"]
        for day in ("2018-12-31", "2019-01-01", "2019-05-31", "2019-06-01", "2019-06-30", "2019-07-01")
    }
    assert [home and home["id"] for home in homes.values()] == [None, old, old, None, None, new]
    assert (await record(registry.caseworker, person))["membership"]["relation"] == "child"


async def test_the_day_is_that_of_the_moment_in_baghdad(registry: Registry) -> None:
    person = await registry.person()
    moment = await registry.service.moment()
    told = await record(registry.caseworker, person, as_of=at(moment))
    assert told["on"] == str((moment + timedelta(hours=3)).astimezone(UTC).date())


async def test_a_day_begins_in_baghdad_before_it_begins_at_greenwich(registry: Registry) -> None:
    async with registry.service.connection() as connection:
        await connection.execute(
            "WITH person AS (INSERT INTO people (registration_number, recorded_at, recorded_by)"
            " VALUES ($1, '2020-01-01Z', 'x') RETURNING id)"
            " INSERT INTO particulars (person_id, given_native, sex, birth_precision, place, recorded_at, recorded_by)"
            " SELECT id, 'س', 'female', 'unknown', $2, '2020-01-01Z', 'x' FROM person",
            number(77),
            TELAFAR,
        )
    for as_of, day in (("2020-02-01T20:59:59Z", "2020-02-01"), ("2020-02-01T21:00:00Z", "2020-02-02")):
        assert (await record(registry.caseworker, number(77), as_of=as_of))["on"] == day


async def test_a_persons_own_status_goes_before_the_households(registry: Registry) -> None:
    person, household = await registry.person(), await registry.household()
    await registry.membership(household, person, joined_on="2015-01-01")
    for status, since in (("idp_camp", "2015-01-01"), ("returnee", "2018-01-01")):
        await registry.displacement(household_id=household, status=status, since=since)
    await registry.displacement(person=person, status="stayee", since="2019-01-01")
    days = ("2014-12-31", "2015-01-01", "2017-12-31", "2018-06-01", "2019-01-01", "2020-01-01")
    told = [(await record(registry.caseworker, person, on=day))["displacement"] for day in days]
    assert [one and one["status"] for one in told] == [None, "idp_camp", "idp_camp", "returnee", "stayee", "stayee"]


# --- more than is shown -----------------------------------------------------------------------------------------------


async def test_a_list_has_two_hundred_rows_and_is_named_where_there_are_more(registry: Registry) -> None:
    person = await registry.person()
    async with registry.service.connection() as connection:
        await connection.execute(
            "INSERT INTO phones (person_id, number, owner, safe_to_call, voice_only, recorded_by)"
            " SELECT id, '+' || 9647700000000 + n, 'self', true, false, 'x'"
            " FROM people, generate_series(1, 200) AS n WHERE registration_number = $1",
            person,
        )
    path, then = f"/people/{person}/record", at(await registry.service.moment())
    whole = await registry.caseworker.get(path, as_of=then)
    assert (len(require_made(whole)["phones"]), whole.json()["more"]) == (200, [])
    last = await phone(registry, person)
    now = await record(registry.caseworker, person)
    assert (len(now["phones"]), now["phones"][0], now["more"]) == (200, last, ["phones"])
    assert (await registry.caseworker.get(path, as_of=then)).content == whole.content


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list in a record has one row at the most."""
    monkeypatch.setattr(reads, "SECTIONS", [replace(each, many=each.many and 1) for each in reads.SECTIONS])
    monkeypatch.setattr(reads, "_opened", reads._opened.__wrapped__)


async def someone(registry: Registry) -> str:
    """Somebody of whom there are two of everything that a record lists, but lives in one household."""
    person = await registry.person()
    await registry.membership(await registry.household(), person)
    for day, type, ending in (("2020-03-01", "passport", "7"), ("2020-03-02", "voter_card", "8")):
        answers = [{"question": question, "answer": "no_difficulty"} for question in Question]
        await recorded(registry, "/functioning", {"person": person, "asked_on": day, "answers": answers})
        await document(registry, person, type)
        await phone(registry, person, f"+964770123456{ending}")
        await registry.enrolment(await registry.activity(by_enrolment=True), person)
        await consent(registry, person)
    return person


@pytest.mark.usefixtures("few")
async def test_each_list_of_which_there_is_more_than_is_shown_is_named(registry: Registry) -> None:
    person = await someone(registry)
    told = await record(registry.service.caller(Role.PROTECTION, datasets=datasets(SEVERE)), person)
    assert told["more"] == LISTS
    assert [len(told[name]) for name in LISTS] == [1] * len(LISTS)
    assert (told["functioning"][0]["asked_on"], told["documents"][0]["type"]) == ("2020-03-02", "voter_card")


@pytest.mark.usefixtures("few")
async def test_whoever_may_not_see_a_list_is_not_told_that_there_is_more_of_it(registry: Registry) -> None:
    person = await someone(registry)
    for name in ("phones", "functioning", "enrolments", "consents"):
        withheld = seeing(registry, documents=Scope(ceiling=SEVERE), **{name: Scope(ceiling=HIGH, fields=())})
        told = await record(withheld, person)
        assert name not in told
        assert told["more"] == [each for each in LISTS if each != name]
    people = {DatasetName.PEOPLE: Scope(ceiling=HIGH)}
    assert (await record(registry.service.caller(Role.MONITORING, datasets=people), person))["more"] == []


@pytest.mark.usefixtures("few")
async def test_that_there_are_more_documents_is_told_to_those_alone_who_read_what_is_severe(registry: Registry) -> None:
    person, single = await someone(registry), await registry.person()
    await document(registry, single)
    for one in (person, single):
        told = await record(registry.caseworker, one)
        assert (len(told["documents"]), "documents" in told["more"]) == (1, False)
    severe = seeing(registry, documents=Scope(ceiling=SEVERE))
    assert "documents" in (await record(severe, person))["more"]
    assert (await record(severe, single))["more"] == []


# --- who may see what -------------------------------------------------------------------------------------------------


async def test_each_section_is_told_as_deep_as_its_dataset_is_opened(registry: Registry) -> None:
    person, household = await registry.person(), await registry.household()
    await registry.membership(household, person)
    await document(registry, person)
    await consent(registry, person)
    some = {DatasetName.PEOPLE: Scope(ceiling=MODERATE), DatasetName.HOUSEHOLDS: Scope(ceiling=MODERATE)}
    told = await record(registry.service.caller(Role.MONITORING, datasets=some), person)
    assert set(told) == ALWAYS | {"person", "household", "membership"}
    assert told["person"]["sex"] == "female"
    assert not {name for name in told["person"] if name.startswith(("given", "father"))}
    narrow = seeing(registry, consents=Scope(ceiling=HIGH, fields=("consents", "purpose")))
    assert (await record(narrow, person))["consents"] == [{"purpose": "livelihood-support"}]
    closed = seeing(registry, consents=Scope(ceiling=HIGH, fields=("purpose",)), households=Scope(ceiling=LOW))
    assert set(await record(closed, person)) == ALWAYS | {"person", "phones", "functioning", "documents", "enrolments"}


async def test_no_documents_look_like_withheld_ones_to_everyone_but_those_who_read_what_is_severe(
    registry: Registry,
) -> None:
    without, has = await registry.person(), await registry.person()
    await document(registry, has)
    moderate = seeing(registry, documents=Scope(ceiling=MODERATE))
    answers = [
        await moderate.get(f"/people/{without}/record"),
        await registry.caseworker.get(f"/people/{without}/record"),
        await moderate.get(f"/people/{has}/record"),
    ]
    assert [set(answer.json()) for answer in answers] == [SECTIONS - {"documents"} | ALWAYS] * 3
    assert len({tuple(json.loads(answer.headers[HEADER])["fields"]) for answer in answers}) == 1
    severe = seeing(registry, documents=Scope(ceiling=SEVERE))
    assert (await record(severe, without))["documents"] == []


async def test_people_are_found_where_they_live_now_whatever_the_moment(registry: Registry) -> None:
    person = await registry.person()
    moment = await registry.service.moment()
    require_made(await registry.caseworker.put(f"/people/{person}", PERSON | {"place": NAJAF}))
    path = f"/people/{person}/record"
    ninewa, najaf = (registry.service.caller(Role.CASEWORKER, areas=(area,)) for area in (NINEWA, "IQG04"))
    nobody = await ninewa.get(f"/people/{NOBODY}/record", as_of=at(moment))
    assert (await ninewa.get(path, as_of=at(moment))).text == nobody.text
    assert require_made(await najaf.get(path, as_of=at(moment)))["person"]["place"] == TELAFAR


async def test_where_somebody_lives_is_their_own_and_of_a_household_out_of_reach_no_more_is_told(
    registry: Registry,
) -> None:
    person, household = await registry.person(), await registry.household(NAJAF)
    membership = await registry.membership(household, person)
    await registry.displacement(household_id=household)
    told = await record(registry.service.caller(Role.CASEWORKER, areas=(NINEWA,)), person)
    assert (told["household"], told["membership"]["id"], told["displacement"]) == (None, membership, None)


async def test_a_household_is_part_of_another_one_only_from_when_that_was_known(registry: Registry) -> None:
    person, old, new = await registry.person(), await registry.household(), await registry.household()
    await registry.membership(old, person)
    await registry.membership(new, await registry.person())
    earlier = await registry.service.moment()
    body = {"into": new, "on": "2020-01-01", "relations": [{"person": person, "relation": "child"}]}
    require_made(await registry.caseworker.post(f"/households/{old}/merge", body))
    then = await record(registry.caseworker, person, as_of=at(earlier), on="2019-12-31")
    now = await record(registry.caseworker, person, on="2019-12-31")
    assert (then["household"]["id"], then["household"]["merged_into"]) == (old, None)
    assert (now["household"]["id"], now["household"]["merged_into"]) == (old, new)
    assert (await record(registry.caseworker, person))["household"]["id"] == new


async def test_a_record_names_whom_it_tells_about_and_every_field_of_each_dataset(registry: Registry) -> None:
    person = await registry.person()
    await document(registry, person)
    answer = await registry.caseworker.get(f"/people/{person}/record")
    told = json.loads(answer.headers[HEADER])
    async with registry.service.connection() as connection:
        id = await connection.fetchval("SELECT id FROM people WHERE registration_number = $1", person)
    assert (told["dataset"], told["people"]) == ("people", [id])
    assert {"given_native", "birth_date", "documents.last_three", "consents.decision", "households.relation"} <= set(
        told["fields"]
    )
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("role", [Role.FINANCE_APPROVER, Role.DATA_PROTECTION_OFFICER, Role.ADMINISTRATOR])
async def test_who_does_not_work_with_people_reads_no_record(registry: Registry, role: Role) -> None:
    for path in ("record", "history"):
        answer = await registry.service.caller(role).get(f"/people/{NOBODY}/{path}")
        assert refusal(answer)[:2] == (403, "not-your-role")
