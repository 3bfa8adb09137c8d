"""How an instruction stands, by everything that was said of it: a join, so neither how often something was said nor in
which order it came makes a difference."""

from collections.abc import Iterable
from functools import reduce

from services.grants.paying.batches.views import InstructionState
from services.grants.paying.messages.status import Meaning

_OF = {
    Meaning.IN_PROGRESS: InstructionState.IN_PROGRESS,
    Meaning.SETTLED: InstructionState.SETTLED,
    Meaning.REJECTED: InstructionState.REJECTED,
}
_ORDER = {InstructionState.SENT: 0, InstructionState.IN_PROGRESS: 1}


def joined(one: InstructionState, other: InstructionState) -> InstructionState:
    """How something stands of which both are said: what is final beats what is not, and two ends contradict."""
    if one is other:
        return one
    if one in _ORDER or other in _ORDER:
        return max(one, other, key=lambda state: _ORDER.get(state, 2))
    return InstructionState.CONTRADICTED


def standing(said: Iterable[Meaning]) -> InstructionState:
    """How a sent instruction stands of which a bank said all this."""
    return reduce(joined, (_OF[each] for each in said), InstructionState.SENT)
