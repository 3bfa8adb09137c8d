"""How often a service is asked a second time: once in ten calls at the most, so that nobody in trouble gets more."""

CALLS_FOR_ONE = 10
"""Calls that allow one to be repeated."""
MOST_SAVED = 5
"""Repetitions that a quiet time saves for a worse one."""


class Budget:
    """The repetitions that the calls so far allow; `spent` of them were made.

    There are none at first: however short the time that one looks at from the beginning, it has no more than a tenth.
    """

    def __init__(self) -> None:
        self.spent = 0
        self._calls = 0

    def earn(self) -> None:
        """A call is made."""
        self._calls = min(self._calls + 1, CALLS_FOR_ONE * MOST_SAVED)

    def spend(self) -> bool:
        """Whether it may be repeated; then it is."""
        if self._calls < CALLS_FOR_ONE:
            return False
        self._calls -= CALLS_FOR_ONE
        self.spent += 1
        return True
