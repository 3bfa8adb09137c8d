"""Files within a mandate: whoever may see the enterprise may see what is known of a file about it."""

from services.grants.files.tables import File
from services.grants.files.views import FILES, FileView
from services.grants.owners.reads import people
from shared.database import Reader
from shared.disclosure import Disclosed
from shared.errors import Forbidden
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
    disclosed = found.disclosed and found.disclosed.model_copy(update={"fields": (*found.disclosed.fields, CONTENT)})
    return File.model_validate(dict(row)), disclosed
