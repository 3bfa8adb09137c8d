"""What routes have alike: that one reads or writes, said in its signature, its query, and its answer as a view."""

import hmac
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from hashlib import sha256
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Response
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from starlette.datastructures import QueryParams
from starlette.types import Receive, Scope, Send

from shared import disclosure, idempotency, versions
from shared.database import Reader
from shared.drafts import Draft
from shared.errors import Invalid
from shared.facts import Found
from shared.guard import judges
from shared.lists import Lister
from shared.paper.printing import Printed
from shared.versions import Expected, Tags
from shared.views import View
from shared.write import Write, writing


def shown(answer: View | Found[View], status: int = 200, *, tags: Tags | None = None) -> Response:
    """A view as the answer: only the fields it was given, not to be stored by anyone, and said whom it tells about.

    With `tags`, of a record that can be edited, it carries the tag of the record's state.
    """
    view, disclosed = (answer.view, answer.disclosed) if isinstance(answer, Found) else (answer, None)
    headers = {"cache-control": "no-store"}
    if disclosed is not None:
        headers[disclosure.HEADER] = disclosed.model_dump_json()
    if tags is not None and isinstance(answer, Found) and answer.state is not None:
        headers["etag"] = tags.of(answer.state)
    return Response(view.model_dump_json(exclude_unset=True), status, media_type="application/json", headers=headers)


def on_paper(printed: Printed) -> Response:
    """A page as the answer, harmless wherever it is opened."""
    headers = {
        "cache-control": "no-store",
        "content-security-policy": printed.policy,
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }
    return HTMLResponse(printed.content, headers=headers)


class StrictRoute(APIRoute):
    """A route that lets nobody in who may not call it, before anything else of the request is looked at.

    It refuses a query field that it does not have, or one stated twice: misspelt, it would change answers.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._judges = judges(self)
        self._queries = _queries(self)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        for judge in self._judges:
            judge(scope["state"])
        if scope["query_string"]:
            self._require_known(QueryParams(scope["query_string"]))
        await super().handle(scope, receive, send)

    def _require_known(self, query: QueryParams) -> None:
        for name in query:
            if name not in self._queries:
                raise Invalid("invalid-request", "This is not a field of the query.", field=name[:80] or "query")
            if len(query.getlist(name)) > 1:
                raise Invalid("invalid-request", "This is stated more than once.", field=name)


def _queries(route: APIRoute) -> frozenset[str]:
    """The names of the fields of a route's query; those of a model stand in it one by one."""
    names: set[str] = set()
    for field in route.dependant.query_params:
        model = field.field_info.annotation
        names.update(model.model_fields if isinstance(model, type) and issubclass(model, Draft) else (field.alias,))
    return frozenset(names)


async def stated_key(
    request: Request,
    stated: Annotated[
        str | None,
        Header(
            alias=idempotency.HEADER,
            description="The caller's own name for this write, 1 to 128 printable ASCII characters: the same write sent"
            " again under it happens once and is answered again; another under it is refused.",
        ),
    ] = None,
) -> idempotency.Key | None:
    """The key under which the caller states this request, if any.

    What is kept of the request is keyed, so that whoever reads the table cannot guess a short body from it.
    """
    if stated is None:
        return None
    query = b"?" + request.scope["query_string"] if request.scope["query_string"] else b""
    asked = f"{request.method} {request.scope['path']}".encode() + query + b"\n" + await request.body()
    fingerprint = hmac.digest(request.app.state.fingerprint_key, asked, sha256)
    return idempotency.Key(request.scope["state"]["caller_name"], idempotency.require_key(stated), fingerprint)


StatedKey = Annotated[idempotency.Key | None, Depends(stated_key)]
"""In a route's signature: it takes a key, and opens its write itself or has none."""


def _opened(request: Request, key: idempotency.Key | None) -> AbstractAsyncContextManager[Write]:
    state = request.scope["state"]
    return writing(request.app.state.database, state["caller_name"], state["request_id"], key)


async def write(request: Request, key: StatedKey) -> AsyncIterator[Write]:
    """The dependency behind `Writing`."""
    async with _opened(request, key) as opened:
        yield opened


def money_key(key: idempotency.Key | None) -> idempotency.Key | None:
    """The key of a write that is never forgotten, for a route that opens that itself."""
    return key and replace(key, of_money=True)


async def write_money(request: Request, key: StatedKey) -> AsyncIterator[Write]:
    """The dependency behind `WritingMoney`."""
    async with _opened(request, money_key(key)) as opened:
        yield opened


Writing = Annotated[Write, Depends(write, scope="function")]
"""In a route's signature: this route changes something, in one transaction, committed before it answers."""

WritingMoney = Annotated[Write, Depends(write_money, scope="function")]
"""The same for a route that grants or pays money, or takes that back: its keys are never forgotten."""


async def _reading(request: Request) -> Reader:
    reader: Reader = request.app.state.database.reading
    return reader


Reading = Annotated[Reader, Depends(_reading)]
"""In a route's signature: this route only reads."""


async def _listing(request: Request) -> Lister:
    state = request.app.state
    database = state.database
    return Lister(database.listing, known=database.reading, cursors=state.cursors, highest=database.highest)


Listing = Annotated[Lister, Depends(_listing)]
"""In a route's signature: this route lists what there is."""


async def _editing(
    request: Request,
    if_match: Annotated[
        list[str] | None,
        Header(alias=versions.HEADER, description="The ETag of the record as it was read. Without: 428."),
    ] = None,
) -> Expected:
    return versions.expected(None if if_match is None else ", ".join(if_match), request.app.state.tags)


Editing = Annotated[Expected, Depends(_editing)]
"""In a route's signature: this route changes a record in the state that the caller has read, and in no other."""

TAGGED: dict[str, Any] = {
    "headers": {
        "ETag": {"schema": {"type": "string"}, "description": "Of the record's state, to be stated with an edit."}
    }
}
"""How a route documents the tag of its answer."""
