"""Files within a mandate: whoever may see the enterprise may see what is known of a file about it."""

from services.grants.granting.files.tables import File
from services.grants.granting.files.views import FILES, FileView
from services.grants.granting.owners.reads import people
from shared.database import Reader
from shared.disclosure import Disclosed
from shared.errors import Forbidden, NotFound
from shared.facts import Found, Source, find
from shared.mandate import Mandate

FILE = Source(
    "file",
    FILES,
    File,
    FileView,
    joins="JOIN enterprises AS enterprise ON enterprise.id = fact.enterprise_id",
    place="enterprise.place",
    person=people("fact.enterprise_id"),
)

CONTENT = "content"


async def opened(reader: Reader, id: int, mandate: Mandate) -> tuple[File, Disclosed | None]:
    """A file whose content the mandate opens, and what of whom is disclosed by telling it."""
    if not FILES.readable(mandate.scope(FILES.name), (CONTENT,)):
        raise Forbidden("not-in-mandate", "This caller has no access to {dataset}.", dataset=FILES.name)
    found: Found[FileView] = await find(reader, FILE, id, mandate)
    row = await reader.fetchrow("SELECT * FROM files WHERE id = $1", id)
    assert row is not None
    if row["voided_at"] is not None:
        raise NotFound("not-found", "There is nothing here.")
    disclosed = found.disclosed and found.disclosed.model_copy(update={"fields": (*found.disclosed.fields, CONTENT)})
    return File.model_validate(dict(row)), disclosed


_EVIDENCE = """
SELECT EXISTS (
    SELECT FROM milestone_files AS given JOIN milestones AS milestone ON milestone.id = given.milestone_id
    WHERE given.file_id = $1 AND milestone.voided_at IS NULL
    UNION ALL
    SELECT FROM visit_photos AS given JOIN visits AS visit ON visit.id = given.visit_id
    WHERE given.file_id = $1 AND visit.voided_at IS NULL
)
"""


async def is_evidence(reader: Reader, id: int) -> bool:
    """Whether a milestone or a monitoring visit that stands rests on a file."""
    needed: bool = await reader.fetchval(_EVIDENCE, id)
    return needed
