"""What claims of an issuer say of a member of staff: one name a person, known roles in known areas, access alone."""

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.access.signed import Signed
from gateway.access.staff.claims import found, is_sound
from gateway.access.staff.held import held_in
from gateway.access.staff.issuers import StaffIssuer, is_fit
from gateway.access.staff.names import Unfit, name_of
from shared.callers import Role

ISSUER = StaffIssuer("https://sso.example/realms/staff", "nexus")
NOW = 1_800_000_000

# --- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claim", "name"),
    [
        ("8f14e45f-ceea-467f-a0e6-0d6c2b1f2a55", "8f14e45f-ceea-467f-a0e6-0d6c2b1f2a55"),
        ("AAAAAGFu-x_9", "aaaaagfu-x_9"),
        ("Zahra.Haddad@Example.org", "zahra.haddad@example.org"),
        ("زينب حسن", "زينب حسن"),
        ("ｚａｈｒａ", "zahra"),
        ("ﬁras", "firas"),
        ("STRASSE", "strasse"),
        ("straße", "strasse"),
        ("e\u0301mile", "émile"),
        ("\u0130brahim", "i\u0307brahim"),
    ],
)
def test_a_name_has_one_form(claim: str, name: str) -> None:
    assert name_of(claim) == name


@pytest.mark.parametrize("one", ["zahra", "émile", "istanbul"])
def test_names_that_differ_by_case_or_unicode_form_are_one_person(one: str) -> None:
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert name_of(unicodedata.normalize(form, one)) == name_of(one)
        assert name_of(unicodedata.normalize(form, one.upper())) == name_of(one)


@pytest.mark.parametrize(
    "claim",
    [
        None,
        7,
        True,
        ["zahra"],
        {"zahra": 1},
        "",
        " ",
        " zahra",
        "zahra ",
        "zahra  haddad",
        "zahra\n",
        "zah\0ra",
        "zahra\u200b",
        "zah\u200cra",
        "zah\u200dra",
        "\u202ezahra",
        "zahra\u00ad",
        "zahra\ufe0f",
        "zahra\u034f",
        "zahra\u3164",
        "zahra\u115f",
        "zahra\u2800",
        "zahra\U000e0100",
        "zahra\U000e0041",
        "zahra\u00a0haddad",
        "zahra\u2028",
        "\u0301zahra",
        "zahra\ud800",
        "zahra\ue000",
        "z" * 151,
        "\ufdfa" * 10,
    ],
)
def test_what_is_no_name_or_cannot_be_seen_is_nobody(claim: Any) -> None:
    with pytest.raises(Unfit):
        name_of(claim)


@given(st.text())
def test_the_form_of_a_name_is_its_own_form(text: str) -> None:
    try:
        name = name_of(text)
    except Unfit:
        return
    assert name_of(name) == name
    assert name_of(name.upper()) == name_of(name.upper().lower())
    assert not any(unicodedata.category(character)[0] == "C" for character in name)


# --- roles and areas --------------------------------------------------------------------------------------------------

CASEWORKER, MONITORING = Role.CASEWORKER, Role.MONITORING


@pytest.mark.parametrize(
    ("claim", "held"),
    [
        ({"caseworker": ["IQG15"]}, [(CASEWORKER, ("IQG15",))]),
        ({"monitoring": ["IQ"], "caseworker": ["IQG15"]}, [(CASEWORKER, ("IQG15",)), (MONITORING, ("IQ",))]),
        (["caseworker:IQG15"], [(CASEWORKER, ("IQG15",))]),
        (["/nexus/caseworker/IQG15"], [(CASEWORKER, ("IQG15",))]),
        (["nexus/caseworker/IQG15"], [(CASEWORKER, ("IQG15",))]),
        (["caseworker:IQG15", "caseworker:IQG04"], [(CASEWORKER, ("IQG04", "IQG15"))]),
        (["caseworker:IQG15Q08", "caseworker:IQG15", "caseworker:IQG15"], [(CASEWORKER, ("IQG15",))]),
        ({"caseworker": ["IQG15", "IQ"]}, [(CASEWORKER, ("IQ",))]),
    ],
)
def test_roles_are_held_where_the_claim_says(claim: Any, held: list[tuple[Role, tuple[str, ...]]]) -> None:
    assert held_in(claim) == tuple(held)


@pytest.mark.parametrize(
    "other",
    [
        "everyone",
        "king:IQ",
        "/nexus/king/IQ",
        "monitoring:IQG99",
        "monitoring:iq",
        "monitoring: IQ",
        "Monitoring:IQ",
        "monitoring",
        "monitoring:",
        ":IQ",
        "/other/monitoring/IQ",
        "x/nexus/monitoring/IQ",
        "/nexus/monitoring/IQ/more",
        "nexus:monitoring:IQ",
        "monitoring:IQ\n",
        "",
        7,
        None,
        ["monitoring:IQ"],
        {"monitoring": ["IQ"]},
    ],
)
def test_what_a_list_says_besides_gives_nothing_and_takes_nothing(other: Any) -> None:
    assert held_in(["caseworker:IQG15", other]) == ((CASEWORKER, ("IQG15",)),)
    assert held_in([other]) == ()


@pytest.mark.parametrize(
    "more",
    [
        {"king": ["IQ"]},
        {"monitoring": ["IQG99"]},
        {"monitoring": []},
        {"monitoring": "IQ"},
        {"monitoring": None},
        {"monitoring": {"IQ": True}},
        {"monitoring": [["IQ"], 7, None]},
        {"": ["IQ"]},
    ],
)
def test_what_an_object_says_besides_gives_nothing_and_takes_nothing(more: dict[str, Any]) -> None:
    assert held_in({"caseworker": ["IQG15", "Atlantis"], **more}) == ((CASEWORKER, ("IQG15",)),)
    assert held_in(more) == ()


@pytest.mark.parametrize("claim", [None, 7, True, "caseworker:IQG15", [], {}])
def test_what_is_neither_an_object_nor_a_list_states_no_role(claim: Any) -> None:
    assert held_in(claim) == ()


@given(
    st.recursive(
        st.none() | st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_no_claim_makes_it_stumble(claim: Any) -> None:
    held_in(claim)


# --- where claims are -------------------------------------------------------------------------------------------------


def test_a_claim_is_found_by_its_name_or_by_a_pointer() -> None:
    claims = {
        "held": 1,
        "https://nexus.example/held": 2,
        "realm_access": {"roles": 3, "a/b": 4, "m~n": 5},
        "dotted.name": 6,
        "groups": [7],
    }
    for name, value in {
        "held": 1,
        "https://nexus.example/held": 2,
        "/held": 1,
        "/realm_access/roles": 3,
        "/realm_access/a~1b": 4,
        "/realm_access/m~0n": 5,
        "dotted.name": 6,
        "realm_access.roles": None,
        "/groups/0": None,
        "/held/more": None,
        "/": None,
        "missing": None,
    }.items():
        assert found(claims, name) == value, name


# --- what an access token is ------------------------------------------------------------------------------------------


def token(header: dict[str, Any] | None = None, **changes: Any) -> Signed:
    usual = {
        "iss": ISSUER.url,
        "aud": "nexus",
        "sub": "zahra",
        "azp": "front",
        "iat": NOW,
        "exp": NOW + 300,
    }
    claims = {name: value for name, value in {**usual, **changes}.items() if value is not None}
    return Signed({"alg": "RS256", "kid": "one", **(header or {})}, claims, b"", b"")


@pytest.mark.parametrize(
    "good",
    [
        token(),
        token({"typ": "JWT"}),
        token({"typ": "at+jwt"}, azp=None),
        token({"typ": "application/at+JWT"}, azp="nexus"),
        token(aud=["another", "nexus"]),
        token(azp=None, client_id="front"),
        token(azp=None, appid="front"),
        token(azp=None, cid="front"),
        token(typ="Bearer"),
        token(token_use="access"),
        token(typ="Bearer", nonce="n"),
        token(iat=None),
        token(exp=NOW - 20),
        token(nbf=NOW + 20),
    ],
)
def test_an_access_token_for_us_is_one(good: Signed) -> None:
    assert is_sound(good, ISSUER, NOW)


@pytest.mark.parametrize(
    "bad",
    [
        token(iss="https://sso.example/realms/other"),
        token(iss=ISSUER.url + "/"),
        token(iss=[ISSUER.url]),
        token(iss=None),
        token(aud="another"),
        token(aud=["another"]),
        token(aud=[]),
        token(aud=["nexus", 7]),
        token(aud={"nexus": 1}),
        token(aud=None),
        token(sub=None),
        token(sub=7),
        token(exp=None),
        token(exp=NOW - 40),
        token(exp=NOW + 25 * 3600),
        token(exp="tomorrow"),
        token(exp=True),
        token(exp=float("nan")),
        token(exp=float("inf")),
        token(exp=10**400),
        token(nbf=NOW + 40),
        token(nbf="now"),
        token(iat=NOW + 40),
        token(iat="now"),
        token(azp=None),
        token(azp="nexus"),
        token(client_id="nexus"),
        token(nonce="n"),
        token(at_hash="h"),
        token(typ="Bearer", at_hash="h"),
        token(typ="ID", nonce="n"),
        token(c_hash="h"),
        token(events={}),
        token(typ="ID"),
        token(typ="Refresh"),
        token(typ="Logout"),
        token(token_use="id"),
        token({"typ": "logout+jwt"}),
        token({"typ": "dpop+jwt"}),
        token({"typ": "secevent+jwt"}),
        token({"typ": ""}),
        token({"typ": ["JWT"]}),
        token({"typ": None}),
    ],
)
def test_what_is_another_kind_of_token_or_for_others_or_another_time_is_none(bad: Signed) -> None:
    assert not is_sound(bad, ISSUER, NOW)


# --- where an issuer may stand ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "production", "development"),
    [
        ("https://sso.example", True, True),
        ("https://sso.example:8443/realms/staff/", True, True),
        ("https://10.0.0.7/realms/staff", True, True),
        ("http://127.0.0.1:8080/realms/staff", False, True),
        ("http://localhost:8080", False, True),
        ("http://[::1]:8080", False, True),
        ("http://sso.example", False, False),
        ("http://10.0.0.7", False, False),
        ("https://user:word@sso.example", False, False),
        ("https://sso.example/#part", False, False),
        ("ftp://sso.example", False, False),
        ("sso.example", False, False),
        ("none", False, False),
    ],
)
def test_an_issuer_stands_behind_tls_or_here_while_something_is_developed(
    url: str, production: bool, development: bool
) -> None:
    assert is_fit(url, production=True) is production
    assert is_fit(url, production=False) is development
    assert StaffIssuer("https://sso.example/", "x").metadata == "https://sso.example/.well-known/openid-configuration"
