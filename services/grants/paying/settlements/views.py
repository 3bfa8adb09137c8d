"""What callers state about settlements, and are told of how batches reconcile."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from services.grants.amounts import SumView
from services.grants.paying.batches.views import BATCHES, INSTRUCTIONS, InstructionState, Resolution
from shared.classification import classified
from shared.drafts import Day, Draft, Line
from shared.examples import example

Filed = Annotated[Line, Field(max_length=35)]
"""Under what a statement or a signed list is filed."""


@classified(INSTRUCTIONS)
@example(outcome="settled", statement="ST-2019-12-11", on_day="2019-12-10")
class ResolutionDraft(Draft):
    """What the statement of an account shows of an instruction, and on which day it happened."""

    outcome: Resolution
    statement: Filed
    on_day: Day


@classified(INSTRUCTIONS)
@example(signed_by="Amina Al-Sinjari", signed_on="2019-12-10", sheet="CL-2019-007")
class SignatureDraft(Draft):
    """Who signed for the money, on which day, and where the signed list is filed."""

    signed_by: Line
    signed_on: Day
    sheet: Filed


@classified(BATCHES)
class StateView(SumView):
    """How many instructions of a batch stand so, how much they are together, and how much of that is paid as the ledger
    has it."""

    state: InstructionState | None = None
    transactions: int | None = None
    control_sum: Decimal | None = None
    disbursed: Decimal | None = None


@classified(BATCHES)
class DifferenceView(SumView):
    """An instruction that waits for somebody to find out: its `state` and what the ledger has `disbursed` of it."""

    instruction_id: int | None = None
    order_id: int | None = None
    state: InstructionState | None = None
    control_sum: Decimal | None = None
    disbursed: Decimal | None = None


@classified(BATCHES)
class ReconciliationView(SumView):
    """What became of a batch: by state, all of it, and one by one what does not agree. Settled and disbursed differ by
    `difference`; nothing waits and nothing differs once `reconciled`."""

    batch_id: int | None = None
    transactions: int | None = None
    control_sum: Decimal | None = None
    settled: Decimal | None = None
    disbursed: Decimal | None = None
    difference: Decimal | None = None
    states: list[StateView] | None = None
    pending: list[DifferenceView] | None = None
    reconciled: bool | None = None
