"""What may happen to findings: they follow from who is one person, come and go with it, and an officer settles them."""

from collections.abc import Sequence

from services.grants.findings.reads import FINDING
from services.grants.findings.tables import Settlement
from services.grants.findings.views import Outcome, ReconsideredView
from shared.database import judged
from shared.errors import Conflict
from shared.facts import find
from shared.mandate import Mandate
from shared.write import Write

_DUE = """
SELECT first.id AS first_id, second.id AS second_id, first.project
FROM unnest($1::int[], $2::int[]) AS one (person_id, place)
JOIN unnest($1::int[], $2::int[]) AS other (person_id, place)
    ON other.place = one.place AND other.person_id <> one.person_id
JOIN assistances AS first ON first.person_id = one.person_id AND first.voided_at IS NULL
JOIN assistances AS second ON second.person_id = other.person_id AND second.project = first.project
    AND second.voided_at IS NULL AND second.id > first.id
"""
_CLOSE = f"""
UPDATE findings AS finding SET voided_at = recorded_now(), voided_by = $3, void_reason = 'corrected'
FROM assistances AS first, assistances AS second
WHERE finding.voided_at IS NULL AND first.id = finding.first_id AND second.id = finding.second_id
    AND (first.person_id = ANY ($1) OR second.person_id = ANY ($1))
    AND (finding.first_id, finding.second_id) NOT IN (SELECT due.first_id, due.second_id FROM ({_DUE}) AS due)
RETURNING finding.id, finding.project
"""  # noqa: S608 - no value in it
_RAISE = f"""
INSERT INTO findings (project, first_id, second_id, recorded_by)
SELECT due.project, due.first_id, due.second_id, $3 FROM ({_DUE}) AS due ORDER BY due.first_id, due.second_id
ON CONFLICT (first_id, second_id) WHERE voided_at IS NULL DO NOTHING
RETURNING id, project
"""  # noqa: S608 - no value in it


async def reconsider(write: Write, people: Sequence[Sequence[int]]) -> ReconsideredView:
    """Raise and close findings as it follows from who is one person now; `people` has each with all their ids.

    Told the same again it changes nothing, so it may be told as often as somebody is not sure to have done so.
    """
    reader = await write.reader()
    ids = [id for person in people for id in person]
    places = [place for place, person in enumerate(people) for _ in person]
    closed = await reader.fetch(_CLOSE, ids, places, write.caller)
    raised = await reader.fetch(_RAISE, ids, places, write.caller)
    for rows, is_raised in ((closed, False), (raised, True)):
        found, project = [row["id"] for row in rows], [row["project"] for row in rows]
        await write.trail_each("finding.raised" if is_raised else "finding.closed", found, project=project)
    return ReconsideredView(closed=len(closed), raised=len(raised))


async def settle(write: Write, id: int, outcome: Outcome, mandate: Mandate) -> int:
    """Record what an officer found out, once; whoever is one person no longer has nothing to settle."""
    found = await find(await write.reader(), FINDING, id, mandate)
    if found.view.voided_at is not None:
        raise Conflict("closed-already", "These are not one person any more.")
    settled = Conflict("settled-already", "This was settled before.")
    async with judged(write.session, {"pk_settlements": settled}):
        write.session.add(Settlement(finding_id=id, outcome=outcome, recorded_by=write.caller))
    await write.trail("finding.settled", id, outcome=outcome)
    return id
