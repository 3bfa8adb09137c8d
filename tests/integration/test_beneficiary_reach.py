"""The people a project reached: against a plain evaluation of random histories, and as of moments that stay."""

from datetime import date, datetime
from random import Random

import history
import pytest
from callers import Running, datasets, refusal
from history import BEGINNING, PROJECTS, Historian, History
from registry import NAJAF, NINEWA, PERSON, PILOT, SHIKHAN, TELAFAR, ZUMMAR, Registry

from services.beneficiary.reach import reads
from shared.callers import DatasetName, Role
from shared.classification import HIGH

AREAS = (("IQ",), (NINEWA,), (TELAFAR,), (ZUMMAR,), (SHIKHAN, NAJAF), (NAJAF,))
STEPS = 1500
QUESTIONS = 60


@pytest.fixture(scope="module")
async def past(common: Running) -> tuple[History, datetime]:
    """A history that the service's database holds, and its end. Nothing may be recorded under its projects."""
    historian = Historian(seed=2025)
    made = historian.write(STEPS)
    async with common.connection() as connection:
        await made.keep(connection)
    return made, historian.now


async def differing(
    registry: Registry, past: tuple[History, datetime], questions: int = QUESTIONS, *, by_quarter: bool = False
) -> list[str]:
    """The questions that service and evaluator answer differently, among many."""
    made, end = past
    random, found = Random(7), []
    asked, expected = (registry.reach, history.reach)
    if by_quarter:
        asked, expected = registry.reach_by_quarter, history.reach_by_quarter
    for _ in range(questions):
        project, areas = random.choice(PROJECTS), random.choice(AREAS)
        as_of = BEGINNING + random.random() * 1.05 * (end - BEGINNING)
        if await asked(project, as_of, areas=areas) != expected(made, project, as_of, areas):
            found.append(f"{project} in {areas} as of {as_of}")
    return found


async def test_reach_is_what_a_plain_evaluation_of_the_same_facts_gives(
    common: Running, past: tuple[History, datetime]
) -> None:
    assert await differing(Registry(common), past) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("", ""), ("'quarter', first.day", "'month', first.day"), ("'quarter', began.day", "'month', began.day")],
)
async def test_reach_by_quarter_is_what_a_plain_evaluation_gives_and_with_a_fault_planted_is_not(
    common: Running, past: tuple[History, datetime], monkeypatch: pytest.MonkeyPatch, right: str, wrong: str
) -> None:
    assert right in reads._REACH["in areas"]
    faulty = {reach: sql.replace(right, wrong) if right else sql for reach, sql in reads._REACH.items()}
    monkeypatch.setattr(reads, "_REACH", faulty)
    assert (await differing(Registry(common), past, 20, by_quarter=True) == []) == (right == wrong)


async def test_the_quarters_of_a_history_add_up_to_the_whole(common: Running, past: tuple[History, datetime]) -> None:
    _, end = past
    whole = await Registry(common).reach(PROJECTS[0], end)
    quarters = (await Registry(common).reach_by_quarter(PROJECTS[0], end))["quarters"]
    assert len(quarters) > 1
    for line, counts in whole.items():
        if line == "total":
            assert sum(quarter[line] for quarter in quarters) == counts
        elif line != "known":
            codes = {code for quarter in quarters for code in quarter[line]}
            assert {code: sum(quarter[line].get(code, 0) for quarter in quarters) for code in codes} == counts


async def test_the_plain_evaluation_has_something_of_everything_to_count(past: tuple[History, datetime]) -> None:
    made, end = past
    told = history.reach(made, PROJECTS[0], end, ["IQ"])
    assert told["total"] > 20
    assert min(*told["by_sex"].values(), *told["by_age_band"].values()) > 0
    assert sum(count > 0 for count in told["by_displacement_status"].values()) >= 6
    assert sum(told["by_place"].values()) > told["total"]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("min(session.held_on)", "max(session.held_on)"),
        ("min(came.day)", "max(came.day)"),
        (
            "GROUPING SETS ((came.person_id, activity.type),",
            "GROUPING SETS ((came.person_id, activity.type, came.day),",
        ),
        ("(came.person_id, left(activity.place, 8)))", "(came.person_id, activity.place, left(activity.place, 8)))"),
        ("coalesce(own.status, shared.status", "coalesce(shared.status, own.status"),
        ("own.since <= first.day AND", ""),
        ("shared.since <= first.day AND", ""),
        ("AND own.until > first.day", ""),
        ("AND shared.until > first.day", ""),
        ("AND shared.until > first.day", "AND shared.until >= first.day"),
        ("member.left_on > first.day", "member.left_on >= first.day"),
        ("member.joined_on <= first.day", "member.joined_on < first.day"),
        ("interval '6 years'", "interval '7 years'"),
        ("> first.day - interval '18 years'", ">= first.day - interval '18 years'"),
        ("ORDER BY stated.since, stated.id", "ORDER BY stated.since DESC, stated.id"),
        ("ORDER BY stated.since, stated.id", "ORDER BY stated.since, stated.id DESC"),
        ("least(stated.until, ", "least(NULL, "),
        ("least(stated.until, ", "least(stated.until + 1, "),
        ("least(stated.until, ", "coalesce(stated.until, "),
        ("AND activity.place LIKE ANY ($3)", "AND 'IQ' LIKE ANY ($3)"),
        ("left(activity.place, 8)", "activity.place"),
        ("attendance.outcome = 'present'", "attendance.outcome <> 'absent'"),
        *(
            (f"({alias}.voided_at IS NULL OR {alias}.voided_at > $2)", "true")
            for alias in ("activity", "session", "attendance", "person", "stated", "member", "identity")
        ),
        *((f"{alias}.recorded_at <= $2", "true") for alias in ("attendance", "stated", "member", "identity")),
        ("coalesce(identity.survivor_id, attendance.person_id)", "attendance.person_id"),
        ("coalesce(identity.survivor_id, stated.person_id)", "stated.person_id"),
        ("coalesce(member.household_id, elsewhere.household_id)", "member.household_id"),
        (
            "coalesce(member.household_id, elsewhere.household_id)",
            "coalesce(elsewhere.household_id, member.household_id)",
        ),
        ("member.joined_on DESC, member.id DESC", "member.joined_on, member.id"),
    ],
)
async def test_the_plain_evaluation_notices_a_fault_planted_in_the_query(
    common: Running, past: tuple[History, datetime], monkeypatch: pytest.MonkeyPatch, right: str, wrong: str
) -> None:
    assert right in reads._REACH["in areas"]
    monkeypatch.setattr(reads, "_REACH", {reach: sql.replace(right, wrong) for reach, sql in reads._REACH.items()})
    assert await differing(Registry(common), past) != []


# --- as of ------------------------------------------------------------------------------------------------------------


async def test_an_answer_as_of_a_moment_stays_the_same_bytes_whatever_is_recorded_corrected_or_voided_later(
    registry: Registry,
) -> None:
    home = await registry.household()
    people = [await registry.person(birth_date=f"{year}-07-01") for year in (1950, 1985, 2010, 2015)]
    membership = await registry.membership(home, people[0])
    stated = await registry.displacement(household_id=home)
    activity, other = await registry.activity(), await registry.activity(type="mhpss", place=SHIKHAN)
    kept = [await registry.attendance(activity, person) for person in people]

    async def answer() -> bytes:
        monitor = registry.service.caller(Role.MONITORING, as_of=as_of)
        return (await monitor.get("/reach", project=PILOT)).content

    as_of = await registry.service.moment()
    before = await answer()
    changes = [
        registry.attendance(other, people[0], "2019-06-02"),
        registry.caseworker.put(f"/people/{people[1]}", PERSON | {"sex": "male"}),
        registry.displacement(person=people[2], status="refugee"),
        registry.lead.void(f"/attendances/{kept[3]}"),
        registry.caseworker.void(f"/displacements/{stated}"),
        registry.caseworker.void(f"/memberships/{membership}"),
        registry.caseworker.void(f"/people/{people[0]}", "duplicate"),
        registry.lead.void(f"/activities/{activity}"),
    ]
    live = {before}
    for change in changes:
        await change
        assert await answer() == before
        live.add((await registry.monitor.get("/reach", project=PILOT)).content)
    assert len(live) > 6


# --- by hand ----------------------------------------------------------------------------------------------------------


async def test_a_person_counts_once_however_often_they_come(registry: Registry) -> None:
    person = await registry.person()
    for type, place in (("mhpss", TELAFAR), ("mhpss", ZUMMAR), ("mediation", SHIKHAN)):
        activity = await registry.activity(type=type, place=place)
        for day in ("2019-06-10", "2019-06-11"):
            await registry.attendance(activity, person, day)
    told = await registry.reach()
    assert told["total"] == 1
    assert {code for code, people in told["by_activity_type"].items() if people} == {"mhpss", "mediation"}
    assert told["by_place"] == {TELAFAR: 1, SHIKHAN: 1}


@pytest.mark.parametrize(
    ("born", "day", "band"),
    [
        ("2013-06-11", "2019-06-10", "0-5"),
        ("2013-06-10", "2019-06-10", "6-17"),
        ("2001-06-11", "2019-06-10", "6-17"),
        ("2001-06-10", "2019-06-10", "18-59"),
        ("1959-06-11", "2019-06-10", "18-59"),
        ("1959-06-10", "2019-06-10", "60+"),
    ],
)
async def test_age_is_that_in_completed_years_on_the_first_day(
    registry: Registry, born: str, day: str, band: str
) -> None:
    activity, person = await registry.activity(), await registry.person(birth_date=born, birth_precision="day")
    await registry.attendance(activity, person, "2019-06-20")
    await registry.attendance(activity, person, day)
    told = (await registry.reach())["by_age_band"]
    assert {code for code, people in told.items() if people} == {band}


def test_the_evaluator_counts_a_leap_day_as_the_calendar_does() -> None:
    born = date(2012, 2, 29)
    assert history.band(born, date(2018, 2, 28)) == "0-5"
    assert history.band(born, date(2018, 3, 1)) == "6-17"


async def test_under_a_narrower_area_the_first_day_is_the_first_within_it(registry: Registry) -> None:
    person = await registry.person()
    await registry.displacement(person=person, status="idp_camp", since="2019-01-01")
    await registry.displacement(person=person, status="returnee", since="2019-06-15")
    await registry.attendance(await registry.activity(place=NAJAF), person, "2019-06-02")
    await registry.attendance(await registry.activity(place=ZUMMAR), person, "2019-06-20")
    for areas, status in ((("IQ",), "idp_camp"), ((NINEWA,), "returnee"), ((NAJAF,), "idp_camp")):
        told = await registry.reach(areas=areas)
        assert told["total"] == 1
        assert told["by_displacement_status"][status] == 1
    assert (await registry.reach(areas=(SHIKHAN,)))["total"] == 0


async def test_a_project_is_known_by_an_activity_that_stands_even_if_nobody_came(registry: Registry) -> None:
    assert (await registry.reach("NOBODY-1"))["known"] is False
    activity = await registry.activity(project="NOBODY-1")
    assert (await registry.reach("NOBODY-1", areas=(NAJAF,)))["known"] is True
    await registry.lead.void(f"/activities/{activity}")
    assert (await registry.reach("NOBODY-1"))["known"] is False


async def test_reach_is_told_to_monitoring_with_results_in_the_mandate_alone(registry: Registry) -> None:
    for role in set(Role) - {Role.MONITORING}:
        answer = await registry.service.caller(role).get("/reach", project=PILOT)
        assert refusal(answer) == (403, "not-your-role", None)
    without = {name: scope for name, scope in datasets(HIGH).items() if name is not DatasetName.RESULTS}
    answer = await registry.service.caller(Role.MONITORING, datasets=without).get("/reach", project=PILOT)
    assert refusal(answer) == (403, "not-in-mandate", None)


@pytest.mark.parametrize("code", ["", "jpn", "JPN-SDN-2019\n", "JPN'; --", "A" * 41, "JPN\x00SDN"])
async def test_a_code_that_no_project_can_have_is_refused(registry: Registry, code: str) -> None:
    assert refusal(await registry.monitor.get("/reach", project=code))[0] == 422
