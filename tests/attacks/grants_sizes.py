"""How long the machine of grants is let run. A sequence asks the service some hundred times, so there are fewer in a
short run than of lives."""

from collections.abc import Callable

from access_sizes import LONG, size
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

SEQUENCES = size(30, 2_000)
STEPS = size(12, 20)
UNTIL_CAUGHT = 400
"""Sequences within which a planted fault has to be caught."""


def run(machine: Callable[[], RuleBasedStateMachine], sequences: int = SEQUENCES) -> None:
    """Let a machine run its sequences; fails with the shortest one that shows a fault."""
    _run(machine, settings(max_examples=sequences, derandomize=not LONG))


def run_until_caught(machine: Callable[[], RuleBasedStateMachine]) -> None:
    """Let a machine run until it fails, if it does."""
    _run(machine, settings(max_examples=UNTIL_CAUGHT, derandomize=True, phases=(Phase.generate,)))


def _run(machine: Callable[[], RuleBasedStateMachine], how: settings) -> None:
    quietly = settings(how, deadline=None, database=None, stateful_step_count=STEPS, suppress_health_check=HealthCheck)
    run_state_machine_as_test(machine, settings=quietly)  # type: ignore[no-untyped-call]
