"""Kinds of jobs: what each does, what it takes, and who may start it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.callers import Role
from shared.database import Reader
from shared.drafts import Draft
from shared.jobs.running import Job
from shared.jobs.views import Nothing


@dataclass(frozen=True)
class Kind:
    """A kind of job: `run` does it, and is called again with the job's checkpoint when a worker died or stopped.

    `starters` may start, follow and cancel it; `reached`, which is given the parameters and who came in at the door,
    refuses whoever asks for it and does not reach what it is about. `nightly` is when it starts by itself: a cron
    expression in Iraq's time. Of one kind one job runs at a time.
    """

    name: str
    run: Callable[[Job], Awaitable[None]]
    parameters: type[Draft] = Nothing
    starters: tuple[Role, ...] = (Role.ADMINISTRATOR,)
    reached: Callable[[Reader, Any, Any], Awaitable[None]] | None = None
    nightly: str | None = None


Kinds = Mapping[str, Kind]


def kinds_of(kinds: Sequence[Kind]) -> Kinds:
    """The kinds that an application knows, by name."""
    return {kind.name: kind for kind in kinds}


def open_to(kinds: Kinds, roles: Sequence[Role]) -> tuple[str, ...]:
    """The names of the kinds that somebody in these roles may start."""
    return tuple(kind.name for kind in kinds.values() if set(roles) & set(kind.starters))
