"""What may happen to enterprises that may be one: an officer settles whether they are. It changes neither of them."""

from services.grants.granting.doubles.reads import DOUBLE
from services.grants.granting.doubles.tables import DoubleSettlement
from services.grants.granting.doubles.views import DoubleOutcome
from shared.errors import Conflict
from shared.facts import find
from shared.mandate import Mandate
from shared.write import Write, judged


async def settle(write: Write, id: int, outcome: DoubleOutcome, mandate: Mandate) -> int:
    """Record what an officer found out, once."""
    await find(await write.reader(), DOUBLE, id, mandate)
    settled = Conflict("settled-already", "This was settled before.")
    async with judged(write, {"pk_double_settlements": settled}):
        write.session.add(DoubleSettlement(double_id=id, outcome=outcome, recorded_by=write.caller))
    write.trail("double.settled", id, outcome=outcome)
    return id
