"""The data folder of a home: made on first use, looked at before every other."""

import locale
import os
import re
from pathlib import Path

from embedded import programs
from embedded.binaries import MAJOR
from embedded.errors import Unusable
from embedded.owners import owner_name
from embedded.place import Place

USER = "nexus"


def prepare(place: Place, password: str) -> None:
    """Make the data folder, or refuse one that this PostgreSQL must not touch. Raises `Unusable` or `StartFailed`."""
    if not place.data.exists():
        _initialise(place, password)
        return
    owner = place.data.stat().st_uid
    if owner != place.uid:
        raise Unusable(
            f"The database in {place.data} belongs to the user {owner_name(owner)}, not to {owner_name(place.uid)}. "
            "Run as the user who made it, or use another folder."
        )
    version = _version(place.data / "PG_VERSION")
    if version is None:
        raise Unusable(f"{place.data} holds no database, or a damaged one: PG_VERSION is missing, or says no version.")
    if version != MAJOR:
        raise Unusable(
            f"The database in {place.data} was written by PostgreSQL {version}; this is {MAJOR}. "
            "Nothing in it was touched: move it away and start afresh, or bring it over with pg_dump of that version."
        )


def _version(note: Path) -> str | None:
    try:
        said = note.read_bytes().strip()
    except FileNotFoundError:
        return None
    return said.decode() if re.fullmatch(rb"[0-9.]{1,10}", said) else None


def _initialise(place: Place, password: str) -> None:
    draft = place.fresh_folder(place.folder / "data.incomplete")
    word = place.folder / "password.once"
    word.unlink(missing_ok=True)
    with open(os.open(word, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(password)
    place.own(word)
    try:
        programs.run(
            place,
            "initdb",
            f"--pgdata={draft}",
            f"--username={USER}",
            f"--pwfile={word}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            f"--lc-ctype={_character_types()}",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions",
        )
    finally:
        word.unlink()
    # Complete or absent: an interrupted initdb leaves no folder that looks like a database.
    draft.rename(place.data)


def _character_types() -> str:
    """C.UTF-8 where the system has it; macOS may not, and the builtin provider does not depend on it."""
    present = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except locale.Error:
        return "C"
    else:
        return "C.UTF-8"
    finally:
        locale.setlocale(locale.LC_CTYPE, present)
