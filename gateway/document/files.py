"""The files that are served: the document as `nexus document` wrote it, and those of the page that shows it."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from shared.errors import NotFound
from shared.kept import Kept, kept

DOCUMENT = Path(__file__).parents[2] / "docs" / "openapi.json"
"""Written by `nexus document` and never while somebody waits: to make it takes seconds."""

_HERE = Path(__file__).parent
_SWAGGER_UI = Path(str(files("fastapi_offline"))) / "static"

PLACES: Mapping[str, tuple[Path, str]] = {
    "/openapi.json": (DOCUMENT, "application/json"),
    "/docs": (_HERE / "page.html", "text/html; charset=utf-8"),
    "/docs/start.js": (_HERE / "start.js", "text/javascript; charset=utf-8"),
    "/docs/swagger-ui-bundle.js": (_SWAGGER_UI / "swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
    "/docs/swagger-ui.css": (_SWAGGER_UI / "swagger-ui.css", "text/css; charset=utf-8"),
    "/docs/favicon.png": (_SWAGGER_UI / "favicon.png", "image/png"),
}
"""What stands where, and what kind of file it is."""


@cache
def file(path: str) -> Kept:
    """What stands at a path, read once. Raises `NotFound` where the document has not been written."""
    place, _ = PLACES[path]
    try:
        return kept(place.read_bytes())
    except FileNotFoundError:
        raise NotFound("not-found", "{file} is not part of this installation.", file=place.name) from None


def introduction() -> str:
    """What the document says before everything else."""
    return (_HERE / "introduction.md").read_text(encoding="utf-8")
