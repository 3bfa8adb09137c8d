"""Sending a batch to a bank: its file is written, held to the schema of the standard, and kept under its hash before it
is recorded that it was sent. So whoever downloads it again is told the same bytes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from hashlib import file_digest
from io import BufferedRandom
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import cast

from obstore.store import ObjectStore

from services.grants.granting.files import store as files
from services.grants.granting.owners import reads as owners
from services.grants.paying.banking import Means
from services.grants.paying.batches import reads, rules
from services.grants.paying.batches.reads import BATCH
from services.grants.paying.batches.rules import Written
from services.grants.paying.messages.initiation import Heading, initiation, is_valid
from services.grants.paying.parties.views import PARTIES
from shared.callers import Role
from shared.database import Reader
from shared.days import day_of
from shared.disclosure import Disclosed
from shared.drafts import Draft, Identifier
from shared.errors import Conflict, Forbidden, NotFound
from shared.examples import example
from shared.facts import find, require_reached
from shared.jobs.kinds import Kind
from shared.jobs.running import Job
from shared.mandate import MOST_SUBJECTS, Mandate
from shared.money import Currency

MOST_IN_A_REQUEST = 2_000
"""Transfers that are written while whoever asks waits; more are written by a job."""


@asynccontextmanager
async def written(reader: Reader, id: int, at: datetime | None = None) -> AsyncIterator[Written]:
    """The file of an approved batch, as long as the block lasts; written now, or as it was at a time that is stated."""
    at = at or datetime.now(UTC).replace(microsecond=0)
    head = await reads.head(reader, id)
    heading = Heading(
        message_id=head["message_id"],
        created_at=at,
        payer=reads.account(head),
        execute_on=max(head["execute_on"], day_of(at)),
        currency=Currency(head["currency"]),
        transactions=head["transactions"],
        control_sum=head["control_sum"],
    )
    with NamedTemporaryFile(suffix=".xml") as kept:
        file = cast(BufferedRandom, kept)
        with initiation(file, heading) as writing:
            async for some in reads.transfers(reader, id):
                for transfer in some:
                    writing.add(transfer)
        file.flush()
        size = file.tell()
        file.seek(0)
        if not is_valid(file):
            raise RuntimeError("what was written is not what the standard says")
        file.seek(0)
        yield Written(Path(kept.name), at, file_digest(file, "sha256").hexdigest(), size)


@dataclass(frozen=True)
class Sent:
    """The file that a batch was sent as."""

    message_id: str
    sha256: str
    size: int


async def opened(reader: Reader, id: int, mandate: Mandate) -> tuple[Sent, Disclosed]:
    """The file that a batch was sent as, for whoever may know all accounts in it, and what of whom is disclosed by it.

    Of more people than a request may be about it is said that they were told of, and not who they are.
    """
    mandate.require_country()
    if not PARTIES.opened_by(mandate.datasets, _IN_A_FILE):
        raise Forbidden("not-in-mandate", "This caller has no access to {dataset}.", dataset=PARTIES.name)
    view = (await find(reader, BATCH, id, mandate)).view
    row = await reader.fetchrow(_SENT, id)
    if row is None or view.id is None:
        raise NotFound("no-file", "This batch was not sent to a bank.")
    people = await owners.of_batch(reader, id, MOST_SUBJECTS)
    return Sent(**dict(row)), Disclosed(dataset=PARTIES.name, fields=_IN_A_FILE, people=tuple(people or ()))


_SENT = """
SELECT batch.message_id, sending.sha256, sending.size
FROM batch_sendings AS sending JOIN batches AS batch ON batch.id = sending.batch_id
WHERE batch.id = $1 AND sending.sha256 IS NOT NULL
"""
_IN_A_FILE = ("name", "iban", "account", "bic")


@example(batch_id=7)
class BatchToSend(Draft):
    """Which batch is sent."""

    batch_id: Identifier


def by_job(store: ObjectStore | None) -> Kind:
    """The kind of job that sends a batch of any length, into this store."""
    return Kind("send-batch", partial(_send, store), BatchToSend, starters=(Role.FINANCE_APPROVER,), reached=_reached)


async def _reached(reader: Reader, stated: BatchToSend, mandate: Mandate) -> None:
    mandate.require_country()
    await require_reached(reader, BATCH, stated.batch_id, mandate)


async def _send(store: ObjectStore | None, job: Job) -> None:
    """Send a batch. Whatever happens before the end leaves nothing but bytes that nobody refers to; if it was sent and
    only the job's own end is missing, nothing is left to do."""
    if job.checkpoint is not None:
        return
    id = int(job.stated["batch_id"])
    reader = job.database.reading
    head = await reads.head(reader, id)
    if head is None or await reads.approvals(reader, id) < rules.APPROVALS:
        raise Conflict("not-approved", "Two people approve a batch before it is sent.")
    if head["means"] != Means.BANK_TRANSFER:
        raise Conflict("other-means", "Only what is paid by a bank is written as a file.")
    async with written(reader, id) as file:
        await files.keep_file(store, file.sha256, file.path)
        await job.require_hold()
        async with job.chunk() as write:
            await rules.send(write, id, file, None)
            await job.advance(write, done=head["transactions"], total=head["transactions"], checkpoint={})
