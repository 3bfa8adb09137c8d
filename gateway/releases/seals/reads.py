"""Seals as officers see them, and the approved one that partners are given."""

import json
from collections.abc import Iterable
from datetime import datetime

from gateway.releases.seals.views import SealedResultsView, SealView
from shared.database import Reader
from shared.errors import NotFound, nothing_here

_SEAL = """
SELECT seal.id, seal.project, seal.recorded_by AS made_by, seal.recorded_at AS made_at, seal.results,
    approval.recorded_by AS approved_by, approval.recorded_at AS sealed_at
FROM seals AS seal LEFT JOIN seal_approvals AS approval ON approval.seal_id = seal.id
WHERE seal.project = $1 AND seal.id = $2
"""

_APPROVED = """
SELECT approval.content FROM seals AS seal JOIN seal_approvals AS approval ON approval.seal_id = seal.id
WHERE seal.project = $1
ORDER BY approval.recorded_at DESC LIMIT 1
"""


_APPROVED_BY = """
SELECT DISTINCT ON (seal.project) seal.project, approval.content
FROM seals AS seal JOIN seal_approvals AS approval ON approval.seal_id = seal.id
WHERE seal.project = ANY ($1) AND approval.recorded_at <= $2
ORDER BY seal.project, approval.recorded_at DESC
"""


async def seal(reader: Reader, project: str, id: int) -> SealView:
    """A seal, approved or not."""
    row = await reader.fetchrow(_SEAL, project, id)
    if row is None:
        raise nothing_here()
    return SealView.model_validate({**dict(row), "results": json.loads(row["results"])})


async def approved(reader: Reader, project: str) -> bytes:
    """The sealed results of a project as stored: always the same bytes, until a later seal is approved."""
    content = await reader.fetchval(_APPROVED, project)
    if content is None:
        raise NotFound("results-not-sealed", "The results of this project are not sealed yet.")
    return bytes(content)


async def approved_by(reader: Reader, projects: Iterable[str], as_of: datetime) -> dict[str, SealedResultsView]:
    """Of each of these projects the results that were sealed last by a moment, in the order of their codes."""
    rows = await reader.fetch(_APPROVED_BY, list(projects), as_of)
    return {row["project"]: SealedResultsView.model_validate_json(row["content"]) for row in rows}
