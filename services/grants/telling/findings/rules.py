"""What may happen to findings: they follow from who is one person, what is one household and what was given, come and
go with that, and an officer settles them."""

from collections.abc import Mapping, Sequence

from services.grants.granting.awards.reads import WHOSE
from services.grants.telling.findings.reads import ABOUT_AWARDED, FINDING, OWNED
from services.grants.telling.findings.tables import Settlement
from services.grants.telling.findings.views import FindingKind, Outcome, ReconsideredView
from shared.errors import Conflict
from shared.facts import find
from shared.mandate import Mandate
from shared.write import Write, judged

# Who is one person, or what one household: each id, beside each id of the same, with the place of whose they are.
_ONE = """
FROM unnest($1::int[], $2::int[]) AS one (id, place)
JOIN unnest($1::int[], $2::int[]) AS other (id, place) ON other.place = one.place
"""
_ASSISTED = f"""
SELECT first.id AS first_id, second.id AS second_id, first.project
{_ONE}
JOIN assistances AS first ON first.person_id = one.id AND first.voided_at IS NULL
JOIN assistances AS second ON second.person_id = other.id AND second.project = first.project
    AND second.person_id <> first.person_id AND second.voided_at IS NULL AND second.id > first.id
    AND coalesce(second.phase_id = first.phase_id, true)
"""
_AWARDED = f"""
SELECT DISTINCT first.id AS first_id, second.id AS second_id, first.project
{_ONE}
JOIN ({WHOSE}) AS mine ON mine.person_id = one.id
JOIN ({WHOSE}) AS theirs ON theirs.person_id = other.id AND theirs.fund_id = mine.fund_id
    AND theirs.award_id > mine.award_id
JOIN awards AS first ON first.id = mine.award_id JOIN awards AS second ON second.id = theirs.award_id
"""
_OWNER_ASSISTED = f"""
SELECT DISTINCT first.id AS first_id, second.id AS second_id, first.project
{_ONE}
JOIN assistances AS first ON first.person_id = one.id AND first.voided_at IS NULL
JOIN ({OWNED}) AS owned ON owned.person_id = other.id
JOIN awards AS second ON second.id = owned.award_id AND second.project = first.project AND second.voided_at IS NULL
"""
_HOUSEHOLD_ASSISTED = f"""
SELECT first.id AS first_id, second.id AS second_id, first.project
{_ONE}
JOIN assistances AS first ON first.household_id = one.id AND first.voided_at IS NULL
JOIN assistances AS second ON second.household_id = other.id AND second.household_id <> first.household_id
    AND second.phase_id = first.phase_id AND second.voided_at IS NULL AND second.id > first.id
"""
_ABOUT_ASSISTED = "SELECT id FROM assistances WHERE person_id = ANY ($1)"
_ABOUT_HOUSEHOLDS = "SELECT id FROM assistances WHERE household_id = ANY ($1)"


def _close(kind: FindingKind, sides: Mapping[str, str], due: str) -> str:
    """SQL: void the findings of a kind that do not follow any more, by what may stand on each of their sides.

    Both sides are about those told of, each told with all ids that are theirs: a finding of which one side is about
    nobody told of may still follow from who its other people are.
    """
    (first, of_first), (second, of_second) = sides.items()
    return f"""
UPDATE findings AS finding SET voided_at = recorded_now(), voided_by = $3, void_reason = 'corrected'
WHERE finding.kind = '{kind}' AND finding.voided_at IS NULL
    AND finding.{first} IN ({of_first}) AND finding.{second} IN ({of_second})
    AND (finding.{first}, finding.{second}) NOT IN (SELECT due.first_id, due.second_id FROM ({due}) AS due)
RETURNING finding.id, finding.project
"""  # noqa: S608 - names from code


def _raise(kind: FindingKind, first: str, second: str, due: str) -> str:
    """SQL: record the findings that follow and do not stand yet."""
    return f"""
INSERT INTO findings (kind, project, {first}, {second}, recorded_by)
SELECT '{kind}', due.project, due.first_id, due.second_id, $3 FROM ({due}) AS due ORDER BY due.first_id, due.second_id
ON CONFLICT ({first}, {second}, kind) WHERE voided_at IS NULL DO NOTHING
RETURNING id, project
"""  # noqa: S608 - names from code


_ASSISTANCES, _AWARDS, _ONE_OF_EACH = (
    ("first_id", "second_id"),
    ("first_award_id", "second_award_id"),
    ("first_id", "first_award_id"),
)
_CLOSING = (
    _close(FindingKind.ASSISTED_TWICE, dict.fromkeys(_ASSISTANCES, _ABOUT_ASSISTED), _ASSISTED),
    _close(FindingKind.AWARDED_TWICE, dict.fromkeys(_AWARDS, ABOUT_AWARDED), _AWARDED),
    _close(FindingKind.OWNER_ASSISTED, {"first_id": _ABOUT_ASSISTED, "first_award_id": ABOUT_AWARDED}, _OWNER_ASSISTED),
)
_RAISING = (
    _raise(FindingKind.ASSISTED_TWICE, *_ASSISTANCES, _ASSISTED),
    _raise(FindingKind.AWARDED_TWICE, *_AWARDS, _AWARDED),
    _raise(FindingKind.OWNER_ASSISTED, *_ONE_OF_EACH, _OWNER_ASSISTED),
)
_CLOSING_OF_HOUSEHOLDS = (
    _close(FindingKind.HOUSEHOLD_ASSISTED_TWICE, dict.fromkeys(_ASSISTANCES, _ABOUT_HOUSEHOLDS), _HOUSEHOLD_ASSISTED),
)
_RAISING_OF_HOUSEHOLDS = (_raise(FindingKind.HOUSEHOLD_ASSISTED_TWICE, *_ASSISTANCES, _HOUSEHOLD_ASSISTED),)


async def reconsider(write: Write, people: Sequence[Sequence[int]]) -> ReconsideredView:
    """Raise and close findings as it follows from who is one person now, and what they have; `people` has each with
    all their ids.

    Told the same again it changes nothing, so it may be told as often as somebody is not sure to have done so.
    """
    return await _follow(write, people, _CLOSING, _RAISING)


async def reconsider_households(write: Write, households: Sequence[Sequence[int]]) -> ReconsideredView:
    """The same as it follows from what is one household now, each with all that became part of it."""
    return await _follow(write, households, _CLOSING_OF_HOUSEHOLDS, _RAISING_OF_HOUSEHOLDS)


async def _follow(
    write: Write, told: Sequence[Sequence[int]], closing: Sequence[str], raising: Sequence[str]
) -> ReconsideredView:
    reader = await write.reader()
    ids = [id for one in told for id in one]
    places = [place for place, one in enumerate(told) for _ in one]
    closed = [row for sql in closing for row in await reader.fetch(sql, ids, places, write.caller)]
    raised = [row for sql in raising for row in await reader.fetch(sql, ids, places, write.caller)]
    for rows, is_raised in ((closed, False), (raised, True)):
        found, project = [row["id"] for row in rows], [row["project"] for row in rows]
        write.trail_each("finding.raised" if is_raised else "finding.closed", found, project=project)
    return ReconsideredView(closed=len(closed), raised=len(raised))


async def settle(write: Write, id: int, outcome: Outcome, mandate: Mandate) -> int:
    """Record what an officer found out, once; whoever is one person no longer has nothing to settle."""
    found = await find(await write.reader(), FINDING, id, mandate)
    if found.view.voided_at is not None:
        raise Conflict("closed-already", "These are not one person any more.")
    settled = Conflict("settled-already", "This was settled before.")
    async with judged(write, {"pk_settlements": settled}):
        write.session.add(Settlement(finding_id=id, outcome=outcome, recorded_by=write.caller))
    write.trail("finding.settled", id, outcome=outcome)
    return id
