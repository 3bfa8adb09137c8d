"""What may happen to a seal: one officer proposes it, another approves it, and it stays as it is."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select

from gateway.answers.views import ResultsView
from gateway.releases.seals.tables import Seal, SealApproval
from gateway.releases.seals.views import HeadlineResultsView, SealedResultsView
from shared.errors import Conflict, Forbidden, Unavailable, nothing_here
from shared.write import Write, judged


async def propose(write: Write, results: ResultsView) -> int:
    """Keep the headline part of complete results, to be approved by another officer."""
    if results.status != "complete" or results.project is None:
        raise Unavailable("results-incomplete", "A service cannot be reached; partial results are never sealed.")
    headline = HeadlineResultsView.model_validate(results.model_dump())
    seal = Seal(
        project=results.project.code,
        as_of=results.as_of,
        results=headline.model_dump_json(),
        recorded_by=write.caller,
    )
    write.session.add(seal)
    await write.session.flush()
    write.trail("seal.proposed", seal.id, project=seal.project)
    return seal.id


async def approve(write: Write, project: str, id: int) -> int:
    """Seal what another officer proposed: from now on these bytes are the project's published results."""
    found = await write.session.exec(select(Seal).where(col(Seal.id) == id, col(Seal.project) == project))
    seal = found.first()
    if seal is None:
        raise nothing_here()
    if seal.recorded_by == write.caller:
        raise Forbidden("same-officer", "A seal is approved by another officer than the one who proposed it.")
    now: datetime = (await write.session.execute(select(func.recorded_now()))).scalar_one()
    headline = HeadlineResultsView.model_validate_json(seal.results)
    sealed = SealedResultsView(**dict(headline), sealed_at=now)
    twice = Conflict("already-sealed", "This seal was approved before.")
    async with judged(write, {"pk_seal_approvals": twice}):
        write.session.add(
            SealApproval(
                seal_id=id,
                content=sealed.model_dump_json().encode(),
                recorded_at=now,
                recorded_by=write.caller,
            )
        )
    write.trail("seal.approved", id, project=project)
    return id
