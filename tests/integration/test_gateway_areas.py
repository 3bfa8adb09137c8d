"""The profile of an area: by every service for staff, compared with counting each row alone; and what partners are
told, which nothing that happens to a person changes."""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from time import time
from typing import Any

import asyncpg
import cohort_reference as reference
import httpx
import premises
import pytest
from callers import refusal, require_made
from premises import NAJAF, PILOT, TELAFAR, ZUMMAR, Caller, House, agree
from pydantic import BaseModel

from demo import filling
from demo.sizes import Extent
from gateway.access import mandates
from gateway.clients import areas
from gateway.clients.area_counts import AreaForums
from gateway.clients.upstream import Upstream
from shared.callers import DatasetName, Role, Service
from shared.classification import LOW, MODERATE, Scope
from shared.days import BAGHDAD, day_of, quarter_of
from shared.errors import Forbidden
from shared.mandate import Mandate

NINEWA, THEN = "IQG15", "2020-11-15T00:00:00Z"
KEPT = {
    **dict.fromkeys(("people", "activities"), Service.BENEFICIARY),
    **dict.fromkeys(("grants", "jobs"), Service.GRANTS),
    "forums": Service.FORUMS,
}
SECTIONS = tuple(KEPT)
SEALED = f"/v1/projects/{PILOT}/results/seals"
POLICING = {"indicators": ("moderate", None), "results": ("moderate", None)}


@pytest.fixture(scope="module")
async def house(module_clone: Any, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """A house over an invented register, with the pilot's results sealed."""
    urls = {application: await module_clone(application) for application in (*Service, "gateway")}
    await filling.fill(
        {service: urls[service] for service in Service}, tmp_path_factory.mktemp("demo"), Extent(people=300, seed=8)
    )

    await _disturb(urls[Service.BENEFICIARY])
    await _end_some_jobs(urls[Service.GRANTS])

    async def taken(application: str) -> str:
        return urls[application]

    async with premises.house(taken) as opened:
        proposed = await opened.made(opened.monitor("one"), SEALED, as_of="2020-04-15T00:00:00Z")
        await opened.made(opened.monitor("two"), f"{SEALED}/{proposed['id']}/approve")
        yield opened


async def _disturb(url: str) -> None:
    """Merge people who came to one session, take back what was recorded of some, state that some differ from their
    household, and hold a session that is severe."""
    void = "SET voided_at = recorded_now(), voided_by = 'test', void_reason = 'entered_in_error'"
    connection = await asyncpg.connect(url)
    together = await connection.fetch(
        "SELECT one.person_id, other.person_id FROM attendances AS one JOIN attendances AS other USING (session_id)"
        " WHERE one.person_id < other.person_id AND one.outcome = 'present' AND other.outcome = 'present' ORDER BY 1, 2"
    )
    merged: list[int] = []
    for absorbed, survivor in together:
        if len(merged) < 16 and not {absorbed, survivor} & set(merged):
            merged += [absorbed, survivor]
            merge = "INSERT INTO identities (person_id, survivor_id, recorded_by) VALUES ($1, $2, 'test')"
            await connection.execute(merge, absorbed, survivor)
    others = [
        id
        for (id,) in await connection.fetch("SELECT DISTINCT person_id FROM attendances ORDER BY 1")
        if id not in merged
    ]
    await connection.execute(f"UPDATE people {void} WHERE id = ANY ($1)", others[:3])
    await connection.execute(f"UPDATE attendances {void} WHERE person_id = ANY ($1)", others[3:9])
    for person, until in ((merged[0], None), (others[9], None), (others[10], date(2020, 6, 1))):
        await connection.execute(
            "INSERT INTO displacements (person_id, status, since, until, recorded_by)"
            " VALUES ($1, 'refugee', '2019-01-01', $2, 'test')",
            person,
            until,
        )
    await connection.execute(
        "WITH activity AS (INSERT INTO activities (project, type, place, starts_on, ends_on, mhpss_code, mhpss_layer,"
        " recorded_by) VALUES ($1, 'mhpss', $2, '2019-06-01', '2019-06-30', '8.1', '4', 'test') RETURNING id),"
        " session AS (INSERT INTO sessions (activity_id, held_on, recorded_by)"
        " SELECT id, '2019-06-04', 'test' FROM activity RETURNING id)"
        " INSERT INTO attendances (person_id, session_id, outcome, recorded_by)"
        " SELECT $3, id, 'present', 'test' FROM session",
        PILOT,
        TELAFAR,
        others[11],
    )
    await connection.close()


async def _end_some_jobs(url: str) -> None:
    """On the day that makes three months, and on the one before."""
    connection = await asyncpg.connect(url)
    for short in (1, 2):
        await connection.execute(
            "INSERT INTO employment_ends (employment_id, starts_on, ends_on, recorded_by)"
            " SELECT job.id, starts_on, (starts_on + interval '3 months')::date - $1::int, 'test'"
            " FROM employments AS job JOIN awards ON awards.id = award_id AND place LIKE 'IQG15Q08%'"
            " WHERE job.id NOT IN (SELECT employment_id FROM employment_ends)"
            " ORDER BY kind, job.id LIMIT 3",
            short,
        )
    await connection.close()


async def profile(caller: Caller, pcode: str, **query: str) -> dict[str, Any]:
    return require_made(await caller.get(f"/v1/areas/{pcode}/profile", **query))


def became(told: Mapping[str, Any]) -> dict[str, tuple[str, str | None]]:
    return {each["section"]: (each["status"], each["reason"]) for each in told["sections"]}


async def ministry(house: House, grants: Any = POLICING, **terms: Any) -> Caller:
    async with house.connection() as connection:
        usual: dict[str, Any] = {"purpose": "community-policing", "areas": ["IQ"]}
        await agree(connection, "moi", grants, **(usual | terms))
    return await house.partner("moi")


# --- counted one by one -----------------------------------------------------------------------------------------------


class Facts:
    """Every row that stood at a moment, and those of an area in it."""

    def __init__(self, house: House, pcode: str, as_of: datetime) -> None:
        self.house, self.pcode, self.as_of, self.day = house, pcode, as_of, day_of(as_of)

    async def all(self, service: Service, table: str) -> list[dict[str, Any]]:
        connection = await asyncpg.connect(self.house.urls[service])
        rows = [dict(row) for row in await connection.fetch(f"SELECT * FROM {table}")]
        await connection.close()
        return [row for row in rows if self._stood(row)]

    async def here(self, service: Service, table: str) -> list[dict[str, Any]]:
        return [row for row in await self.all(service, table) if row["place"].startswith(self.pcode)]

    def _stood(self, row: dict[str, Any]) -> bool:
        voided = row.get("voided_at")
        return ("recorded_at" not in row or row["recorded_at"] <= self.as_of) and (not voided or voided > self.as_of)

    def by_quarter(self, days: Iterable[date]) -> Callable[[str], int]:
        counted = Counter(quarter_of(day).isoformat() for day in days)
        return lambda since: counted[since]


def counted(values: Iterable[str]) -> dict[str, int]:
    return dict(Counter(values))


def some(figures: Mapping[str, int]) -> dict[str, int]:
    return {code: figure for code, figure in figures.items() if figure}


def months_later(day: date, months: int) -> date:
    """So many months later, on the last day of the month where that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


ASKED = pytest.mark.parametrize(
    ("pcode", "query"), [(NINEWA, {}), (TELAFAR, {}), (TELAFAR, {"as_of": THEN}), ("IQG04", {"as_of": THEN})]
)


@ASKED
async def test_people_are_those_who_live_there_looked_at_one_by_one(
    house: House, pcode: str, query: dict[str, str]
) -> None:
    told = await profile(house.monitor(), pcode, **query)
    facts = Facts(house, pcode, datetime.fromisoformat(told["as_of"]))
    world = await reference.world(house.urls, facts.day, as_of=facts.as_of)
    here = [one for one in world.people() if world.values("beneficiary.subdistrict", one)[0].startswith(pcode)]
    people = told["people"]
    assert people["total"] == len(here) > 20
    for part, breakdown in (
        ("by_sex", "sex"),
        ("by_age_band", "age_band"),
        ("by_displacement_status", "displacement_status"),
    ):
        values = [value for one in here for value in world.values(f"beneficiary.{breakdown}", one)]
        assert some(people[part]) == counted(values)
    registered = {row["id"]: row["recorded_at"].astimezone(BAGHDAD).date() for row in world.rows["people"]}
    began = facts.by_quarter(registered[one] for one in here)
    assert {row["since"]: row["registered"] for row in people["quarters"]} == {
        row["since"]: began(row["since"]) for row in told["quarters"]
    }


@ASKED
async def test_activities_are_those_that_were_held_there_looked_at_one_by_one(
    house: House, pcode: str, query: dict[str, str]
) -> None:
    told = await profile(house.monitor(), pcode, **query)
    facts = Facts(house, pcode, datetime.fromisoformat(told["as_of"]))
    activities = {
        row["id"]: row
        for row in await facts.here(Service.BENEFICIARY, "activities")
        if row["mhpss_layer"] not in ("3", "4")
    }
    sessions = {
        row["id"]: row
        for row in await facts.all(Service.BENEFICIARY, "sessions")
        if row["activity_id"] in activities and row["held_on"] <= facts.day
    }
    survivors = {row["person_id"]: row["survivor_id"] for row in await facts.all(Service.BENEFICIARY, "identities")}
    registered = {row["id"] for row in await facts.all(Service.BENEFICIARY, "people")}
    came = {
        (row["session_id"], survivors.get(row["person_id"], row["person_id"]))
        for row in await facts.all(Service.BENEFICIARY, "attendances")
        if row["session_id"] in sessions and row["outcome"] == "present"
    }
    came = {(session, person) for session, person in came if person in registered}
    held = {row["activity_id"] for row in sessions.values()}
    section = told["activities"]
    assert (section["held"], section["sessions"], section["attendances"]) == (len(held), len(sessions), len(came))
    assert some(section["by_type"]) == counted(activities[id]["type"] for id in held)
    of_sessions = facts.by_quarter(row["held_on"] for row in sessions.values())
    of_people = facts.by_quarter(sessions[session]["held_on"] for session, _ in came)
    for row in section["quarters"]:
        assert (row["sessions"], row["attendances"]) == (of_sessions(row["since"]), of_people(row["since"]))


@ASKED
async def test_grants_and_jobs_are_those_of_the_awards_there_looked_at_one_by_one(
    house: House, pcode: str, query: dict[str, str]
) -> None:
    told = await profile(house.monitor(), pcode, **query)
    facts = Facts(house, pcode, datetime.fromisoformat(told["as_of"]))
    awards = {row["id"]: row for row in await facts.here(Service.GRANTS, "awards")}
    packages = {row["id"]: row for row in await facts.here(Service.GRANTS, "assistances")}
    payments = [
        row
        for row in await facts.all(Service.GRANTS, "payments")
        if row["award_id"] in awards or row["assistance_id"] in packages
    ]
    section = told["grants"]
    assert section["enterprises"] == len({row["enterprise_id"] for row in awards.values()})
    assert (section["awards"], section["packages"]) == (len(awards), len(packages))
    assert some(section["by_modality"]) == counted(row["modality"] for row in packages.values())
    approved = [*awards.values(), *packages.values()]
    for rows, since in ((section["money"], None), *((row["money"], row["since"]) for row in section["quarters"])):
        sums: dict[str, list[Decimal]] = {}
        for number, facts_of, day in ((0, approved, "approved_on"), (1, payments, "paid_on")):
            for row in facts_of:
                if since is None or quarter_of(row[day]).isoformat() == since:
                    sums.setdefault(row["currency"], [Decimal(0), Decimal(0)])[number] += row["amount"]
        assert [(row["currency"], Decimal(row["committed"]), Decimal(row["paid"])) for row in rows] == [
            (currency, *both) for currency, both in sorted(sums.items())
        ]
    of_awards = facts.by_quarter(row["approved_on"] for row in awards.values())
    for row in section["quarters"]:
        assert row["awards"] == of_awards(row["since"])
    ended = {row["employment_id"]: row["ends_on"] for row in await facts.all(Service.GRANTS, "employment_ends")}
    for kind, named in (("new", "created"), ("improved", "improved")):
        lasted = []
        for row in await facts.all(Service.GRANTS, "employments"):
            until = min(ended.get(row["id"], facts.day) + timedelta(days=row["id"] in ended), facts.day)
            if row["award_id"] in awards and row["kind"] == kind and months_later(row["starts_on"], 3) <= until:
                lasted.append(row)
        jobs = told["jobs"][named]
        assert (jobs["total"], Decimal(jobs["fte"])) == (len(lasted), sum(row["fte"] for row in lasted))
        for part in ("sex", "age_band", "displacement_status"):
            assert some(jobs[f"by_{part}"]) == counted(row[part] for row in lasted)
        reached = facts.by_quarter(months_later(row["starts_on"], 3) for row in lasted)
        for row in told["jobs"]["quarters"]:
            assert row[named] == reached(row["since"])


@ASKED
async def test_forums_are_counted_as_indicators_are_and_their_seats_one_by_one(
    house: House, pcode: str, query: dict[str, str]
) -> None:
    told = await profile(house.monitor(), pcode, **query)
    facts = Facts(house, pcode, datetime.fromisoformat(told["as_of"]))
    forums = {row["id"] for row in await facts.here(Service.FORUMS, "forums")}
    seats = [
        row
        for row in await facts.all(Service.FORUMS, "members")
        if row["forum_id"] in forums
        and row["joined_on"] <= facts.day
        and (row["left_on"] is None or row["left_on"] > facts.day)
    ]
    section = told["forums"]
    assert (section["forums"], section["members"]) == (len(forums), len(seats))
    assert section["members_women"] == sum(row["sex"] == "female" for row in seats)
    by = "district" if len(pcode) == len(TELAFAR) else "governorate"
    periods = [("1900-01-01", facts.day.isoformat(), section)]
    periods += [
        (row["since"], row["until"], figures)
        for row, figures in zip(told["quarters"], section["quarters"], strict=True)
    ]
    for since, until, figures in periods:
        asked = {"by": by, "place": pcode, "since": since, "until": until, "as_of": told["as_of"]}
        [row] = require_made(await house.monitor().get("/v1/indicators", **asked))["rows"]
        named = figures.keys() - {"members", "members_women", "quarters", "since"}
        assert {name: figures[name] for name in named} == {name: row[name] for name in named}
    assert section["meetings_held"] > 0 < section["concerns_resolved"] or pcode == "IQG04"


async def test_quarters_are_the_last_eight_in_iraq(house: House) -> None:
    told = await profile(house.monitor(), TELAFAR, as_of="2020-12-31T21:30:00Z")  # after midnight in Baghdad
    days = [(row["since"], row["until"]) for row in told["quarters"]]
    assert (days[0], days[-2:]) == (
        ("2019-04-01", "2019-06-30"),
        [("2020-10-01", "2020-12-31"), ("2021-01-01", "2021-01-01")],
    )
    assert len(days) == 8
    for section in SECTIONS:
        assert [row["since"] for row in told[section]["quarters"]] == [since for since, _ in days]


# --- who is told what -------------------------------------------------------------------------------------------------

OF_ROLES = {
    Role.MONITORING: set(SECTIONS),
    Role.CASEWORKER: {"people", "activities"},
    Role.ACTIVITY_LEAD: {"people", "activities"},
    Role.PROTECTION: {"people", "activities"},
    Role.GRANTS_OFFICER: {"people", "grants", "jobs"},
    Role.FINANCE_APPROVER: {"grants", "jobs"},
    Role.FORUM_FOCAL_POINT: {"forums"},
}


@pytest.mark.parametrize("role", OF_ROLES)
async def test_a_section_that_no_role_opens_is_withheld_and_its_service_not_asked(house: House, role: Role) -> None:
    begun = {service: len(line.calls) for service, line in house.lines.items()}
    told = await profile(house.staff(role), TELAFAR)
    opened = OF_ROLES[role]
    asked = {service for service, line in house.lines.items() if len(line.calls) > begun[service]}
    assert asked == {KEPT[section] for section in opened}
    assert became(told) == {
        section: ("told", None) if section in opened else ("withheld", "not_in_role") for section in SECTIONS
    }
    assert {section for section in SECTIONS if told[section] is not None} == opened
    whole = await profile(house.monitor(), TELAFAR, as_of=told["as_of"])
    alone = {section: told[section] for section in opened}
    if role in {Role.ACTIVITY_LEAD, Role.GRANTS_OFFICER}:  # neither is told of a person what it takes to count by that
        unopened = {Role.ACTIVITY_LEAD: ("by_age_band", "by_displacement_status")}.get(
            role, ("by_displacement_status",)
        )
        assert [alone["people"].pop(part) for part in unopened] == [None] * len(unopened)
        alone["people"] |= {part: whole["people"][part] for part in unopened}
    assert alone == {section: whole[section] for section in opened}


async def test_two_roles_open_what_each_of_them_opens(house: House) -> None:
    told = await profile(house.staff(Role.ACTIVITY_LEAD, Role.FINANCE_APPROVER), TELAFAR)
    assert {section for section in SECTIONS if told[section] is not None} == set(SECTIONS) - {"forums"}
    assert told["people"]["by_age_band"] is None


async def test_each_service_is_asked_for_its_moment_and_then_once(house: House) -> None:
    begun = {service: len(line.calls) for service, line in house.lines.items()}
    await profile(house.monitor(), NINEWA)
    asked = {service: [call.path for call in line.calls[begun[service] :]] for service, line in house.lines.items()}
    assert asked == {
        Service.BENEFICIARY: ["/moments", f"/areas/{NINEWA}/people"],
        Service.GRANTS: ["/moments", f"/areas/{NINEWA}/awards"],
        Service.FORUMS: ["/moments", f"/areas/{NINEWA}/indicators"],
    }


@pytest.mark.parametrize("down", Service)
async def test_a_service_that_is_away_is_said_and_never_shown_as_nothing(house: House, down: Service) -> None:
    whole = await profile(house.monitor(), TELAFAR)
    with house.without(down):
        told = await profile(house.monitor(), TELAFAR, as_of=whole["as_of"])
    gone = {section for section, service in KEPT.items() if service is down}
    assert (told["status"], told["missing"]) == ("partial", [down.value])
    assert {section for section, (status, _) in became(told).items() if status == "unavailable"} == gone
    assert {section for section in SECTIONS if told[section] is None} == gone
    assert all(told[section] == whole[section] for section in set(SECTIONS) - gone)


async def test_a_service_that_hangs_is_as_good_as_gone(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mandates, "PATIENCE", 1.5)
    monkeypatch.setattr(house.lines[Service.GRANTS], "hangs", True)
    told = await profile(house.monitor(), TELAFAR)
    assert (told["missing"], became(told)["jobs"][0], became(told)["people"][0]) == (["grants"], "unavailable", "told")


async def test_without_any_service_there_is_no_answer(house: House) -> None:
    with house.without(*Service):
        for query in ({}, {"as_of": THEN}):
            answer = await house.monitor().get(f"/v1/areas/{TELAFAR}/profile", **query)
            assert refusal(answer) == (503, "services-unavailable", None)


Asking = Callable[[Upstream, Mandate, str], Awaitable[BaseModel]]
OF_SERVICES: Mapping[Service, Asking] = {
    Service.BENEFICIARY: areas.lived,
    Service.GRANTS: areas.granted,
    Service.FORUMS: areas.worked,
}


def mandate(service: Service, **changes: Any) -> Mandate:
    usual: dict[str, Any] = {
        "audience": service,
        "caller": "somebody",
        "caller_class": "staff",
        "roles": (Role.MONITORING,),
        "purpose": "monitoring",
        "areas": (TELAFAR,),
        "datasets": {dataset: Scope(ceiling=MODERATE) for dataset in DatasetName},
        "deadline": time() + 9,
        "request_id": "0123456789",
    }
    return Mandate(**(usual | changes))


@pytest.mark.parametrize("service", Service)
async def test_a_service_itself_tells_nothing_beyond_the_mandate(house: House, service: Service) -> None:
    ask, upstream = OF_SERVICES[service], house.app.state.upstreams[service]
    whole = await ask(upstream, mandate(service), TELAFAR)
    assert whole.model_dump() == (await ask(upstream, mandate(service, areas=("IQ",)), TELAFAR)).model_dump()
    for changes, refused in (
        ({"areas": ("IQG04", ZUMMAR)}, "outside-area"),
        ({"datasets": {DatasetName.RESULTS: Scope(ceiling=MODERATE)}}, "not-in-mandate"),
    ):
        with pytest.raises(Forbidden) as told:
            await ask(upstream, mandate(service, **changes), TELAFAR)
        assert told.value.type == refused
    elsewhere = await ask(upstream, mandate(service, projects=("NO-SUCH-1",)), TELAFAR)
    match elsewhere:
        case areas.Lived():
            assert elsewhere.people == whole.people  # who lives there does so under no project
            assert (elsewhere.activities.held, elsewhere.activities.attendances) == (0, 0)
        case areas.Granted():
            assert (elsewhere.grants.awards, elsewhere.grants.packages, elsewhere.grants.money) == (0, 0, [])
            assert elsewhere.jobs.created.total == 0
        case AreaForums():
            assert (elsewhere.forums, elsewhere.members, elsewhere.concerns_raised) == (0, 0, 0)
    of_ministry = {"caller_class": "security", "roles": (), "agreement": "a/1", "projects": (PILOT,)}
    opened = {DatasetName.INDICATORS: Scope(ceiling=MODERATE)}
    with pytest.raises(Forbidden):
        await ask(upstream, mandate(service, **of_ministry, datasets=opened), TELAFAR)


async def test_what_a_mandate_opens_of_one_section_opens_no_other(house: House) -> None:
    upstreams = house.app.state.upstreams
    for service, section, datasets in (
        (Service.BENEFICIARY, "people", {DatasetName.PEOPLE}),
        (Service.GRANTS, "grants", {DatasetName.AWARDS, DatasetName.ASSISTANCES, DatasetName.PAYMENTS}),
        (Service.GRANTS, "jobs", {DatasetName.AWARDS, DatasetName.EMPLOYMENTS}),
    ):
        opened = {dataset: Scope(ceiling=MODERATE) for dataset in datasets}
        told = await OF_SERVICES[service](upstreams[service], mandate(service, datasets=opened), TELAFAR)
        assert told.model_fields_set == {section}
        low = {dataset: Scope(ceiling=LOW) for dataset in datasets}
        told = await OF_SERVICES[service](upstreams[service], mandate(service, datasets=low), TELAFAR)
        assert told.model_fields_set == set()


# --- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pcode", "refused"),
    [
        ("IQ", (422, "place-of-other-level", "pcode")),
        (ZUMMAR, (422, "place-of-other-level", "pcode")),
        ("IQG15Q99", (404, "unknown-place", "pcode")),
        ("IQG1", (404, "unknown-place", "pcode")),
        ("nowhere", (404, "unknown-place", "pcode")),
        ("iqg15", (404, "unknown-place", "pcode")),
        ("%25", (404, "unknown-place", "pcode")),
        ("I" * 21, (422, "invalid-request", "pcode")),
    ],
)
async def test_what_is_no_governorate_or_district_is_refused_to_everybody_alike(
    house: House, pcode: str, refused: Any
) -> None:
    for caller in (house.monitor(), await ministry(house)):
        assert refusal(await caller.get(f"/v1/areas/{pcode}/profile")) == refused


async def test_an_area_outside_the_callers_own_is_refused_and_one_inside_them_told_whole(house: House) -> None:
    of_telafar = house.monitor("telafar", TELAFAR)
    for pcode in (NINEWA, NAJAF, "IQG15Q07"):
        assert refusal(await of_telafar.get(f"/v1/areas/{pcode}/profile")) == (403, "outside-area", "pcode")
    told = await profile(of_telafar, TELAFAR)
    whole = await profile(house.monitor(), TELAFAR, as_of=told["as_of"])
    assert told == whole
    for role in (Role.CASEWORKER, Role.GRANTS_OFFICER, Role.FORUM_FOCAL_POINT):
        answer = await house.staff(role, areas=(TELAFAR,)).get(f"/v1/areas/{NINEWA}/profile")
        assert refusal(answer) == (403, "outside-area", "pcode")


async def test_a_moment_that_is_still_to_come_is_refused(house: House) -> None:
    for caller in (house.monitor(), await ministry(house)):
        answer = await caller.get(f"/v1/areas/{TELAFAR}/profile", as_of="2099-01-01T00:00:00Z")
        assert refusal(answer) == (422, "as-of-in-the-future", "as_of")
        answer = await caller.get(f"/v1/areas/{TELAFAR}/profile", as_of="yesterday")
        assert refusal(answer) == (422, "invalid-request", "as_of")


async def test_who_counts_nothing_is_refused(house: House) -> None:
    for role in (Role.COMMITTEE_MEMBER, Role.DATA_PROTECTION_OFFICER, Role.ADMINISTRATOR):
        assert refusal(await house.staff(role).get(f"/v1/areas/{TELAFAR}/profile"))[:2] == (403, "not-your-role")


# --- partners ---------------------------------------------------------------------------------------------------------


async def test_a_ministry_is_told_what_forums_did_and_what_is_sealed_and_why_nothing_else(house: House) -> None:
    moi = await ministry(house)
    told = await profile(moi, TELAFAR)
    assert became(told) == {
        **dict.fromkeys(("people", "activities", "grants", "jobs"), ("withheld", "not_released")),
        **dict.fromkeys(("forums", "results"), ("told", None)),
    }
    assert not {"people", "activities", "grants", "jobs"} & told.keys()
    assert told["results"] == [require_made(await moi.get(f"/v1/projects/{PILOT}/results"))]
    staffs = (await profile(house.monitor(), TELAFAR, as_of=told["as_of"]))["forums"]
    assert "members" in staffs
    # The ministry sees the forums of the projects that its agreement lists; here these are the pilot's.
    asked = {"by": "district", "place": TELAFAR, "since": "1900-01-01", "until": told["quarters"][-1]["until"]}
    [row] = require_made(await moi.get("/v1/policing/indicators", **asked, as_of=told["as_of"]))["rows"]
    named = told["forums"].keys() - {"quarters"}
    assert named == staffs.keys() - {"quarters", "members", "members_women"}
    assert {name: told["forums"][name] for name in named} == {name: row[name] for name in named}
    assert told["forums"]["meetings_held"] > 0
    assert [row["since"] for row in told["forums"]["quarters"]] == [row["since"] for row in told["quarters"]]


def without_its_moment(answer: httpx.Response) -> bytes:
    """An answer but for when it was given, which each has its own of."""
    stated = b'"as_of":"' + require_made(answer)["as_of"].encode() + b'"'
    assert answer.content.count(stated) == 1
    return answer.content.replace(stated, b"")


async def test_nothing_that_happens_to_a_person_changes_a_byte_of_what_a_partner_is_told(house: House) -> None:
    moi = await ministry(house)
    before = [await moi.get(f"/v1/areas/{pcode}/profile") for pcode in (TELAFAR, NINEWA)]
    monitors = await profile(house.monitor(), TELAFAR)
    person = {"given_native": "زينب", "sex": "female", "birth_precision": "unknown", "place": TELAFAR}
    number = (await house.made(house.staff(Role.CASEWORKER), "/v1/people", **person))["registration_number"]
    money = {"amount": "500000", "currency": "IQD", "approved_on": "2019-09-01", "sex": "female"}
    given = {"project": PILOT, "recipient": number, "modality": "VT", "place": TELAFAR, **money}
    await house.made(house.staff(Role.GRANTS_OFFICER), "/v1/assistances", **given)
    held = {"project": PILOT, "type": "mediation", "place": TELAFAR, "starts_on": "2019-06-01", "ends_on": "2019-06-30"}
    activity = await house.made(house.staff(Role.ACTIVITY_LEAD), "/v1/activities", **held)
    await premises.attend(house, activity["id"], number)
    since = await profile(house.monitor(), TELAFAR)
    assert [after - ahead for ahead, after in zip(_headlines(monitors), _headlines(since), strict=True)] == [1, 1, 1]
    after = [await moi.get(f"/v1/areas/{pcode}/profile") for pcode in (TELAFAR, NINEWA)]
    for one, other in zip(before, after, strict=True):
        assert without_its_moment(one) == without_its_moment(other)
    with house.without(Service.BENEFICIARY, Service.GRANTS):
        again = await moi.get(f"/v1/areas/{TELAFAR}/profile")
    assert without_its_moment(again) == without_its_moment(before[0])


def _headlines(told: dict[str, Any]) -> list[int]:
    return [told["people"]["total"], told["grants"]["packages"], told["activities"]["attendances"]]


async def test_for_a_partner_no_service_is_asked_that_knows_a_person(house: House) -> None:
    moi = await ministry(house)
    begun = {service: len(line.calls) for service, line in house.lines.items()}
    await profile(moi, TELAFAR)
    asked = {service: [call.path for call in line.calls[begun[service] :]] for service, line in house.lines.items()}
    assert asked == {
        Service.BENEFICIARY: [],
        Service.GRANTS: [],
        Service.FORUMS: ["/moments", f"/policing/areas/{TELAFAR}"],
    }


async def test_the_same_moment_gives_everybody_the_same_bytes_whatever_happened_since(house: House) -> None:
    moi, focal = await ministry(house), house.staff(Role.FORUM_FOCAL_POINT)
    callers = {"staff": house.monitor(), "ministry": moi}
    before = {name: await caller.get(f"/v1/areas/{TELAFAR}/profile") for name, caller in callers.items()}
    forum = {"name": "Another", "level": "district", "place": TELAFAR, "established_on": "2020-01-01"}
    kept = await house.made(focal, "/v1/forums", **forum, project=PILOT, set_up_by="interior_ministry_with_programme")
    person = {"given_native": "علي", "sex": "male", "birth_precision": "unknown", "place": TELAFAR}
    await house.made(house.staff(Role.CASEWORKER), "/v1/people", **person)
    proposed = await house.made(house.monitor("one"), SEALED, as_of="2020-03-01T00:00:00Z")
    await house.made(house.monitor("two"), f"{SEALED}/{proposed['id']}/approve")
    for name, caller in callers.items():
        as_of = require_made(before[name])["as_of"]
        again = await caller.get(f"/v1/areas/{TELAFAR}/profile", as_of=as_of)
        assert again.content == before[name].content
        now = await profile(caller, TELAFAR)
        assert now["forums"]["forums"] == require_made(before[name])["forums"]["forums"] + 1
    assert (await profile(moi, TELAFAR))["results"][0]["as_of"] == "2020-03-01T00:00:00Z"
    await house.made(focal, f"/v1/forums/{kept['id']}/void", reason="entered_in_error")


async def test_each_section_is_told_under_an_agreement_that_opens_it(house: House) -> None:
    alone = {"indicators": ("low", ["meetings_held", "concerns_raised"])}
    told = await profile(await ministry(house, alone), TELAFAR)
    assert told["forums"].keys() == {"meetings_held", "concerns_raised", "quarters"}
    assert told["forums"]["quarters"][0].keys() == {"since", "meetings_held", "concerns_raised"}
    assert (became(told)["results"], told["results"]) == (("withheld", "not_in_agreement"), None)
    donor = await house.partner("goj")
    told = await profile(donor, TELAFAR)
    assert (became(told)["forums"], told["forums"]) == (("withheld", "not_in_agreement"), None)
    assert [each["project"]["code"] for each in told["results"]] == [PILOT]
    narrow = await ministry(house, areas=["IQG15"])  # sealed results are of the country, and this is not
    told = await profile(narrow, TELAFAR)
    assert (became(told)["forums"][0], became(told)["results"]) == ("told", ("withheld", "not_in_agreement"))
    for pcode in ("IQG04", NAJAF):
        assert refusal(await narrow.get(f"/v1/areas/{pcode}/profile")) == (403, "not-in-agreement", None)
    for code in ("molsa", "aid-ngo"):
        answer = await (await house.partner(code)).get(f"/v1/areas/{TELAFAR}/profile")
        assert refusal(answer) == (403, "not-in-agreement", None)
    other = (await ministry(house)).stating(purpose="monitoring")
    assert refusal(await other.get(f"/v1/areas/{TELAFAR}/profile")) == (403, "not-in-agreement", None)


async def test_a_project_is_told_of_where_its_sealed_results_say_that_it_is_at_work(house: House) -> None:
    donor = await house.partner("goj")
    [sealed] = (await profile(donor, NINEWA))["results"]
    enterprises = {line["pcode"] for line in sealed["enterprises_supported"]["by_place"]}
    forums = {line["pcode"] for line in sealed["forums_established"]["by_governorate"]}
    assert TELAFAR in enterprises
    assert NINEWA in forums
    for pcode in (*enterprises, *forums):
        assert len((await profile(donor, pcode))["results"]) == 1
    assert (await profile(donor, "IQG01"))["results"] == []
    assert became(await profile(donor, "IQG01"))["results"] == ("told", None)


async def test_forums_that_cannot_be_reached_are_said_to_a_partner_too(house: House) -> None:
    moi = await ministry(house)
    with house.without(Service.FORUMS):
        told = await profile(moi, TELAFAR)
    assert (told["status"], told["missing"], told["forums"]) == ("partial", ["forums"], None)
    assert became(told)["forums"] == ("unavailable", None)
    assert told["results"]


async def test_what_a_partner_is_told_is_written_down_under_the_agreement_before_it_leaves(house: House) -> None:
    moi = await ministry(house)
    answer = await moi.get(f"/v1/areas/{TELAFAR}/profile")
    async with house.connection() as connection:
        rows = await connection.fetch(
            "SELECT what, project, fields, caller_class, agreement FROM reads WHERE request_id = $1 ORDER BY id",
            answer.headers["x-request-id"],
        )
    assert [(row["what"], row["project"]) for row in rows] == [
        ("indicators", None),
        ("sealed project results", PILOT),
    ]
    assert set(rows[0]["fields"]) == require_made(answer)["forums"].keys()
    assert {(row["caller_class"], row["agreement"].partition("-")[0]) for row in rows} == {("security", "moi")}
    async with house.connection() as connection:
        await connection.execute("ALTER TABLE reads RENAME TO unread")
        try:
            lost = await moi.get(f"/v1/areas/{TELAFAR}/profile")
        finally:
            await connection.execute("ALTER TABLE unread RENAME TO reads")
    assert lost.status_code == 500
