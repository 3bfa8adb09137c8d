"""What routes have alike: that one reads or writes, said in its signature, its query, and its answer as a view."""

from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Annotated

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute

from shared import idempotency
from shared.database import Reader
from shared.errors import Invalid
from shared.views import View
from shared.write import Write, writing


def shown(view: View, status: int = 200) -> Response:
    """A view as the answer: only the fields it was given, and not to be stored by anyone."""
    return Response(
        view.model_dump_json(exclude_unset=True),
        status,
        media_type="application/json",
        headers={"cache-control": "no-store"},
    )


async def only_known_query(request: Request) -> None:
    """Refuse a query field that the route does not have, or one stated twice: a misspelt one would change the answer.

    A route outside the document passes its query on to another, which refuses it itself.
    """
    route: APIRoute = request.scope["route"]
    if not request.scope["query_string"] or not route.include_in_schema:
        return
    known = {field.alias for field in route.dependant.query_params}
    for name in request.query_params:
        if name not in known:
            raise Invalid("invalid-request", "This is not a field of the query.", field=name[:80] or "query")
        if len(request.query_params.getlist(name)) > 1:
            raise Invalid("invalid-request", "This is stated more than once.", field=name[:80])


async def stated_key(request: Request) -> idempotency.Key | None:
    """The key under which the caller states this request, if any."""
    stated = request.headers.get(idempotency.HEADER)
    if stated is None:
        return None
    fingerprint = sha256(f"{request.method} {request.scope['path']}\n".encode() + await request.body()).digest()
    return idempotency.Key(request.scope["state"]["caller_name"], idempotency.require_key(stated), fingerprint)


async def _write(request: Request) -> AsyncIterator[Write]:
    state = request.scope["state"]
    key = await stated_key(request)
    async with writing(request.app.state.database, state["caller_name"], state["request_id"], key) as write:
        yield write


Writing = Annotated[Write, Depends(_write, scope="function")]
"""In a route's signature: this route changes something, in one transaction, committed before it answers."""


async def _reading(request: Request) -> Reader:
    reader: Reader = request.app.state.database.reading
    return reader


Reading = Annotated[Reader, Depends(_reading)]
"""In a route's signature: this route only reads."""
