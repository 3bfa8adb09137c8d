"""Refusals name the field and the reason, and never repeat what was stated."""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field
from starlette.exceptions import HTTPException

from shared import problems, reasons
from shared.drafts import Amount, Day, Draft, Identifier, Line
from shared.errors import (
    Conflict,
    DomainError,
    Forbidden,
    Invalid,
    NotFound,
    TooLarge,
    Unauthenticated,
    Unavailable,
    Word,
)
from shared.languages import SHARED, SPOKEN, Language, tongues
from shared.places import Pcode


class Address(Draft):
    place: Pcode


class Person(Draft):
    name: Annotated[Line, Field(max_length=80)]
    born: Day | None = None
    paid: Amount | None = None
    id: Identifier | None = None
    addresses: tuple[Address, ...] = ()


@pytest.fixture(scope="module")
async def door() -> AsyncIterator[httpx.AsyncClient]:
    """An application with one route and no guard before it."""
    app = FastAPI()

    @app.post("/people")
    async def register(person: Person, number: int = 0) -> None:
        """Take anything that fits."""

    app.add_exception_handler(RequestValidationError, problems.from_validation)
    app.add_exception_handler(HTTPException, problems.from_http)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as client:
        yield client


def told(answer: httpx.Response) -> dict[str, str]:
    """The fields that a refusal names, each with its reason."""
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    body = answer.json()
    assert {"type", "title", "status", "detail", "errors"} == set(body)
    assert body["status"] == answer.status_code
    return {entry["field"]: entry["message"].removeprefix(f"{entry['field']}: ") for entry in body["errors"]}


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Invalid("t", "d"), 422, "err.request.bad"),
        (NotFound("t", "d"), 404, "err.request.not_found"),
        (Conflict("t", "d"), 409, "err.request.bad"),
        (Forbidden("t", "d"), 403, "err.request.forbidden"),
        (Unauthenticated("t", "d"), 401, "err.request.unauthorized"),
        (TooLarge("t", "d"), 413, "err.request.bad"),
        (Unavailable("t", "d"), 503, "err.service.unavailable"),
    ],
)
def test_each_kind_of_refusal_has_its_status(error: DomainError, status: int, code: str) -> None:
    answer = problems.from_domain(error)
    body = json.loads(bytes(answer.body))
    assert answer.status_code == body["status"] == status
    assert (body["type"], body["detail"], body["errors"]) == ("/problems/t", "d", [{"code": code, "message": "d"}])


def test_a_refusal_names_its_field_and_says_when_to_come_again() -> None:
    answer = problems.from_domain(Unavailable("try-again", "Busy.", field="project", retry_after=7))
    assert answer.headers["retry-after"] == "7"
    assert json.loads(bytes(answer.body))["errors"][0]["field"] == "project"
    assert problems.from_domain(Unauthenticated("t", "d")).headers["www-authenticate"] == "Bearer"


def test_a_crash_is_told_by_its_trace_alone() -> None:
    body = json.loads(bytes(problems.unexpected("0123").body))
    assert (body["status"], body["type"], body["trace_id"]) == (500, "/problems/unexpected", "0123")


@pytest.mark.parametrize(
    ("body", "field", "reason"),
    [
        ({}, "name", "is required"),
        ({"name": "x", "phone": "0770"}, "phone", "is not a field of this request"),
        ({"name": "nul\0"}, "name", "has a control character"),
        ({"name": 1}, "name", "must be text"),
        ({"name": "x", "born": "1.7.1990"}, "born", "must be a day written YYYY-MM-DD"),
        ({"name": "x", "paid": 12.5}, "paid", "must be an amount written as a string"),
        ({"name": "x", "id": True}, "id", "must be a whole number"),
        ({"name": "x", "addresses": [{"place": "IQG15"}, {}]}, "addresses.1.place", "is required"),
        ({"name": "x", "addresses": [{"place": "secret"}]}, "addresses.0.place", "is no P-code"),
        ([], "body", ""),
    ],
)
async def test_a_refusal_names_the_field_and_the_reason(
    door: httpx.AsyncClient, body: Any, field: str, reason: str
) -> None:
    answer = await door.post("/people", json=body)
    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/invalid-request"
    assert list(told(answer)) == [field]
    assert reason in told(answer)[field]


async def test_every_wrong_field_is_named_at_once(door: httpx.AsyncClient) -> None:
    answer = await door.post("/people?number=one", json={"born": "x", "paid": "x", "else": "x"})
    assert {"name", "born", "paid", "else"} < set(told(answer))
    assert len(told(answer)) == 5


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b'{"name": "x"', b"[" * 100_000, b"NaN,", b"", b"9" * 10_000])
async def test_a_body_that_cannot_be_read_is_refused(door: httpx.AsyncClient, content: bytes) -> None:
    answer = await door.post("/people", content=content, headers={"content-type": "application/json"})
    assert answer.status_code in {400, 422}
    told_of = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert told_of["type"] in {"/problems/unreadable-body", "/problems/invalid-request"}


async def test_a_lone_surrogate_in_the_name_of_a_field_is_told_without_a_crash(door: httpx.AsyncClient) -> None:
    content = b'{"name": "x", "\\ud800": 1}'
    answer = await door.post("/people", content=content, headers={"content-type": "application/json"})
    assert (answer.status_code, len(told(answer))) == (422, 1)
    assert list(told(await door.post("/people", json={"name": "x", "\0": 1}))) == ["\0"]


async def test_a_long_name_of_a_field_is_cut(door: httpx.AsyncClient) -> None:
    answer = await door.post("/people", json={"name": "x", "f" * 200: 1})
    assert list(told(answer)) == ["f" * 80]
    assert "f" * 81 not in answer.text


async def test_a_thousand_wrong_fields_are_told_in_a_bounded_answer(door: httpx.AsyncClient) -> None:
    answer = await door.post("/people", json={"name": "x", **{f"field{number}": 1 for number in range(1000)}})
    assert len(answer.json()["errors"]) == 50
    assert len(answer.content) < 20_000


async def test_no_refusal_repeats_what_was_stated(door: httpx.AsyncClient) -> None:
    secret = "زينب-secret-value"
    body = {"name": [secret], "born": secret, "paid": secret, "id": secret, "addresses": [{"place": [secret]}, secret]}
    answer = await door.post("/people", params={"number": secret}, json=body)
    assert len(told(answer)) >= 6
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status", "type"),
    [("GET", "/nothing", 404, "not-found"), ("PUT", "/people", 405, "method-not-allowed")],
)
async def test_the_router_refuses_in_the_same_form(
    door: httpx.AsyncClient, method: str, path: str, status: int, type: str
) -> None:
    answer = await door.request(method, path)
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{type}")
    assert answer.headers["content-type"] == "application/problem+json"


@given(st.text(st.characters()), st.text(st.characters()), st.text(st.characters()))
def test_any_text_makes_a_document(type: str, detail: str, field: str) -> None:
    answer = problems.from_domain(Invalid(type, detail, field=field))
    assert json.loads(bytes(answer.body))["status"] == 422


@pytest.fixture(params=Language)
def language(request: pytest.FixtureRequest) -> Iterator[Language]:
    """Each of the three, spoken while the test runs."""
    spoken = SPOKEN.set(tongues(SHARED)[request.param])
    yield request.param
    SPOKEN.reset(spoken)


def test_a_refusal_is_told_in_the_language_spoken_with_its_values_and_the_rest_as_ever(language: Language) -> None:
    answer = problems.from_domain(
        Forbidden("not-your-role", "Only for the roles {roles}.", field="x", roles=("caseworker", "monitoring"))
    )
    assert (answer.headers["content-language"], answer.headers["vary"]) == (language, "Accept-Language")
    title, detail = {
        Language.ENGLISH: ("Forbidden", "Only for the roles caseworker, monitoring."),
        Language.ARABIC: ("غير مسموح", "للأدوار التالية فقط: caseworker، monitoring."),
        Language.KURDISH: ("ڕێگەپێنەدراو", "تەنها بۆ ئەم ڕۆڵانە: caseworker، monitoring."),
    }[language]
    assert json.loads(bytes(answer.body)) == {
        "type": "/problems/not-your-role",
        "title": title,
        "status": 403,
        "detail": detail,
        "errors": [{"code": "err.request.forbidden", "message": detail, "field": "x"}],
    }


def test_a_word_among_the_values_is_translated_and_a_code_is_not(language: Language) -> None:
    sentence = "'{pcode}' is a {level}, not a {wanted}"
    refusal = Invalid("t", sentence, pcode="IQG15", level=Word("governorate"), wanted=Word("district"))
    detail = json.loads(bytes(problems.from_domain(refusal).body))["detail"]
    assert (
        detail
        == {
            Language.ENGLISH: "'IQG15' is a governorate, not a district",
            Language.ARABIC: "مستوى 'IQG15' هو محافظة، والمطلوب قضاء",
            Language.KURDISH: "'IQG15' پارێزگاـە، بەڵام قەزا پێویستە",
        }[language]
    )


async def test_every_wrong_field_is_told_in_the_language_spoken(door: httpx.AsyncClient, language: Language) -> None:
    body = {"name": "x" * 81, "born": "1.7.1990", "addresses": [{}, {"place": "nowhere"}], "phone": "0770"}
    answer = await door.post("/people", json=body)
    assert answer.headers["content-language"] == language
    expected = {
        "name": ("80 characters or fewer", "ألا يزيد عدد رموزه على 80", "لە 80 زیاتر نەبێت"),
        "born": ("must be a day written YYYY-MM-DD", "يجب أن يكون يوماً", "دەبێت ڕۆژێک بێت"),
        "addresses.0.place": ("is required", "مطلوب", "پێویستە"),
        "addresses.1.place": (
            "no P-code of COD-AB",
            "ليس هذا رمز مكان (P-code) في COD-AB",
            "ئەمە کۆدی شوێن (P-code) نییە لە COD-AB",
        ),
        "phone": ("is not a field", "ليس من حقول", "خانەیەک نییە"),
    }
    at = list(Language).index(language)
    why = told(answer)
    assert why.keys() == expected.keys()
    assert {field: said[at] in why[field] for field, said in expected.items()} == dict.fromkeys(expected, True)
    assert answer.json()["detail"].count("؛ " if at else "; ") == 2


def test_an_error_of_pydantics_that_nobody_has_met_is_told_without_its_words(language: Language) -> None:
    part = {"type": "uuid_parsing", "loc": ("body", "id"), "msg": "Input should be a valid UUID", "ctx": {"error": "?"}}
    said = SPOKEN.get().say(*reasons.reason(part))
    assert (
        said
        == ("is not as declared", "ليس على الصيغة المعلنة", "بەو شێوەیە نییە کە ڕاگەیەنراوە")[
            list(Language).index(language)
        ]
    )


def test_choices_are_listed_as_the_language_lists_them(language: Language) -> None:
    part = {"type": "enum", "loc": ("body", "sex"), "msg": "", "ctx": {"expected": "'female', 'male' or 'not_stated'"}}
    comma = ", " if language is Language.ENGLISH else "، "
    assert comma.join(("'female'", "'male'", "'not_stated'")) in SPOKEN.get().say(*reasons.reason(part))
