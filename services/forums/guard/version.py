"""Which guard it is: the rules, lists and letters by which texts are marked, as one short word.

It is made of them, so it changes with them and nobody has to think of it; the files as they were are in the repository.
"""

import unicodedata
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

LISTS = (__package__, "shared.names", "shared.places.data")
READ = (".py", ".csv")


@cache
def version_of_guard() -> str:
    """The first 16 digits of the SHA-256 of all that decides what is marked."""
    digest = sha256(f"{unicodedata.unidata_version} {version('rapidfuzz')}".encode())
    for package in LISTS:
        for name, content in sorted(_read(files(package), "")):
            digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:16]


def _read(folder: Traversable, path: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _read(entry, f"{path}{entry.name}/")
        elif entry.name.endswith(READ):
            found.append((path + entry.name, entry.read_bytes()))
    return found
