"""Asking the forums service for a ministry: under its agreement, by its own references, and what of that is told."""

from collections.abc import Awaitable, Callable, Iterable
from time import time
from typing import Any

from fastapi import Request, Response

from gateway.access import mandates
from gateway.access.agreements.judging import Asked as About
from gateway.access.agreements.judging import Standing
from gateway.access.callers import Caller
from gateway.access.references import References
from gateway.clients import forums
from gateway.clients.upstream import Upstream
from gateway.clients.urgency import Urgency, asking
from gateway.ledger.rules import Told
from gateway.ledger.telling import Answering
from shared.callers import DatasetName, Service
from shared.drafts import Draft
from shared.mandate import Mandate
from shared.pages import Asked, Page
from shared.routes import shown
from shared.views import View


def about(caller: Caller, dataset: DatasetName, fields: Iterable[str] = ()) -> About:
    """What is asked for: a dataset, and fields of it that have to be open, for the purpose that the caller states if it
    does."""
    return About(dataset, purpose=caller.purpose, fields=tuple(fields) or None)


def page(request: Request, dataset: DatasetName, asked: Asked, pages: type[Page[Any]]) -> Answering:
    """Answers with a page of the records of a dataset."""

    async def answering(agreement: Standing) -> tuple[Response, Told]:
        upstream, mandate = _ways(request, agreement, dataset)
        with asking(Urgency.MANY):
            found = await forums.records(upstream, mandate, dataset, _by_ids(request, asked, agreement))
        items = _by_references(request, dataset, found.items, agreement)
        told: dict[str, Any] = {"items": items, "next": found.next}
        if found.count is not None:
            told["count"] = found.count.model_dump()
        return shown(pages.model_validate(told)), _written(dataset, items)

    return answering


def figures(request: Request, asked: Draft, view: type[View]) -> Answering:
    """Answers with how forums work, counted."""

    async def answering(agreement: Standing) -> tuple[Response, Told]:
        upstream, mandate = _ways(request, agreement, DatasetName.INDICATORS)
        with asking(Urgency.MANY):
            found = await forums.indicators(upstream, mandate, _by_ids(request, asked, agreement))
        rows = _by_references(request, DatasetName.INDICATORS, found.rows, agreement)
        return shown(view.model_validate({**dict(found), "rows": rows})), _written(DatasetName.INDICATORS, rows)

    return answering


Stating = Callable[[Upstream, Mandate, int], Awaitable[forums.Record]]
"""Tells the service what the ministry states of the record with an id, and is told the record."""


def stating(request: Request, dataset: DatasetName, reference: str, state: Stating, view: type[View]) -> Answering:
    """Answers with the record of which something was stated; it was recorded before that is written down as told."""

    async def answering(agreement: Standing) -> tuple[Response, Told]:
        references: References = request.app.state.references
        id = references.id(dataset, reference, agreement.partner, agreement.code)
        record = (await state(*_ways(request, agreement, dataset), id)).root
        [told] = _by_references(request, dataset, [record], agreement)
        return shown(view.model_validate(told)), _written(dataset, [told])

    return answering


def _ways(request: Request, agreement: Standing, dataset: DatasetName) -> tuple[Upstream, Mandate]:
    """The way to the service, and what the agreement opens there of a dataset."""
    request_id, deadline = request.scope["state"]["request_id"], time() + mandates.PATIENCE
    mandate = mandates.for_partner(agreement, Service.FORUMS, [dataset], request_id, deadline=deadline)
    return request.app.state.upstreams[Service.FORUMS], mandate


def _by_ids(request: Request, asked: Draft, agreement: Standing) -> dict[str, Any]:
    """What the ministry asks, as the service takes it; a reference that is not its own stands for nothing."""
    references: References = request.app.state.references
    stated = asked.model_dump(mode="json", exclude_none=True)
    return references.ids(stated, agreement.partner, agreement.code)


def _by_references(
    request: Request, dataset: DatasetName, records: Iterable[dict[str, Any]], agreement: Standing
) -> list[dict[str, Any]]:
    references: References = request.app.state.references
    return [references.told(dataset, record, agreement.partner, agreement.code) for record in records]


def _written(dataset: DatasetName, records: Iterable[dict[str, Any]]) -> Told:
    """What the ledger is told: which fields; of nobody."""
    return Told(dataset.value, tuple(sorted({name for record in records for name in record})))
