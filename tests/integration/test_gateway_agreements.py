"""Agreements over HTTP: drafted by one, signed by two, narrowed at once, widened by two, suspended, resumed, ended."""

import asyncio
import inspect
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

import asyncpg
import premises
import pytest
from callers import refusal, require_made
from premises import PILOT, TODAY, Caller, House, introduce

from gateway.access.agreements import widening
from shared.callers import Role

RESULTS = f"/v1/projects/{PILOT}/results"
AGREEMENTS = "/v1/agreements"
ANSWERED, REFUSED = (404, "results-not-sealed", None), (403, "not-in-agreement", None)
"""What a partner that asks for results meets with an agreement in force, as nothing is sealed, and without."""

_numbers = count(1)


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def terms(**changes: Any) -> dict[str, Any]:
    """Terms that every respect of which can be narrowed and widened."""
    usual = {
        "legal_basis": "public_interest",
        "grants": [{"dataset": "results", "ceiling": "moderate"}],
        "areas": ["IQ"],
        "projects": [PILOT, "JPN-SDN-2020"],
        "minimum_cell": 20,
        "onward_transfer": False,
        "retention_days": 100,
        "destruction": "certificate of destruction",
        "starts_on": day(-10),
        "ends_on": day(300),
        "review_on": day(200),
        "incident_contacts": ["incidents@partner.example", "+964 1 000"],
    }
    return {name: value for name, value in (usual | changes).items() if value is not None}


@pytest.fixture(scope="module")
async def house(module_clone: Any) -> AsyncIterator[House]:
    async with premises.house(module_clone) as opened:
        yield opened


def officer(house: House, name: str = "officer") -> Caller:
    return house.staff(Role.DATA_PROTECTION_OFFICER, name=name)


def administrator(house: House, name: str = "administrator") -> Caller:
    return house.staff(Role.ADMINISTRATOR, name=name)


@dataclass(frozen=True)
class Agreed:
    """An agreement and what may happen to it."""

    house: House
    code: str
    partner: str

    @property
    def path(self) -> str:
        return f"{AGREEMENTS}/{self.code}"

    async def told(self) -> dict[str, Any]:
        return require_made(await administrator(self.house).get(self.path))

    async def changed(self, **changes: Any) -> dict[str, Any]:
        """The agreement after its terms were stated anew."""
        return require_made(await administrator(self.house).post(f"{self.path}/versions", {"terms": terms(**changes)}))

    async def signed(self, version: int = 1) -> dict[str, Any]:
        """The agreement after two people signed a version."""
        for caller in (administrator(self.house), officer(self.house)):
            told = require_made(await caller.post(f"{self.path}/versions/{version}/sign"))
        return told

    async def answer(self) -> tuple[int, str, str | None]:
        """What the partner meets when it asks for results now."""
        return refusal(await (await self.house.partner(self.partner)).get(RESULTS))


async def drafted(house: House, caller_class: str = "donor", *, sandbox: bool = False, **changes: Any) -> Agreed:
    """A new partner with a drafted agreement."""
    number = next(_numbers)
    async with house.connection() as connection:
        partner = await introduce(connection, f"partner-{number}", caller_class, sandbox=sandbox)
    code = f"agreement-{number}"
    body = {"code": code, "partner": partner, "purpose": "donor-reporting", "terms": terms(**changes)}
    require_made(await administrator(house).post(AGREEMENTS, body))
    return Agreed(house, code, partner)


async def in_force(house: House, caller_class: str = "donor", **changes: Any) -> Agreed:
    agreed = await drafted(house, caller_class, **changes)
    await agreed.signed()
    return agreed


# --- drafting and signing ---------------------------------------------------------------------------------------------


async def test_an_agreement_answers_nothing_until_two_people_have_signed_it(house: House) -> None:
    agreed = await drafted(house)
    told = await agreed.told()
    assert (told["status"], told["in_force"], told["pending"]["version"]) == ("unsigned", None, 1)
    assert (told["pending"]["widens"], told["pending"]["signing"]["taken"]) == (["everything"], False)
    assert told["recorded_by"] == "staff:administrator"
    assert await agreed.answer() == REFUSED
    told = require_made(await officer(house).post(f"{agreed.path}/versions/1/sign"))
    assert (told["status"], told["in_force"]) == ("unsigned", None)
    assert await agreed.answer() == REFUSED
    told = require_made(await administrator(house).post(f"{agreed.path}/versions/1/sign"))
    assert (told["status"], told["in_force"]["version"], told["pending"]) == ("in_force", 1, None)
    assert [(each["role"], each["recorded_by"]) for each in told["in_force"]["signing"]["approvals"]] == [
        ("data_protection_officer", "staff:officer"),
        ("administrator", "staff:administrator"),
    ]
    assert await agreed.answer() == ANSWERED


async def test_what_is_drafted_is_read_as_it_was_stated(house: House) -> None:
    stated = terms(
        grants=[
            {"dataset": "assistances", "ceiling": "low", "fields": None},
            {"dataset": "people", "ceiling": "high", "fields": ["given_native", "sex"]},
        ],
        legal_basis="consent",
        consent_purpose="livelihood-support",
        areas=["IQG15", "IQG04Q03"],
        onward_transfer=True,
    )
    agreed = await drafted(house, "authority", **stated)
    assert (await agreed.told())["pending"]["terms"] == stated
    assert (await agreed.signed())["in_force"]["terms"] == stated


async def test_nobody_signs_twice(house: House) -> None:
    agreed = await drafted(house)
    path = f"{agreed.path}/versions/1/sign"
    await house.made(officer(house), path)
    assert refusal(await officer(house).post(path)) == (403, "same-person", None)
    both = house.staff(Role.DATA_PROTECTION_OFFICER, Role.ADMINISTRATOR, name="officer")
    assert refusal(await both.stating(role="administrator").post(path)) == (403, "same-person", None)
    assert (await agreed.told())["status"] == "unsigned"


async def test_of_the_two_one_is_a_data_protection_officer(house: House) -> None:
    agreed = await drafted(house)
    path = f"{agreed.path}/versions/1/sign"
    await house.made(administrator(house), path)
    assert refusal(await administrator(house, "another").post(path)) == (403, "officer-lacking", None)
    assert await agreed.answer() == REFUSED
    await house.made(officer(house), path)
    assert await agreed.answer() == ANSWERED


async def test_a_version_is_signed_until_it_is_decided(house: House) -> None:
    agreed = await in_force(house)
    path = f"{agreed.path}/versions/1/sign"
    assert refusal(await officer(house, "a third").post(path)) == (409, "already-decided", None)
    assert refusal(await officer(house, "a third").post(f"{agreed.path}/versions/2/sign")) == (404, "not-found", None)


async def test_of_two_second_signatures_at_once_one_counts(house: House) -> None:
    agreed = await drafted(house)
    path = f"{agreed.path}/versions/1/sign"
    await house.made(officer(house), path)
    answers = await asyncio.gather(*(administrator(house, name).post(path) for name in ("one", "two")))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert len((await agreed.told())["in_force"]["signing"]["approvals"]) == 2


async def test_a_version_that_another_follows_cannot_be_signed_any_more(house: House) -> None:
    agreed = await drafted(house)
    await house.made(officer(house), f"{agreed.path}/versions/1/sign")
    assert (await agreed.changed(retention_days=50))["pending"]["version"] == 2
    answer = await administrator(house).post(f"{agreed.path}/versions/1/sign")
    assert refusal(answer) == (409, "superseded", None)
    told = await agreed.signed(2)
    assert (told["status"], told["in_force"]["version"]) == ("in_force", 2)


async def test_a_draft_that_is_stated_again_with_its_key_is_the_same(house: House) -> None:
    async with house.connection() as connection:
        partner = await introduce(connection, "stated-again", "donor")
    body = {"code": "stated-again", "partner": partner, "purpose": "donor-reporting", "terms": terms()}
    first, again = [await administrator(house).post(AGREEMENTS, body, key="draft") for _ in range(2)]
    assert (first.status_code, first.content) == (again.status_code, again.content) == (201, first.content)
    signs = [await officer(house).post(f"{AGREEMENTS}/stated-again/versions/1/sign", key="sign") for _ in range(2)]
    assert {answer.status_code for answer in signs} == {200}


# --- narrowing and widening -------------------------------------------------------------------------------------------

WIDER: dict[str, tuple[dict[str, Any], ...]] = {
    "grants": (
        {"grants": [{"dataset": "results", "ceiling": "moderate"}, {"dataset": "people", "ceiling": "moderate"}]},
        {"grants": [{"dataset": "people", "ceiling": "moderate", "fields": ["sex"]}]},
    ),
    "areas": ({"areas": ["IQ"]}, {"areas": ["IQG15", "IQG04"]}),
    "projects": ({"projects": [PILOT, "JPN-SDN-2020", "JPN-SDN-2021"]}, {"projects": ["JPN-SDN-2021"]}),
    "legal_basis": (
        {"legal_basis": "contract"},
        {"legal_basis": "consent", "consent_purpose": "donor-reporting"},
    ),
    "minimum_cell": ({"minimum_cell": 19}, {"minimum_cell": 10}),
    "onward_transfer": ({"onward_transfer": True},),
    "retention_days": ({"retention_days": 101},),
    "destruction": ({"destruction": "a promise"},),
    "starts_on": ({"starts_on": day(-11)},),
    "ends_on": ({"ends_on": day(301)},),
    "review_on": ({"review_on": day(201)},),
    "incident_contacts": ({"incident_contacts": ["incidents@partner.example"]}, {"incident_contacts": ["nobody"]}),
}


def test_every_term_that_can_widen_is_tried() -> None:
    assert set(WIDER) == set(re.findall(r'yield "(\w+)"', inspect.getsource(widening)))


@pytest.mark.parametrize(("term", "changes"), [(term, each) for term, several in WIDER.items() for each in several])
async def test_whatever_is_wider_waits_for_two_signatures(house: House, term: str, changes: dict[str, Any]) -> None:
    agreed = await in_force(house, "aid", areas=["IQG15"])
    before = (await agreed.told())["in_force"]
    told = await agreed.changed(**({"areas": ["IQG15"]} | changes))
    assert (told["in_force"], told["pending"]["version"], told["pending"]["widens"]) == (before, 2, [term])
    told = require_made(await officer(house).post(f"{agreed.path}/versions/2/sign"))
    assert told["in_force"] == before
    told = require_made(await administrator(house).post(f"{agreed.path}/versions/2/sign"))
    assert (told["in_force"]["version"], told["pending"]) == (2, None)
    for name, value in changes.items():
        stated = told["in_force"]["terms"][name]
        assert (stated if name != "grants" else len(stated)) == (value if name != "grants" else len(value))


@pytest.mark.parametrize(
    "changes",
    [
        {"areas": ["IQG15"]},
        {"projects": ["JPN-SDN-2020"]},
        {"minimum_cell": 30},
        {"retention_days": 10},
        {"starts_on": day(-9)},
        {"ends_on": day(250)},
        {"review_on": day(100)},
        {"incident_contacts": ["incidents@partner.example", "+964 1 000", "another"]},
        {},
    ],
)
async def test_what_is_only_narrower_is_in_force_at_once(house: House, changes: dict[str, Any]) -> None:
    agreed = await in_force(house)
    told = await agreed.changed(**changes)
    assert (told["in_force"]["version"], told["in_force"]["widens"], told["pending"]) == (2, [], None)
    assert (told["in_force"]["signing"]["needed"], told["in_force"]["signing"]["approvals"]) == (0, [])
    assert told["in_force"]["terms"] == terms(**changes) | {
        "grants": [{"fields": None} | grant for grant in terms(**changes)["grants"]],
        "consent_purpose": None,
    }


async def test_fewer_fields_are_narrower_and_all_of_them_wider(house: House) -> None:
    def people(fields: list[str] | None, ceiling: str = "high") -> dict[str, Any]:
        return {"grants": [{"dataset": "people", "ceiling": ceiling, "fields": fields}]}

    agreed = await in_force(house, "authority", **people(["given_native", "sex"]))
    assert (await agreed.changed(**people(["sex"])))["in_force"]["version"] == 2
    for wider in (people(None), people(["sex", "place"]), people(["given_native", "sex"])):
        assert (await agreed.changed(**wider))["pending"]["widens"] == ["grants"]
    assert (await agreed.changed(**people(["sex"], "moderate")))["in_force"]["terms"]["grants"] == [
        {"dataset": "people", "ceiling": "moderate", "fields": ["sex"]}
    ]


async def test_a_narrowing_binds_the_next_request(house: House) -> None:
    agreed = await in_force(house)
    assert await agreed.answer() == ANSWERED
    await agreed.changed(projects=["JPN-SDN-2020"])
    assert await agreed.answer() == REFUSED


async def test_a_widening_opens_nothing_before_the_second_signature(house: House) -> None:
    agreed = await in_force(house, projects=["JPN-SDN-2020"])
    await agreed.changed()
    assert await agreed.answer() == REFUSED
    await house.made(officer(house), f"{agreed.path}/versions/2/sign")
    assert await agreed.answer() == REFUSED
    await house.made(administrator(house), f"{agreed.path}/versions/2/sign")
    assert await agreed.answer() == ANSWERED


async def test_what_narrows_in_one_respect_and_widens_in_another_waits(house: House) -> None:
    agreed = await in_force(house)
    told = await agreed.changed(retention_days=10, onward_transfer=True, ends_on=day(301))
    assert (told["pending"]["widens"], told["in_force"]["version"]) == (["onward_transfer", "ends_on"], 1)


async def test_what_is_wider_is_measured_by_what_is_in_force_and_not_by_what_waits(house: House) -> None:
    agreed = await in_force(house)
    await agreed.changed(retention_days=1_000)
    told = await agreed.changed(retention_days=500)
    assert (told["pending"]["version"], told["pending"]["widens"]) == (3, ["retention_days"])
    told = await agreed.changed(retention_days=50)
    assert (told["in_force"]["version"], told["pending"]) == (4, None)
    for version in (2, 3):
        answer = await officer(house).post(f"{agreed.path}/versions/{version}/sign")
        assert refusal(answer) == (409, "superseded", None)


# --- suspending and resuming ------------------------------------------------------------------------------------------


async def test_a_suspension_binds_the_next_request_until_two_have_resumed(house: House) -> None:
    agreed = await in_force(house)
    told = require_made(await administrator(house).post(f"{agreed.path}/suspend", {"reason": "an incident"}))
    assert (told["status"], [each["reason"] for each in told["suspensions"]]) == ("suspended", ["an incident"])
    assert await agreed.answer() == REFUSED
    resume = f"{agreed.path}/resume"
    await house.made(administrator(house), resume)
    assert refusal(await administrator(house).post(resume)) == (403, "same-person", None)
    assert refusal(await administrator(house, "another").post(resume)) == (403, "officer-lacking", None)
    assert await agreed.answer() == REFUSED
    told = require_made(await officer(house).post(resume))
    assert (told["status"], told["suspensions"]) == ("in_force", [])
    assert await agreed.answer() == ANSWERED
    assert refusal(await officer(house).post(resume)) == (409, "not-suspended", None)


async def test_every_suspension_that_lasts_is_resumed_by_two(house: House) -> None:
    agreed = await in_force(house)
    await house.made(officer(house), f"{agreed.path}/suspend", reason="one")
    await house.made(administrator(house), f"{agreed.path}/resume")
    await house.made(administrator(house), f"{agreed.path}/suspend", reason="two")
    told = await house.made(officer(house), f"{agreed.path}/resume")
    assert (told["status"], [each["reason"] for each in told["suspensions"]]) == ("suspended", ["two"])
    assert await agreed.answer() == REFUSED
    await house.made(administrator(house), f"{agreed.path}/resume")
    assert await agreed.answer() == ANSWERED


async def test_a_suspension_of_one_agreement_leaves_the_others(house: House) -> None:
    agreed, other = await in_force(house), await in_force(house)
    await house.made(officer(house), f"{agreed.path}/suspend", reason="an incident")
    assert (await agreed.answer(), await other.answer()) == (REFUSED, ANSWERED)


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": "a\nb"}, {"reason": 1}, {"reason": "x" * 201}])
async def test_a_suspension_states_its_reason(house: House, body: dict[str, Any]) -> None:
    agreed = await in_force(house)
    assert refusal(await officer(house).post(f"{agreed.path}/suspend", body)) == (422, "invalid-request", "reason")
    assert await agreed.answer() == ANSWERED


async def test_an_agreement_that_has_ended_stays_so_and_leaves_room_for_another(house: House) -> None:
    agreed = await in_force(house)
    told = await house.made(officer(house), f"{agreed.path}/end", reason="ended")
    assert (told["status"], told["void_reason"], told["voided_by"]) == ("ended", "ended", "staff:officer")
    assert await agreed.answer() == REFUSED
    for path, body in (
        ("versions", {"terms": terms()}),
        ("versions/1/sign", None),
        ("suspend", {"reason": "x"}),
        ("resume", None),
        ("end", {"reason": "ended"}),
    ):
        assert refusal(await officer(house).post(f"{agreed.path}/{path}", body)) == (409, "ended", None)
    again = {"code": f"{agreed.code}-again", "partner": agreed.partner, "purpose": "donor-reporting", "terms": terms()}
    require_made(await officer(house).post(AGREEMENTS, again))
    assert refusal(await officer(house).post(AGREEMENTS, again | {"code": agreed.code}))[:2] == (409, "code-taken")


# --- time -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "status", "answer"),
    [
        (-10, -1, "expired", REFUSED),
        (-10, 0, "in_force", ANSWERED),
        (0, 10, "in_force", ANSWERED),
        (1, 10, "not_yet", REFUSED),
    ],
)
async def test_an_agreement_answers_from_its_first_day_to_its_last(
    house: House, first: int, last: int, status: str, answer: tuple[int, str, None]
) -> None:
    agreed = await in_force(house, starts_on=day(first), ends_on=day(last), review_on=day(last))
    assert (await agreed.told())["status"] == status
    assert await agreed.answer() == answer


async def test_what_is_due_is_listed_the_most_urgent_first(house: House) -> None:
    soon = await in_force(house, review_on=day(30))
    sooner = await in_force(house, review_on=day(3))
    behind = await in_force(house, starts_on=day(-90), ends_on=day(-1), review_on=day(-2))
    later = await in_force(house, review_on=day(31))
    unsigned = await drafted(house, review_on=day(1))
    ended = await in_force(house, review_on=day(1))
    await house.made(officer(house), f"{ended.path}/end", reason="ended")
    listed = require_made(await officer(house).get("/v1/reviews"))["agreements"]
    codes = [each["code"] for each in listed]
    assert [code for code in codes if code in {soon.code, sooner.code, behind.code}] == [
        behind.code,
        sooner.code,
        soon.code,
    ]
    assert not {later.code, unsigned.code, ended.code} & set(codes)
    assert {each["status"] for each in listed if each["code"] == behind.code} == {"expired"}
    assert listed == sorted(listed, key=lambda each: min(each["review_on"], each["ends_on"]))


# --- what cannot be agreed --------------------------------------------------------------------------------------------


def grant(dataset: str, ceiling: str, *fields: str) -> dict[str, Any]:
    return {"grants": [{"dataset": dataset, "ceiling": ceiling, **({"fields": list(fields)} if fields else {})}]}


UNSOUND: list[tuple[dict[str, Any], str, str]] = [
    ({"areas": []}, "invalid-request", "terms.areas"),
    ({"areas": ["IQG99"]}, "invalid-request", "terms.areas.0"),
    ({"areas": ["%"]}, "invalid-request", "terms.areas.0"),
    ({"projects": []}, "invalid-request", "terms.projects"),
    ({"projects": ["%"]}, "invalid-request", "terms.projects.0"),
    ({"grants": []}, "invalid-request", "terms.grants"),
    (grant("secrets", "low"), "invalid-request", "terms.grants.0.dataset"),
    (grant("people", "all"), "invalid-request", "terms.grants.0.ceiling"),
    (grant("people", "high", ""), "invalid-request", "terms.grants.0.fields.0"),
    ({"minimum_cell": 9}, "invalid-request", "terms.minimum_cell"),
    ({"minimum_cell": "20"}, "invalid-request", "terms.minimum_cell"),
    ({"onward_transfer": "yes"}, "invalid-request", "terms.onward_transfer"),
    ({"retention_days": 0}, "invalid-request", "terms.retention_days"),
    ({"destruction": " "}, "invalid-request", "terms.destruction"),
    ({"incident_contacts": []}, "invalid-request", "terms.incident_contacts"),
    ({"starts_on": "2020-02-30"}, "invalid-request", "terms.starts_on"),
    ({"legal_basis": "whim"}, "invalid-request", "terms.legal_basis"),
    ({"unknown": 1}, "invalid-request", "terms.unknown"),
    ({"ends_on": day(-10), "review_on": day(-10)}, "ends-before-start", "terms.ends_on"),
    ({"ends_on": day(-11), "review_on": day(-10)}, "ends-before-start", "terms.ends_on"),
    ({"review_on": day(301)}, "review-outside", "terms.review_on"),
    ({"review_on": day(-11)}, "review-outside", "terms.review_on"),
    ({"legal_basis": "consent"}, "basis-unclear", "terms.consent_purpose"),
    ({"consent_purpose": "protection"}, "basis-unclear", "terms.consent_purpose"),
    ({"areas": ["IQG15", "IQG15"]}, "stated-twice", "terms.areas"),
    ({"projects": [PILOT, PILOT]}, "stated-twice", "terms.projects"),
    ({"grants": grant("people", "low")["grants"] * 2}, "stated-twice", "terms.grants"),
    (grant("people", "high", "sex", "sex"), "stated-twice", "terms.grants.0.fields"),
    (grant("people", "high", "registration_number"), "unknown-field", "terms.grants.0.fields"),
    (grant("people", "high", "sex", "secret"), "unknown-field", "terms.grants.0.fields"),
    (grant("results", "moderate", "project"), "unknown-field", "terms.grants.0.fields"),
    *(
        (grant(dataset, "low"), "not-offered", "terms.grants.0.dataset")
        for dataset in ("households", "displacements", "activities", "attendances")
    ),
    *((grant(dataset, "low"), "above-ceiling", "terms.grants.0.ceiling") for dataset in ("forums", "members")),
    (grant("assistances", "moderate"), "not-alone", "terms.grants.0.dataset"),
    (grant("people", "low"), "opens-nothing", "terms.grants.0.ceiling"),
    (grant("people", "moderate", "given_native"), "above-ceiling", "terms.grants.0.fields"),
    (grant("people", "low", "sex"), "above-ceiling", "terms.grants.0.fields"),
    (grant("results", "low"), "told-whole", "terms.grants.0.ceiling"),
    (grant("people", "severe"), "above-ceiling", "terms.grants.0.ceiling"),
    (grant("forums", "high"), "above-ceiling", "terms.grants.0.ceiling"),
    (grant("documents", "low"), "above-ceiling", "terms.grants.0.ceiling"),
    (grant("reads", "low"), "above-ceiling", "terms.grants.0.ceiling"),
    (
        {"grants": [*grant("results", "moderate")["grants"], *grant("payments", "low")["grants"]]},
        "above-ceiling",
        "terms.grants.1.ceiling",
    ),
    ({"projects": [PILOT, "SANDBOX-1"]}, "synthetic", "terms.projects"),
]


@pytest.fixture(scope="module")
async def standing(house: House) -> Agreed:
    """An agreement in force of a partner of a class that may be told of people."""
    return await in_force(house, "aid")


@pytest.mark.parametrize(("changes", "type", "field"), UNSOUND)
async def test_terms_that_make_no_sense_are_refused_and_leave_nothing(
    house: House, standing: Agreed, changes: dict[str, Any], type: str, field: str
) -> None:
    draft = {"code": "unsound", "partner": standing.partner, "purpose": "case-referral", "terms": terms(**changes)}
    for path, body in ((AGREEMENTS, draft), (f"{standing.path}/versions", {"terms": draft["terms"]})):
        assert refusal(await officer(house).post(path, body)) == (422, type, field)
    async with house.connection() as connection:
        assert not await connection.fetchval("SELECT count(*) FROM agreements WHERE code = 'unsound'")
    assert (await standing.told())["in_force"]["version"] == 1


@pytest.mark.parametrize(
    ("caller_class", "dataset"),
    [("donor", "forums"), ("donor", "people"), ("security", "people"), ("security", "assistances")],
)
async def test_no_draft_lifts_the_ceiling_of_its_partners_class(house: House, caller_class: str, dataset: str) -> None:
    agreed = await drafted(house, caller_class)
    answer = await officer(house).post(f"{agreed.path}/versions", {"terms": terms(**grant(dataset, "low"))})
    assert refusal(answer) == (422, "above-ceiling", "terms.grants.0.ceiling")


async def test_a_sandbox_partner_agrees_on_synthetic_projects_alone(house: House) -> None:
    agreed = await drafted(house, sandbox=True, projects=["SANDBOX-1", "SANDBOX-2"])
    for projects in ([PILOT], ["SANDBOX-1", PILOT]):
        answer = await officer(house).post(f"{agreed.path}/versions", {"terms": terms(projects=projects)})
        assert refusal(answer) == (422, "not-synthetic", "terms.projects")


async def test_a_partner_has_one_agreement_for_a_purpose_and_each_has_its_code(house: House, standing: Agreed) -> None:
    draft = {"code": "another", "partner": standing.partner, "purpose": "donor-reporting", "terms": terms()}
    assert refusal(await officer(house).post(AGREEMENTS, draft)) == (409, "purpose-taken", "purpose")
    taken = draft | {"purpose": "protection", "code": standing.code}
    assert refusal(await officer(house).post(AGREEMENTS, taken)) == (409, "code-taken", "code")
    nobody = draft | {"partner": "nobody"}
    assert refusal(await officer(house).post(AGREEMENTS, nobody)) == (404, "unknown-partner", "partner")
    require_made(await officer(house).post(AGREEMENTS, draft | {"purpose": "protection"}))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "Upper"}, "code"),
        ({"code": "a--b"}, "code"),
        ({"code": "x" * 41}, "code"),
        ({"partner": "%"}, "partner"),
        ({"purpose": "curiosity"}, "purpose"),
        ({"terms": None}, "terms"),
        ({"caller_class": "aid"}, "caller_class"),
        ({"version": 7}, "version"),
        ({"widens": []}, "widens"),
    ],
)
async def test_a_draft_that_says_too_little_or_too_much_is_refused(
    house: House, standing: Agreed, changes: dict[str, Any], field: str
) -> None:
    draft = {"code": "unsound", "partner": standing.partner, "purpose": "case-referral", "terms": terms()}
    assert refusal(await officer(house).post(AGREEMENTS, draft | changes)) == (422, "invalid-request", field)


# --- who reads what ---------------------------------------------------------------------------------------------------


async def test_a_partner_reads_its_own_agreement_and_of_another_nothing(house: House) -> None:
    own, other = await in_force(house), await in_force(house)
    await own.changed(retention_days=1_000)
    await house.made(officer(house), f"{own.path}/suspend", reason="an incident at the partner")
    partner = await house.partner(own.partner)
    answer = await partner.get(own.path)
    told = require_made(answer)
    assert set(told) == {"code", "partner", "caller_class", "purpose", "status", "in_force"}
    assert (told["status"], set(told["in_force"])) == ("suspended", {"version", "terms", "widens"})
    for kept in ("officer", "administrator", "an incident", "1000"):
        assert kept not in answer.text
    missing = await partner.get(f"{AGREEMENTS}/no-such-agreement")
    assert refusal(missing) == (404, "not-found", None)
    assert (await partner.get(other.path)).content == missing.content


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.DATA_PROTECTION_OFFICER, Role.ADMINISTRATOR}])
async def test_of_staff_two_roles_keep_agreements(house: House, standing: Agreed, role: Role) -> None:
    caller = house.staff(role)
    for answer in (
        await caller.get(standing.path),
        await caller.get("/v1/reviews"),
        await caller.post(AGREEMENTS, {}),
        await caller.post(f"{standing.path}/versions", {"terms": terms()}),
        await caller.post(f"{standing.path}/versions/1/sign"),
        await caller.post(f"{standing.path}/suspend", {"reason": "x"}),
        await caller.post(f"{standing.path}/resume"),
        await caller.post(f"{standing.path}/end", {"reason": "ended"}),
    ):
        assert refusal(answer) == (403, "not-your-role", None)


async def test_every_change_leaves_its_trail(house: House) -> None:
    agreed = await in_force(house)
    await agreed.changed(retention_days=10)
    await house.made(officer(house), f"{agreed.path}/suspend", reason="a reason")
    await house.made(administrator(house), f"{agreed.path}/resume")
    await house.made(officer(house), f"{agreed.path}/resume")
    await house.made(officer(house), f"{agreed.path}/end", reason="ended")
    async with house.connection() as connection:
        id = await connection.fetchval("SELECT id FROM agreements WHERE code = $1", agreed.code)
        rows = await connection.fetch(
            "SELECT type, data::text FROM outbox WHERE subject = $1 AND type LIKE 'agreement.%' ORDER BY seq", str(id)
        )
    assert [row["type"].removeprefix("agreement.") for row in rows] == [
        "drafted",
        "signed",
        "narrowed",
        "suspended",
        "resumed",
        "ended",
    ]
    assert "a reason" not in str(rows)


# --- what no hand can write -------------------------------------------------------------------------------------------

COLUMNS = {
    "agreement_id": "agreement_id",
    "caller_class": "caller_class",
    "sandbox": "sandbox",
    "version": "version + 1",
    "legal_basis": "legal_basis",
    "consent_purpose": "consent_purpose",
    "areas": "areas",
    "projects": "projects",
    "minimum_cell": "minimum_cell",
    "onward_transfer": "onward_transfer",
    "retention_days": "retention_days",
    "destruction": "destruction",
    "starts_on": "starts_on",
    "ends_on": "ends_on",
    "review_on": "review_on",
    "incident_contacts": "incident_contacts",
    "widens": "widens",
    "decision_id": "decision_id",
    "recorded_by": "'test'",
}


async def write_version(house: House, code: str, **changes: str) -> None:
    """Write by hand the next version of an agreement, like its first but for these columns, given in SQL; undone."""
    values = COLUMNS | changes
    async with house.connection() as connection:
        undone = connection.transaction()
        await undone.start()
        try:
            await connection.execute(
                f"INSERT INTO agreement_versions ({', '.join(values)}) SELECT {', '.join(values.values())}"
                " FROM agreement_versions WHERE version = 1"
                " AND agreement_id = (SELECT id FROM agreements WHERE code = $1)",
                code,
            )
        finally:
            await undone.rollback()


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"ends_on": "starts_on"}, "ends_after_start"),
        ({"review_on": "ends_on + 1"}, "review_within"),
        ({"review_on": "starts_on - 1"}, "review_within"),
        ({"areas": "'{}'"}, "bounded"),
        ({"projects": "'{}'"}, "bounded"),
        ({"minimum_cell": "9"}, "minimum_cell"),
        ({"legal_basis": "'consent'"}, "basis"),
        ({"consent_purpose": "'protection'"}, "basis"),
        ({"projects": "'{SANDBOX-1}'"}, "synthetic"),
        ({"projects": "projects || '{SANDBOX-1}'"}, "synthetic"),
        ({"sandbox": "true", "projects": "'{SANDBOX-1,JPN-1}'"}, "synthetic"),
        ({"legal_basis": "'whim'"}, "legal_basis"),
        ({"consent_purpose": "'curiosity'", "legal_basis": "'consent'"}, "purpose"),
    ],
)
async def test_no_hand_writes_terms_that_make_no_sense(
    house: House, standing: Agreed, changes: dict[str, str], constraint: str
) -> None:
    await write_version(house, standing.code)
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        await write_version(house, standing.code, **changes)
    assert refused.value.constraint_name in {f"ck_agreement_versions_{constraint}", constraint}


@pytest.mark.parametrize(
    "changes",
    [
        {"caller_class": "'authority'"},
        {"caller_class": "'staff'"},
        {"sandbox": "true", "projects": "'{SANDBOX-1}'"},
        {"decision_id": "2147483647"},
    ],
)
async def test_no_hand_gives_a_version_to_another_than_the_agreements_partner(
    house: House, standing: Agreed, changes: dict[str, str]
) -> None:
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await write_version(house, standing.code, **changes)


async def test_no_hand_writes_a_version_twice(house: House, standing: Agreed) -> None:
    with pytest.raises(asyncpg.UniqueViolationError, match="uq_agreement_versions_agreement_id_version"):
        await write_version(house, standing.code, version="version")


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("INSERT INTO approvals SELECT * FROM approvals WHERE decision_id = 1 AND place = 1", "pk_approvals"),
        ("INSERT INTO approvals (decision_id, place, role, recorded_by) VALUES (1, 3, 'monitoring', 'x')", "place"),
        ("INSERT INTO approvals (decision_id, place, role, recorded_by) VALUES (1, 2, 'king', 'x')", "role"),
        ("INSERT INTO decisions (matter, needed, recorded_by) VALUES ('version', 3, 'x')", "needed"),
        ("INSERT INTO decisions (matter, needed, recorded_by) VALUES ('whim', 1, 'x')", "matter"),
        ("INSERT INTO suspensions (reason, decision_id, recorded_by) VALUES ('x', 1, 'x')", "of_one"),
        (
            "INSERT INTO suspensions (partner_id, agreement_id, reason, decision_id, recorded_by)"
            " VALUES (1, 1, 'x', 1, 'x')",
            "of_one",
        ),
    ],
)
async def test_no_hand_decides_in_another_way(house: House, statement: str, constraint: str) -> None:
    async with house.connection() as connection:
        with pytest.raises(asyncpg.IntegrityConstraintViolationError, match=constraint):
            await connection.execute(statement)


async def test_no_hand_approves_for_somebody_twice(house: House) -> None:
    agreed = await drafted(house)
    await house.made(officer(house), f"{agreed.path}/versions/1/sign")
    async with house.connection() as connection:
        with pytest.raises(asyncpg.UniqueViolationError, match="uq_approvals_decision_id_recorded_by"):
            await connection.execute(
                "INSERT INTO approvals (decision_id, place, role, recorded_by)"
                " SELECT decision_id, 2, 'administrator', 'staff:officer' FROM agreement_versions"
                " WHERE agreement_id = (SELECT id FROM agreements WHERE code = $1)",
                agreed.code,
            )


@pytest.mark.parametrize(
    "table",
    ["decisions", "approvals", "suspensions", "agreements", "agreement_versions", "agreement_grants", "partners"],
)
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "TRUNCATE {} CASCADE", "UPDATE {} SET {} = {}"])
async def test_what_was_agreed_never_changes(house: House, standing: Agreed, table: str, statement: str) -> None:
    await house.made(officer(house), f"{standing.path}/suspend", reason="so that there is one")
    for caller in (officer(house), administrator(house)):
        await house.made(caller, f"{standing.path}/resume")
    column = "ceiling" if table == "agreement_grants" else "recorded_by"
    async with house.connection() as connection:
        with pytest.raises(asyncpg.RestrictViolationError):
            await connection.execute(statement.format(table, column, column))
