"""What may happen to a file: it is given as evidence, and voided while nothing rests on it."""

from hashlib import sha256

from services.grants.granting.files import reads
from services.grants.granting.files.reads import FILE
from services.grants.granting.files.tables import File
from shared import facts
from shared.errors import Conflict
from shared.facts import find
from shared.mandate import Mandate
from shared.views import VoidReason
from shared.write import Write


def hash_of(content: bytes) -> str:
    """Under what bytes are kept."""
    return sha256(content).hexdigest()


async def record(write: Write, file: File) -> int:
    """Record that a file was given, whose bytes are in the store; what it is about is held."""
    write.session.add(file)
    await write.session.flush()
    write.trail("file.recorded", file.id, enterprise=file.enterprise_id, delivery=file.delivery_id, batch=file.batch_id)
    return file.id


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void a file that is evidence of nothing that stands. Its bytes stay, as all that was recorded does."""
    reader = await write.reader()
    await find(reader, FILE, id, mandate)
    await write.session.get(File, id, with_for_update=True)
    if await reads.is_evidence(reader, id):
        raise Conflict("file-is-evidence", "This file is evidence of a milestone or a visit.")
    return await facts.void(write, FILE, id, reason, mandate)
