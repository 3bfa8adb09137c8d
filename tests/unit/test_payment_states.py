"""How an instruction stands: by the set of what was said of it, and by nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from services.grants.paying.batches.standing import joined, standing
from services.grants.paying.batches.views import InstructionState
from services.grants.paying.messages.status import Meaning, meaning

SAID = st.lists(st.sampled_from(Meaning), max_size=8)
STATES = st.sampled_from([state for state in InstructionState if state is not InstructionState.WAITING])


@given(st.data(), SAID)
def test_neither_the_order_of_reports_nor_how_often_they_come_makes_a_difference(
    data: st.DataObject, said: list[Meaning]
) -> None:
    shuffled = data.draw(st.permutations(said))
    again = data.draw(st.lists(st.sampled_from(said), max_size=5)) if said else []
    assert standing(said) is standing([*shuffled, *again]) is standing(set(said))


@given(STATES, STATES, STATES)
def test_what_is_said_is_joined_in_any_order(
    one: InstructionState, other: InstructionState, third: InstructionState
) -> None:
    assert joined(one, one) is one
    assert joined(one, other) is joined(other, one)
    assert joined(joined(one, other), third) is joined(one, joined(other, third))


def test_two_ends_contradict_and_an_end_beats_what_is_no_end() -> None:
    assert standing([]) is InstructionState.SENT
    assert standing([meaning("ACTC"), meaning("ACSP"), meaning("PDNG")]) is InstructionState.IN_PROGRESS
    assert standing([meaning("ACSC"), meaning("ACSP")]) is InstructionState.SETTLED
    assert standing([meaning("RJCT"), meaning("ACCP")]) is InstructionState.REJECTED
    assert standing([meaning("RJCT"), meaning("ACCC")]) is InstructionState.CONTRADICTED
    assert meaning("NEW1") is Meaning.IN_PROGRESS
