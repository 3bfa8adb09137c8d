"""Where a home's data, socket and programs lie, and whose they are.

PostgreSQL refuses to run as root. An ordinary user therefore keeps everything in the home; root keeps it in a folder
of its own below /var/tmp, because a clone and its parents are often closed to everybody else, and opening them would
be none of our business. That folder is root's and closed to others; data and socket in it belong to the user who runs
PostgreSQL, so root never writes where that user could have planted something.
"""

import logging
import os
import pwd
import re
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from embedded import binaries
from embedded.errors import Unusable
from embedded.owners import owner_name

STAND_INS = ("postgres", "nobody")
PREFIX = "nexus-"
LOCK = "lock"
NOTE = "place"  # the file in a root's home that names the folder below /var/tmp
TEMPORARY = Path("/var/tmp")  # noqa: S108 - survives a reboot; the folder in it has a random name and is checked
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 103  # bytes without the closing NUL: macOS; Linux allows 107
PLAIN_PATH = re.compile(r"[A-Za-z0-9/._+-]+")  # no comma, colon or blank: they mean something in a URL's host

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Place:
    """`folder` holds `data` and usually `socket`; `binaries` is the folder with the programs."""

    folder: Path
    binaries: Path
    uid: int
    gid: int
    stand_in: bool  # another user than ours has to run the programs

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def own(self, path: Path) -> None:
        """Give a file or folder we made to the user who runs PostgreSQL."""
        if self.stand_in:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def fresh_folder(self, path: Path) -> Path:
        """An empty private folder of that user; what stood there is removed."""
        if path.exists():
            shutil.rmtree(path)
        path.mkdir(mode=0o700)
        self.own(path)
        return path


def find(home: Path) -> Place:
    """The place of this home, made if there is none. The caller holds the home's lock."""
    if os.geteuid() != 0:
        _expect_owner(home, os.geteuid())
        return Place(home, binaries.in_the_wheel(), os.geteuid(), os.getegid(), stand_in=False)
    user = _stand_in()
    if (home / "data").exists():
        raise Unusable(
            f"The database in {home} was made by the user {owner_name(home.joinpath('data').stat().st_uid)}. "
            "Run as that user, or move the folder away."
        )
    folder = _noted(home) or _make(home, user)
    return Place(folder, binaries.copied_to(folder), user.pw_uid, user.pw_gid, stand_in=True)


def noted(home: Path) -> Path | None:
    """The folder below /var/tmp that this home names, whether it is still there or not."""
    try:
        return Path((home / NOTE).read_text("utf-8").strip())
    except FileNotFoundError:
        return None


def socket_folder(place: Place) -> Path:
    """An empty private folder for the socket: in the place, or a temporary one if that path is too long or too odd."""
    note = place.folder / "socket-folder"
    if note.exists():
        leave_socket_folder(place)
    folder = place.folder / "socket"
    path = str(folder / SOCKET_NAME)
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH and PLAIN_PATH.fullmatch(path):
        return place.fresh_folder(folder)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir="/tmp"))
    place.own(folder)
    note.write_text(str(folder), "utf-8")
    return folder


def leave_socket_folder(place: Place) -> None:
    """Remove the temporary socket folder, if there was one."""
    note = place.folder / "socket-folder"
    if note.exists():
        folder = Path(note.read_text("utf-8"))
        if folder.is_dir() and not folder.is_symlink() and folder.stat().st_uid == place.uid:
            shutil.rmtree(folder, ignore_errors=True)
        note.unlink()


def _stand_in() -> pwd.struct_passwd:
    for name in STAND_INS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Unusable(
        "PostgreSQL refuses to run as root, and there is neither a user 'postgres' nor 'nobody' to run it. "
        "Run as an ordinary user."
    )


def _make(home: Path, user: pwd.struct_passwd) -> Path:
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=TEMPORARY))
    os.chown(folder, 0, user.pw_gid)
    folder.chmod(0o750)
    (home / NOTE).write_text(f"{folder}\n", "utf-8")
    return folder


def _noted(home: Path) -> Path | None:
    folder = noted(home)
    if folder is None:
        return None
    try:
        found = folder.lstat()
    except FileNotFoundError:
        log.warning("The database folder %s of %s has vanished; starting with an empty one.", folder, home)
        return None
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != 0 or found.st_mode & 0o027:
        raise Unusable(
            f"{folder}, which {home / NOTE} names as the database folder, is not the one that was made there: "
            f"it should belong to root and be closed to others. Look at it, then remove {home / NOTE} to start afresh."
        )
    return folder


def _expect_owner(folder: Path, uid: int) -> None:
    owner = folder.stat().st_uid
    if owner != uid:
        raise Unusable(
            f"{folder} belongs to the user {owner_name(owner)}, not to {owner_name(uid)}. Run as {owner_name(owner)}, "
            "or use another folder."
        )
