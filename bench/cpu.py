"""CPU seconds that processes have used so far, in user and kernel mode."""

from collections.abc import Callable

import psutil

Clock = Callable[[], float]


def of(pid: int) -> Clock:
    """The clock of one process and all its threads."""
    process = psutil.Process(pid)

    def used() -> float:
        times = process.cpu_times()
        return float(times.user + times.system)

    return used


def of_postgres(postmaster: int) -> Clock:
    """The clock of a PostgreSQL server: the postmaster, its children that live, and those that it has buried.

    A backend that ends between two readings is not lost: its time has gone over to the postmaster's dead children.
    """
    process = psutil.Process(postmaster)

    def used() -> float:
        while True:
            try:
                living = sum(of(child.pid)() for child in process.children())
            except psutil.NoSuchProcess:
                continue
            times = process.cpu_times()
            own = times.user + times.system + times.children_user + times.children_system
            return float(living + own)

    return used


def of_all(*clocks: Clock) -> Clock:
    return lambda: sum(clock() for clock in clocks)
