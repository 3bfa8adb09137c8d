"""The door itself: signing in, the keys that prove it, places for everybody, and the ceilings of partners."""

import json
from base64 import b64encode
from collections.abc import AsyncIterator
from datetime import date
from itertools import product
from typing import Any

import asyncpg
import httpx
import premises
import pytest
from callers import refusal, require_made
from joserfc import jwt
from joserfc.jwk import OKPKey
from premises import PARTNERS, House, agree, introduce, secret

from gateway.access import tokens
from shared.callers import CallerClass, DatasetName, Role
from shared.ceilings import exceeds
from shared.classification import Sensitivity

TOKEN = "/oauth2/client/token"
FORM = {"grant_type": "client_credentials", "client_id": "goj", "client_secret": secret("goj")}


@pytest.fixture(scope="module")
async def house(module_clone: Any) -> AsyncIterator[House]:
    async with premises.house(module_clone) as opened:
        yield opened


def basic(client: str, password: str) -> dict[str, str]:
    return {"authorization": f"Basic {b64encode(f'{client}:{password}'.encode()).decode()}"}


# --- signing in -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", PARTNERS)
async def test_a_partner_signs_in_by_form_or_header_and_is_known_by_its_class(house: House, code: str) -> None:
    form = {**FORM, "client_id": code, "client_secret": secret(code)}
    bare = {"grant_type": "client_credentials"}
    for answer in (
        await house.client.post(TOKEN, data=form),
        await house.client.post(TOKEN, data={**form, "scope": "anything"}),
        await house.client.post(TOKEN, data=bare, headers=basic(code, secret(code))),
    ):
        told = require_made(answer)
        assert (told["token_type"], told["expires_in"]) == ("Bearer", tokens.LIFE)
        assert answer.headers["cache-control"] == "no-store"
        keys = require_made(await house.client.get("/.well-known/jwks.json"))["keys"]
        claims = jwt.decode(told["access_token"], OKPKey.import_key(keys[0]), algorithms=["Ed25519"]).claims
        assert (claims["sub"], claims["class"]) == (code, PARTNERS[code][0])


async def test_a_wrong_secret_and_an_unknown_client_are_answered_alike(house: House) -> None:
    async with house.connection() as connection:
        gone = await introduce(connection, "gone", "donor")
        await connection.execute(
            "UPDATE partners SET voided_at = recorded_now(), voided_by = 'test', void_reason = 'ended' WHERE code = $1",
            gone,
        )
    answers = [
        await house.client.post(TOKEN, data={**FORM, **wrong})
        for wrong in (
            {"client_secret": "wrong"},
            {"client_secret": secret("moi")},
            {"client_id": "nobody"},
            {"client_id": "GOJ"},
            {"client_id": "gone", "client_secret": secret("gone")},
            {"client_id": "nul\0", "client_secret": "x"},
            {"client_secret": "line\nbreak"},
        )
    ]
    answers.append(await house.client.post(TOKEN, data={"grant_type": "client_credentials"}, headers=basic("goj", "x")))
    assert {refusal(answer) for answer in answers} == {(401, "invalid-client", None)}
    assert len({answer.content for answer in answers}) == 1
    assert {answer.headers["www-authenticate"] for answer in answers} == {"Bearer"}


@pytest.mark.parametrize(
    "authorization",
    ["Basic", "Basic ", "Basic !!!", "Basic " + b64encode(b"goj").decode(), "Basic /w==", "Bearer x", "Negotiate x"],
)
async def test_a_header_that_holds_no_credentials_is_refused(house: House, authorization: str) -> None:
    answer = await house.client.post(TOKEN, data=FORM, headers={"authorization": authorization})
    assert refusal(answer) == (401, "invalid-client", None)


@pytest.mark.parametrize(
    ("form", "status", "type", "field"),
    [
        ({}, 422, "invalid-request", "grant_type"),
        ({"grant_type": "password", "client_id": "goj"}, 422, "unsupported-grant-type", "grant_type"),
        ({"grant_type": "client_credentials"}, 401, "invalid-client", None),
        ({"grant_type": "client_credentials", "client_id": "goj"}, 401, "invalid-client", None),
        ({"grant_type": "client_credentials", "client_secret": "x"}, 401, "invalid-client", None),
        ({**FORM, "client_secret": "x" * 201}, 422, "invalid-request", "client_secret"),
        ({**FORM, "resource": "x"}, 422, "invalid-request", "resource"),
    ],
)
async def test_a_form_that_says_too_little_or_too_much_is_refused(
    house: House, form: dict[str, str], status: int, type: str, field: str | None
) -> None:
    answer = await house.client.post(TOKEN, data=form)
    assert refusal(answer) == (status, type, field)
    assert secret("goj") not in answer.text


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (json.dumps(FORM).encode(), "application/json"),
        (json.dumps(FORM).encode(), "text/plain"),
        (b"", "application/x-www-form-urlencoded"),
        (b"\xff\xfe=%zz&&==", "application/x-www-form-urlencoded"),
        (b"--x", "multipart/form-data; boundary=x"),
        (b"--x", "multipart/form-data"),
        (b"grant_type=" + b"x" * 500, "application/x-www-form-urlencoded"),
    ],
)
async def test_another_kind_of_body_is_refused_without_a_crash(house: House, content: bytes, kind: str) -> None:
    answer = await house.client.post(TOKEN, content=content, headers={"content-type": kind})
    assert answer.status_code in {400, 401, 422}
    assert answer.headers["content-type"] == "application/problem+json"


async def test_the_keys_that_are_published_hold_no_secret(house: House) -> None:
    answer = await house.client.get("/.well-known/jwks.json")
    keys = require_made(answer)["keys"]
    assert [set(key) for key in keys] == [{"kty", "crv", "x", "kid", "use", "alg"}]
    assert (keys[0]["kty"], keys[0]["crv"], keys[0]["alg"]) == ("OKP", "Ed25519", "Ed25519")


# --- who comes in -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "claims",
    [
        {"held": {}},
        {"held": {"monitoring": []}},
        {"held": {"monitoring": ["IQ"], "caseworker": []}},
        {"held": {"king": ["IQ"]}},
        {"held": {"monitoring": ["IQ"], "king": ["IQ"]}},
        {"held": {"monitoring": ["IQG99"]}},
        {"held": {"monitoring": ["%"]}},
        {"held": {"monitoring": [["IQ"]]}},
        {"held": {"monitoring": 7}},
        {"held": {"monitoring": "IQ"}},
        {"held": {"monitoring": None}},
        {"held": ["monitoring"]},
        {"held": "monitoring"},
        {"held": 7},
        {"held": None},
        {"roles": ["monitoring"], "areas": ["IQ"]},
        {"class": "staff"},
        {},
    ],
)
async def test_staff_without_known_roles_in_known_areas_are_nobody(house: House, claims: dict[str, Any]) -> None:
    headers = {"authorization": f"Bearer {tokens.sign(house.issuer, 'somebody', **claims)}"}
    assert refusal(await house.client.get("/v1/places", headers=headers)) == (401, "token-invalid", None)


@pytest.mark.parametrize("claims", [{"class": "staff"}, {"class": "king"}, {"class": ["donor"]}, {}])
async def test_a_token_of_a_partner_never_makes_staff(house: House, claims: dict[str, Any]) -> None:
    more = {"held": {"monitoring": ["IQ"]}}
    headers = {"authorization": f"Bearer {tokens.sign(house.app.state.issuer, 'goj', **claims, **more)}"}
    assert refusal(await house.client.get("/v1/places", headers=headers)) == (401, "token-invalid", None)


# --- places -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("q", ["Telafar", "Tal Afar", "TAL-AFAR", "تلعفر", "تل عفر", "tel afar"])
async def test_a_place_is_found_in_every_spelling_by_every_caller(house: House, q: str) -> None:
    for caller in (house.staff(Role.CASEWORKER), await house.partner("aid-ngo"), await house.partner("moi")):
        told = require_made(await caller.get("/v1/places", q=q))
        assert "IQG15Q08" in [place["pcode"] for place in told["places"]]


async def test_a_name_that_stands_for_several_places_is_answered_with_all_of_them(house: House) -> None:
    caller = house.staff(Role.CASEWORKER)
    found = require_made(await caller.get("/v1/places", q="Najaf"))["places"]
    assert {place["level"] for place in found} >= {1, 2}
    governorates = require_made(await caller.get("/v1/places", q="Najaf", level="1"))["places"]
    assert [place["pcode"] for place in governorates] == ["IQG04"] or len(governorates) == 1
    below = require_made(await caller.get("/v1/places", level="2", parent="IQG15"))["places"]
    assert below
    assert all(place["pcode"].startswith("IQG15Q") for place in below)


async def test_what_means_no_place_is_answered_with_none(house: House) -> None:
    caller = house.staff(Role.CASEWORKER)
    for q in ("Atlantis", "%", "'"):
        assert require_made(await caller.get("/v1/places", q=q))["places"] == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"q": "x" * 101}, "q"),
        ({"q": "nul\0"}, "q"),
        ({"q": "\u200f"}, "q"),
        ({"q": "Mosul", "level": "4"}, "level"),
        ({"q": "Mosul", "level": "-1"}, "level"),
        ({"q": "Mosul", "level": "one"}, "level"),
        ({"q": "Mosul", "parent": "IQG99"}, "parent"),
        ({"q": "Mosul", "parent": "iqg15"}, "parent"),
    ],
)
async def test_a_question_about_places_that_makes_no_sense_is_refused(
    house: House, query: dict[str, str], field: str
) -> None:
    answer = await house.staff(Role.CASEWORKER).get("/v1/places", **query)
    assert refusal(answer) == (422, "invalid-request", field)


async def test_a_place_is_shown_by_its_code(house: House) -> None:
    partner = await house.partner("goj")
    told = require_made(await partner.get("/v1/places/IQG15Q08"))
    assert (told["pcode"], told["level"], told["parent"], told["name_ar"]) == ("IQG15Q08", 2, "IQG15", "تلعفر")
    for code in ("IQG99", "iqg15", "nothing", "IQG15Q08%0A"):
        assert refusal(await partner.get(f"/v1/places/{code}")) == (404, "unknown-place", "pcode")
    assert refusal(await partner.get(f"/v1/places/{'I' * 21}"))[0] == 422


# --- ceilings ---------------------------------------------------------------------------------------------------------

PERSONAL = ("people", "households", "displacements", "activities", "attendances", "assistances")
AT_WORK = ("forums", "indicators", "meetings", "minutes", "concerns", "plans", "actions", "referrals")
NOBODYS = ("members", "terms", "elections", "safeguards")
"""Who sits in forums, leads them and stood for that, and what protection alone may know: no class is ever told."""
DATASETS = (*PERSONAL, *AT_WORK, *NOBODYS)
MOST = {"security": set(AT_WORK), "donor": set(), "authority": set(PERSONAL), "aid": set(PERSONAL)}


@pytest.mark.parametrize("caller_class", MOST)
async def test_no_agreement_lifts_the_ceiling_of_its_class(house: House, caller_class: str) -> None:
    async with house.connection() as connection:
        partner = await introduce(connection, f"a {caller_class}", caller_class)
        await agree(connection, partner, ["results"])
        for dataset in DATASETS:
            if dataset in MOST[caller_class]:
                await agree(connection, partner, ["results", dataset])
            else:
                with pytest.raises(asyncpg.CheckViolationError, match=f"ck_agreement_grants_{caller_class}_ceiling"):
                    await agree(connection, partner, ["results", dataset])


@pytest.mark.parametrize("caller_class", MOST)
async def test_the_database_holds_exactly_the_grants_that_no_ceiling_forbids(house: House, caller_class: str) -> None:
    async with house.connection() as connection:
        partner = await introduce(connection, f"all of {caller_class}", caller_class)
        code = await agree(connection, partner, ["results"])
        version = await connection.fetchval(
            "SELECT version.id FROM agreement_versions AS version JOIN agreements ON agreements.id = agreement_id"
            " WHERE code = $1",
            code,
        )
        held = set()
        for dataset, ceiling in product(DatasetName, Sensitivity):
            undone = connection.transaction()
            await undone.start()
            try:
                await connection.execute(
                    "INSERT INTO agreement_grants (version_id, dataset, caller_class, ceiling) VALUES ($1, $2, $3, $4)"
                    " ON CONFLICT DO NOTHING",
                    version,
                    dataset,
                    caller_class,
                    ceiling,
                )
                held.add((dataset, ceiling))
            except asyncpg.CheckViolationError as refused:
                assert refused.constraint_name == f"ck_agreement_grants_{caller_class}_ceiling"  # noqa: PT017
            finally:
                await undone.rollback()
    assert held == {
        (dataset, ceiling)
        for dataset, ceiling in product(DatasetName, Sensitivity)
        if not exceeds(CallerClass(caller_class), dataset, ceiling)
    }


async def test_an_agreement_is_of_its_partners_class_and_nobody_is_staff_by_agreement(house: House) -> None:
    async with house.connection() as connection:
        donor = await introduce(connection, "a pretender", "donor")
        for pretended in ("aid", "security", "staff"):
            with pytest.raises(asyncpg.ForeignKeyViolationError):
                await connection.execute(
                    "INSERT INTO agreements (code, partner_id, caller_class, sandbox, purpose, recorded_by)"
                    " SELECT 'pretended', id, $2, sandbox, 'case-referral', 'test' FROM partners WHERE code = $1",
                    donor,
                    pretended,
                )
        code = await agree(connection, donor, ["results"])
        for statement in (
            "INSERT INTO agreement_grants (version_id, dataset, caller_class, ceiling)"
            " SELECT version.id, 'people', 'aid', 'high' FROM agreement_versions AS version"
            " JOIN agreements ON agreements.id = version.agreement_id WHERE agreements.code = $1",
            "INSERT INTO agreement_grants (version_id, dataset, caller_class, ceiling)"
            " SELECT version.id, 'people', 'staff', 'severe' FROM agreement_versions AS version"
            " JOIN agreements ON agreements.id = version.agreement_id WHERE agreements.code = $1",
        ):
            with pytest.raises(asyncpg.ForeignKeyViolationError):
                await connection.execute(statement, code)
        with pytest.raises(asyncpg.CheckViolationError):
            await introduce(connection, "an insider", "staff")
        with pytest.raises(asyncpg.CheckViolationError, match="ends_after_start"):
            await agree(connection, donor, ["results"], starts_on=date(2020, 1, 2), ends_on=date(2020, 1, 2))


async def test_a_partner_has_one_standing_agreement_for_a_purpose(house: House) -> None:
    async with house.connection() as connection:
        partner = await introduce(connection, "a partner", "donor")
        await agree(connection, partner, ["results"])
        again = (
            "INSERT INTO agreements (code, partner_id, caller_class, sandbox, purpose, recorded_by)"
            " SELECT $2, id, caller_class, sandbox, $3, 'test' FROM partners WHERE code = $1"
        )
        with pytest.raises(asyncpg.UniqueViolationError, match="uq_agreements_standing"):
            await connection.execute(again, partner, "a-partner-again", "service-delivery")
        await connection.execute(again, partner, "a-partner-again", "donor-reporting")


# --- every answer -----------------------------------------------------------------------------------------------------


async def test_a_request_keeps_an_id_that_is_plain_and_gets_one_otherwise(house: House) -> None:
    authorization = house.staff(Role.CASEWORKER).headers["authorization"].encode()

    async def told(stated: bytes) -> str:
        headers = [(b"authorization", authorization), (b"x-request-id", stated)]
        answer = await house.client.get("/v1/places/IQ", headers=headers)
        return str(answer.headers["x-request-id"])

    assert await told(b"a-request-of-mine") == "a-request-of-mine"
    for stated in (b"short", b"x" * 65, b"with space", b'a"quote-and-more', b"\xc3\xa9" * 8):
        assert await told(stated) != stated.decode("latin-1")


async def test_a_body_that_is_too_large_is_refused(house: House) -> None:
    answer = await house.client.post(TOKEN, content=b"x" * (1024 * 1024 + 1), headers={"content-type": "text/plain"})
    assert isinstance(answer, httpx.Response)
    assert refusal(answer)[0] in {401, 413, 422}
    large = {"given_native": "x" * (1024 * 1024 + 1)}
    assert refusal(await house.staff(Role.CASEWORKER).post("/v1/people", large)) == (413, "body-too-large", None)
    assert refusal(await house.monitor().post("/v1/projects/JPN-SDN-2019/results/seals", large)) == (
        413,
        "body-too-large",
        None,
    )
