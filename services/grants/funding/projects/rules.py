"""What may happen to a project: it is recorded under its own code, and voided while nothing stands under it."""

from datetime import date

from sqlmodel import col, select

from services.grants.funding.projects import reads
from services.grants.funding.projects.reads import PROJECT
from services.grants.funding.projects.tables import Project
from services.grants.funding.projects.views import ProjectDraft
from shared import facts
from shared.errors import Conflict, Invalid, NotFound
from shared.facts import find
from shared.mandate import Mandate
from shared.money import require_granular
from shared.views import VoidReason
from shared.write import Write, judged


async def record(write: Write, draft: ProjectDraft, mandate: Mandate) -> str:
    """Record a project, which is everywhere; gives its code."""
    mandate.require_country()
    mandate.require_project(draft.code, "code")
    if draft.ends_on < draft.starts_on:
        raise Invalid("ends-before-start", "A project ends on or after its first day.", field="ends_on")
    require_granular(draft.budget, draft.currency, "budget")
    project = Project(**draft.model_dump(), recorded_by=write.caller)
    taken = Conflict("code-used", "Another project has this code.", field="code")
    async with judged(write, {"uq_projects_standing": taken}):
        write.session.add(project)
    write.trail("project.recorded", project.id, code=project.code)
    return project.code


async def require_project(write: Write, code: str, day: date, mandate: Mandate, field: str = "approved_on") -> None:
    """Refuse a code of no standing project and a day before it starts; hold the project until this write ends."""
    project = await require_standing(write, code, mandate)
    if day < project.starts_on:
        raise Invalid("before-project", "The project starts after this day.", field=field)


async def require_standing(write: Write, code: str, mandate: Mandate) -> Project:
    """Refuse a code of no standing project; hold the project until this write ends."""
    mandate.require_project(code, "project")
    standing = select(Project).where(Project.code == code, col(Project.voided_at).is_(None))
    project = (await write.session.exec(standing.with_for_update(read=True))).first()
    if project is None:
        raise NotFound("unknown-project", "No project has this code.", field="project")
    return project


async def void(write: Write, code: str, reason: VoidReason, mandate: Mandate) -> str:
    """Void a project under which no money stands. What other services recorded under its code stays with them."""
    mandate.require_country()
    await find(await write.reader(), PROJECT, code, mandate)
    standing = select(Project.id).where(Project.code == code, col(Project.voided_at).is_(None))
    await write.session.exec(standing.with_for_update())
    if await reads.in_use(await write.reader(), code):
        raise Conflict("project-in-use", "Void the funds, phases, awards and assistances under the project first.")
    await facts.void(write, PROJECT, code, reason, mandate)
    return code
