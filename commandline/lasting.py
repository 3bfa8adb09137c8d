"""What stays as long as a process does."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def lasting() -> Iterator[None]:
    """What is imported and made here stays to the end, so the collector never looks for garbage in it.

    It would look anew after every few hundred objects, which is a quarter of what importing an application takes.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
