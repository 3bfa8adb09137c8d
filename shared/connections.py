"""Connections that hold nothing for long: uvicorn's, which wait for ever, with an end to each thing that they wait for.

A client that sends nothing, half a request, or headers without end, and one that does not take its answer, is left
after so many seconds or bytes, and whatever its request holds is let go with the connection. `edge` bounds bodies.
"""

from asyncio import TimerHandle, Transport
from typing import Any

from starlette.responses import Response
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from shared import problems
from shared.errors import HeadTooLarge

LARGEST_HEAD = 64 * 1024
"""Bytes of a request's address and headers; a mandate with all its subjects takes half of them."""
LONGEST_HEAD = 10.0
"""Seconds that the address and the headers may take to arrive, on a new connection or after they have begun."""
SLOWEST_READER = 60.0
"""Seconds in which a reader has to take what is ready for it."""


class _TooMuch(Exception):
    """Ends the parsing of a request whose address and headers are too long."""


class Connection(HttpToolsProtocol):
    """One connection; uvicorn makes it."""

    _coming: TimerHandle | None = None
    _going: TimerHandle | None = None
    _head: int | None = None
    """Bytes of the address and the headers that are under way, as far as they came in pieces."""
    _too_much = False

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._cancel_coming()
        self._cancel_going()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.transport.is_closing():
            return
        if self._head is not None:
            self._head += len(data)
            if self._head > 2 * LARGEST_HEAD:  # a header that never ends is not given to us before it does
                self._too_much = True
                self.send_400_response("")
        if self.timeout_keep_alive_task is None and (self.cycle is None or self.cycle.response_complete):
            self._expect_head()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head = 0
        self._expect_head()

    def on_headers_complete(self) -> None:
        self._cancel_coming()
        self._head = None
        if len(self.url) + sum(len(name) + len(value) for name, value in self.headers) > LARGEST_HEAD:
            self._too_much = True
            raise _TooMuch
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._expect_reader()

    def timeout_keep_alive_handler(self) -> None:
        self._expect_reader()
        super().timeout_keep_alive_handler()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._expect_reader()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._cancel_going()
        if self.cycle is not None and self.cycle.response_complete:
            self._expect_reader()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no request, or too long a one, before any application sees it."""
        if self._too_much:
            refusal = HeadTooLarge(
                "head-too-large", "The address and the headers may have {bytes} bytes at the most.", bytes=LARGEST_HEAD
            )
            self._write(problems.from_domain(refusal))
        else:
            self._write(problems.problem(400, "unreadable-request", "This is no HTTP request."))

    def _write(self, answer: Response) -> None:
        headers = [*answer.raw_headers, (b"connection", b"close")]
        head = b"".join(name + b": " + value + b"\r\n" for name, value in headers)
        self.transport.write(STATUS_LINE[answer.status_code] + head + b"\r\n" + bytes(answer.body))
        self.transport.close()

    def _expect_head(self) -> None:
        if self._coming is None:
            self._coming = self.loop.call_later(LONGEST_HEAD, self.transport.abort)

    def _expect_reader(self) -> None:
        if self._going is None and _unsent(self.transport):
            self._going = self.loop.call_later(SLOWEST_READER, self._leave)

    def _leave(self) -> None:
        self._going = None
        if _unsent(self.transport):
            self.transport.abort()

    def _cancel_coming(self) -> None:
        if self._coming is not None:
            self._coming.cancel()
            self._coming = None

    def _cancel_going(self) -> None:
        if self._going is not None:
            self._going.cancel()
            self._going = None


def _unsent(transport: Any) -> int:
    """Bytes that the reader has not taken and the system does not hold for it either."""
    size: int = transport.get_write_buffer_size()
    return size
