"""Whose a file is, in the names that people know."""

import os
import pwd
from pathlib import Path


def owner_name(uid: int) -> str:
    """The name of a user, or the number if nobody has it."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def whose(path: Path) -> tuple[Path, int] | None:
    """The path, or the nearest folder above it that can be looked at, and the user it belongs to."""
    for place in (path, *path.parents):
        try:
            return place, os.lstat(place).st_uid
        except OSError:
            continue
    return None
