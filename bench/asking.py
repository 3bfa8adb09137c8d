"""Asking a running server over real sockets, from another process."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from typing import Any


def asking(
    url: str, connections: int, token: Callable[[], str] | None = None, body: bytes | None = None
) -> Callable[[int], object]:
    """Asks a URL so many times over so many connections, or sends it a body of JSON.

    A token is made anew each time, since it lives shortly.
    """

    def ask(times: int) -> None:
        command = [sys.executable, "-m", "bench.load", url, str(times), str(connections)]
        subprocess.run([*command, *([token()] if token else [])], check=True, input=body or b"")

    return ask


def answer(url: str, token: str | None = None) -> Any:
    """What is answered to one question."""
    headers = {"authorization": f"Bearer {token}"} if token else {}
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30) as response:
        return json.load(response)
