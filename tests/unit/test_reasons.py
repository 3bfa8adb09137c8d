"""What PostgreSQL says last is understood: lines as version 18 wrote them when it was given no room, or wrong data."""

from pathlib import Path

import pytest

from embedded.reasons import explained, tells_of_a_full_disk

AT = "2026-11-25 14:45:38.959 UTC [17760] "
FULL = [
    'FATAL:  could not write to file "pg_wal/xlogtemp.17483": No space left on device',
    'PANIC:  could not write to file "pg_logical/replorigin_checkpoint.tmp": No space left on device',
    'FATAL:  could not write blocks 0..0 in file "base/16387/1247": No space left on device',
    "FATAL:  could not write init file: No space left on device",
    'FATAL:  could not extend file "base/1/2701": wrote only 4096 of 8192 bytes at block 0',
    'LOG:  could not write file "postmaster.opts": No space left on device',
    'PANIC:  could not write to file "pg_wal/xlogtemp.9": Disk quota exceeded',
]


def said(words: str, *, before: str = "", after: str = "") -> str:
    """How a server that fails is explained, whose last words are these."""
    return explained("It failed.", before + AT + words + after, Path("/data"), Path("/programs"))


@pytest.mark.parametrize("words", FULL)
def test_no_room_is_understood_however_it_is_said(words: str) -> None:
    noise = "".join(f"{AT}LOG:  terminating any other active server processes\n" for _ in range(30))
    assert tells_of_a_full_disk(noise + AT + words)
    assert said(words, before=noise, after=f"\n{noise}").splitlines() == [
        "It failed. The disk that holds /data is full: make room on it and start again. "
        "What was recorded is still there.",
        f"    {AT}{words}",
    ]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("FATAL:  database files are incompatible with server", "was written by another version of PostgreSQL"),
        ('FATAL:  data directory "/data" has wrong ownership', "belongs to another user: run as that user"),
        ('FATAL:  data directory "/data" has invalid permissions', "is open to other users"),
        ("PANIC:  could not locate a valid checkpoint record at 0/0", "is damaged"),
        ("FATAL:  could not map anonymous shared memory: Cannot allocate memory", "has not enough free memory"),
    ],
)
def test_what_else_may_be_wrong_is_understood(words: str, reason: str) -> None:
    assert reason in said(words).splitlines()[0]
    assert not tells_of_a_full_disk(words)


def test_what_is_not_understood_is_shown_as_it_was_said() -> None:
    lines = [f"line {number}" for number in range(20)]
    assert said("\n".join(lines)).splitlines() == [
        "It failed. Its last words say why.",
        *(f"    line {number}" for number in range(8, 20)),
    ]
