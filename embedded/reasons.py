"""Plain words for what PostgreSQL says last before it gives up."""

from pathlib import Path

from embedded.errors import no_room

FORMER_RUN = "pre-existing shared memory block"
FULL = ("No space left on device", "Disk quota exceeded", ": wrote only ", "Check free disk space")
LINES_SHOWN = 12

_ANOTHER_VERSION = (
    "The data in {folder} was written by another version of PostgreSQL: use that version, or another folder."
)

REASONS = {
    **dict.fromkeys(FULL, no_room(Path("{folder}"))),
    FORMER_RUN: "Processes of a former run are still ending.",
    'lock file "postmaster.pid" already exists': "Another PostgreSQL seems to be running on {folder}.",
    "could not map anonymous shared memory": "The machine has not enough free memory.",
    "Cannot allocate memory": "The machine has not enough free memory.",
    "database files are incompatible with server": _ANOTHER_VERSION,
    "initialized by PostgreSQL version": _ANOTHER_VERSION,
    "has wrong ownership": "The data in {folder} belongs to another user: run as that user, or use another folder.",
    "has invalid permissions": "The data in {folder} is open to other users, which PostgreSQL does not accept.",
    "could not locate a valid checkpoint record": "The data in {folder} is damaged.",
    'could not open file "': "Files are missing from {folder} or closed to us.",
    'could not open directory "': "Folders are missing from {folder} or closed to us.",
    "Permission denied": "The programs in {binaries} may not be run: closed to us, or a file system mounted noexec.",
    "Operation not permitted": "This process may not change to the user that is to run PostgreSQL.",
}


def explained(what: str, said: str, folder: Path, binaries: Path) -> str:
    """`what` happened and why, with the words that tell so; with the last lines of what was said if we know none."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    for words, reason in REASONS.items():
        telling = [line for line in lines if words in line]
        if telling:
            return f"{what} {reason.format(folder=folder, binaries=binaries)}\n    {telling[-1]}"
    return "\n".join([f"{what} Its last words say why.", *(f"    {line}" for line in lines[-LINES_SHOWN:])])


def tells_of_a_full_disk(said: str) -> bool:
    """Whether PostgreSQL has said that it had no room."""
    return any(words in said for words in FULL)
