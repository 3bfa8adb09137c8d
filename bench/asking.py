"""Asking a running server over real sockets, from another process."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from typing import Any


def asking(
    url: str,
    connections: int,
    headers: Callable[[], Mapping[str, str]] | None = None,
    bodies: Callable[[int], Iterable[object]] | None = None,
) -> Callable[[int], object]:
    """Asks a URL so many times over so many connections, or sends it so many bodies of JSON.

    Headers are made anew each time, since what opens a door lives shortly.
    """

    def ask(times: int) -> None:
        command = [sys.executable, "-m", "bench.load", url, str(times), str(connections)]
        stated = [f"{name}: {value}" for name, value in (headers() if headers else {}).items()]
        lines = "\n".join(map(json.dumps, bodies(times) if bodies else ()))
        subprocess.run([*command, *stated], check=True, input=lines.encode())

    return ask


def bearing(token: Callable[[], str]) -> Callable[[], Mapping[str, str]]:
    """The header with an access token that is made anew each time."""
    return lambda: {"authorization": f"Bearer {token()}"}


def answer(url: str, token: str | None = None) -> Any:
    """What is answered to one question."""
    headers = {"authorization": f"Bearer {token}"} if token else {}
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30) as response:
        return json.load(response)
