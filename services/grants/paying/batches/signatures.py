"""The list of a batch that is paid in cash or by an exchange house, as a page: each signs beside their name.

It is there once two people have approved the batch: before that nobody is paid from it.
"""

from datetime import date
from pathlib import Path

from services.grants.granting.owners import reads as owners
from services.grants.paying.banking import Means
from services.grants.paying.batches import reads
from services.grants.paying.batches.reads import BATCH
from services.grants.paying.batches.views import BatchState, BatchView
from services.grants.paying.parties.views import PARTIES
from shared.database import Reader
from shared.disclosure import Disclosed
from shared.errors import Conflict, Forbidden
from shared.facts import find
from shared.mandate import MOST_SUBJECTS, Mandate
from shared.money import written
from shared.paper.printing import Printed, printed, printing

_ON_IT = ("name", "exchange_house")
_PRINTING = printing(Path(__file__).parent, {})


async def page(reader: Reader, id: int, mandate: Mandate, today: date) -> tuple[Printed, Disclosed]:
    """The page, for whoever may know all names on it, and what of whom is disclosed by it."""
    batch = await listed(reader, id, mandate)
    assert batch.currency is not None
    lines = [
        {**dict(row), "amount": written(row["amount"], batch.currency)} for row in await reads.on_the_list(reader, id)
    ]
    told = batch.model_dump(exclude_unset=True, mode="json")
    people = await owners.of_batch(reader, id, MOST_SUBJECTS)
    disclosed = Disclosed(dataset=PARTIES.name, fields=_ON_IT, people=tuple(people or ()))
    return printed(_PRINTING, "list_of_payments.html", told=told, lines=lines, today=today), disclosed


async def listed(reader: Reader, id: int, mandate: Mandate) -> BatchView:
    """A batch that has such a list, for whoever may know all names on it."""
    mandate.require_country()
    if not PARTIES.opened_by(mandate.datasets, _ON_IT):
        raise Forbidden("not-in-mandate", "This caller has no access to {dataset}.", dataset=PARTIES.name)
    batch = (await find(reader, BATCH, id, mandate)).view
    if batch.means is Means.BANK_TRANSFER:
        raise Conflict("paid-by-a-bank", "A bank says what became of this.")
    if batch.state not in {BatchState.APPROVED, BatchState.SENT}:
        raise Conflict("not-approved", "Two people approve a batch before it is sent.")
    return batch
