"""Plain words for what PostgreSQL says last before it gives up."""

from pathlib import Path

FORMER_RUN = "pre-existing shared memory block"
LINES_SHOWN = 12

REASONS = {
    "No space left on device": "The disk that holds {folder} is full.",
    FORMER_RUN: "Processes of a former run are still ending.",
    'lock file "postmaster.pid" already exists': "Another PostgreSQL seems to be running on {folder}.",
    "could not map anonymous shared memory": "The machine has not enough free memory.",
    "Cannot allocate memory": "The machine has not enough free memory.",
    "initialized by PostgreSQL version": "The data in {folder} was written by another version of PostgreSQL.",
    "has wrong ownership": "The data in {folder} belongs to another user.",
    "has invalid permissions": "The data in {folder} is open to other users, which PostgreSQL does not accept.",
    "could not locate a valid checkpoint record": "The data in {folder} is damaged.",
    'could not open file "': "Files are missing from {folder} or closed to us.",
    'could not open directory "': "Folders are missing from {folder} or closed to us.",
    "Permission denied": "The programs in {binaries} may not be run: closed to us, or a file system mounted noexec.",
    "Operation not permitted": "This process may not change to the user that is to run PostgreSQL.",
}


def explained(what: str, said: str, folder: Path, binaries: Path) -> str:
    """`what` happened, why if we recognise it, and the last lines of what was said."""
    reasons = (reason for words, reason in REASONS.items() if words in said)
    reason = next(reasons, "Its last words say why.").format(folder=folder, binaries=binaries)
    lines = [line for line in said.splitlines() if line.strip()][-LINES_SHOWN:]
    return "\n".join([f"{what} {reason}", *(f"    {line}" for line in lines)])
