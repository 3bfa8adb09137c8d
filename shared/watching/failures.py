"""Errors in spans, by kind and place. `record_exception` is used nowhere: it sends the message, which may quote a
person's data.
"""

from opentelemetry.trace import Span, StatusCode

from shared import logs


def failed(span: Span, failure: BaseException) -> None:
    """Note what went wrong: its kind, and the last place it came from."""
    span.set_status(StatusCode.ERROR)
    span.set_attributes({"error.type": logs.kind(failure), "nexus.where": logs.steps(failure)[-1:]})
