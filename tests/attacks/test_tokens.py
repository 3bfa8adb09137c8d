"""Nobody gets further than their token says: forged and foreign tokens, partners on staff routes, roles and routes."""

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from time import time
from typing import Any

import earlier
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from house import JSON, PARTNERS, House, introduce_partners, mandated, new_key, opened, passed_on
from issuing import AUDIENCE, Provider
from issuing import new_key as new_key_pair
from joserfc import jwt
from routes import Route, routes_of
from wire import Answer, ask

from gateway.access import tokens
from shared.callers import CallerClass, Role, Service

OPEN = ("/health/live", "/health/ready", "/.well-known/jwks.json", "/oauth2/client/token")
MISSING = "1000-0000-0057"


def gateway_routes(house: House) -> list[Route]:
    """The gateway's own routes and those it passes on, which it does for staff alone."""
    behind = chain.from_iterable(routes_of(app, "/v1") for app in house.services.values())
    return [
        *(route for route in routes_of(house.gateway) if route.path not in OPEN),
        *(
            replace(route, callers=tuple(caller for caller in route.callers if caller not in PARTNERS))
            for route in behind
            if passed_on(route.path.removeprefix("/v1"))
        ),
    ]


@dataclass(frozen=True)
class Lives:
    """What is recorded before the attack: of every noun one, and the words that nobody outside may read."""

    numbers: Mapping[str, str]
    """For each noun, what stands for its one record in a path."""
    secrets: tuple[str, ...]


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    """The issuer of staff, in a process of its own."""
    with Provider(tmp_path_factory.mktemp("provider")) as provider:
        yield provider


@pytest.fixture(scope="module")
async def house(cellars: Mapping[str, str], provider: Provider) -> AsyncIterator[House]:
    """A house whose staff come from two issuers."""
    async with opened(cellars, gateway_staff_issuer=provider.url, gateway_staff_audience=AUDIENCE) as house:
        yield house


@pytest.fixture(scope="module")
async def lives(house: House) -> Lives:
    """Somebody in a household at an activity, with an assistance, and a project with a forum and partners."""
    await introduce_partners(house.urls["gateway"])
    numbers: dict[str, str] = {}

    async def make(role: Role, noun: str, /, **draft: Any) -> Any:
        body = json.dumps(draft).encode()
        answer = await house.ask(house.staff(role), "POST", f"/v1/{noun}", body)
        assert answer.status == 201, answer.body
        made = answer.json()
        numbers[noun] = str(made.get("registration_number") or made.get("code") or made["id"])
        return made

    number = (
        await make(
            Role.CASEWORKER,
            "people",
            given_native="شهرزاد",
            given_latin="Shahrazad",
            father_native="عبدالجبار",
            nisba_latin="Al-Sinjari",
            sex="female",
            birth_date="1991-03-09",
            birth_precision="day",
            place="IQG15Q08",
        )
    )["registration_number"]
    home = (await make(Role.CASEWORKER, "households", place="IQG15Q08"))["id"]
    await make(
        Role.CASEWORKER, "memberships", household_id=home, person=number, relation="head", joined_on="2020-01-01"
    )
    await make(Role.CASEWORKER, "displacements", household_id=home, status="returnee", since="2020-01-01")
    await make(
        Role.ADMINISTRATOR,
        "projects",
        code="JPN-SDN-2019",
        title="A project",
        donor="A donor",
        starts_on="2019-04-01",
        ends_on="2020-12-31",
        budget="100.00",
        currency="USD",
    )
    days = {"starts_on": "2020-02-01", "ends_on": "2020-02-02"}
    activity = await make(
        Role.ACTIVITY_LEAD, "activities", project="JPN-SDN-2019", type="mediation", place="IQG15Q08", **days
    )
    session = await make(Role.ACTIVITY_LEAD, "sessions", activity_id=activity["id"], held_on="2020-02-01")
    await make(Role.ACTIVITY_LEAD, "attendances", session_id=session["id"], person=number, outcome="present")
    enterprise = await make(
        Role.GRANTS_OFFICER,
        "enterprises",
        name="Sinjari and daughters",
        sector="food",
        place="IQG15Q08",
        owners=[{"person": number, "sex": "female"}],
    )
    money = {"project": "JPN-SDN-2019", "place": "IQG15Q08", "currency": "USD", "approved_on": "2020-02-01"}
    award = await earlier.award(house.urls[Service.GRANTS], enterprise["id"], amount="50.00")
    await make(
        Role.GRANTS_OFFICER, "assistances", recipient=number, sex="female", modality="BSP", amount="20.00", **money
    )
    await make(
        Role.FINANCE_APPROVER,
        "payments",
        award_id=award,
        reference="Sinjari-1",
        amount="10.00",
        currency="USD",
        paid_on="2020-03-01",
    )
    forum = await make(
        Role.FORUM_FOCAL_POINT,
        "forums",
        project="JPN-SDN-2019",
        name="A forum",
        level="district",
        place="IQG15Q08",
        established_on="2020-01-01",
        set_up_by="community",
    )
    await make(
        Role.FORUM_FOCAL_POINT,
        "members",
        forum_id=forum["id"],
        role="head",
        sex="female",
        age_band="18-59",
        joined_on="2020-01-01",
    )
    seals = "/v1/projects/JPN-SDN-2019/results/seals"
    proposed = await house.ask(house.staff(Role.MONITORING, name="one"), "POST", seals, b"{}")
    assert proposed.status == 201, proposed.body
    numbers["seals"] = str(proposed.json()["id"])
    approved = await house.ask(
        house.staff(Role.MONITORING, name="another"), "POST", f"{seals}/{numbers['seals']}/approve"
    )
    assert approved.status == 200, approved.body
    return Lives(
        numbers,
        (number, number.replace("-", ""), "شهرزاد", "Shahrazad", "عبدالجبار", "Sinjari", "1991-03-09"),
    )


def existing(route: Route, lives: Lives) -> str:
    """The route's path for what is recorded."""
    noun = "seals" if "/seals/" in route.path else route.path.split("/")[2]
    return route.target(
        registration_number=lives.numbers["people"],
        code="goj-reporting" if noun == "agreements" else "JPN-SDN-2019",
        id=lives.numbers.get(noun, "1"),
        pcode="IQG15",
    )


def missing(route: Route) -> str:
    """The same for what is not."""
    return route.target(registration_number=MISSING, code="NO-SUCH-1", id="987654321", pcode="IQG15")


# --- forged, foreign and spent tokens --------------------------------------------------------------------------------


def forged(house: House) -> Iterator[tuple[str, str]]:
    """Tokens that are none, each with what is wrong with it."""
    good = {
        "iss": tokens.DEVELOPMENT,
        "aud": tokens.AUDIENCE,
        "sub": "somebody",
        "iat": int(time()),
        "exp": int(time()) + 300,
        "held": {role.value: ["IQ"] for role in Role},
    }
    key = house.development.key
    header = {"alg": "Ed25519", "typ": "at+jwt", "kid": key.kid}

    def signed(claims: Mapping[str, Any], by: Any = key, head: Mapping[str, Any] = header) -> str:
        return jwt.encode(dict(head), dict(claims), by, algorithms=[head["alg"]])

    def without(name: str) -> dict[str, Any]:
        return {claim: value for claim, value in good.items() if claim != name}

    def plain(head: Mapping[str, Any], claims: Mapping[str, Any], seal: str = "") -> str:
        parts = (urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (head, claims))
        return ".".join((*parts, seal))

    stranger = tokens.Issuer.of(tokens.DEVELOPMENT, new_key())
    public = key.raw_value.public_key() if key.is_private else key.raw_value
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    yield "garbage", "garbage"
    yield "two dots", ".."
    yield "many dots", "." * 3_000
    yield "very long", "x" * 10_000
    yield "half of one", signed(good)[:-40]
    yield (
        "another's signature",
        signed(good).rsplit(".", 1)[0] + "." + signed({**good, "held": {"monitoring": ["IQ"]}}).rsplit(".", 1)[1],
    )
    yield "expired", signed({**good, "iat": int(time()) - 900, "exp": int(time()) - 600})
    yield "never expiring", signed(without("exp"))
    yield "expiring at no time", signed({**good, "exp": "tomorrow"})
    yield "issued later", signed({**good, "iat": int(time()) + 3600, "exp": int(time()) + 7200})
    yield "for another platform", signed({**good, "aud": "elsewhere"})
    yield "for no platform", signed(without("aud"))
    yield "of nobody", signed(without("sub"))
    yield "by a stranger's key", signed(good, stranger.key, {**header, "kid": stranger.key.kid})
    yield "by a stranger's key under our key's name", signed(good, stranger.key)
    yield "by nobody", signed(good, key, {"alg": "Ed25519", "typ": "at+jwt"})
    yield "by partners' issuer as staff's", signed(good, house.own.key, {**header, "kid": house.own.key.kid})
    yield "by staff's issuer as partners'", signed({**good, "iss": tokens.GATEWAY, "class": "security"})
    yield "alg none", plain({"alg": "none", "kid": key.kid}, good)
    yield "alg None", plain({"alg": "None", "kid": key.kid}, good)
    for name, shared in (("PEM", pem), ("raw", raw), ("JWK", json.dumps(key.as_dict(private=False)).encode())):
        unsealed = plain({"alg": "HS256", "kid": key.kid}, good)[:-1]
        seal = urlsafe_b64encode(hmac.digest(shared, unsealed.encode(), "sha256")).decode().rstrip("=")
        yield f"HS256 with the public key as {name}", f"{unsealed}.{seal}"
    yield "with a key of its own in it", signed(good, stranger.key, {**header, "jwk": stranger.key.as_dict()})
    yield "with an unknown critical header", plain({**header, "crit": ["x"], "x": 1}, good, "AAAA")
    for what, held in (
        ("an unknown role", {"caseworker": ["IQ"], "king": ["IQ"]}),
        ("no role", {}),
        ("roles in one word", "caseworker"),
        ("roles without areas", ["caseworker"]),
        ("an unknown area", {"caseworker": ["IQ", "XX"]}),
        ("an area of SQL", {"caseworker": ["%"]}),
        ("areas in one word", {"caseworker": "IQ"}),
        ("no area", {"caseworker": []}),
        ("no area for one of its roles", {"caseworker": ["IQ"], "monitoring": []}),
        ("nothing for its areas", {"caseworker": None}),
    ):
        yield f"with {what}", signed({**good, "held": held})
    yield "without roles", signed(without("held"))
    yield "with roles and areas apart", signed({**without("held"), "roles": ["caseworker"], "areas": ["IQ"]})
    own = {**without("held"), "iss": tokens.GATEWAY}
    by_own = {**header, "kid": house.own.key.kid}
    yield "of a partner without a class", signed(own, house.own.key, by_own)
    yield "of a partner of an unknown class", signed({**own, "class": "king"}, house.own.key, by_own)
    yield (
        "of a partner that says it is staff",
        signed({**own, "class": "staff", "held": good["held"]}, house.own.key, by_own),
    )


def forged_by_an_issuer(house: House, provider: Provider) -> Iterator[tuple[str, str]]:
    """Tokens that the issuer of staff did not mean for this platform, or did not sign."""
    signed_in = provider.sign_in("zahra", nonce="n")
    yield "an ID token", signed_in.identity
    yield "for another platform", provider.sign_in("zahra", "elsewhere").access
    yield "cut", signed_in.access[:-20]
    yield (
        "by a stranger's key under the issuer's key's name",
        provider.sign({"kid": provider.keys[0].kid}, new_key_pair()),
    )
    yield "by a stranger's key", provider.sign(key=new_key_pair())
    yield "expired", provider.sign(exp=int(time()) - 60)
    yield "as our own issuer", provider.sign(iss=tokens.GATEWAY, **{"class": "security"})
    yield "as the development issuer", provider.sign(iss=tokens.DEVELOPMENT)
    yield "under the name of our own key", provider.sign({"kid": house.own.key.kid})
    claims = provider.claims()
    by = {"alg": "Ed25519", "kid": house.development.key.kid}
    yield "by the development issuer as the issuer", jwt.encode(by, claims, house.development.key, ["Ed25519"])
    parts = [
        urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (by | {"alg": "none"}, claims)
    ]
    yield "unsigned", ".".join((*parts, ""))


async def test_without_a_token_every_route_says_the_same(house: House, lives: Lives) -> None:
    bodies = set()
    for method, target in everywhere(house, lives):
        answer = await house.ask(None, method, target, b"{}")
        assert (answer.status, answer.kind) == (401, "token-missing"), f"{method} {target}"
        assert answer.headers[b"www-authenticate"].startswith(b"Bearer")
        bodies.add(answer.body)
    assert len(bodies) == 1


async def test_with_a_token_that_is_none_every_route_says_the_same(
    house: House, lives: Lives, provider: Provider
) -> None:
    bodies: dict[bytes, str] = {}
    for what, token in chain(forged(house), forged_by_an_issuer(house, provider)):
        for method, target in everywhere(house, lives):
            answer = await house.ask(token, method, target, b"{}")
            assert (answer.status, answer.kind) == (401, "token-invalid"), f"{what}: {method} {target}"
            bodies.setdefault(answer.body, what)
    assert len(bodies) == 1, bodies


@pytest.mark.parametrize(
    "header", [b"Bearer", b"Bearer ", b"Basic eDp5", b"Token x", b"", b"\xff\xfe", b"Bearer \xff", b"bearer  x y"]
)
async def test_an_authorization_of_another_kind_is_no_token(house: House, header: bytes) -> None:
    answer = await ask(house.gateway, "GET", "/v1/places", [JSON, (b"authorization", header)])
    assert (answer.status, answer.kind) == (401, "token-invalid")
    [(_, forgery), *_] = forged(house)
    assert answer.body == (await house.ask(forgery, "GET", "/v1/places")).body


async def test_the_forger_can_make_a_good_token_too(house: House, lives: Lives, provider: Provider) -> None:
    """Or else all of the above would be refused for another reason than the one they are about."""
    issued = provider.sign_in("zahra").access, provider.sign()
    for token in (house.staff(*Role), house.partner(CallerClass.SECURITY, "moi"), *issued):
        assert (await house.ask(token, "GET", "/v1/places/IQG15")).status == 200


def everywhere(house: House, lives: Lives) -> list[tuple[str, str]]:
    """Every route, for what exists and for what does not; and paths that are no routes."""
    routes = gateway_routes(house)
    return [
        *((route.method, existing(route, lives)) for route in routes),
        *((route.method, missing(route)) for route in routes if route.parameters),
        ("GET", "/"),
        ("GET", "/docs/"),
        ("GET", "/v1/nothing"),
        ("DELETE", "/v1/people"),
        ("GET", "/v1/reach?project=JPN-SDN-2019"),
    ]


# --- partners --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("caller_class", list(PARTNERS))
async def test_a_partner_cannot_tell_on_a_staff_route_what_exists(
    house: House, lives: Lives, caller_class: CallerClass
) -> None:
    token = house.partner(caller_class, PARTNERS[caller_class])
    told = set()
    for route in gateway_routes(house):
        if caller_class in route.callers:
            continue
        for body in (route.body(), b"", b"null", b"{", b"\xff"):
            for target in (existing(route, lives), missing(route)):
                answer = await house.ask(token, route.method, target, body)
                assert answer.status == 404, f"{route}: {answer.status} {answer.body!r}"
                told.add(visible(answer))
        there, nowhere = [
            await house.ask(token, route.method, target, b"x" * (1024 * 1024 + 1))
            for target in (existing(route, lives), missing(route))
        ]
        assert visible(there) == visible(nowhere), route
    told.add(visible(await house.ask(token, "GET", "/v1/nothing")))
    assert len(told) == 1, told


def visible(answer: Answer) -> tuple[object, ...]:
    """All of an answer that may tell something."""
    return answer.status, answer.body, frozenset(answer.headers.items() - {request_id(answer)})


def request_id(answer: Answer) -> tuple[bytes, bytes]:
    return b"x-request-id", answer.headers[b"x-request-id"]


@pytest.mark.parametrize("caller_class", list(PARTNERS))
async def test_a_partner_gets_no_word_about_a_person_anywhere(
    house: House, lives: Lives, caller_class: CallerClass
) -> None:
    token = house.partner(caller_class, PARTNERS[caller_class])
    for method, target in everywhere(house, lives):
        for body in (b"", b"{}", json.dumps({"reason": "entered_in_error"}).encode()):
            require_silent(await house.ask(token, method, target, body), lives, f"{method} {target}")
    for route in gateway_routes(house):
        require_silent(await house.ask(token, route.method, existing(route, lives), route.body()), lives, str(route))


async def test_the_interior_ministry_gets_the_sealed_results_and_nothing_finer(house: House, lives: Lives) -> None:
    token = house.partner(CallerClass.SECURITY, "moi")
    answer = await house.ask(token, "GET", "/v1/projects/JPN-SDN-2019/results")
    assert answer.status == 200
    assert answer.json()["people_reached"] == {"total": 1}
    require_silent(answer, lives, "results")
    told = answer.body.decode()
    for inner in ("person", "registration", "recipient", "by_sex", "by_age_band", "by_displacement_status"):
        assert inner not in told.replace("people_reached", "")
    for query in ("as_of=2020-01-01T00:00:00Z", "as_of=2099-01-01T00:00:00Z"):
        refused = await house.ask(token, "GET", f"/v1/projects/JPN-SDN-2019/results?{query}")
        assert (refused.status, refused.kind) == (422, "as-of-not-offered")


async def test_a_partner_without_an_agreement_for_it_is_told_nothing_about_a_project(
    house: House, lives: Lives
) -> None:
    for caller_class, code, refused in (
        (CallerClass.AID, "aid-ngo", (403, "not-in-agreement")),
        (CallerClass.AUTHORITY, "molsa", (403, "not-in-agreement")),
        (CallerClass.AID, "x", (401, "token-invalid")),
        (CallerClass.AID, "molsa", (401, "token-invalid")),
    ):
        token = house.partner(caller_class, code)
        told = {
            (answer.status, answer.kind, answer.body)
            for project in ("JPN-SDN-2019", "JPN-SDN-2020", "NO-SUCH-1")
            for answer in [await house.ask(token, "GET", f"/v1/projects/{project}/results")]
        }
        assert len(told) == 1, told
        assert told.pop()[:2] == refused


def require_silent(answer: Answer, lives: Lives, where: str) -> None:
    """Nothing of the person in an answer, and no field that could hold it."""
    said = (answer.body + b"".join(chain.from_iterable(answer.headers.items()))).decode(errors="replace")
    for secret in lives.secrets:
        assert secret not in said, f"{where} tells {secret}"


async def test_the_silence_is_about_something(house: House, lives: Lives) -> None:
    """A caseworker is told what partners are not; so the search above would find it."""
    answer = await house.ask(house.staff(Role.CASEWORKER), "GET", f"/v1/people/{lives.numbers['people']}")
    with pytest.raises(AssertionError, match="tells"):
        require_silent(answer, lives, "people")


# --- roles and routes ------------------------------------------------------------------------------------------------


async def test_a_gateway_route_admits_exactly_whom_its_document_names(house: House, lives: Lives) -> None:
    assert await wrongly_admitted(house, gateway_routes(house)) == []


async def wrongly_admitted(house: House, routes: list[Route]) -> list[str]:
    """Every pair of a caller and a route that the document and the door see differently."""
    found = []
    for route in routes:
        named = set(route.callers)
        for role in Role:
            answer = await house.ask(house.staff(role), route.method, missing(route), route.body())
            admitted = role in named or CallerClass.STAFF in named
            refused = answer.status == 403 and (answer.kind == "not-your-role" or withholds_all(answer))
            if not {*Role, CallerClass.STAFF} & named:
                refused = answer.kind in {"not-found", "not-your-class"}
            if refused is admitted or answer.status == 401:
                found.append(f"{route} for {role}: {answer.status}")
        for caller_class, code in PARTNERS.items():
            answer = await house.ask(house.partner(caller_class, code), route.method, missing(route), route.body())
            hidden = answer.status == 404 and answer.kind == "not-found"
            if hidden is (caller_class in named):
                found.append(f"{route} for {caller_class}: {answer.status}")
    return found


def withholds_all(answer: Answer) -> bool:
    """Whether nothing of a dataset is opened, rather than one field that the sample of a body seeks by."""
    return answer.kind == "not-in-mandate" and "field" not in answer.json()["errors"][0]


@pytest.mark.parametrize("service", list(Service))
async def test_a_service_admits_exactly_whom_its_document_names(house: House, service: Service) -> None:
    found = []
    for route in routes_of(house.services[service]):
        if route.path in OPEN or route.callers == ("gateway",):
            continue
        for caller_class in CallerClass:
            for role in Role:
                mandate = house.mandate(service, role, caller_class=caller_class)
                target = missing(route)
                answer = await ask(house.services[service], route.method, target, mandated(mandate), route.body())
                if (route.method, route.path) == ("POST", "/jobs") and role in route.callers:
                    continue  # who starts which kind is told of its body, and not of the route
                staff = caller_class is CallerClass.STAFF
                admitted = (role if staff else caller_class) in route.callers
                lacking = "not-your-role" if staff else "not-your-class"
                refused = answer.status == 403 and answer.kind == lacking
                if refused is admitted or answer.status == 401:
                    found.append(f"{route} for {caller_class} as {role}: {answer.status}")
    assert found == []


async def test_every_route_says_who_may_call_it(house: House) -> None:
    for app in (house.gateway, *house.services.values()):
        silent = [str(route) for route in routes_of(app) if not route.callers and route.path not in OPEN]
        assert silent == []


@pytest.mark.parametrize("service", list(Service))
async def test_a_mandate_for_one_service_is_none_for_another(house: House, service: Service) -> None:
    for other in set(Service) - {service}:
        mistaken = replace(house, mandate_keys={**house.mandate_keys, other: house.mandate_keys[service]})
        for mandate in (house.mandate(other, *Role), mistaken.mandate(other, *Role)):
            answer = await ask(house.services[service], "GET", "/nothing/1", mandated(mandate))
            assert (answer.status, answer.kind) == (401, "mandate-invalid")


# --- the harness itself ----------------------------------------------------------------------------------------------


async def test_the_matrix_sees_a_route_that_admits_more_than_its_document_names(house: House) -> None:
    lenient = [
        replace(route, callers=tuple(caller for caller in route.callers if caller != "monitoring"))
        for route in gateway_routes(house)
        if route.path == "/v1/households/{id}" and route.method == "GET"
    ]
    assert [each.split(":")[0] for each in await wrongly_admitted(house, lenient)] == [
        "GET /v1/households/{id} for monitoring"
    ]
    strict = [
        replace(route, callers=(*route.callers, "administrator", "donor")) for route in gateway_routes(house)[-1:]
    ]
    assert len(await wrongly_admitted(house, strict)) == 2
