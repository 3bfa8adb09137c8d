"""Spans of one application, sent with OTLP: a request, its calls to services, and their statements are one trace.

A trace begins at the gateway. What a stranger states in `traceparent` is not read: it would say which of our traces
belong together, and which are kept. A service reads it of whoever carries a mandate made for it, that is the gateway.

Spans carry templates of routes, methods, statuses, classes of callers and request ids, and of an error its kind and
place (`failures.py`).
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from contextvars import Token
from dataclasses import dataclass

from opentelemetry.context import Context, attach, detach
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from starlette.datastructures import Headers
from starlette.types import Scope

from shared.watching.failures import failed

HEADER = "traceparent"
_W3C = TraceContextTextMapPropagator()
_LAST_WORDS = 1.0
"""Seconds that what was not sent yet may take when the application ends."""

Trusted = Callable[[Scope], bool]
"""Whether a request comes from within, so that it may say to which trace it belongs."""


def nobody(_: Scope) -> bool:
    """All requests come from outside."""
    return False


@dataclass(frozen=True)
class Spans:
    """Makes the spans of one application."""

    tracer: Tracer
    trusted: Trusted

    def asked(self, scope: Scope) -> "Asked":
        """A request begins; what it causes from here on belongs to it."""
        context = Context()
        if self.trusted(scope):
            context = _W3C.extract({HEADER: Headers(scope=scope).get(HEADER, "")}, context)
        span = self.tracer.start_span("request", context, SpanKind.SERVER)
        return Asked(span, attach(set_span_in_context(span)))

    def calling(self, service: str) -> "Calling":
        """A call to a service begins."""
        return Calling(self.tracer.start_span(f"call {service}", kind=SpanKind.CLIENT))


@dataclass(frozen=True)
class Asked:
    """A request under way."""

    span: Span
    token: Token[Context]

    def ended(
        self,
        *,
        method: str,
        route: str | None,
        status: int | None,
        outcome: str,
        caller_class: str | None,
        request_id: str,
        failure: BaseException | None,
    ) -> None:
        """It is over; `failure` is what we are to blame for."""
        detach(self.token)
        self.span.update_name(f"{method} {route or 'none'}")
        known = {
            "http.request.method": method,
            "http.route": route,
            "http.response.status_code": status,
            "nexus.caller_class": caller_class,
            "nexus.request_id": request_id,
            "nexus.outcome": outcome,
        }
        self.span.set_attributes({name: value for name, value in known.items() if value is not None})
        if failure is not None:
            failed(self.span, failure)
        elif status is not None and status >= 500:
            self.span.set_status(StatusCode.ERROR)
        self.span.end()


@dataclass(frozen=True)
class Calling:
    """A call under way."""

    span: Span

    @property
    def header(self) -> tuple[bytes, bytes]:
        """What tells the service to which trace the call belongs."""
        carrier: dict[str, str] = {}
        _W3C.inject(carrier, set_span_in_context(self.span))
        return HEADER.encode(), carrier[HEADER].encode()

    def answered(self, status: int) -> None:
        self.span.set_attribute("http.response.status_code", status)
        if status >= 500:
            self.span.set_status(StatusCode.ERROR)

    def ended(self, failure: BaseException | None = None) -> None:
        if failure is not None:
            failed(self.span, failure)
        self.span.end()


@asynccontextmanager
async def sending(application: str, endpoint: str, trusted: Trusted) -> AsyncIterator[Spans]:
    """Send an application's spans to a collector, a few seconds behind; what cannot be sent is dropped.

    What the standard variables of OpenTelemetry say holds, such as OTEL_TRACES_SAMPLER and OTEL_EXPORTER_OTLP_HEADERS.
    """
    resource = Resource.create({"service.name": application, "service.namespace": "nexus"})
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(f"{endpoint.rstrip('/')}/v1/traces")))
    try:
        yield Spans(provider.get_tracer("nexus"), trusted)
    finally:
        # A collector that hangs keeps nobody from ending: the thread is left behind.
        ending = threading.Thread(target=provider.shutdown, daemon=True)
        ending.start()
        await asyncio.to_thread(ending.join, _LAST_WORDS)
