"""Finding a route at once: by the first part of a path and by how many parts it has.

A service has a hundred routes or two, and a router tries them one by one; nearly all of them say no.
"""

from collections import defaultdict
from collections.abc import Iterable

from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

_Kind = tuple[str, int]


class Signpost(BaseRoute):
    """Stands before the routes that it knows and shows the way to the one that answers.

    Where none does it says nothing: those behind it are then tried one by one, and the refusal is theirs. Of several
    that would answer it shows the first, as a router does.
    """

    def __init__(self, routes: Iterable[APIRoute]) -> None:
        self._alike: dict[_Kind, list[APIRoute]] = defaultdict(list)
        for route in routes:
            self._alike[_kind(route.path)].append(route)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] == "http":
            for route in self._alike.get(_kind(scope["path"]), ()):
                match, found = route.matches(scope)
                if match is Match.FULL:
                    return match, found
        return Match.NONE, {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await scope["route"].handle(scope, receive, send)


def _kind(path: str) -> _Kind:
    """What a path and its route have in common: the first part, behind the version at the door, and how many follow."""
    first, *others = path.removeprefix("/v1").removeprefix("/").split("/")
    return first, len(others)
