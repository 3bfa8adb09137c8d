"""Partners as those who keep them see them: onboarded by two, with credentials that change, suspended, and limited."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from callers import refusal, require_made
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey
from onboarding import STAFF, Client, Door, draft, opened, with_a_minute_ahead

from gateway.access import tokens
from gateway.access.partners import limits
from shared.callers import Role
from shared.errors import Invalid, TooMany

PLACE = "/v1/places/IQ"
RETIRED = {"reason": "ended"}
NEXUS = Path(sys.executable).with_name("nexus")


@pytest.fixture(scope="module")
async def door(module_clone: Any) -> AsyncIterator[Door]:
    async with opened(await module_clone("gateway")) as gateway:
        yield gateway


# --- onboarding -------------------------------------------------------------------------------------------------------


async def test_a_partner_is_drafted_and_waits_for_two_approvals(door: Door) -> None:
    told = require_made(await door.administrator.post("/v1/partners", draft("waiting", sandbox=True)))
    assert told["onboarding"] == {"needed": 2, "taken": False, "approvals": []}
    assert (told["code"], told["caller_class"], told["sandbox"], told["suspensions"]) == ("waiting", "aid", True, [])
    assert (told["recorded_by"], told["voided_at"]) == ("staff:the administrator", None)
    assert require_made(await door.officer.get("/v1/partners/waiting")) == told


async def test_two_different_people_onboard_a_partner_one_of_them_a_data_protection_officer(door: Door) -> None:
    await door.administrator.post("/v1/partners", draft("two-people"))
    path = "/v1/partners/two-people/approve"
    one = require_made(await door.administrator.post(path))["onboarding"]
    assert (one["taken"], [each["role"] for each in one["approvals"]]) == (False, ["administrator"])
    assert refusal(await door.administrator.post(path)) == (403, "same-person", None)
    other = door.staff(Role.ADMINISTRATOR, "another administrator")
    assert refusal(await other.post(path)) == (403, "officer-lacking", None)
    assert require_made(await door.officer.post(path))["onboarding"]["taken"] is True
    third = door.staff(Role.DATA_PROTECTION_OFFICER, "a third")
    assert refusal(await third.post(path)) == (409, "already-decided", None)


async def test_an_approval_is_recorded_in_a_role_that_may_give_it(door: Door) -> None:
    await door.administrator.post("/v1/partners", draft("several-roles"))
    held = {role: ["IQ"] for role in ("caseworker", "administrator")}
    issuer = tokens.Issuer.of(tokens.DEVELOPMENT, STAFF)
    both = replace(door.administrator, token=tokens.sign(issuer, "both", held=held))
    told = require_made(await both.post("/v1/partners/several-roles/approve"))
    assert [each["role"] for each in told["onboarding"]["approvals"]] == ["administrator"]


async def test_no_system_of_a_partner_signs_in_before_the_second_approval(door: Door) -> None:
    await door.administrator.post("/v1/partners", draft("early"))
    client = await door.with_key("early")
    await door.administrator.post("/v1/partners/early/approve")
    assert (await door.sign_in(client.assertion())).status_code == 401
    await door.officer.post("/v1/partners/early/approve")
    assert (await door.sign_in(client.assertion())).status_code == 200


async def test_a_code_is_given_to_one_partner_once_and_for_good(door: Door) -> None:
    await door.onboarded("once")
    assert refusal(await door.administrator.post("/v1/partners", draft("once"))) == (409, "code-taken", "code")
    require_made(await door.officer.post("/v1/partners/once/void", RETIRED))
    assert require_made(await door.officer.get("/v1/partners/once"))["void_reason"] == "ended"
    assert refusal(await door.administrator.post("/v1/partners", draft("once"))) == (409, "code-taken", "code")


async def test_an_offboarded_partner_is_gone_with_the_next_request_and_takes_no_change(door: Door) -> None:
    await door.onboarded("leaving")
    client = await door.with_key("leaving")
    caller = await door.partner(client)
    assert (await caller.get(PLACE)).status_code == 200
    require_made(await door.officer.post("/v1/partners/leaving/void", RETIRED))
    assert refusal(await caller.get(PLACE)) == (401, "token-invalid", None)
    assert (await door.sign_in(client.assertion())).status_code == 401
    for path, body in (
        ("approve", None),
        ("suspend", {"reason": "late"}),
        ("resume", None),
        ("void", RETIRED),
        ("credentials", {"kind": "secret"}),
        (f"credentials/{client.credential}/approve", None),
        (f"credentials/{client.credential}/void", RETIRED),
    ):
        assert refusal(await door.officer.post(f"/v1/partners/leaving/{path}", body)) == (409, "offboarded", None)


@pytest.mark.parametrize(
    ("changes", "type", "field"),
    [
        ({"caller_class": "staff"}, "invalid-request", "caller_class"),
        ({"code": "UPPER"}, "invalid-request", "code"),
        ({"contacts": []}, "invalid-request", "contacts"),
        ({"requests_per_minute": 0}, "invalid-request", "requests_per_minute"),
        ({"lookups_per_day": -1}, "invalid-request", "lookups_per_day"),
        ({"sandbox": 1}, "invalid-request", "sandbox"),
        ({"jwks_url": "ftp://keys.example/"}, "invalid-request", "jwks_url"),
        ({"jwks_url": "http://keys.example/jwks"}, "jwks-url-unfit", "jwks_url"),
        ({"jwks_url": "https://user:hunter2@keys.example/jwks"}, "jwks-url-unfit", "jwks_url"),
        ({"jwks_url": "https://user@keys.example/jwks"}, "jwks-url-unfit", "jwks_url"),
        ({"jwks_url": "https://keys.example:99999/jwks"}, "jwks-url-unfit", "jwks_url"),
        ({"jwks_url": "https://keys.example\\@127.0.0.1/"}, "jwks-url-unfit", "jwks_url"),
        ({"jwks_url": "https://مثال.example/"}, "jwks-url-unfit", "jwks_url"),
        ({"jwks_url": "http://localhost.evil.example/"}, "jwks-url-unfit", "jwks_url"),
    ],
)
async def test_a_partner_that_makes_no_sense_is_refused_by_the_field(
    door: Door, changes: dict[str, Any], type: str, field: str
) -> None:
    answer = await door.administrator.post("/v1/partners", draft("unfit", **changes))
    assert refusal(answer) == (422, type, field)
    assert "hunter2" not in answer.text


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/k", "http://[::1]/k", "http://localhost/k", "https://k.example"])
async def test_keys_may_stand_on_this_machine_while_developing(door: Door, url: str) -> None:
    code = f"here-{sum(url.encode())}"
    told = require_made(await door.administrator.post("/v1/partners", draft(code, jwks_url=url)))
    assert told["jwks_url"] == url


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/k",
        "https://127.0.0.1/k",
        "https://localhost/k",
        "https://[::1]/k",
        "https://[::ffff:10.0.0.1]/k",
        "https://[64:ff9b::10.0.0.1]/k",
        "https://[2002:a00:1::]/k",
        "https://10.1.2.3/k",
        "https://169.254.169.254/latest",
        "https://100.64.0.1/k",
        "https://[fd00::1]/k",
        "https://0.0.0.0/k",
    ],
)
async def test_keys_never_stand_inside_in_production(module_clone: Any, production: Door, url: str) -> None:
    from gateway.access.partners.addresses import require_fit
    from shared.errors import Invalid

    assert production.app.state.production
    with pytest.raises(Invalid, match="jwks-url-unfit"):
        require_fit(url, production=True)
    require_fit("https://keys.example:8443/jwks?of=us", production=True)


@pytest.fixture(scope="module")
async def production(door: Door) -> AsyncIterator[Door]:
    """Another gateway over the same database, as it runs in production: without tokens for its staff."""
    async with opened(door.url, nexus_env="production", gateway_development_issuer=None) as gateway:
        yield gateway


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER}))
async def test_nobody_else_keeps_partners(door: Door, role: Role) -> None:
    caller = door.staff(role)
    assert refusal(await caller.post("/v1/partners", draft("not-mine"))) == (403, "not-your-role", None)
    assert refusal(await caller.post("/v1/partners/nobody/suspend", {"reason": "x"})) == (403, "not-your-role", None)
    assert refusal(await caller.get("/v1/partners/nobody/credentials")) == (403, "not-your-role", None)


async def test_a_partner_finds_nothing_where_partners_are_kept(door: Door) -> None:
    await door.onboarded("curious")
    caller = await door.partner(await door.with_key("curious"))
    for path in ("/v1/partners/curious", "/v1/partners/nobody", "/v1/partners/curious/credentials"):
        assert refusal(await caller.get(path)) == (404, "not-found", None)
    assert refusal(await caller.post("/v1/partners/curious/approve")) == (404, "not-found", None)


async def test_what_is_not_there_is_not_found(door: Door) -> None:
    for path in ("approve", "resume", "credentials/1/approve"):
        assert refusal(await door.officer.post(f"/v1/partners/nobody/{path}")) == (404, "not-found", None)
    assert refusal(await door.officer.get("/v1/partners/nobody")) == (404, "not-found", None)
    await door.onboarded("bare")
    assert refusal(await door.officer.post("/v1/partners/bare/credentials/999999/approve")) == (404, "not-found", None)


async def test_every_change_leaves_a_trail_that_names_nobody(clone: Any) -> None:
    async with opened(await clone("gateway")) as door:
        await door.onboarded("trailed")
        client = await door.with_key("trailed")
        path = "/v1/partners/trailed"
        await door.officer.post(f"{path}/suspend", {"reason": "a named person said so"})
        for caller in (door.administrator, door.officer):
            require_made(await caller.post(f"{path}/resume"))
        require_made(await door.officer.post(f"{path}/credentials/{client.credential}/void", RETIRED))
        require_made(await door.officer.post(f"{path}/void", RETIRED))
        assert await door.trail() == [
            "partner.drafted",
            "partner.onboarded",
            "credential.added",
            "credential.approved",
            "partner.suspended",
            "partner.resumed",
            "credential.retired",
            "partner.offboarded",
        ]
        async with door.connection() as connection:
            said = await connection.fetchval("SELECT string_agg(data::text || subject, ' ') FROM outbox")
        assert "named person" not in said


# --- suspension -------------------------------------------------------------------------------------------------------


async def test_a_suspension_holds_from_the_next_request_on_in_every_process(door: Door) -> None:
    await door.onboarded("halted")
    client = await door.with_key("halted")
    async with opened(door.url) as other:
        caller = await door.partner(client)
        elsewhere = await other.partner(client)
        assert (await elsewhere.get(PLACE)).status_code == 200
        told = require_made(await door.administrator.post("/v1/partners/halted/suspend", {"reason": "an incident"}))
        assert [each["reason"] for each in told["suspensions"]] == ["an incident"]
        for known in (caller, elsewhere):
            assert refusal(await known.get(PLACE)) == (401, "token-invalid", None)
        for gateway in (door, other):
            assert refusal(await gateway.sign_in(client.assertion())) == (401, "invalid-client", None)


async def test_two_people_let_a_suspended_partner_in_again(door: Door) -> None:
    await door.onboarded("resumed")
    client = await door.with_key("resumed")
    caller = await door.partner(client)
    path = "/v1/partners/resumed"
    assert refusal(await door.officer.post(f"{path}/resume")) == (409, "not-suspended", None)
    await door.administrator.post(f"{path}/suspend", {"reason": "an incident"})
    require_made(await door.administrator.post(f"{path}/resume"))
    assert refusal(await door.administrator.post(f"{path}/resume")) == (403, "same-person", None)
    assert (await caller.get(PLACE)).status_code == 401
    assert require_made(await door.officer.post(f"{path}/resume"))["suspensions"] == []
    assert (await caller.get(PLACE)).status_code == 200


async def test_a_command_suspends_a_partner_in_a_database_of_ones_own(door: Door) -> None:
    await door.onboarded("commanded")
    caller = await door.partner(await door.with_key("commanded"))
    environment = {"GATEWAY_DATABASE_URL": door.url, "NEXUS_ENV": "production", "PATH": os.environ["PATH"]}
    command = (NEXUS, "suspend-partner", "commanded", "--reason", "an incident")
    run = await asyncio.create_subprocess_exec(*command, env=environment, stdout=PIPE, stderr=PIPE)
    assert await run.communicate() == (b"commanded is suspended.\n", b"")
    assert (await caller.get(PLACE)).status_code == 401
    [suspension] = require_made(await door.officer.get("/v1/partners/commanded"))["suspensions"]
    assert suspension["recorded_by"].startswith("operator:")


# --- credentials ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "key",
    [OKPKey.generate_key("Ed25519"), ECKey.generate_key("P-256"), RSAKey.generate_key(2048)],
    ids=["Ed25519", "P-256", "RSA"],
)
async def test_a_public_key_is_kept_under_its_thumbprint(door: Door, key: Any) -> None:
    code = await door.onboarded(f"keys-{key.key_type.lower()}")
    path = f"/v1/partners/{code}/credentials"
    made = require_made(await door.administrator.post(path, {"kind": "key", "jwk": key.as_dict(private=False)}))
    assert (made["kid"], made["jwk"]["kid"]) == (key.thumbprint(), key.thumbprint())
    assert made["jwk"].items() >= key.as_dict(private=False).items()
    assert "secret" not in made
    assert made["issuance"]["taken"] is False


def private_members() -> list[Any]:
    okp, ec = OKPKey.generate_key("Ed25519"), ECKey.generate_key("P-256")
    rsa, octets = RSAKey.generate_key(2048), OctKey.generate_key(256)
    found = [(okp, "d"), (ec, "d"), (octets, "k")]
    found += [(rsa, name) for name in ("d", "p", "q", "dp", "dq", "qi")]
    return [
        pytest.param({**_public(key), name: key.as_dict(private=True)[name]}, name, id=f"{key.key_type}-{name}")
        for key, name in found
    ]


def _public(key: Any) -> dict[str, Any]:
    return {"kty": "oct"} if key.key_type == "oct" else key.as_dict(private=False)


@pytest.mark.parametrize(("jwk", "member"), private_members())
async def test_a_private_member_is_refused_by_name_and_kept_nowhere(
    door: Door, jwk: dict[str, Any], member: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with door.connection() as connection:
        if not await connection.fetchval("SELECT count(*) FROM partners WHERE code = 'careless'"):
            await door.onboarded("careless")
    caplog.set_level("DEBUG")
    answer = await door.administrator.post(
        "/v1/partners/careless/credentials", {"kind": "key", "jwk": jwk}, key=f"careless-{jwk['kty']}-{member}"
    )
    assert answer.status_code == 422
    assert f"jwk.{member}" in [error["field"] for error in answer.json()["errors"]]
    assert jwk[member] not in answer.text
    assert jwk[member] not in caplog.text
    async with door.connection() as connection:
        for table in ("credentials", "outbox", "idempotency_keys"):
            kept = await connection.fetchval(f"SELECT string_agg(row::text, ' ') FROM {table} AS row")
            assert jwk[member] not in (kept or "")


GOOD = OKPKey.generate_key("Ed25519").as_dict(private=False)
CURVE = ECKey.generate_key("P-256").as_dict(private=False)


@pytest.mark.parametrize(
    ("stated", "field"),
    [
        ({"kind": "key"}, "jwk"),
        ({"kind": "secret", "jwk": GOOD}, "jwk"),
        ({"kind": "key", "jwk": {**GOOD, "crv": "X25519"}}, "jwk.crv"),
        ({"kind": "key", "jwk": {**GOOD, "x": "AAAA"}}, "jwk.x"),
        ({"kind": "key", "jwk": {**GOOD, "x": GOOD["x"] + "="}}, "jwk.x"),
        ({"kind": "key", "jwk": {"kty": "OKP", "crv": "Ed25519"}}, "jwk.x"),
        ({"kind": "key", "jwk": {**GOOD, "kty": "RSA"}}, "jwk.n"),
        ({"kind": "key", "jwk": {**GOOD, "kty": "oct"}}, "jwk.kty"),
        ({"kind": "key", "jwk": {**CURVE, "crv": "P-384"}}, "jwk.crv"),
        ({"kind": "key", "jwk": {**CURVE, "y": CURVE["x"]}}, "jwk.y"),
        ({"kind": "key", "jwk": {"kty": "RSA", "e": "AQAB", "n": "_" * 170}}, "jwk.n"),
        ({"kind": "key", "jwk": {"kty": "RSA", "e": "AQAB", "n": "_" * 1400}}, "jwk.n"),
        ({"kind": "key", "jwk": {"kty": "RSA", "e": "_" * 12, "n": "_" * 344}}, "jwk.e"),
        ({"kind": "key", "jwk": {**GOOD, "use": "enc"}}, "jwk.use"),
        ({"kind": "key", "jwk": {**GOOD, "key_ops": ["sign"]}}, "jwk.key_ops"),
        ({"kind": "key", "jwk": {**GOOD, "alg": "HS256"}}, "jwk.alg"),
        ({"kind": "key", "jwk": {**GOOD, "alg": "none"}}, "jwk.alg"),
        ({"kind": "key", "jwk": {**GOOD, "kid": "mine"}}, "jwk.kid"),
        ({"kind": "key", "jwk": {**GOOD, "x5u": "https://x.example"}}, "jwk.x5u"),
    ],
)
async def test_a_key_that_is_none_is_refused_by_the_member(door: Door, stated: dict[str, Any], field: str) -> None:
    async with door.connection() as connection:
        if not await connection.fetchval("SELECT count(*) FROM partners WHERE code = 'clumsy'"):
            await door.onboarded("clumsy")
    answer = await door.administrator.post("/v1/partners/clumsy/credentials", stated)
    assert refusal(answer)[::2] == (422, field)


async def test_a_secret_is_told_once_and_not_to_whoever_asks_again(door: Door) -> None:
    await door.onboarded("secretive")
    path, asked = "/v1/partners/secretive/credentials", {"kind": "secret"}
    made = require_made(await door.administrator.post(path, asked, key="make-a-secret"))
    assert len(made["secret"]) >= 43
    again = await door.administrator.post(path, asked, key="make-a-secret")
    assert again.status_code == 201
    assert again.json()["id"] == made["id"]
    assert "secret" not in again.json()
    listed = await door.officer.get(path)
    assert made["secret"] not in listed.text
    async with door.connection() as connection:
        kept = await connection.fetchval("SELECT secret_hash FROM credentials WHERE id = $1", made["id"])
    assert kept.startswith("$argon2id$")
    assert kept not in listed.text


async def test_a_credential_counts_from_its_second_approval_until_it_is_retired(door: Door) -> None:
    await door.onboarded("proving")
    path = "/v1/partners/proving/credentials"
    made = require_made(await door.administrator.post(path, {"kind": "secret"}))
    one = f"{path}/{made['id']}"
    assert (await door.by_secret("proving", made["secret"])).status_code == 401
    require_made(await door.administrator.post(f"{one}/approve"))
    assert refusal(await door.administrator.post(f"{one}/approve")) == (403, "same-person", None)
    assert (await door.by_secret("proving", made["secret"])).status_code == 401
    require_made(await door.officer.post(f"{one}/approve"))
    assert (await door.by_secret("proving", made["secret"])).status_code == 200
    for wrong in ("corrected", "duplicate"):
        told = refusal(await door.administrator.post(f"{one}/void", {"reason": wrong}))
        assert told == (422, "invalid-request", "reason"), "a leak is no correction"
    leaked = require_made(await door.administrator.post(f"{one}/void", {"reason": "compromised"}))
    assert leaked["void_reason"] == "compromised"
    assert (await door.by_secret("proving", made["secret"])).status_code == 401
    assert refusal(await door.officer.post(f"{one}/void", RETIRED)) == (409, "already-voided", None)


@pytest.mark.parametrize(("kind", "most"), [("secret", 2), ("key", 5)])
async def test_only_so_many_stand_at_once(door: Door, kind: str, most: int) -> None:
    code = await door.onboarded(f"hoarding-{kind}")
    path = f"/v1/partners/{code}/credentials"

    def stated() -> dict[str, Any]:
        jwk = {"jwk": OKPKey.generate_key("Ed25519").as_dict(private=False)} if kind == "key" else {}
        return {"kind": kind, **jwk}

    made = await asyncio.gather(*(door.administrator.post(path, stated()) for _ in range(most + 2)))
    assert sorted(answer.status_code for answer in made) == [201] * most + [409] * 2
    assert {refusal(answer) for answer in made if answer.status_code == 409} == {(409, "credentials-too-many", "kind")}
    first = next(answer.json()["id"] for answer in made if answer.status_code == 201)
    require_made(await door.officer.post(f"{path}/{first}/void", RETIRED))
    require_made(await door.administrator.post(path, stated()))


async def test_a_key_is_taken_once_and_a_retired_one_never_again(door: Door) -> None:
    await door.onboarded("repeating")
    client = await door.with_key("repeating")
    path, stated = "/v1/partners/repeating/credentials", {"kind": "key", "jwk": client.key.as_dict(private=False)}
    assert refusal(await door.administrator.post(path, stated)) == (409, "key-known", "jwk")
    require_made(await door.officer.post(f"{path}/{client.credential}/void", RETIRED))
    assert refusal(await door.administrator.post(path, stated)) == (409, "key-known", "jwk")


async def test_a_partner_that_publishes_its_keys_has_none_uploaded_but_may_have_a_secret(door: Door) -> None:
    await door.onboarded("publishing", jwks_url="https://keys.example/jwks")
    path = "/v1/partners/publishing/credentials"
    assert refusal(await door.administrator.post(path, {"kind": "key", "jwk": GOOD})) == (409, "keys-published", "kind")
    require_made(await door.administrator.post(path, {"kind": "secret"}))


async def test_a_credential_is_its_own_partners(door: Door) -> None:
    await door.onboarded("mine")
    await door.onboarded("theirs")
    client = await door.with_key("mine")
    for what in ("approve", "void"):
        path = f"/v1/partners/theirs/credentials/{client.credential}/{what}"
        assert refusal(await door.officer.post(path, RETIRED if what == "void" else None)) == (404, "not-found", None)
    assert require_made(await door.officer.get("/v1/partners/theirs/credentials"))["credentials"] == []
    assert (await door.sign_in(Client("theirs", client.key).assertion())).status_code == 401


async def test_credentials_are_listed_the_latest_first_with_who_approved_them(door: Door) -> None:
    await door.onboarded("listing")
    client = await door.with_key("listing")
    await door.administrator.post("/v1/partners/listing/credentials", {"kind": "secret"})
    told = require_made(await door.officer.get("/v1/partners/listing/credentials"))["credentials"]
    assert [(each["kind"], each["issuance"]["taken"]) for each in told] == [("secret", False), ("key", True)]
    assert told[1]["kid"] == client.key.thumbprint()
    assert "secret_hash" not in json.dumps(told)


# --- limits -----------------------------------------------------------------------------------------------------------


async def test_two_processes_together_keep_a_partners_limit_of_requests_exactly(door: Door) -> None:
    await door.onboarded("hasty", requests_per_minute=20)
    client = await door.with_key("hasty")
    async with opened(door.url) as other:
        callers = [await door.partner(client), await other.partner(client)]
        await with_a_minute_ahead()
        answers = await asyncio.gather(*(callers[n % 2].get(PLACE) for n in range(60)))
        assert sorted(answer.status_code for answer in answers) == [200] * 20 + [429] * 40
        refused = [answer for answer in answers if answer.status_code == 429]
        assert {refusal(answer) for answer in refused} == {(429, "too-many-requests", None)}
        assert all(1 <= int(answer.headers["retry-after"]) <= 60 for answer in refused)


async def test_a_new_minute_begins_at_nothing_and_a_late_one_does_not_bring_the_last_back(door: Door) -> None:
    await door.onboarded("patient", requests_per_minute=2)
    caller = await door.partner(await door.with_key("patient"))
    await with_a_minute_ahead()
    assert [(await caller.get(PLACE)).status_code for _ in range(3)] == [200, 200, 429]
    move = "UPDATE usage SET minute = minute {} interval '1 minute' WHERE partner_id = ({})"
    own = "SELECT id FROM partners WHERE code = 'patient'"
    async with door.connection() as connection:
        await connection.execute(move.format("+", own))
        assert (await caller.get(PLACE)).status_code == 429, "counted in the later minute"
        await connection.execute(move.format("-", own))
        await connection.execute(move.format("-", own))
    assert (await caller.get(PLACE)).status_code == 200


async def test_two_processes_together_keep_a_partners_lookups_exactly(door: Door) -> None:
    await door.onboarded("asking", lookups_per_day=100)
    client = await door.with_key("asking")
    async with opened(door.url) as other:
        await (await door.partner(client)).get(PLACE)

        async def take(gateway: Door, people: int) -> None:
            await limits.take_lookups(gateway.app.state.database.appending, "asking", people)

        taken = await asyncio.gather(*(take((door, other)[n % 2], 7) for n in range(40)), return_exceptions=True)
        assert taken.count(None) == 14
        assert {type(each) for each in taken} == {type(None), TooMany}
        await take(door, 2)
        with pytest.raises(TooMany, match="lookups-used-up"):  # 14 times 7 and 2 are 100
            await take(other, 1)


async def test_no_clock_that_is_behind_gives_a_partner_its_lookups_once_more(door: Door) -> None:
    await door.onboarded("midnight", lookups_per_day=10)
    await (await door.partner(await door.with_key("midnight"))).get(PLACE)
    appending = door.app.state.database.appending
    await limits.take_lookups(appending, "midnight", 9)
    own = "usage.partner_id = (SELECT id FROM partners WHERE code = 'midnight')"
    async with door.connection() as connection:
        await connection.execute(f"UPDATE usage SET day = day + 1 WHERE {own}")  # by a clock past midnight
        with pytest.raises(TooMany, match="lookups-used-up"):
            await limits.take_lookups(appending, "midnight", 2)
        await limits.take_lookups(appending, "midnight", 1)
        await connection.execute(f"UPDATE usage SET day = day - 2 WHERE {own}")
        await limits.take_lookups(appending, "midnight", 10)
        today = "(now() AT TIME ZONE 'Asia/Baghdad')::date"
        assert await connection.fetchval(f"SELECT day >= {today} AND lookups = 10 FROM usage WHERE {own}")
    with pytest.raises(TooMany) as refused:
        await limits.take_lookups(appending, "midnight", 1)
    assert 0 < refused.value.retry_after <= 24 * 60 * 60


async def test_more_people_than_any_day_allows_are_not_put_off_until_tomorrow(door: Door) -> None:
    await door.onboarded("greedy", lookups_per_day=5)
    await (await door.partner(await door.with_key("greedy"))).get(PLACE)
    appending = door.app.state.database.appending
    with pytest.raises(Invalid, match="too-many-for-a-day") as refused:
        await limits.take_lookups(appending, "greedy", 6)
    assert (refused.value.field, refused.value.values) == ("people", {"people": 5})
    await limits.take_lookups(appending, "greedy", 5)
