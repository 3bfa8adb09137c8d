"""From a caller to a mandate: what this caller may do in one service, for this request."""

from datetime import datetime
from time import time

from gateway.access.callers import Caller
from gateway.access.roles import scopes
from shared.callers import Service
from shared.mandate import Mandate, Subject

PATIENCE = 9.0
"""Seconds within which an answer must be there."""


def for_staff(
    caller: Caller,
    audience: Service,
    request_id: str,
    *,
    purpose: str = "service-delivery",
    as_of: datetime | None = None,
    subjects: tuple[Subject, ...] = (),
    deadline: float | None = None,
) -> Mandate:
    """The mandate of a member of staff: their roles, in their areas, over all projects."""
    return Mandate(
        audience=audience,
        caller=caller.name,
        caller_class=caller.caller_class,
        roles=caller.roles,
        purpose=purpose,
        areas=caller.areas,
        datasets=scopes(caller.roles, audience),
        subjects=subjects,
        as_of=as_of,
        deadline=deadline or time() + PATIENCE,
        request_id=request_id,
    )
