"""What is for people is told in the language they ask for: every kind of refusal, through the door, and code lists."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest
from premises import PILOT, TELAFAR, Caller, House, house, record_pilot

from shared.callers import Role, Service
from shared.languages import Language

Asking = Callable[[House, Language], Awaitable[httpx.Response]]

PERSON = {"given_native": "زينب", "sex": "female", "birth_precision": "unknown", "place": TELAFAR}


@pytest.fixture(scope="module")
async def home(module_clone: Any) -> AsyncIterator[House]:
    async with house(module_clone) as opened:
        await record_pilot(opened)
        yield opened


def speaking(caller: Caller, language: str) -> Caller:
    return replace(caller, stated={**caller.stated, "accept-language": language})


def staff(home: House, role: Role, language: str) -> Caller:
    return speaking(home.staff(role), language)


async def a_draft_of_a_service(home: House, language: Language) -> httpx.Response:
    return await staff(home, Role.CASEWORKER, language).post("/v1/people", {**PERSON, "sex": "x", "place": "IQG99"})


async def a_rule_of_a_service(home: House, language: Language) -> httpx.Response:
    return await staff(home, Role.CASEWORKER, language).post("/v1/people", {**PERSON, "birth_date": "1990-07-01"})


async def the_door_of_a_service(home: House, language: Language) -> httpx.Response:
    return await staff(home, Role.CASEWORKER, language).post("/v1/projects", {})


async def the_router_of_a_service(home: House, language: Language) -> httpx.Response:
    return await staff(home, Role.CASEWORKER, language).get("/v1/people/4821-7730-5142/nothing")


async def a_service_that_cannot_be_reached(home: House, language: Language) -> httpx.Response:
    with home.without(Service.GRANTS):
        return await staff(home, Role.GRANTS_OFFICER, language).get(f"/v1/projects/{PILOT}")


async def a_service_that_the_gateway_asks(home: House, language: Language) -> httpx.Response:
    partner = speaking(await home.partner("molsa"), language)
    card = {"type": "national_card", "number": "12"}
    sought = [{"document": card, "birth_year": 1990}]
    return await partner.post("/v1/people/lookup", {"purpose": "service-delivery", "people": sought})


async def the_guard(home: House, language: Language) -> httpx.Response:
    return await home.client.get("/v1/me", headers={"accept-language": language})


async def the_door(home: House, language: Language) -> httpx.Response:
    return await staff(home, Role.CASEWORKER, language).get("/v1/agreements")


async def a_draft_of_the_gateway(home: House, language: Language) -> httpx.Response:
    return await speaking(await home.partner("molsa"), language).post("/v1/people/lookup", {"people": []})


async def a_query_of_the_gateway(home: House, language: Language) -> httpx.Response:
    return await staff(home, Role.CASEWORKER, language).get("/v1/places", level="9")


async def a_rule_of_the_gateway(home: House, language: Language) -> httpx.Response:
    partner = speaking(await home.partner("moi"), language)
    return await partner.get(f"/v1/projects/{PILOT}/results", as_of="2019-01-01T00:00:00Z")


async def the_router(home: House, language: Language) -> httpx.Response:
    return await staff(home, Role.CASEWORKER, language).get("/v1/nothing")


async def a_wrong_method(home: House, language: Language) -> httpx.Response:
    caller = staff(home, Role.CASEWORKER, language)
    return await home.client.put("/v1/places", headers=caller.headers)


async def the_passage(home: House, language: Language) -> httpx.Response:
    return await speaking(await home.partner("moi"), language).get("/v1/people/4821-7730-5142")


REFUSING: dict[Asking, tuple[int, str]] = {
    a_draft_of_a_service: (422, "invalid-request"),
    a_rule_of_a_service: (422, "birth-unclear"),
    the_door_of_a_service: (403, "not-your-role"),
    the_router_of_a_service: (404, "not-found"),
    a_service_that_cannot_be_reached: (503, "service-unavailable"),
    a_service_that_the_gateway_asks: (422, "document-number"),
    the_guard: (401, "token-missing"),
    the_door: (403, "not-your-role"),
    a_draft_of_the_gateway: (422, "invalid-request"),
    a_query_of_the_gateway: (422, "invalid-request"),
    a_rule_of_the_gateway: (422, "as-of-not-offered"),
    the_router: (404, "not-found"),
    a_wrong_method: (405, "method-not-allowed"),
    the_passage: (404, "not-found"),
}


@pytest.mark.parametrize("asking", REFUSING, ids=lambda asking: asking.__name__)
async def test_a_refusal_is_told_in_the_language_asked_for_and_is_the_same_to_a_machine(
    home: House, asking: Asking
) -> None:
    status, type = REFUSING[asking]
    told, same = {}, set()
    for language in Language:
        answer = await asking(home, language)
        assert (answer.status_code, answer.headers["content-language"]) == (status, language)
        assert answer.headers["vary"] == "Accept-Language"
        body = answer.json()
        assert (body["type"], body["status"]) == (f"/problems/{type}", status)
        same.add(str([(entry["code"], entry.get("field")) for entry in body["errors"]]))
        told[language] = (body["title"], body["detail"], *(entry["message"] for entry in body["errors"]))
    assert len(same) == 1
    for each in zip(*told.values(), strict=True):
        assert len(set(each)) == len(Language), each
    assert all(any("ؠ" <= letter <= "ۿ" for letter in said) for said in told[Language.ARABIC])
    assert all(any("ؠ" <= letter <= "ۿ" for letter in said) for said in told[Language.KURDISH])


async def test_a_refusal_that_the_gateway_passes_on_is_in_the_services_words(home: House) -> None:
    details = [(await a_service_that_the_gateway_asks(home, language)).json()["detail"] for language in Language]
    assert details == [
        "The number of a national card has twelve digits.",
        "يتكون رقم البطاقة الوطنية من اثني عشر رقماً.",
        "ژمارەی کارتی نیشتمانی دوازدە ڕەنووسە.",
    ]


@pytest.mark.parametrize(
    ("header", "language"),
    [("ku", "ckb"), ("ar-IQ,en;q=0.5", "ar"), ("fr", "en"), (";;q=,,\x7f", "en"), ("*", "en"), ("", "en")],
)
async def test_a_service_and_the_gateway_understand_a_header_alike(home: House, header: str, language: str) -> None:
    for path in ("/v1/people/4821-7730-5142", "/v1/places/IQG99"):
        answer = await staff(home, Role.CASEWORKER, header).get(path)
        assert (answer.status_code, answer.headers["content-language"]) == (404, language)


# --- code lists -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "label"), [("en", "Female"), ("ar", "أنثى"), ("ckb", "مێ"), ("tr", "Female")])
async def test_a_code_list_has_its_labels_in_the_language_asked_for_and_in_all(
    home: House, language: str, label: str
) -> None:
    answer = await staff(home, Role.MONITORING, language).get("/v1/codelists/sex")
    assert answer.status_code == 200
    assert answer.headers["content-language"] == ("en" if language == "tr" else language)
    assert answer.json()["items"][0] == {
        "code": "female",
        "label": label,
        "labels": {"en": "Female", "ar": "أنثى", "ckb": "مێ"},
    }


async def test_every_code_list_that_is_named_is_told_to_staff_and_partners(home: House) -> None:
    for caller in (home.staff(Role.CASEWORKER), await home.partner("moi"), await home.partner("goj")):
        named = [each["name"] for each in (await caller.get("/v1/codelists")).json()["codelists"]]
        assert {"sex", "relation", "purpose", "place-level"} <= set(named)
    for name in named:
        told = (await caller.get(f"/v1/codelists/{name}")).json()
        assert (told["name"], len(told["items"]) > 0) == (name, True)


async def test_a_code_list_may_be_kept_and_is_sent_again_only_in_another_language(home: House) -> None:
    kurdish = staff(home, Role.CASEWORKER, "ckb")
    for path in ("/v1/codelists/sex", "/v1/codelists"):
        answer = await kurdish.get(path)
        assert (answer.headers["cache-control"], answer.headers["vary"]) == ("private, max-age=3600", "Accept-Language")
        known = {"if-none-match": answer.headers["etag"]}
        again = await home.client.get(path, headers=kurdish.headers | known)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", answer.headers["etag"])
        other = await home.client.get(path, headers=staff(home, Role.CASEWORKER, "ar").headers | known)
        assert (other.status_code, other.headers["etag"] != answer.headers["etag"]) == (200, True)


async def test_a_code_list_that_there_is_none_of_is_refused(home: House) -> None:
    for name in ("shoe-size", "..", "%2e%2e%2fsex", "sex.json", "README"):
        answer = await home.staff(Role.CASEWORKER).get(f"/v1/codelists/{name}")
        assert answer.status_code == 404, name
    answer = await home.staff(Role.CASEWORKER).get("/v1/codelists/shoe-size")
    assert (answer.json()["type"], answer.json()["errors"][0]["field"]) == ("/problems/unknown-codelist", "codelist")
