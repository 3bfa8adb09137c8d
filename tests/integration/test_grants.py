"""Projects, enterprises, awards, livelihood assistance, payments, and what a project supported."""

import asyncio
import json
from typing import Any

import asyncpg
import earlier
import pytest
from callers import THEIRS, Running, datasets, refusal, require_made, waiting

from shared.callers import DatasetName, Role
from shared.classification import HIGH, LOW, MODERATE, Scope
from shared.mandate import Subject

TELAFAR, SINJAR, NAJAF = "IQG15Q08", "IQG15Q07", "IQG04Q03"
NUMBER, OTHER_NUMBER = "4821-7730-5142", "1000-2000-3000"
PEOPLE = (
    Subject(reference=NUMBER, person_id=71, cluster=(71,)),
    Subject(reference=OTHER_NUMBER, person_id=72, cluster=(72,)),
)

PROJECT = {
    "code": "JPN-SDN-2019",
    "title": "Supporting the Security-Development Nexus in Iraq",
    "donor": "Government of Japan",
    "starts_on": "2019-04-01",
    "ends_on": "2020-03-31",
    "budget": "2750000",
    "currency": "USD",
}
ENTERPRISE = {"name": "Al-Noor Bakery", "sector": "food", "place": TELAFAR, "owners": THEIRS}
AWARD = {
    "project": "JPN-SDN-2019",
    "place": TELAFAR,
    "owner_sex": "female",
    "amount": "12500.00",
    "currency": "USD",
    "approved_on": "2019-08-01",
}
ASSISTANCE = {
    "project": "JPN-SDN-2019",
    "recipient": NUMBER,
    "sex": "male",
    "modality": "BSP",
    "place": TELAFAR,
    "amount": "2000",
    "currency": "USD",
    "approved_on": "2019-09-01",
}
PAYMENT = {"reference": "PV-2019-00001", "amount": "5000", "currency": "USD", "paid_on": "2019-09-15"}


class Desk:
    """The people who work with grants, and the records they begin with."""

    def __init__(self, service: Running) -> None:
        self.service = service
        self.administrator = service.caller(Role.ADMINISTRATOR)
        self.officer = service.caller(Role.GRANTS_OFFICER, subjects=PEOPLE)
        self.finance = service.caller(Role.FINANCE_APPROVER)
        self.monitor = service.caller(Role.MONITORING)

    async def project(self, **changes: Any) -> str:
        return str(require_made(await self.administrator.post("/projects", PROJECT | changes))["code"])

    async def enterprise(self, **changes: Any) -> int:
        return int(require_made(await self.officer.post("/enterprises", ENTERPRISE | changes))["id"])

    async def award(self, **changes: Any) -> int:
        enterprise = changes.pop("enterprise_id", None) or await self.enterprise()
        return await earlier.award(self.service.url, enterprise, **AWARD | changes)

    async def assistance(self, **changes: Any) -> int:
        return int(require_made(await self.officer.post("/assistances", ASSISTANCE | changes))["id"])

    async def payment(self, **changes: Any) -> int:
        return int(require_made(await self.finance.post("/payments", PAYMENT | changes))["id"])

    async def support(self, code: str = "JPN-SDN-2019", **changes: Any) -> dict[str, Any]:
        monitor = self.service.caller(Role.MONITORING, **changes)
        return require_made(await monitor.get("/support", project=code))


@pytest.fixture
async def desk(grants: Running) -> Desk:
    """A service with one project in it."""
    desk = Desk(grants)
    await desk.project()
    return desk


# Projects


async def test_a_project_is_shown_by_its_code_with_its_budget_as_text(desk: Desk) -> None:
    shown = require_made(await desk.monitor.get("/projects/JPN-SDN-2019"))
    assert {name: shown[name] for name in PROJECT} == PROJECT | {"budget": "2750000.00"}
    assert shown["recorded_by"] == "staff:somebody"
    assert shown["voided_at"] is None


async def test_a_budget_in_dinars_is_written_without_a_fraction(desk: Desk) -> None:
    await desk.project(code="JPN-2", budget="3250000000.000", currency="IQD")
    assert require_made(await desk.monitor.get("/projects/JPN-2"))["budget"] == "3250000000"


@pytest.mark.parametrize(("budget", "currency"), [("100.001", "USD"), ("100.5", "IQD")])
async def test_a_budget_finer_than_its_currency_is_refused(desk: Desk, budget: str, currency: str) -> None:
    body = PROJECT | {"code": "JPN-2", "budget": budget, "currency": currency}
    answer = await desk.administrator.post("/projects", body)
    assert refusal(answer) == (422, "amount-too-fine", "budget")


@pytest.mark.parametrize("budget", [2750000, 0.1, "-1", "0", "1e3", "NaN", "Infinity", "12,5"])
async def test_an_amount_that_is_not_a_plain_decimal_string_above_zero_is_refused(desk: Desk, budget: Any) -> None:
    answer = await desk.administrator.post("/projects", PROJECT | {"code": "JPN-2", "budget": budget})
    assert refusal(answer) == (422, "invalid-request", "budget")


async def test_two_standing_projects_never_share_a_code(desk: Desk) -> None:
    answer = await desk.administrator.post("/projects", PROJECT)
    assert refusal(answer) == (409, "code-used", "code")


async def test_a_project_does_not_end_before_it_starts(desk: Desk) -> None:
    answer = await desk.administrator.post("/projects", PROJECT | {"code": "JPN-2", "ends_on": "2019-03-31"})
    assert refusal(answer) == (422, "ends-before-start", "ends_on")


async def test_a_project_is_voided_once(desk: Desk) -> None:
    voided = require_made(await desk.administrator.void("/projects/JPN-SDN-2019", "duplicate"))
    assert voided["void_reason"] == "duplicate"
    assert voided["voided_at"] is not None
    again = await desk.administrator.void("/projects/JPN-SDN-2019")
    assert refusal(again) == (409, "already-voided", None)


async def test_a_corrected_project_is_shown_as_it_stands_and_a_voided_one_as_it_last_was(desk: Desk) -> None:
    await desk.administrator.void("/projects/JPN-SDN-2019", "corrected")
    await desk.project(title="Second")
    assert require_made(await desk.monitor.get("/projects/JPN-SDN-2019"))["title"] == "Second"
    await desk.administrator.void("/projects/JPN-SDN-2019", "corrected")
    last = require_made(await desk.monitor.get("/projects/JPN-SDN-2019"))
    assert (last["title"], last["void_reason"]) == ("Second", "corrected")
    await desk.project(title="Third")
    assert require_made(await desk.monitor.get("/projects/JPN-SDN-2019"))["title"] == "Third"


async def test_a_standing_project_is_shown_even_when_a_voided_one_was_numbered_after_it(desk: Desk) -> None:
    async with desk.service.connection() as connection:
        await connection.execute(
            "INSERT INTO projects (code, title, donor, starts_on, ends_on, budget, currency, recorded_by,"
            " voided_at, voided_by, void_reason)"
            " SELECT code, 'Voided', donor, starts_on, ends_on, budget, currency, recorded_by,"
            " recorded_now(), recorded_by, 'duplicate'"
            " FROM projects"
        )
    assert require_made(await desk.monitor.get("/projects/JPN-SDN-2019"))["title"] == PROJECT["title"]


async def test_a_project_is_recorded_and_voided_by_those_who_work_in_the_whole_country(desk: Desk) -> None:
    somewhere = desk.service.caller(Role.ADMINISTRATOR, areas=("IQG15",))
    for path, body in (
        ("/projects", PROJECT | {"code": "JPN-SDN-2022"}),
        ("/projects/JPN-SDN-2019/void", {"reason": "duplicate"}),
    ):
        assert refusal(await somewhere.post(path, body))[:2] == (403, "outside-area")


async def test_a_project_with_a_standing_award_is_not_voided(desk: Desk) -> None:
    award = await desk.award()
    assert refusal(await desk.administrator.void("/projects/JPN-SDN-2019")) == (409, "project-in-use", None)
    require_made(await desk.officer.void(f"/awards/{award}"))
    require_made(await desk.administrator.void("/projects/JPN-SDN-2019"))


async def test_a_project_with_standing_assistance_is_not_voided(desk: Desk) -> None:
    assistance = await desk.assistance()
    assert refusal(await desk.administrator.void("/projects/JPN-SDN-2019")) == (409, "project-in-use", None)
    require_made(await desk.officer.void(f"/assistances/{assistance}"))
    require_made(await desk.administrator.void("/projects/JPN-SDN-2019"))


async def test_a_project_outside_the_mandate_is_neither_shown_nor_written(desk: Desk) -> None:
    outsider = desk.service.caller(Role.ADMINISTRATOR, projects=("JPN-2",))
    assert refusal(await outsider.get("/projects/JPN-SDN-2019")) == (404, "not-found", None)
    assert refusal(await outsider.void("/projects/JPN-SDN-2019")) == (404, "not-found", None)
    assert refusal(await outsider.post("/projects", PROJECT | {"code": "X1"})) == (403, "outside-projects", "code")
    assert require_made(await outsider.post("/projects", PROJECT | {"code": "JPN-2"}))["code"] == "JPN-2"


async def test_the_voiding_of_a_project_waits_for_an_award_under_way_and_is_then_refused(desk: Desk) -> None:
    enterprise = await desk.enterprise()
    async with desk.service.connection() as awarder:
        async with awarder.transaction():
            await awarder.fetch("SELECT FROM projects WHERE voided_at IS NULL FOR SHARE")
            await _insert_award(awarder, enterprise)
            voiding = asyncio.create_task(desk.administrator.void("/projects/JPN-SDN-2019"))
            await waiting(awarder, 1)
        assert refusal(await voiding) == (409, "project-in-use", None)


# Enterprises


async def test_the_name_of_an_enterprise_is_absent_below_high(desk: Desk) -> None:
    enterprise = await desk.enterprise()
    high = require_made(await desk.officer.get(f"/enterprises/{enterprise}"))
    assert high["name"] == "Al-Noor Bakery"
    monitor = desk.service.caller(Role.MONITORING, datasets=datasets(MODERATE))
    moderate = require_made(await monitor.get(f"/enterprises/{enterprise}"))
    assert "name" not in moderate
    names = {"name", "legal_name", "registry_number", "phone"}
    assert high.keys() - moderate.keys() == names | {f"verified_{name}" for name in names}
    assert {name: high[name] for name in moderate} == moderate
    monitor = desk.service.caller(Role.MONITORING, datasets=datasets(LOW))
    low = require_made(await monitor.get(f"/enterprises/{enterprise}"))
    assert {name: value for name, value in low.items() if value is not None} == {"id": enterprise, "sector": "food"}


async def test_only_the_fields_that_a_mandate_names_are_shown(desk: Desk) -> None:
    enterprise = await desk.enterprise()
    scope = {DatasetName.ENTERPRISES: Scope(ceiling=HIGH, fields=("place",))}
    monitor = desk.service.caller(Role.MONITORING, datasets=scope)
    assert require_made(await monitor.get(f"/enterprises/{enterprise}")) == {"place": TELAFAR}


async def test_an_enterprise_is_in_a_district_or_finer(desk: Desk) -> None:
    answer = await desk.officer.post("/enterprises", ENTERPRISE | {"place": "IQG15"})
    assert refusal(answer) == (422, "invalid-request", "place")
    require_made(await desk.officer.post("/enterprises", ENTERPRISE | {"place": "IQG15Q08N03"}))


async def test_an_enterprise_with_a_standing_award_is_not_voided(desk: Desk) -> None:
    enterprise = await desk.enterprise()
    award = await desk.award(enterprise_id=enterprise)
    assert refusal(await desk.officer.void(f"/enterprises/{enterprise}")) == (409, "enterprise-has-awards", None)
    require_made(await desk.officer.void(f"/awards/{award}"))
    require_made(await desk.officer.void(f"/enterprises/{enterprise}"))
    assert refusal(await desk.officer.void(f"/enterprises/{enterprise}")) == (409, "already-voided", None)


# Awards


async def test_an_award_is_shown_with_its_amount_as_text(desk: Desk) -> None:
    enterprise = await desk.enterprise()
    award = await desk.award(enterprise_id=enterprise, amount="12500")
    shown = require_made(await desk.monitor.get(f"/awards/{award}"))
    stated = AWARD | {"enterprise_id": enterprise, "amount": "12500.00"}
    assert {name: shown[name] for name in stated} == stated


async def test_an_award_with_a_standing_payment_is_not_voided(desk: Desk) -> None:
    award = await desk.award()
    payment = await desk.payment(award_id=award)
    assert refusal(await desk.officer.void(f"/awards/{award}")) == (409, "award-has-payments", None)
    require_made(await desk.finance.void(f"/payments/{payment}"))
    require_made(await desk.officer.void(f"/awards/{award}"))


async def test_an_award_under_a_project_outside_the_mandate_is_not_shown(desk: Desk) -> None:
    award = await desk.award()
    outsider = desk.service.caller(Role.GRANTS_OFFICER, projects=("JPN-2",))
    assert refusal(await outsider.get(f"/awards/{award}")) == (404, "not-found", None)


async def test_an_amount_can_never_be_changed_in_the_database(desk: Desk) -> None:
    await desk.award()
    async with desk.service.connection() as connection:
        with pytest.raises(asyncpg.RestrictViolationError, match="append-only"):
            await connection.execute("UPDATE awards SET amount = 99999")


# Assistance


async def test_assistance_keeps_whom_the_mandate_names_and_shows_nobody(desk: Desk) -> None:
    answer = await desk.officer.post("/assistances", ASSISTANCE | {"recipient": OTHER_NUMBER})
    shown = require_made(answer)
    stated = {name: value for name, value in ASSISTANCE.items() if name != "recipient"} | {"amount": "2000.00"}
    assert {name: shown[name] for name in stated} == stated
    assert OTHER_NUMBER not in answer.text
    assert not {"recipient", "person", "person_id"} & shown.keys()
    async with desk.service.connection() as connection:
        assert await connection.fetchval("SELECT person_id FROM assistances") == 72


async def test_assistance_for_somebody_whom_the_mandate_does_not_name_is_refused(desk: Desk) -> None:
    nobody = desk.service.caller(Role.GRANTS_OFFICER)
    assert refusal(await nobody.post("/assistances", ASSISTANCE)) == (403, "not-a-subject", "recipient")


@pytest.mark.parametrize("recipient", ["482177305142", 71, None, "4821-7730-5142\n", "٤٨٢١-٧٧٣٠-٥١٤٢"])
async def test_a_recipient_is_a_registration_number_as_it_is_written(desk: Desk, recipient: Any) -> None:
    answer = await desk.officer.post("/assistances", ASSISTANCE | {"recipient": recipient})
    assert refusal(answer) == (422, "invalid-request", "recipient")


async def test_assistance_needs_a_project_that_stands_and_has_begun(desk: Desk) -> None:
    unknown = await desk.officer.post("/assistances", ASSISTANCE | {"project": "JPN-2"})
    assert refusal(unknown) == (404, "unknown-project", "project")
    early = await desk.officer.post("/assistances", ASSISTANCE | {"approved_on": "2019-03-31"})
    assert refusal(early) == (422, "before-project", "approved_on")
    await desk.administrator.void("/projects/JPN-SDN-2019")
    voided = await desk.officer.post("/assistances", ASSISTANCE)
    assert refusal(voided) == (404, "unknown-project", "project")


async def test_assistance_with_a_standing_payment_is_not_voided(desk: Desk) -> None:
    assistance = await desk.assistance()
    payment = await desk.payment(assistance_id=assistance, amount="100")
    answer = await desk.officer.void(f"/assistances/{assistance}")
    assert refusal(answer) == (409, "assistance-has-payments", None)
    require_made(await desk.finance.void(f"/payments/{payment}"))
    require_made(await desk.officer.void(f"/assistances/{assistance}"))


async def test_no_view_of_grants_has_a_person_in_it_but_what_the_gateway_turns_into_pseudonyms(desk: Desk) -> None:
    await desk.payment(assistance_id=await desk.assistance(), amount="100")
    document = desk.service.app.openapi()
    schemas = document["components"]["schemas"]
    assert "recipient" in schemas["AssistanceDraft"]["properties"]
    views = {name: set(schema.get("properties", {})) for name, schema in schemas.items() if name.endswith("View")}
    assert {"AssistanceView", "PaymentView", "SupportView"} <= views.keys()
    naming = {"recipient", "person", "person_id", "registration_number", "household_id", "subjects", "cluster"}
    assert {name: fields & naming for name, fields in views.items() if fields & naming} == {
        "RecipientView": {"person_id"}
    }
    lists = [name for name, schema in schemas.items() if "/RecipientView" in json.dumps(schema)]
    told = {
        path: set(operation["x-callers"])
        for path, methods in document["paths"].items()
        for operation in methods.values()
        if any(f"/{name}" in json.dumps(operation) for name in ["RecipientView", *lists])
    }
    assert told == {"/assistances/lookup": {"authority", "aid"}}
    for path in ("/assistances/1", "/payments/1", "/support?project=JPN-SDN-2019"):
        text = (await desk.monitor.client.get(path, headers=desk.monitor._headers())).text
        assert NUMBER not in text
        assert "71" not in {str(value) for value in _values(json.loads(text))}


# Payments


async def test_a_payment_is_of_either_an_award_or_assistance(desk: Desk) -> None:
    either = (422, "award-or-assistance", "award_id")
    assert refusal(await desk.finance.post("/payments", PAYMENT)) == either
    both = PAYMENT | {"award_id": await desk.award(), "assistance_id": await desk.assistance()}
    assert refusal(await desk.finance.post("/payments", both)) == either


async def test_a_payment_is_shown_with_what_it_is_of(desk: Desk) -> None:
    award = await desk.award()
    shown = require_made(await desk.monitor.get(f"/payments/{await desk.payment(award_id=award)}"))
    stated = PAYMENT | {"award_id": award, "assistance_id": None, "amount": "5000.00"}
    assert {name: shown[name] for name in stated} == stated


async def test_a_payment_needs_an_award_that_stands_and_is_in_reach(desk: Desk) -> None:
    unknown = (404, "unknown-award", "award_id")
    assert refusal(await desk.finance.post("/payments", PAYMENT | {"award_id": 999})) == unknown
    award = await desk.award()
    najaf = desk.service.caller(Role.FINANCE_APPROVER, areas=("IQG04",))
    assert refusal(await najaf.post("/payments", PAYMENT | {"award_id": award})) == unknown
    await desk.officer.void(f"/awards/{award}")
    assert refusal(await desk.finance.post("/payments", PAYMENT | {"award_id": award})) == unknown


async def test_a_payment_needs_assistance_that_stands_and_is_in_reach(desk: Desk) -> None:
    unknown = (404, "unknown-assistance", "assistance_id")
    body = PAYMENT | {"amount": "10"}
    assert refusal(await desk.finance.post("/payments", body | {"assistance_id": 999})) == unknown
    assistance = await desk.assistance()
    najaf = desk.service.caller(Role.FINANCE_APPROVER, areas=("IQG04",))
    assert refusal(await najaf.post("/payments", body | {"assistance_id": assistance})) == unknown
    await desk.officer.void(f"/assistances/{assistance}")
    assert refusal(await desk.finance.post("/payments", body | {"assistance_id": assistance})) == unknown


async def test_a_payment_outside_the_projects_of_the_mandate_is_refused(desk: Desk) -> None:
    outsider = desk.service.caller(Role.FINANCE_APPROVER, projects=("JPN-2",))
    answer = await outsider.post("/payments", PAYMENT | {"award_id": await desk.award()})
    assert refusal(answer) == (403, "outside-projects", "award_id")


async def test_a_payment_is_found_within_the_projects_of_what_it_is_of(desk: Desk) -> None:
    payments = (
        await desk.payment(award_id=await desk.award(), reference="A"),
        await desk.payment(assistance_id=await desk.assistance(), reference="B", amount="10"),
    )
    insider = desk.service.caller(Role.MONITORING, projects=("JPN-SDN-2019",))
    outsider = desk.service.caller(Role.MONITORING, projects=("JPN-2",))
    for payment in payments:
        assert require_made(await insider.get(f"/payments/{payment}"))["id"] == payment
        assert refusal(await outsider.get(f"/payments/{payment}")) == (404, "not-found", None)


async def test_a_payment_is_in_the_currency_of_the_award(desk: Desk) -> None:
    answer = await desk.finance.post("/payments", PAYMENT | {"award_id": await desk.award(), "currency": "IQD"})
    assert refusal(answer) == (422, "other-currency", "currency")


async def test_nothing_is_paid_before_it_is_approved_or_on_a_day_that_has_not_come(desk: Desk) -> None:
    body = PAYMENT | {"award_id": await desk.award()}
    early = await desk.finance.post("/payments", body | {"paid_on": "2019-07-31"})
    assert refusal(early) == (422, "paid-before-approval", "paid_on")
    late = await desk.finance.post("/payments", body | {"paid_on": "2090-01-01"})
    assert refusal(late) == (422, "in-the-future", "paid_on")
    require_made(await desk.finance.post("/payments", body | {"paid_on": "2019-08-01"}))


async def test_a_payment_finer_than_its_currency_is_refused(desk: Desk) -> None:
    answer = await desk.finance.post("/payments", PAYMENT | {"award_id": await desk.award(), "amount": "0.001"})
    assert refusal(answer) == (422, "amount-too-fine", "amount")


@pytest.mark.parametrize("of", ["award_id", "assistance_id"])
async def test_payments_together_reach_but_never_pass_what_was_approved(desk: Desk, of: str) -> None:
    approved = await (desk.award(amount="1000") if of == "award_id" else desk.assistance(amount="1000"))
    first = await desk.payment(**{of: approved}, reference="A", amount="600")
    over = await desk.finance.post("/payments", PAYMENT | {of: approved, "reference": "B", "amount": "400.01"})
    assert refusal(over) == (409, "overpaid", "amount")
    await desk.payment(**{of: approved}, reference="B", amount="400")
    full = await desk.finance.post("/payments", PAYMENT | {of: approved, "reference": "C", "amount": "0.01"})
    assert refusal(full) == (409, "overpaid", "amount")
    await desk.finance.void(f"/payments/{first}")
    await desk.payment(**{of: approved}, reference="C", amount="600")


async def test_what_a_project_supported_is_told_however_many_were_merged_in_the_register(desk: Desk) -> None:
    merged = [[2 * number, 2 * number + 1] for number in range(500_000, 570_000)]
    monitor = desk.service.caller(Role.MONITORING)
    for path in ("/support", "/support/quarters"):
        require_made(await monitor.post(path, {"project": "JPN-SDN-2019", "merged": merged}))


async def test_payments_of_assistance_do_not_count_against_the_award_of_the_same_number(desk: Desk) -> None:
    award, assistance = await desk.award(amount="1000"), await desk.assistance(amount="1000")
    assert award == assistance
    await desk.payment(award_id=award, reference="A", amount="1000")
    await desk.payment(assistance_id=assistance, reference="B", amount="1000")


@pytest.mark.parametrize("kind", ["award", "assistance"])
async def test_of_two_payments_at_once_exactly_one_is_recorded(desk: Desk, kind: str) -> None:
    approved = await (desk.award(amount="1000") if kind == "award" else desk.assistance(amount="1000"))
    bodies = [PAYMENT | {f"{kind}_id": approved, "reference": name, "amount": "600"} for name in ("A", "B")]
    async with desk.service.connection() as holder:
        async with holder.transaction():
            await holder.fetch(f"SELECT FROM {kind}s FOR UPDATE")
            both = [asyncio.create_task(desk.finance.post("/payments", body)) for body in bodies]
            await waiting(holder, 2)
        made, refused = sorted([await task for task in both], key=lambda answer: answer.status_code)
        assert made.status_code == 201
        assert refusal(refused) == (409, "overpaid", "amount")
        assert await holder.fetchval("SELECT sum(amount) FROM payments") == 600


async def test_a_reference_stands_for_one_payment(desk: Desk) -> None:
    award = await desk.award()
    first = await desk.payment(award_id=award, amount="10")
    again = await desk.finance.post("/payments", PAYMENT | {"award_id": award, "amount": "20"})
    assert refusal(again) == (409, "reference-used", "reference")
    await desk.finance.void(f"/payments/{first}", "corrected")
    await desk.payment(award_id=award, amount="20")


async def test_a_reference_has_35_characters_at_the_most(desk: Desk) -> None:
    award = await desk.award()
    long = await desk.finance.post("/payments", PAYMENT | {"award_id": award, "reference": "x" * 36})
    assert refusal(long) == (422, "invalid-request", "reference")
    await desk.payment(award_id=award, reference="x" * 35)


@pytest.mark.parametrize("kind", ["award", "assistance"])
async def test_the_voiding_of_what_was_approved_waits_for_a_payment_under_way_and_is_then_refused(
    desk: Desk, kind: str
) -> None:
    approved = await (desk.award() if kind == "award" else desk.assistance())
    async with desk.service.connection() as payer:
        async with payer.transaction():
            await payer.fetch(f"SELECT FROM {kind}s FOR UPDATE")
            await payer.execute(
                f"INSERT INTO payments ({kind}_id, reference, amount, currency, paid_on, recorded_by)"
                " VALUES ($1, 'PV-1', 100, 'USD', '2019-09-01', 'staff:x')",
                approved,
            )
            voiding = asyncio.create_task(desk.officer.void(f"/{kind}s/{approved}"))
            await waiting(payer, 1)
        assert refusal(await voiding) == (409, f"{kind}-has-payments", None)


# Who may do what, and where


@pytest.mark.parametrize(
    ("method", "path", "role"),
    [
        ("POST", "/projects", Role.GRANTS_OFFICER),
        ("POST", "/projects/JPN-SDN-2019/void", Role.GRANTS_OFFICER),
        ("POST", "/enterprises", Role.FINANCE_APPROVER),
        ("POST", "/enterprises/1/void", Role.MONITORING),
        ("GET", "/enterprises/1", Role.CASEWORKER),
        ("POST", "/awards/1/void", Role.COMMITTEE_MEMBER),
        ("GET", "/awards/1", Role.ACTIVITY_LEAD),
        ("POST", "/assistances", Role.CASEWORKER),
        ("POST", "/assistances/1/void", Role.FINANCE_APPROVER),
        ("GET", "/assistances/1", Role.COMMITTEE_MEMBER),
        ("POST", "/payments", Role.GRANTS_OFFICER),
        ("POST", "/payments/1/void", Role.GRANTS_OFFICER),
        ("GET", "/payments/1", Role.COMMITTEE_MEMBER),
        ("GET", "/support?project=JPN-SDN-2019", Role.GRANTS_OFFICER),
    ],
)
async def test_a_role_that_a_route_does_not_name_is_refused(desk: Desk, method: str, path: str, role: Role) -> None:
    await desk.payment(award_id=await desk.award())
    await desk.assistance()
    caller = desk.service.caller(role, subjects=PEOPLE)
    bodies = {
        "/projects": PROJECT | {"code": "JPN-2"},
        "/enterprises": ENTERPRISE,
        "/assistances": ASSISTANCE,
        "/payments": PAYMENT | {"award_id": 1, "reference": "B"},
    }
    body = bodies.get(path, {"reason": "duplicate"})
    answer = await (caller.get(path) if method == "GET" else caller.post(path, body))
    assert refusal(answer) == (403, "not-your-role", None)


@pytest.mark.parametrize("role", list(Role))
async def test_every_member_of_staff_may_read_a_project(desk: Desk, role: Role) -> None:
    assert require_made(await desk.service.caller(role).get("/projects/JPN-SDN-2019"))["donor"] == PROJECT["donor"]


async def test_a_dataset_that_the_mandate_does_not_open_is_refused(desk: Desk) -> None:
    award = await desk.award()
    monitor = desk.service.caller(Role.MONITORING, datasets={DatasetName.PROJECTS: Scope(ceiling=LOW)})
    assert refusal(await monitor.get(f"/awards/{award}")) == (403, "not-in-mandate", None)
    assert refusal(await monitor.get("/support", project="JPN-SDN-2019")) == (403, "not-in-mandate", None)


async def test_nothing_outside_the_areas_is_found_or_voided(desk: Desk) -> None:
    enterprise, award, assistance = await desk.enterprise(), await desk.award(), await desk.assistance()
    payments = (
        await desk.payment(award_id=award, reference="A"),
        await desk.payment(assistance_id=assistance, reference="B", amount="10"),
    )
    najaf = desk.service.caller(Role.GRANTS_OFFICER, Role.FINANCE_APPROVER, areas=("IQG04", "IQG15Q07"))
    telafar = desk.service.caller(Role.GRANTS_OFFICER, Role.FINANCE_APPROVER, areas=("IQG04", "IQG15Q08"))
    paths = [f"/enterprises/{enterprise}", f"/awards/{award}", f"/assistances/{assistance}"]
    for path in [*paths, *(f"/payments/{payment}" for payment in payments)]:
        assert refusal(await najaf.get(path)) == (404, "not-found", None), path
        assert refusal(await najaf.void(path)) == (404, "not-found", None), path
        assert require_made(await telafar.get(path))["voided_at"] is None, path


async def test_nothing_is_written_outside_the_areas(desk: Desk) -> None:
    sinjar = desk.service.caller(Role.GRANTS_OFFICER, areas=("IQG15Q07",), subjects=PEOPLE)
    for path, body in (("/enterprises", ENTERPRISE), ("/assistances", ASSISTANCE)):
        assert refusal(await sinjar.post(path, body)) == (403, "outside-area", "place"), path
        require_made(await sinjar.post(path, body | {"place": SINJAR}))


async def test_fields_above_the_ceiling_are_absent(desk: Desk) -> None:
    award = await desk.award()
    assistance = await desk.assistance()
    payment = await desk.payment(award_id=award)
    monitor = desk.service.caller(Role.MONITORING, datasets=datasets(LOW))
    assert require_made(await monitor.get(f"/awards/{award}")).keys() == {
        "id",
        "enterprise_id",
        "application_id",
        "fund_id",
        "project",
        "currency",
        "approved_on",
    }
    assert require_made(await monitor.get(f"/assistances/{assistance}")).keys() == {
        "id",
        "fund_id",
        "phase_id",
        "candidate_id",
        "project",
        "modality",
        "currency",
        "approved_on",
    }
    assert require_made(await monitor.get(f"/payments/{payment}")).keys() == {
        "id",
        "award_id",
        "assistance_id",
        "currency",
        "paid_on",
        "order_id",
        "tranche",
        "part",
    }


async def test_an_amount_without_its_currency_is_still_exact(desk: Desk) -> None:
    award = await desk.award(amount="12500.25")
    scope = {DatasetName.AWARDS: Scope(ceiling=HIGH, fields=("amount",))}
    monitor = desk.service.caller(Role.MONITORING, datasets=scope)
    assert require_made(await monitor.get(f"/awards/{award}")) == {"amount": "12500.250"}


# Asking again


async def test_a_payment_asked_again_with_its_key_happens_once(desk: Desk) -> None:
    body = PAYMENT | {"award_id": await desk.award(), "amount": "8000"}
    first = require_made(await desk.finance.post("/payments", body, key="pay-1"))
    again = await desk.finance.post("/payments", body, key="pay-1")
    assert again.status_code == 201
    assert again.json() == first
    other = await desk.finance.post("/payments", body | {"amount": "1"}, key="pay-1")
    assert refusal(other) == (422, "idempotency-key-reused", "Idempotency-Key")
    async with desk.service.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM payments") == 1


async def test_a_replay_shows_no_more_than_the_present_mandate_opens(desk: Desk) -> None:
    first = require_made(await desk.officer.post("/enterprises", ENTERPRISE, key="e-1"))
    narrowed = desk.service.caller(Role.GRANTS_OFFICER, datasets=datasets(MODERATE))
    again = require_made(await narrowed.post("/enterprises", ENTERPRISE, key="e-1"))
    assert "name" not in again
    assert again["id"] == first["id"]


async def test_a_refused_request_leaves_its_key_unused(desk: Desk) -> None:
    award = await desk.award(amount="100")
    body = PAYMENT | {"award_id": award, "amount": "100"}
    blocking = await desk.payment(award_id=award, reference="A", amount="50")
    assert (await desk.finance.post("/payments", body, key="pay-1")).status_code == 409
    await desk.finance.void(f"/payments/{blocking}")
    require_made(await desk.finance.post("/payments", body, key="pay-1"))


@pytest.mark.parametrize("noun", ["projects", "enterprises", "awards", "assistances", "payments"])
async def test_a_voiding_asked_again_with_its_key_is_answered_alike(desk: Desk, noun: str) -> None:
    caller = {"projects": desk.administrator, "payments": desk.finance}.get(noun, desk.officer)
    reference: object = "JPN-2"
    match noun:
        case "projects":
            await desk.project(code="JPN-2")
        case "enterprises":
            reference = await desk.enterprise()
        case "awards":
            reference = await desk.award()
        case "assistances":
            reference = await desk.assistance()
        case "payments":
            reference = await desk.payment(award_id=await desk.award())
    path = f"/{noun}/{reference}/void"
    first = require_made(await caller.post(path, {"reason": "duplicate"}, key="v-1"))
    assert first["void_reason"] == "duplicate"
    assert require_made(await caller.post(path, {"reason": "duplicate"}, key="v-1")) == first
    assert refusal(await caller.post(path, {"reason": "duplicate"}))[1] == "already-voided"


async def test_every_change_leaves_one_row_in_the_outbox_without_a_personal_value(desk: Desk) -> None:
    enterprise = await desk.enterprise()
    award = await desk.award(enterprise_id=enterprise)
    assistance = await desk.assistance()
    payment = await desk.payment(award_id=award)
    await desk.finance.void(f"/payments/{payment}")
    await desk.officer.void(f"/assistances/{assistance}")
    await desk.officer.void(f"/awards/{award}")
    await desk.officer.void(f"/enterprises/{enterprise}")
    await desk.administrator.void("/projects/JPN-SDN-2019")
    async with desk.service.connection() as connection:
        rows = await connection.fetch("SELECT type, data::text FROM outbox ORDER BY seq")
    assert [row["type"] for row in rows] == [
        "project.recorded",
        "enterprise.recorded",
        "owner.recorded",
        "assistance.approved",
        "payment.recorded",
        "payment.voided",
        "assistance.voided",
        "award.voided",
        "enterprise.voided",
        "project.voided",
    ]
    written = " ".join(row["data"] for row in rows)
    assert "Al-Noor" not in written
    assert NUMBER not in written


# What a project supported


async def test_support_counts_enterprises_people_and_money_in_the_lines_of_the_report(desk: Desk) -> None:
    await desk.project(code="JPN-2")
    bakery = await desk.award(place="IQG15Q08N03")
    await desk.award(place=NAJAF, owner_sex="not_stated", amount="1500000", currency="IQD")
    await desk.award(project="JPN-2", amount="77")
    package = await desk.assistance()
    another = await desk.assistance(modality="VT", amount="300.50")
    await desk.assistance(recipient=OTHER_NUMBER, sex="female", modality="VT", place=NAJAF, amount="300")
    await desk.payment(award_id=bakery, reference="A", amount="5000")
    await desk.payment(assistance_id=package, reference="B", amount="2000")
    for of, amount in (({"award_id": bakery}, "7000"), ({"assistance_id": another}, "300.50")):
        voided = await desk.payment(**of, reference="C", amount=amount)
        await desk.finance.void(f"/payments/{voided}")
    told = await desk.support()
    assert [(line["currency"], line["paid"], line["created"]) for line in told.pop("cost_per_job")] == [
        ("IQD", "0", 0),
        ("USD", "5000.00", 0),
    ]
    for also in ("jobs", "survival", "revenue_change"):  # of which test_grants_outcomes tells
        told.pop(also)
    assert told == {
        "project": {
            "code": "JPN-SDN-2019",
            "title": PROJECT["title"],
            "donor": "Government of Japan",
            "starts_on": "2019-04-01",
            "ends_on": "2020-03-31",
            "budget": {"amount": "2750000.00", "currency": "USD"},
        },
        "enterprises_supported": {
            "total": 2,
            "by_place": {NAJAF: 1, TELAFAR: 1},
            "by_owner_sex": {"female": 1, "male": 0, "not_stated": 1},
        },
        "livelihoods_supported": {
            "total": 2,
            "by_modality": {"BSP": 1, "BEP": 0, "ESP": 0, "FT": 0, "JP": 0, "OJT": 0, "VT": 2, "CFW": 0},
            "by_sex": {"female": 1, "male": 1, "not_stated": 0},
        },
        "money": [
            {"currency": "IQD", "committed": "1500000", "paid": "0"},
            {"currency": "USD", "committed": "15100.50", "paid": "7000.00"},
        ],
    }


async def test_support_is_told_as_of_the_moment_it_is_asked_for(desk: Desk) -> None:
    before = await desk.service.moment()
    award = await desk.award(amount="1000")
    payment = await desk.payment(award_id=award, amount="600")
    awarded = await desk.service.moment()
    await desk.finance.void(f"/payments/{payment}")
    await desk.officer.void(f"/awards/{award}")
    voided = await desk.service.moment()

    def told(support: dict[str, Any]) -> tuple[int, dict[str, int], list[dict[str, str]]]:
        enterprises = support["enterprises_supported"]
        return enterprises["total"], enterprises["by_place"], support["money"]

    nothing: tuple[int, dict[str, int], list[dict[str, str]]] = (0, {}, [])
    paid = [{"currency": "USD", "committed": "1000.00", "paid": "600.00"}]
    assert told(await desk.support(as_of=before)) == nothing
    assert told(await desk.support(as_of=awarded)) == (1, {TELAFAR: 1}, paid)
    assert told(await desk.support(as_of=voided)) == nothing
    assert told(await desk.support()) == nothing


async def test_an_enterprise_counts_once_while_two_awards_of_it_overlap(desk: Desk) -> None:
    # A write that begins before a voiding may commit after it, with an earlier time of recording.
    award = await desk.award(amount="1000")
    overlap = await desk.service.moment()
    await desk.officer.void(f"/awards/{award}", "corrected")
    async with desk.service.connection() as connection:
        await connection.execute(
            "INSERT INTO awards (enterprise_id, project, place, owner_sex, amount, currency, approved_on,"
            " recorded_by, recorded_at) SELECT enterprise_id, project, place, owner_sex, amount, currency,"
            " approved_on, recorded_by, recorded_at FROM awards"
        )
    assert (await desk.support(as_of=overlap))["enterprises_supported"] == {
        "total": 1,
        "by_place": {TELAFAR: 1},
        "by_owner_sex": {"female": 1, "male": 0, "not_stated": 0},
    }


async def test_nothing_counts_that_hangs_on_a_voided_fact(desk: Desk) -> None:
    award, assistance = await desk.award(amount="1000"), await desk.assistance(amount="1000")
    await desk.payment(award_id=award, reference="A", amount="600")
    await desk.payment(assistance_id=assistance, reference="B", amount="500")
    async with desk.service.connection() as connection:
        await connection.execute(
            "UPDATE assistances SET voided_at = recorded_now(), voided_by = 'staff:x', void_reason = 'duplicate'"
        )
        assert (await desk.support())["money"] == [{"currency": "USD", "committed": "1000.00", "paid": "600.00"}]
        await connection.execute(
            "UPDATE enterprises SET voided_at = recorded_now(), voided_by = 'staff:x', void_reason = 'duplicate'"
        )
        support = await desk.support()
    assert support["money"] == []
    assert support["enterprises_supported"]["total"] == 0
    assert support["livelihoods_supported"]["total"] == 0


async def test_support_counts_only_what_lies_within_the_areas(desk: Desk) -> None:
    await desk.award(amount="1000")
    najaf = await desk.award(place=NAJAF, amount="200")
    await desk.assistance(amount="30")
    await desk.assistance(recipient=OTHER_NUMBER, place=NAJAF, amount="4", sex="female")
    await desk.payment(award_id=najaf, amount="150")
    told = await desk.support(areas=("IQG04",))
    assert told["project"]["code"] == "JPN-SDN-2019"
    assert told["enterprises_supported"]["by_place"] == {NAJAF: 1}
    assert told["livelihoods_supported"]["total"] == 1
    assert told["livelihoods_supported"]["by_sex"] == {"female": 1, "male": 0, "not_stated": 0}
    assert told["money"] == [{"currency": "USD", "committed": "204.00", "paid": "150.00"}]


async def test_a_code_of_no_project_supports_nothing(desk: Desk) -> None:
    told = await desk.support("JPN-2")
    assert told["project"] is None
    assert told["enterprises_supported"]["total"] == 0
    assert told["livelihoods_supported"]["by_sex"] == {"female": 0, "male": 0, "not_stated": 0}
    assert told["money"] == []


async def test_a_project_is_unknown_before_it_is_recorded_and_after_it_is_voided(desk: Desk) -> None:
    before = await desk.service.moment()
    await desk.project(code="JPN-2", title="First")
    first = await desk.service.moment()
    await desk.administrator.void("/projects/JPN-2", "corrected")
    between = await desk.service.moment()
    await desk.project(code="JPN-2", title="Second")
    titles = [(await desk.support("JPN-2", as_of=at))["project"] for at in (before, first, between, None)]
    assert [project and project["title"] for project in titles] == [None, "First", None, "Second"]


async def test_a_project_outside_the_mandate_supports_nothing(desk: Desk) -> None:
    await desk.award()
    told = await desk.support(projects=("JPN-2",))
    assert told["project"] is None
    assert told["enterprises_supported"]["total"] == 0


async def test_support_below_moderate_has_totals_and_no_breakdown(desk: Desk) -> None:
    await desk.award()
    told = await desk.support(datasets=datasets(LOW))
    assert told["enterprises_supported"] == {"total": 1}
    assert told["livelihoods_supported"] == {"total": 0}
    assert told["money"] == [{"currency": "USD", "committed": "12500.00", "paid": "0.00"}]


async def test_support_is_not_told_as_of_the_future(desk: Desk) -> None:
    monitor = desk.service.caller(Role.MONITORING, as_of="2099-01-01T00:00:00Z")
    answer = await monitor.get("/support", project="JPN-SDN-2019")
    assert refusal(answer) == (422, "as-of-in-the-future", "as_of")


async def _insert_award(connection: "asyncpg.Connection[asyncpg.Record]", enterprise: int) -> None:
    await connection.execute(
        "INSERT INTO awards (enterprise_id, project, place, owner_sex, amount, currency, approved_on, recorded_by)"
        " VALUES ($1, 'JPN-SDN-2019', 'IQG15Q08', 'male', 100, 'USD', '2019-09-01', 'staff:x')",
        enterprise,
    )


def _values(answer: Any) -> list[Any]:
    """Every single value in an answer, but for days and times."""
    if isinstance(answer, dict):
        return [value for name, part in answer.items() if not name.endswith(("_at", "_on")) for value in _values(part)]
    if isinstance(answer, list):
        return [value for part in answer for value in _values(part)]
    return [answer]
