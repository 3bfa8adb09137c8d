"""Files within a mandate: whoever may see an enterprise may see what is known of a file about it. What was signed for a
delivery lies where its assistance does; the list of a batch is everywhere, like its fund."""

from collections.abc import Mapping

from services.grants.granting.files.tables import File
from services.grants.granting.files.views import FILES, FileView
from services.grants.granting.owners.reads import of_batch, people
from shared.callers import Role
from shared.database import Reader
from shared.disclosure import Disclosed
from shared.errors import Forbidden, nothing_here
from shared.facts import Found, Source, find
from shared.mandate import MOST_SUBJECTS, Mandate

FILE = Source(
    "file",
    FILES,
    File,
    FileView,
    joins=(
        "LEFT JOIN enterprises AS enterprise ON enterprise.id = fact.enterprise_id"
        " LEFT JOIN deliveries AS delivery ON delivery.id = fact.delivery_id"
        " LEFT JOIN provisions AS provision ON provision.id = delivery.provision_id"
        " LEFT JOIN assistances AS assistance ON assistance.id = provision.assistance_id"
    ),
    place="coalesce(enterprise.place, assistance.place)",
    apart=("enterprise.place", "assistance.place"),
    person=(
        f"CASE WHEN fact.delivery_id IS NULL THEN {people('fact.enterprise_id')} ELSE ARRAY[assistance.person_id] END"
    ),
)

CONTENT = "content"
_OPENED_TO: Mapping[str, tuple[Role, ...]] = {
    "delivery_id": (Role.GRANTS_OFFICER, Role.FINANCE_APPROVER),
    "batch_id": (Role.FINANCE_APPROVER,),
}
"""Who may see what somebody signed, of those who may see other files."""


async def opened(reader: Reader, id: int, mandate: Mandate) -> tuple[File, Disclosed | None]:
    """A file whose content the mandate opens, and what of whom is disclosed by telling it: of the list of a batch, whom
    it pays."""
    if not FILES.readable(mandate.scope(FILES.name), (CONTENT,)):
        raise Forbidden("not-in-mandate", "This caller has no access to {dataset}.", dataset=FILES.name)
    found: Found[FileView] = await find(reader, FILE, id, mandate)
    row = await reader.fetchrow("SELECT * FROM files WHERE id = $1", id)
    assert row is not None
    if row["voided_at"] is not None:
        raise nothing_here()
    file = File.model_validate(dict(row))
    for about, roles in _OPENED_TO.items():
        if getattr(file, about) is not None and not set(roles) & set(mandate.roles):
            raise Forbidden("not-your-role", "Only for the roles {roles}.", roles=roles)
    if file.batch_id is not None:
        paid = await of_batch(reader, file.batch_id, MOST_SUBJECTS)
        return file, Disclosed(dataset=FILES.name, fields=(CONTENT,), people=tuple(paid or ()))
    disclosed = found.disclosed and found.disclosed.model_copy(update={"fields": (*found.disclosed.fields, CONTENT)})
    return file, disclosed


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
