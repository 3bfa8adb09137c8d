"""How a command ends: as told, or with one line that says why."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from pydantic import ValidationError

from demo.errors import DemoError
from embedded.errors import EmbeddedError
from gateway.environment import Environment
from shared.durability import NotDurable, NotReachable
from shared.errors import DomainError
from shared.languages import ENGLISH


def end_like_ctrl_c() -> None:
    """Let a polite end be an end like Ctrl-C, which asyncio tells its tasks of, and does not raise amid their work.

    That asyncio does unless Ctrl-C is ignored, as it is for what a script has begun in the background.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))


def fail(reason: str) -> typer.Exit:
    typer.echo(f"nexus: {reason}", err=True)
    return typer.Exit(1)


def refuse_in_production(what: str) -> None:
    stated = os.environ.get("NEXUS_ENV", Environment.DEVELOPMENT)
    if stated != Environment.DEVELOPMENT:
        raise fail(f"{what} is for development and refuses to run with NEXUS_ENV={stated}.")


@contextmanager
def plainly() -> Iterator[None]:
    """Say what keeps a command from working in one line instead of a traceback."""
    try:
        yield
    except (EmbeddedError, DemoError, NotReachable, NotDurable) as reason:
        raise fail(str(reason)) from None
    except DomainError as refusal:
        raise fail(ENGLISH.say(refusal.sentence, refusal.values)) from None
    except ValidationError as error:
        raise fail("; ".join(f"{part['loc'][0]}: {part['msg']}" for part in error.errors())) from None
