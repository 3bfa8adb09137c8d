"""People: registered without a document, corrected without loss, voided, and shown as far as the mandate opens."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import pytest
from callers import Running, datasets, refusal, require_made
from registry import NAJAF, NINEWA, PERSON, TELAFAR, ZUMMAR, Registry

from services.beneficiary.people import numbers, rules
from services.beneficiary.people.numbers import number
from services.beneficiary.people.views import NAME_PARTS
from shared.callers import CallerClass, DatasetName, Role
from shared.classification import HIGH, LOW, MODERATE, Scope

NOBODY = number(0)


@pytest.fixture
def registry(common: Running) -> Registry:
    return Registry(common)


# --- registering ------------------------------------------------------------------------------------------------------


async def test_a_person_is_shown_as_they_stated_themselves(registry: Registry) -> None:
    names = {f"{part}_{script}": f"{part} {script}" for part in NAME_PARTS for script in ("native", "latin")}
    made = require_made(await registry.caseworker.post("/people", PERSON | names))
    assert {name: made[name] for name in PERSON | names} == PERSON | names
    shown = require_made(await registry.caseworker.get(f"/people/{made['registration_number']}"))
    assert made.pop("possible_duplicates") == []
    assert shown == made
    assert (shown["recorded_by"], shown["voided_at"]) == ("staff:somebody", None)


async def test_a_given_name_a_sex_and_a_place_are_enough(registry: Registry) -> None:
    least = {"given_native": "زينب", "sex": "not_stated", "birth_precision": "unknown", "place": "IQ"}
    shown = require_made(await registry.caseworker.post("/people", least))
    assert {name: shown[name] for name in least} == least
    assert shown["birth_date"] is None
    for missing in least:
        answer = await registry.caseworker.post("/people", {k: v for k, v in least.items() if k != missing})
        assert refusal(answer) == (422, "invalid-request", missing)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"birth_date": None}, (422, "birth-unclear", "birth_precision")),
        ({"birth_precision": "unknown"}, (422, "birth-unclear", "birth_precision")),
        ({"birth_date": "2099-01-01"}, (422, "born-in-the-future", "birth_date")),
        ({"birth_date": "1899-12-31"}, (422, "invalid-request", "birth_date")),
        ({"place": "IQG99"}, (422, "invalid-request", "place")),
        ({"given_native": " "}, (422, "invalid-request", "given_native")),
        ({"given_latin": "x\0"}, (422, "invalid-request", "given_latin")),
        ({"given_native": "ز" * 400}, (422, "invalid-request", "given_native")),
        ({"mother_father_latin": "Ali 2"}, (422, "invalid-request", "mother_father_latin")),
        ({"father_native": "علي٢"}, (422, "invalid-request", "father_native")),
        ({"nisba_native": "\u202eيروبجلا"}, (422, "invalid-request", "nisba_native")),
        ({"known_as_native": "\u200f"}, (422, "invalid-request", "known_as_native")),
        ({"birth_date": "1990-02-30"}, (422, "invalid-request", "birth_date")),
        ({"birth_date": "1990-13-01"}, (422, "invalid-request", "birth_date")),
        ({"birth_precision": "hour"}, (422, "invalid-request", "birth_precision")),
        ({"languages": []}, (422, "invalid-request", "languages")),
        ({"languages": ["ar", "ckb", "ar"]}, (422, "invalid-request", "languages")),
        ({"languages": ["ar", "ckb", "kmr", "azb", "syr", "en"]}, (422, "invalid-request", "languages")),
        ({"languages": ["sumerian"]}, (422, "invalid-request", "languages.0")),
        ({"languages": "ar"}, (422, "invalid-request", "languages")),
        ({"sex": "unknown"}, (422, "invalid-request", "sex")),
        ({"registration_number": NOBODY}, (422, "invalid-request", "registration_number")),
        ({"id": 1}, (422, "invalid-request", "id")),
        ({"recorded_by": "else"}, (422, "invalid-request", "recorded_by")),
    ],
)
async def test_what_cannot_be_true_of_a_person_is_refused_alike_at_registration_and_correction(
    registry: Registry, changes: dict[str, Any], expected: tuple[int, str, str]
) -> None:
    kept = await registry.person()
    assert refusal(await registry.caseworker.post("/people", PERSON | changes)) == expected
    assert refusal(await registry.caseworker.put(f"/people/{kept}", PERSON | changes)) == expected


async def test_somebody_born_today_in_baghdad_is_registered_and_nobody_born_tomorrow(registry: Registry) -> None:
    today = datetime.now(ZoneInfo("Asia/Baghdad")).date()
    await registry.person(birth_date=str(today), birth_precision="day")
    tomorrow = PERSON | {"birth_date": str(today + timedelta(days=1))}
    answer = await registry.caseworker.post("/people", tomorrow)
    assert refusal(answer) == (422, "born-in-the-future", "birth_date")


@pytest.mark.parametrize(
    ("precision", "kept"),
    [("day", "1990-03-17"), ("month", "1990-03-01"), ("year", "1990-07-01"), ("estimated", "1990-07-01")],
)
async def test_of_a_birth_that_is_not_known_to_the_day_one_day_is_kept_whichever_is_stated(
    registry: Registry, precision: str, kept: str
) -> None:
    stated = PERSON | {"birth_date": "1990-03-17", "birth_precision": precision}
    made = require_made(await registry.caseworker.post("/people", stated))
    assert made["birth_date"] == kept
    again = await registry.caseworker.put(f"/people/{made['registration_number']}", stated | {"sex": "male"})
    assert require_made(again)["birth_date"] == kept


async def test_a_birth_in_a_year_that_has_not_come_to_july_is_kept_on_its_first_day(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    for today, kept in ((date(2020, 3, 1), "2020-01-01"), (date(2020, 7, 1), "2020-07-01")):
        monkeypatch.setattr(rules, "today", lambda today=today: today)
        stated = PERSON | {"birth_date": "2020-02-01", "birth_precision": "year"}
        assert require_made(await registry.caseworker.post("/people", stated))["birth_date"] == kept


async def test_the_database_itself_holds_the_day_and_the_languages(registry: Registry) -> None:
    await registry.person()
    async with registry.service.connection() as connection:
        for columns, values, constraint in (
            ("birth_date, birth_precision", "'1990-03-17', 'month'", "ck_particulars_month"),
            ("birth_date, birth_precision", "'1990-03-17', 'year'", "ck_particulars_year"),
            ("birth_date, birth_precision", "'1990-03-17', 'estimated'", "ck_particulars_year"),
            ("birth_precision, languages", "'unknown', '{}'", "ck_particulars_languages"),
            ("birth_precision, languages", "'unknown', '{ar,sumerian}'", "ck_particulars_languages"),
        ):
            with pytest.raises(asyncpg.CheckViolationError, match=constraint):
                await connection.execute(
                    f"INSERT INTO particulars (person_id, given_native, sex, place, recorded_by, {columns})"
                    f" SELECT id, 'س', 'male', 'IQ', 'x', {values} FROM people LIMIT 1"
                )


async def test_marks_of_direction_are_no_part_of_a_name(registry: Registry) -> None:
    marked = PERSON | {"given_native": "\u200fزينب\u200f", "father_native": "عبد\u200cالله"}
    made = require_made(await registry.caseworker.post("/people", marked))
    assert (made["given_native"], made["father_native"]) == ("زينب", "عبد\u200cالله")


async def test_languages_are_kept_in_the_order_of_liking_and_are_for_those_who_see_high(registry: Registry) -> None:
    person = await registry.person(languages=["azb", "ar"])
    path = f"/people/{person}"
    shallow = registry.service.caller(Role.CASEWORKER, datasets=datasets(MODERATE))
    assert require_made(await registry.caseworker.get(path))["languages"] == ["azb", "ar"]
    assert "languages" not in require_made(await shallow.get(path))
    nobody_asked = await registry.person()
    assert require_made(await registry.caseworker.get(f"/people/{nobody_asked}"))["languages"] is None


async def test_every_person_has_a_number_of_their_own_that_can_be_typed_freely(registry: Registry) -> None:
    people = [await registry.person() for _ in range(3)]
    assert len(set(people)) == 3
    for typed in (people[0], people[0].replace("-", ""), people[0].replace("-", " ")):
        shown = require_made(await registry.caseworker.get(f"/people/{typed}"))
        assert shown["registration_number"] == people[0]


async def test_a_number_that_is_taken_is_drawn_again(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    taken, free = await registry.person(), number(1234567890)
    drawn = iter([taken, taken, free])
    monkeypatch.setattr(numbers, "draw", lambda: next(drawn))
    assert await registry.person() == free


@pytest.mark.parametrize("typed", ["1", "0000-0000-0000", "4821-7730-5143", "x", "4821-7730-5142-1", "%00", "' OR 1=1"])
async def test_what_is_no_number_is_refused_before_anybody_is_looked_for(registry: Registry, typed: str) -> None:
    assert refusal(await registry.caseworker.get(f"/people/{typed}")) == (
        422,
        "invalid-request",
        "registration_number",
    )


# --- correcting and voiding -------------------------------------------------------------------------------------------


async def test_a_correction_replaces_everything_that_was_stated(registry: Registry) -> None:
    person = await registry.person()
    corrected = {"given_native": "زينة", "sex": "female", "birth_precision": "unknown", "place": NAJAF}
    shown = require_made(await registry.caseworker.put(f"/people/{person}", corrected))
    assert shown["registration_number"] == person
    assert {name: shown[name] for name in corrected} == corrected
    assert shown["given_latin"] is shown["father_native"] is shown["birth_date"] is None


async def test_a_person_is_voided_once_and_stays_readable(registry: Registry) -> None:
    person = await registry.person()
    voided = require_made(await registry.caseworker.void(f"/people/{person}", "duplicate"))
    assert (voided["void_reason"], voided["voided_by"]) == ("duplicate", "staff:somebody")
    assert datetime.fromisoformat(voided["voided_at"]) <= datetime.now(UTC) + timedelta(seconds=1)
    assert require_made(await registry.caseworker.get(f"/people/{person}")) == voided
    assert refusal(await registry.caseworker.void(f"/people/{person}")) == (409, "already-voided", None)


@pytest.mark.parametrize("reason", ["", "because", None, 1])
async def test_a_reason_for_voiding_is_one_of_three(registry: Registry, reason: Any) -> None:
    person = await registry.person()
    answer = await registry.caseworker.post(f"/people/{person}/void", {"reason": reason})
    assert refusal(answer) == (422, "invalid-request", "reason")
    assert refusal(await registry.caseworker.post(f"/people/{person}/void", {}))[2] == "reason"


async def test_a_voided_person_is_nobody_to_anything_new(registry: Registry) -> None:
    person, home, activity = await registry.person(), await registry.household(), await registry.activity()
    await registry.caseworker.void(f"/people/{person}")
    member = {"household_id": home, "person": person, "relation": "head", "joined_on": "2019-01-01"}
    own = {"person": person, "status": "stayee", "since": "2019-01-01"}
    attended = {"session_id": await registry.session(activity), "person": person, "outcome": "present"}
    for caller, path, body in (
        (registry.caseworker, "/memberships", member),
        (registry.caseworker, "/displacements", own),
        (registry.lead, "/attendances", attended),
    ):
        assert refusal(await caller.post(path, body)) == (404, "unknown-person", "person")
    answer = await registry.caseworker.put(f"/people/{person}", PERSON)
    assert refusal(answer) == (404, "unknown-person", "registration_number")


# --- who, where, how deep ---------------------------------------------------------------------------------------------

READS = {Role.CASEWORKER, Role.ACTIVITY_LEAD, Role.GRANTS_OFFICER, Role.MONITORING, Role.PROTECTION}
WRITES = {Role.CASEWORKER, Role.PROTECTION}


@pytest.mark.parametrize("role", Role)
async def test_each_role_does_what_it_may_and_no_more(registry: Registry, role: Role) -> None:
    person = await registry.person()
    caller = registry.service.caller(role)
    forbidden = (403, "not-your-role", None)
    read = await caller.get(f"/people/{person}")
    assert read.is_success if role in READS else refusal(read) == forbidden
    for path, body in (
        ("/people", PERSON),
        (f"/people/{person}/void", {"reason": "duplicate"}),
    ):
        answer = await caller.post(path, body)
        assert answer.is_success if role in WRITES else refusal(answer) == forbidden
    another = await registry.person()
    answer = await caller.put(f"/people/{another}", PERSON)
    assert answer.is_success if role in WRITES else refusal(answer) == forbidden


async def test_a_partner_is_refused_whatever_roles_its_mandate_claims(registry: Registry) -> None:
    person = await registry.person()
    for partner in [caller for caller in CallerClass if caller is not CallerClass.STAFF]:
        caller = registry.service.caller(Role.CASEWORKER, caller_class=partner, projects=())
        assert refusal(await caller.get(f"/people/{person}")) == (403, "not-your-class", None)
        assert refusal(await caller.post("/people", PERSON)) == (403, "not-your-class", None)


async def test_outside_the_areas_nobody_is_found_and_nothing_is_written(registry: Registry) -> None:
    person = await registry.person(place=TELAFAR)
    elsewhere = registry.service.caller(Role.CASEWORKER, areas=(NAJAF,))
    nobody = refusal(await elsewhere.get(f"/people/{NOBODY}"))
    assert nobody == (404, "not-found", None)
    assert refusal(await elsewhere.get(f"/people/{person}")) == nobody
    assert refusal(await elsewhere.void(f"/people/{person}")) == nobody
    answer = await elsewhere.put(f"/people/{person}", PERSON | {"place": NAJAF})
    assert refusal(answer) == (404, "unknown-person", "registration_number")
    assert refusal(await elsewhere.post("/people", PERSON)) == (403, "outside-area", "place")
    assert (await elsewhere.post("/people", PERSON | {"place": NAJAF})).status_code == 201


async def test_an_area_reaches_what_lies_inside_it_and_not_what_lies_around_it(registry: Registry) -> None:
    inside, around = await registry.person(place=ZUMMAR), await registry.person(place=NINEWA)
    for areas, found in (((TELAFAR,), [True, False]), ((NINEWA,), [True, True]), ((NAJAF, ZUMMAR), [True, False])):
        caller = registry.service.caller(Role.CASEWORKER, areas=areas)
        answers = [await caller.get(f"/people/{person}") for person in (inside, around)]
        assert [answer.is_success for answer in answers] == found


async def test_a_person_who_moved_is_found_where_they_live_now(registry: Registry) -> None:
    person = await registry.person(place=TELAFAR)
    here, there = (registry.service.caller(Role.CASEWORKER, areas=(area,)) for area in (NINEWA, NAJAF))
    require_made(await registry.caseworker.put(f"/people/{person}", PERSON | {"place": NAJAF}))
    assert refusal(await here.get(f"/people/{person}")) == (404, "not-found", None)
    assert (await there.get(f"/people/{person}")).status_code == 200


async def test_a_correction_does_not_move_a_person_out_of_the_callers_areas(registry: Registry) -> None:
    person = await registry.person(place=TELAFAR)
    caller = registry.service.caller(Role.CASEWORKER, areas=(NINEWA,))
    answer = await caller.put(f"/people/{person}", PERSON | {"place": NAJAF})
    assert refusal(answer) == (403, "outside-area", "place")


@pytest.mark.parametrize(("ceiling", "named", "numbered"), [(HIGH, True, True), (MODERATE, False, True)])
async def test_what_lies_above_the_ceiling_is_absent_and_not_null(
    registry: Registry, ceiling: Any, named: bool, numbered: bool
) -> None:
    person = await registry.person()
    shown = require_made(
        await registry.service.caller(Role.CASEWORKER, datasets=datasets(ceiling)).get(f"/people/{person}")
    )
    for part in ("given_native", "mother_given_latin", "birth_date"):
        assert (part in shown) is named
    assert ("registration_number" in shown) is numbered
    assert {"sex", "place", "birth_precision"} <= set(shown)


async def test_below_moderate_nothing_of_a_person_is_left(registry: Registry) -> None:
    person = await registry.person()
    caller = registry.service.caller(Role.CASEWORKER, datasets=datasets(LOW))
    assert require_made(await caller.get(f"/people/{person}")) == {}
    assert refusal(await caller.get(f"/people/{NOBODY}")) == (404, "not-found", None)


async def test_only_the_fields_that_a_mandate_names_are_shown(registry: Registry) -> None:
    person = await registry.person()
    named = {DatasetName.PEOPLE: Scope(ceiling=MODERATE, fields=("sex", "given_native", "person_id", "id", "nothing"))}
    caller = registry.service.caller(Role.CASEWORKER, datasets=named)
    assert require_made(await caller.get(f"/people/{person}")) == {"sex": "female"}


async def test_without_people_in_the_mandate_there_are_none(registry: Registry) -> None:
    person = await registry.person()
    without = {name: scope for name, scope in datasets(HIGH).items() if name is not DatasetName.PEOPLE}
    caller = registry.service.caller(Role.CASEWORKER, datasets=without)
    assert refusal(await caller.get(f"/people/{person}")) == (403, "not-in-mandate", None)
    assert refusal(await caller.void(f"/people/{person}")) == (403, "not-in-mandate", None)
    answer = await caller.post("/displacements", {"person": person, "status": "stayee", "since": "2019-01-01"})
    assert refusal(answer) == (403, "not-in-mandate", None)


async def test_no_answer_carries_the_id_behind_a_number(registry: Registry) -> None:
    shown = require_made(await registry.caseworker.get(f"/people/{await registry.person()}"))
    assert not {"id", "person_id"} & set(shown)


# --- subjects ---------------------------------------------------------------------------------------------------------


async def test_references_stand_for_people_and_the_household_they_live_in_now(registry: Registry) -> None:
    here, gone = await registry.person(), await registry.person()
    home = await registry.household()
    await registry.membership(home, here)
    await registry.membership(await registry.household(), gone, left_on="2019-06-01")
    voided = await registry.person()
    await registry.caseworker.void(f"/people/{voided}")
    asked = {"references": [here, gone, voided, NOBODY, "nonsense"]}
    told = require_made(await registry.caseworker.post("/subjects", asked))["subjects"]
    by_reference = {subject["reference"]: subject for subject in told}
    assert set(by_reference) == {here, gone}
    assert (by_reference[here]["household_id"], by_reference[gone]["household_id"]) == (home, None)
    for subject in told:
        assert subject["cluster"] == [subject["person_id"]]


async def test_subjects_end_at_the_areas_and_are_for_those_who_refer(registry: Registry) -> None:
    person = await registry.person(place=TELAFAR)
    elsewhere = registry.service.caller(Role.GRANTS_OFFICER, areas=(NAJAF,))
    assert require_made(await elsewhere.post("/subjects", {"references": [person]})) == {"subjects": []}
    assert refusal(await registry.monitor.post("/subjects", {"references": [person]})) == (403, "not-your-role", None)
    many = {"references": [NOBODY] * 1001}
    assert refusal(await registry.caseworker.post("/subjects", many)) == (422, "invalid-request", "references")


# --- the database too -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("INSERT INTO people (registration_number, recorded_by) VALUES ($1, 'x')", asyncpg.UniqueViolationError),
        (
            "INSERT INTO particulars (person_id, given_native, sex, birth_precision, place, recorded_by)"
            " SELECT id, 'x', 'male', 'unknown', 'IQ', 'x' FROM people WHERE registration_number = $1",
            asyncpg.UniqueViolationError,
        ),
        (
            "INSERT INTO particulars (person_id, given_native, sex, birth_precision, place, recorded_by)"
            " SELECT id, 'x', 'male', 'day', 'IQ', 'x' FROM people WHERE registration_number = $1",
            asyncpg.CheckViolationError,
        ),
        (
            "INSERT INTO particulars (person_id, given_native, sex, birth_precision, place, recorded_by)"
            " SELECT id, 'x', 'king', 'unknown', 'IQ', 'x' FROM people WHERE registration_number = $1",
            asyncpg.CheckViolationError,
        ),
    ],
)
async def test_the_database_judges_last(registry: Registry, statement: str, error: type[Exception]) -> None:
    async with registry.service.connection() as connection:
        with pytest.raises(error):
            await connection.execute(statement, await registry.person())
