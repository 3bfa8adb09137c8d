"""Explaining an agreement: what it would answer and why not, exactly as requests find it, and on a page for people."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import premises
import pytest
from callers import refusal
from premises import PARTNERS, PILOT, TODAY, House, agree, introduce, record_pilot

from shared.callers import Role

OTHER = "JPN-SDN-2020"
CHANGES: dict[str, dict[str, Any]] = {
    "in force": {},
    "on its first day": {"starts_on": TODAY},
    "on its last day": {"ends_on": TODAY},
    "of other projects": {"projects": [OTHER]},
    "of some areas": {"areas": ["IQG15"]},
    "not yet begun": {"starts_on": TODAY + timedelta(days=1)},
    "expired": {"ends_on": TODAY - timedelta(days=1)},
}
REASONS = {
    "in force": [],
    "on its first day": [],
    "on its last day": [],
    "of other projects": [("project-not-listed", "projects")],
    "of some areas": [("area-outside", "areas")],
    "not yet begun": [("not-yet", None)],
    "expired": [("expired", None)],
}
QUESTION = {"dataset": "results", "areas": ["IQ"], "projects": [PILOT]}
"""What a request for the pilot's results asks."""


@pytest.fixture(scope="module")
async def house(module_clone: Any) -> AsyncIterator[House]:
    """A house whose pilot is recorded, with its results sealed."""
    async with premises.house(module_clone) as opened:
        await record_pilot(opened)
        seals = f"/v1/projects/{PILOT}/results/seals"
        proposed = await opened.made(opened.monitor("one"), seals)
        await opened.made(opened.monitor("two"), f"{seals}/{proposed['id']}/approve")
        yield opened


async def in_agreement(house: House, partner: str, datasets: Any = ("results",), **changes: Any) -> str:
    """A new agreement with a partner, its only one; gives its code."""
    async with house.connection() as connection:
        grants = datasets if isinstance(datasets, dict) else list(datasets)
        return await agree(connection, partner, grants, **changes)


async def explained(house: House, partner: str, code: str, **question: Any) -> dict[str, Any]:
    return await house.made(await house.partner(partner), f"/v1/agreements/{code}/explain", **(QUESTION | question))


def reasons(told: dict[str, Any]) -> list[tuple[str, str | None]]:
    assert told["answered"] == (told["reasons"] == [])
    assert all(reason["detail"] for reason in told["reasons"])
    return [(reason["code"], reason["field"]) for reason in told["reasons"]]


# --- as requests find it ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("agreement", CHANGES)
async def test_what_is_explained_is_what_a_request_meets(house: House, agreement: str) -> None:
    code = await in_agreement(house, "goj", **CHANGES[agreement])
    told = await explained(house, "goj", code)
    answer = await (await house.partner("goj")).get(f"/v1/projects/{PILOT}/results")
    assert reasons(told) == REASONS[agreement]
    assert (answer.status_code == 200) == told["answered"]
    if not told["answered"]:
        assert refusal(answer) == (403, "not-in-agreement", None)


async def test_a_suspension_is_explained_from_the_moment_it_binds(house: House) -> None:
    code = await in_agreement(house, "goj")
    officer, partner = house.staff(Role.DATA_PROTECTION_OFFICER, name="officer"), await house.partner("goj")
    assert (await explained(house, "goj", code))["answered"]
    await house.made(officer, f"/v1/agreements/{code}/suspend", reason="an incident")
    assert reasons(await explained(house, "goj", code)) == [("suspended", None)]
    assert refusal(await partner.get(f"/v1/projects/{PILOT}/results"))[0] == 403
    for caller in (officer, house.staff(Role.ADMINISTRATOR, name="administrator")):
        await house.made(caller, f"/v1/agreements/{code}/resume")
    assert (await explained(house, "goj", code))["answered"]
    assert (await partner.get(f"/v1/projects/{PILOT}/results")).status_code == 200


async def test_a_draft_without_its_signatures_opens_nothing(house: House) -> None:
    async with house.connection() as connection:
        await introduce(connection, "unsigned", "donor")
    terms = {
        "legal_basis": "public_interest",
        "grants": [{"dataset": "results", "ceiling": "moderate"}],
        "areas": ["IQ"],
        "projects": [PILOT],
        "retention_days": 30,
        "destruction": "shredded",
        "starts_on": str(TODAY),
        "ends_on": str(TODAY + timedelta(days=30)),
        "review_on": str(TODAY),
        "incident_contacts": ["incidents@unsigned.example"],
    }
    await house.made(
        house.staff(Role.ADMINISTRATOR),
        "/v1/agreements",
        code="unsigned-1",
        partner="unsigned",
        purpose="monitoring",
        terms=terms,
    )
    told = await explained(house, "unsigned", "unsigned-1")
    assert reasons(told) == [("unsigned", None)]
    assert told["agreement"] == "unsigned-1"


async def test_every_reason_is_given_at_once(house: House) -> None:
    code = await in_agreement(house, "goj", areas=["IQG15"], ends_on=TODAY - timedelta(days=1))
    told = await explained(house, "goj", code, dataset="forums", purpose="monitoring", projects=[OTHER])
    assert reasons(told) == [
        ("expired", None),
        ("other-purpose", "purpose"),
        ("dataset-not-granted", "dataset"),
        ("area-outside", "areas"),
        ("project-not-listed", "projects"),
    ]


async def test_another_day_may_be_asked_about(house: House) -> None:
    code = await in_agreement(house, "goj")
    days = {-31: ["not-yet"], -30: [], 0: [], 30: [], 31: ["expired"]}
    for day, why in days.items():
        told = await explained(house, "goj", code, on=str(TODAY + timedelta(days=day)))
        assert [reason["code"] for reason in told["reasons"]] == why


# --- fields -----------------------------------------------------------------------------------------------------------


async def test_the_fields_that_are_opened_are_named(house: House) -> None:
    grants = {"people": ("high", ["sex", "given_native"]), "assistances": ("low", None)}
    code = await in_agreement(house, "molsa", grants)
    people = await explained(house, "molsa", code, dataset="people", fields=["sex", "birth_date"], areas=[])
    assert sorted(people["fields"]) == ["given_native", "sex"]
    assert reasons(people) == [("field-not-granted", "fields")]
    assert "birth_date" in people["reasons"][0]["detail"]
    lookup = {"purpose": "service-delivery", "people": [{"registration_number": "4821-7730-5142", "birth_year": 1990}]}
    partner = await house.partner("molsa")
    for fields in (["sex", "birth_date"], ["sex", "given_native"]):
        told = await explained(house, "molsa", code, dataset="people", fields=fields, areas=[], projects=[])
        answer = await partner.post("/v1/people/lookup", {**lookup, "fields": fields})
        assert (answer.status_code == 200) == told["answered"], answer.text
    low = await explained(house, "molsa", code, dataset="assistances", areas=[])
    assert low["fields"] == ["project", "modality", "currency", "approved_on"]


async def test_what_no_route_tells_is_not_opened(house: House) -> None:
    """Agreements in the database may be older than the rule that refuses to draft them."""
    aside = dict.fromkeys(("households", "displacements", "activities", "attendances"), ("low", None))
    alone = {"assistances": ("moderate", None)}
    code = await in_agreement(house, "molsa", {"people": ("low", None), **aside, **alone})
    for dataset in ("people", *aside, *alone):
        told = await explained(house, "molsa", code, dataset=dataset, areas=[], projects=[])
        assert reasons(told) == [("dataset-not-granted", "dataset")], dataset
        assert not told["fields"]
    [agreement] = (await (await house.partner("molsa")).get("/v1/me")).json()["agreements"]
    assert agreement["opens"] == []
    page = (await (await house.partner("molsa")).get(f"/v1/agreements/{code}/page")).text
    assert "<p>Nothing.</p>" in page


async def test_a_grant_without_any_field_does_not_say_who_is_known(house: House) -> None:
    await in_agreement(house, "molsa", {"people": ("low", None)})
    lookup = {"purpose": "service-delivery", "people": [{"registration_number": "4821-7730-5142", "birth_year": 1990}]}
    answer = await (await house.partner("molsa")).post("/v1/people/lookup", lookup)
    assert refusal(answer) == (403, "not-in-agreement", None)


async def test_a_dataset_without_a_choice_names_no_fields(house: House) -> None:
    code = await in_agreement(house, "goj")
    assert (await explained(house, "goj", code))["fields"] is None
    assert (await explained(house, "goj", code, dataset="people"))["fields"] == []


# --- who ask ----------------------------------------------------------------------------------------------------------


async def test_the_version_in_force_is_named(house: House) -> None:
    code = await in_agreement(house, "goj")
    assert (await explained(house, "goj", code))["agreement"] == f"{code}/1"


@pytest.mark.parametrize("path", ["explain", "page"])
async def test_a_partner_meets_its_own_agreement_alone(house: House, path: str) -> None:
    code = await in_agreement(house, "goj")
    for partner in PARTNERS:
        caller = await house.partner(partner)
        for asked in (code, "nobody-1"):
            target = f"/v1/agreements/{asked}/{path}"
            answer = await (caller.get(target) if path == "page" else caller.post(target, QUESTION))
            if (partner, asked) == ("goj", code):
                assert answer.status_code == 200
            else:
                assert refusal(answer) == (404, "not-found", None)


@pytest.mark.parametrize("path", ["explain", "page"])
@pytest.mark.parametrize("role", Role)
async def test_of_staff_those_who_keep_agreements_meet_all_of_them(house: House, role: Role, path: str) -> None:
    code = await in_agreement(house, "goj")
    target, caller = f"/v1/agreements/{code}/{path}", house.staff(role)
    answer = await (caller.get(target) if path == "page" else caller.post(target, QUESTION))
    if role in {Role.DATA_PROTECTION_OFFICER, Role.ADMINISTRATOR}:
        assert answer.status_code == 200
    else:
        assert refusal(answer) == (403, "not-your-role", None)


async def test_explaining_discloses_and_changes_nothing(house: House) -> None:
    code = await in_agreement(house, "goj")
    async with house.connection() as connection:
        count = "SELECT (SELECT count(*) FROM reads) + (SELECT count(*) FROM outbox)"
        before = await connection.fetchval(count)
        await explained(house, "goj", code)
        assert await connection.fetchval(count) == before


@pytest.mark.parametrize(
    ("stated", "field"),
    [
        ({"dataset": "nothing"}, "dataset"),
        ({"areas": ["IQG99"]}, "areas.0"),
        ({"projects": ["no code"]}, "projects.0"),
        ({"on": "tomorrow"}, "on"),
        ({"person": "4821-7730-5142"}, "person"),
    ],
)
async def test_a_question_that_makes_no_sense_is_refused(house: House, stated: dict[str, Any], field: str) -> None:
    code = await in_agreement(house, "goj")
    answer = await (await house.partner("goj")).post(f"/v1/agreements/{code}/explain", QUESTION | stated)
    assert refusal(answer) == (422, "invalid-request", field)
