"""A collector of traces: takes OTLP over HTTP on a real socket, keeps the bytes, and reads the spans in them.

with Collector() as collector:
    ...  # something sends to collector.address
    collector.trace_of("GET /people/{registration_number}")
"""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

PATIENCE = 60.0


@dataclass(frozen=True)
class Seen:
    """A span, and the application that it came from."""

    application: str
    span: Span

    @property
    def name(self) -> str:
        return str(self.span.name)

    @property
    def attributes(self) -> dict[str, Any]:
        return {part.key: getattr(part.value, part.value.WhichOneof("value")) for part in self.span.attributes}


class Collector:
    """Listens while it is entered."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        bodies = self.bodies

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                assert self.path == "/v1/traces"
                bodies.append(self.rfile.read(int(self.headers["content-length"])))
                self.send_response(200)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})

    @property
    def raw(self) -> bytes:
        """Everything that was sent."""
        return b"".join(self.bodies)

    @property
    def seen(self) -> list[Seen]:
        return [found for body in list(self.bodies) for found in _read(body)]

    def wait_for(self, wanted: Callable[[Seen], bool]) -> Seen:
        """A span as soon as it is there; those of a request may still be on their way."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            found = [seen for seen in self.seen if wanted(seen)]
            if found:
                return found[0]
            time.sleep(0.05)
        raise AssertionError(f"waited in vain; there are {sorted({seen.name for seen in self.seen})}")

    def trace(self, request_id: str) -> list[Seen]:
        """The trace of a request that came to the gateway, whole."""
        root = self.wait_for(
            lambda seen: seen.application == "gateway" and seen.attributes.get("nexus.request_id") == request_id
        )
        time.sleep(0.5)  # what ended just before is sent by other threads
        return [seen for seen in self.seen if seen.span.trace_id == root.span.trace_id]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def _read(body: bytes) -> Iterator[Seen]:
    for sent in ExportTraceServiceRequest.FromString(body).resource_spans:
        resource = {part.key: part.value.string_value for part in sent.resource.attributes}
        for scoped in sent.scope_spans:
            for span in scoped.spans:
                yield Seen(resource["service.name"], span)
