"""Become the right user, tie our life to the starter's, then become the program.

Run as `python -I -S launcher.py PARENT UID GID PROGRAM [ARGUMENT ...]`; UID -1 stays who we are. A program of its own,
because code between fork and exec in a process with threads can deadlock.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
CANNOT_RUN = 126  # the shell's exit status for the same


def become(parent: int, uid: int, gid: int, program: list[str]) -> None:
    """Replace this process by `program`. Returns only by raising OSError."""
    libc = ctypes.CDLL(None, use_errno=True)  # before the change of user: libraries may be out of reach after it
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    os.umask(0o077)
    for ignored_by_python in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(ignored_by_python, signal.SIG_DFL)
    if sys.platform == "linux":
        # The kernel forgets this signal when the user changes, so it is asked for here and not earlier.
        # SIGQUIT is PostgreSQL's immediate shutdown, which its log makes good at the next start. The fast one, SIGINT,
        # can hang for ever if it comes in the middle of a crash recovery.
        if libc.prctl(PR_SET_PDEATHSIG, int(signal.SIGQUIT), 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "cannot ask for the parent-death signal")
        if os.getppid() != parent:
            raise OSError("the starter is gone")
    os.execv(program[0], program)  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    try:
        become(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
    except OSError as refusal:
        sys.stderr.write(f"cannot run {sys.argv[4]}: {refusal}\n")
        sys.exit(CANNOT_RUN)
