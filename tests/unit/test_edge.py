"""The outermost layer: bodies that never come, callers who leave, and ids that callers choose."""

import asyncio
import json
import logging
from contextlib import suppress
from typing import Any

import pytest
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared import edge
from shared.edge import Edge
from shared.errors import Busy, NotFound, Unavailable
from shared.languages import ENGLISH, SHARED, SPOKEN, tongues
from shared.watching.watch import Watch


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    await Response(await Request(scope, receive).body())(scope, receive, send)


async def asked(*messages: Message, **stated: bytes) -> tuple[int | None, bytes, dict[bytes, bytes]]:
    """Status, body and headers of what is answered to a body that comes in these parts, and then no further."""
    parts, sent = list(messages), []

    async def receive() -> Message:
        if parts:
            return parts.pop(0)
        return await asyncio.get_running_loop().create_future()

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(name.replace("_", "-").encode(), value) for name, value in stated.items()]
    scope: dict[str, Any] = {"type": "http", "method": "POST", "path": "/", "headers": headers, "query_string": b""}
    await Edge(echo, watch=Watch("test"), tongues=tongues(SHARED))(scope, receive, send)
    if not sent:
        return None, b"", {}
    return sent[0]["status"], b"".join(part.get("body", b"") for part in sent[1:]), dict(sent[0]["headers"])


PART = {"type": "http.request", "body": b"half", "more_body": True}
REST = {"type": "http.request", "body": b" and half", "more_body": False}


async def test_a_body_may_come_in_parts() -> None:
    assert (await asked(PART, REST))[:2] == (200, b"half and half")


async def test_a_body_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edge, "LONGEST_BODY", 0.05)
    status, body, _ = await asked(PART)
    assert (status, json.loads(body)["type"]) == (408, "/problems/body-too-slow")


async def test_who_leaves_in_the_middle_of_a_body_is_no_failure_of_ours(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "nexus.request"):
        assert await asked(PART, {"type": "http.disconnect"}) == (None, b"", {})
    assert [record.levelno for record in caplog.records] == [logging.INFO]


@pytest.mark.parametrize(
    ("stated", "kept"), [(b"front-end-17", True), (b"4821-7730-5142", False), (b"a b c d e", False)]
)
async def test_an_id_that_could_be_a_persons_number_is_replaced(stated: bytes, kept: bool) -> None:
    assert ((await asked(PART, REST, x_request_id=stated))[2][b"x-request-id"] == stated) is kept


async def test_a_refusal_of_the_edge_itself_is_in_the_language_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edge, "LARGEST_BODY", 3)
    status, body, headers = await asked(PART, accept_language=b"fr, ckb;q=0.8, en;q=0.5")
    assert (status, headers[b"content-language"], headers[b"vary"]) == (413, b"ckb", b"Accept-Language")
    told = json.loads(body)
    assert (told["type"], told["title"]) == ("/problems/body-too-large", "ناوەڕۆک لە سنوور گەورەترە")
    assert told["detail"] == "زۆرترین قەبارەی ناوەڕۆکی داواکاری بە بایت: 3."


async def test_the_language_of_a_request_ends_with_it() -> None:
    assert (await asked(PART, REST, accept_language=b"ar"))[0] == 200
    assert SPOKEN.get() is ENGLISH


async def test_a_header_that_is_no_text_is_answered_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edge, "LARGEST_BODY", 3)
    status, _, headers = await asked(PART, accept_language=bytes(range(128, 256)) * 20)
    assert (status, headers[b"content-language"]) == (413, b"en")


async def test_a_crash_is_told_in_the_language_asked_for_and_says_nothing_of_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def crash(*_: object) -> None:
        raise RuntimeError("زينب lives here")

    monkeypatch.setitem(globals(), "echo", crash)
    status, body, headers = await asked(PART, REST, accept_language=b"ar-IQ")
    assert (status, headers[b"content-language"]) == (500, b"ar")
    told = json.loads(body)
    assert told["detail"] == "حدث خطأ من جانبنا، ويُعثر عليه برقم التتبع (trace_id)."
    assert told["trace_id"].encode() == headers[b"x-request-id"]
    assert "زينب" not in body.decode()


@pytest.mark.parametrize(("refusal", "looked_into"), [(Unavailable, True), (Busy, False)])
async def test_nobody_looks_where_it_comes_from_that_there_is_too_much_to_do(
    refusal: type[Unavailable],
    looked_into: bool,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def refuse(*_: object) -> None:
        raise refusal("service-busy", "The service has too much to do: {service}.", service="grants", retry_after=2)

    monkeypatch.setitem(globals(), "echo", refuse)
    with caplog.at_level(logging.INFO, "nexus.request"):
        status, _, headers = await asked(PART, REST)
    assert (status, headers[b"retry-after"]) == (503, b"2")
    assert any(record.levelno == logging.ERROR for record in caplog.records) is looked_into


async def whole(_: Scope, __: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"half", "more_body": True})
    await send({"type": "http.response.body", "body": b" and half"})


def halfway(end: BaseException) -> ASGIApp:
    """Answers half, and then this happens."""

    async def app(_: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"half", "more_body": True})
        raise end

    return app


def never(end: BaseException) -> ASGIApp:
    async def app(_: Scope, __: Receive, ___: Send) -> None:
        raise end

    return app


@pytest.mark.parametrize(
    ("app", "outcome"),
    [
        (whole, "200"),
        (never(RuntimeError()), "500"),
        (never(NotFound("not-found", "There is nothing here.")), "404"),
        (halfway(RuntimeError()), "cut"),
        (halfway(NotFound("not-found", "There is nothing here.")), "cut"),
        (halfway(ClientDisconnect()), "left"),
        (never(ClientDisconnect()), "left"),
        (halfway(asyncio.CancelledError()), "left"),
        (never(asyncio.CancelledError()), "left"),
    ],
)
async def test_a_request_is_counted_once_under_what_became_of_it(app: ASGIApp, outcome: str) -> None:
    watch = Watch("test")

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(_: Message) -> None:
        """Takes everything."""

    scope: dict[str, Any] = {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b""}
    with suppress(asyncio.CancelledError):
        await Edge(app, watch=watch, tongues=tongues(SHARED))(scope, receive, send)
    [counted] = [
        sample
        for family in watch.metrics.registry.collect()
        for sample in family.samples
        if sample.name == "nexus_requests_total"
    ]
    assert (counted.labels["outcome"], counted.value) == (outcome, 1)
    assert watch.metrics.in_flight == 0
