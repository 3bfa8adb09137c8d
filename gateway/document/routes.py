"""The document and its page over HTTP, for everybody: they say what there is, and nothing of what is in it."""

from fastapi import APIRouter, Request, Response

from gateway.document.files import PLACES, file
from shared.kept import answer
from shared.routes import StrictRoute

router = APIRouter(route_class=StrictRoute)

OPEN = frozenset(PLACES)

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The page loads from the gateway alone and runs no script that stands in it; its style has pictures in data URLs."""


async def _file(request: Request) -> Response:
    """A file as it stands, or word that the reader has it already."""
    path = request.scope["path"]
    headers = {
        "cache-control": "no-cache",  # kept by anybody, and asked for again: a new version is read at once
        "content-security-policy": POLICY,
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }
    return answer(file(path), request.headers.get("if-none-match"), PLACES[path][1], headers)


for _path in PLACES:
    router.add_api_route(_path, _file, methods=["GET"], include_in_schema=False)
