"""Parties: where money goes is stated by one person and confirmed by another, whatever was stated before."""

from typing import Any

import asyncpg
import pytest
from callers import Running, datasets, refusal, require_made
from treasury import BIC, IBAN, Treasury, party

from shared.callers import CallerClass, Role
from shared.classification import MODERATE


@pytest.fixture
async def treasury(grants: Running) -> Treasury:
    opened = Treasury(grants)
    await opened.opened()
    return opened


async def test_what_one_person_states_another_confirms_and_the_last_that_was_stated_counts(treasury: Treasury) -> None:
    enterprise = await treasury.enterprise()
    first = await treasury.confirmed(enterprise_id=enterprise)
    second = await treasury.stated(enterprise_id=enterprise, means="cash")
    salim = treasury.approver("Salim")
    of_it = {"enterprise_id": str(enterprise)}
    told = require_made(await salim.get("/parties", **of_it))["items"]
    assert [(each["id"], each["in_force"], each["confirmed"]) for each in told] == [
        (second, True, False),
        (first, False, True),
    ]
    waiting = require_made(await salim.get("/parties", confirmed="false"))["items"]
    assert [each["id"] for each in waiting] == [second]
    assert refusal(await treasury.approver("Hala").post(f"/parties/{second}/confirm")) == (403, "same-person", None)
    shown = require_made(await salim.post(f"/parties/{second}/confirm"))
    assert (shown["confirmed_by"], shown["means"], shown["iban"]) == ("staff:Salim", "cash", None)
    assert refusal(await salim.post(f"/parties/{second}/confirm")) == (409, "confirmed-already", None)
    third = await treasury.stated(enterprise_id=enterprise)
    require_made(await salim.void(f"/parties/{third}"))
    assert not require_made(await salim.get(f"/parties/{second}"))["in_force"]
    fourth = await treasury.stated(enterprise_id=enterprise)
    fifth = await treasury.stated(enterprise_id=enterprise)
    assert refusal(await salim.post(f"/parties/{fourth}/confirm")) == (409, "superseded", None)
    require_made(await salim.post(f"/parties/{fifth}/confirm"))


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"iban": "IQ97NBIQ850123456789012"}, (422, "invalid-request", "iban")),
        ({"iban": IBAN.lower()}, (422, "invalid-request", "iban")),
        ({"iban": IBAN + "1"}, (422, "invalid-request", "iban")),
        ({"bic": "NBIQIQ"}, (422, "invalid-request", "bic")),
        ({"name": "مخبز النور"}, (422, "invalid-request", "name")),
        ({"name": "Al-Noor // Bakery"}, (422, "invalid-request", "name")),
        ({"name": "N" * 71}, (422, "invalid-request", "name")),
        ({"iban": None, "account": "1" * 35}, (422, "invalid-request", "account")),
        ({"account": "0012"}, (422, "account-or-none", "account")),
        ({"iban": None}, (422, "account-or-none", "account")),
        ({"bic": None}, (422, "bank-or-none", "bic")),
        ({"means": "cash", "iban": IBAN}, (422, "account-or-none", "account")),
        ({"means": "cash", "bic": BIC}, (422, "bank-or-none", "bic")),
        ({"means": "exchange_house"}, (422, "house-or-none", "exchange_house")),
        ({"exchange_house": "Al-Taif"}, (422, "house-or-none", "exchange_house")),
        ({"enterprise_id": 999}, (404, "unknown-enterprise", "enterprise_id")),
        ({"enterprise_id": None}, (422, "one-of-three", "enterprise_id")),
        ({"fund_id": 1}, (422, "one-of-three", "enterprise_id")),
        ({"enterprise_id": None, "assistance_id": 999}, (404, "unknown-assistance", "assistance_id")),
        ({"enterprise_id": None, "fund_id": 999}, (404, "unknown-fund", "fund_id")),
        ({"enterprise_id": None, "fund_id": 1, "means": "cash"}, (422, "pays-by-bank", "means")),
    ],
)
async def test_what_no_bank_would_accept_is_refused(
    treasury: Treasury, changes: dict[str, Any], refused: tuple[int, str, str]
) -> None:
    enterprise = await treasury.enterprise()
    body = party(**({"enterprise_id": enterprise} | changes))
    assert refusal(await treasury.officer().post("/parties", body)) == refused


async def test_an_account_is_for_officers_and_finance_and_told_only_to_whom_it_is_opened(treasury: Treasury) -> None:
    id = await treasury.confirmed(enterprise_id=await treasury.enterprise())
    path = f"/parties/{id}"
    for role in (Role.MONITORING, Role.COMMITTEE_MEMBER, Role.CASEWORKER, Role.ADMINISTRATOR):
        assert refusal(await treasury.service.caller(role).get(path)) == (403, "not-your-role", None)
    for partner in (CallerClass.AID, CallerClass.AUTHORITY, CallerClass.DONOR, CallerClass.SECURITY):
        caller = treasury.service.caller(caller_class=partner, projects=())
        assert (await caller.get(path)).status_code in {403, 404}
    shallow = treasury.service.caller(Role.GRANTS_OFFICER, datasets=datasets(MODERATE))
    assert not {"name", "iban", "account", "bic"} & require_made(await shallow.get(path)).keys()
    away = treasury.service.caller(Role.GRANTS_OFFICER, areas=("IQG04",))
    assert refusal(await away.get(path)) == (404, "not-found", None)
    near = treasury.service.caller(Role.FINANCE_APPROVER, areas=("IQG15",))
    assert require_made(await near.get(path))["iban"] == IBAN
    [of_the_fund] = require_made(await treasury.finance.get("/parties", fund_id=str(treasury.fund)))["items"]
    assert refusal(await near.get(f"/parties/{of_the_fund['id']}")) == (404, "not-found", None)


async def test_the_database_itself_holds_who_confirmed_and_what_a_party_is(treasury: Treasury) -> None:
    id = await treasury.stated(enterprise_id=await treasury.enterprise())
    confirmation = "INSERT INTO party_confirmations (party_id, stated_by, recorded_by) VALUES ({}, '{}', '{}')"
    stated = "INSERT INTO parties (enterprise_id, fund_id, means, name, iban, bic, recorded_by) VALUES ({})"
    for statement, expected in (
        (confirmation.format(id, "staff:Hala", "staff:Hala"), "ck_party_confirmations_by_another"),
        (
            confirmation.format(id, "staff:Omar", "staff:Hala"),
            "fk_party_confirmations_party_id_stated_by_parties",
        ),
        (stated.format("1, 1, 'bank_transfer', 'N', 'IQ', 'B', 'x'"), "ck_parties_of_one"),
        (stated.format("1, NULL, 'cash', 'N', 'IQ', NULL, 'x'"), "ck_parties_account"),
        (stated.format("NULL, 1, 'cash', 'N', NULL, NULL, 'x'"), "ck_parties_of_a_fund"),
    ):
        async with treasury.service.connection() as connection:
            with pytest.raises(asyncpg.IntegrityConstraintViolationError) as caught:
                await connection.execute(statement)
        assert caught.value.constraint_name == expected
