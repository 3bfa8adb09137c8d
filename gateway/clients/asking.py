"""Asking a service for something the gateway composes: the answer as a model, or the refusal as a domain error."""

import json
from collections.abc import Mapping
from typing import TypeVar
from urllib.parse import urlencode

from pydantic import BaseModel, ValidationError

from gateway.clients.upstream import Upstream, unreachable
from shared.disclosure import Disclosed
from shared.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from shared.mandate import Mandate

_THE_CALLERS: Mapping[int, type[DomainError]] = {403: Forbidden, 422: Invalid}
"""Refusals that the caller has earned, as opposed to those that are the platform's own business."""
ABOUT_A_RECORD: Mapping[int, type[DomainError]] = {**_THE_CALLERS, 404: NotFound, 409: Conflict}
"""And where the caller names a record: there is none, or it is not so that this can be done."""

Model = TypeVar("Model", bound=BaseModel)


async def ask(
    upstream: Upstream,
    mandate: Mandate,
    method: str,
    path: str,
    model: type[Model],
    *,
    query: dict[str, str] | None = None,
    body: BaseModel | None = None,
    key: str | None = None,
    safe: bool = False,
    refusals: Mapping[int, type[DomainError]] = _THE_CALLERS,
) -> Model:
    """What the service answers, as the part of it that `model` names.

    A service that fails or answers something else is as good as unreachable; a request it finds
    invalid or forbidden is the caller's, and the refusal is passed on as it was said, in the caller's language. What is
    `safe` only asks, and may be asked again.
    """
    found, _ = await disclosing(
        upstream, mandate, method, path, model, query=query, body=body, key=key, safe=safe, refusals=refusals
    )
    return found


async def disclosing(
    upstream: Upstream,
    mandate: Mandate,
    method: str,
    path: str,
    model: type[Model],
    *,
    query: dict[str, str] | None = None,
    body: BaseModel | None = None,
    key: str | None = None,
    safe: bool = False,
    refusals: Mapping[int, type[DomainError]] = _THE_CALLERS,
) -> tuple[Model, Disclosed | None]:
    """The same, with what it discloses and about whom, as the service says."""
    answer = await upstream.send(
        mandate,
        method,
        path,
        query=urlencode(query or {}).encode(),
        body=body.model_dump_json(exclude_unset=True).encode() if body else b"",
        key=key,
        safe=safe,
    )
    content = await answer.read()
    try:
        if answer.status == 200:
            return model.model_validate_json(content), answer.disclosed
        if answer.status in refusals:
            problem = json.loads(content)
            kind = problem["type"].removeprefix("/problems/")
            raise refusals[answer.status](kind, problem["detail"], field=problem["errors"][0].get("field"))
    except (ValidationError, ValueError, KeyError, IndexError, TypeError, AttributeError):
        pass
    raise unreachable(upstream.service)


class Counted(BaseModel):
    """How many there are; more than that when `capped`."""

    total: int
    capped: bool


class Listed(BaseModel):
    """Of a list, how many are on it."""

    count: Counted


async def counted(upstream: Upstream, mandate: Mandate, path: str, **filters: str) -> Counted:
    """How many are on a list, as far as the caller may see them."""
    query = {**filters, "limit": "1", "count": "true"}
    return (await ask(upstream, mandate, "GET", path, Listed, query=query)).count
