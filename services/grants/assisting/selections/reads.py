"""Selection lists and their candidates within a mandate; people stay out of every view."""

from collections.abc import Mapping

from services.grants.assisting.selections.tables import Candidate, Selection
from services.grants.assisting.selections.views import (
    CANDIDATES,
    SELECTIONS,
    CandidatesRankedView,
    CandidateView,
    RankingRule,
    SelectionView,
)
from shared.database import Reader
from shared.facts import Found, Source, disclosed, find_each, people_of, require_reached
from shared.mandate import Mandate, Subject

ORDERS: Mapping[RankingRule, str] = {
    RankingRule.SCORE_THEN_NEEDS: "assessed.score DESC, assessed.needs DESC, assessed.assessed_on, assessed.id"
}
"""SQL: how a rule ranks; no two assessments are alike in it."""

LAST_OPINION = """
LEFT JOIN LATERAL (
    SELECT said.validation_id, said.opinion, said.reason FROM opinions AS said
    JOIN validations AS session ON session.id = said.validation_id AND session.voided_at IS NULL
    WHERE said.candidate_id = {candidate} ORDER BY session.held_on DESC, session.id DESC LIMIT 1
) AS said ON true
"""
"""SQL: joins, as `said`, what the community said last of a candidate."""

_UNHEARD = f"""
SELECT FROM candidate_ranks AS ranked {LAST_OPINION.format(candidate="ranked.candidate_id")}
WHERE ranked.selection_id = {{selection}} AND said.opinion IS NULL
"""

SELECTION = Source(
    "selection",
    SELECTIONS,
    Selection,
    SelectionView,
    joins=(
        "LEFT JOIN selection_closings AS closing ON closing.selection_id = fact.id"
        " LEFT JOIN selection_decisions AS decision ON decision.selection_id = fact.id"
    ),
    place="fact.place",
    project="fact.project",
    columns={
        "state": (
            "CASE WHEN closing.selection_id IS NULL THEN 'open' WHEN decision.selection_id IS NOT NULL THEN 'decided'"
            f" WHEN EXISTS ({_UNHEARD.format(selection='fact.id')}) THEN 'closed' ELSE 'validated' END"
        ),
        "candidates": (
            "(SELECT count(*) FROM candidates AS stands WHERE stands.selection_id = fact.id"
            " AND stands.voided_at IS NULL)"
        ),
        "closed_at": "closing.recorded_at",
        "decided_by": "decision.recorded_by",
        "decided_at": "decision.recorded_at",
    },
)

WAITS = "closing.selection_id IS NOT NULL AND decision.selection_id IS NULL AND fact.recorded_by <> {}"
"""SQL: it waits for the caller, who did not make it, to put it to the community or to decide on it."""

_HOLDS = (
    "(coalesce(decided.outcome = 'selected', false) OR moved_up.candidate_id IS NOT NULL)"
    " AND lapsed.candidate_id IS NULL"
)
_DECIDED = (
    "LEFT JOIN candidate_outcomes AS decided ON decided.candidate_id = {candidate}"
    " LEFT JOIN candidate_lapses AS lapsed ON lapsed.candidate_id = {candidate}"
    " LEFT JOIN candidate_replacements AS moved_up ON moved_up.candidate_id = {candidate}"
)

CANDIDATE = Source(
    "candidate",
    CANDIDATES,
    Candidate,
    CandidateView,
    joins=(
        "JOIN selections AS selection ON selection.id = fact.selection_id"
        " JOIN assessments AS assessed ON assessed.id = fact.assessment_id"
        " LEFT JOIN candidate_ranks AS ranked ON ranked.candidate_id = fact.id"
        f" {_DECIDED.format(candidate='fact.id')} {LAST_OPINION.format(candidate='fact.id')}"
    ),
    place="selection.place",
    project="selection.project",
    person="fact.person_id",
    listed="selection.voided_at IS NULL",
    columns={
        "project": "selection.project",
        "place": "selection.place",
        "score": "assessed.score",
        "needs": "assessed.needs",
        "assessed_on": "assessed.assessed_on",
        "rank": "ranked.rank",
        "opinion": "said.opinion",
        "opinion_reason": "said.reason",
        "outcome": "decided.outcome",
        "reason": "decided.reason",
        "lapse_reason": "lapsed.reason",
        "in_place_of": "moved_up.in_place_of",
        "holds_place": f"({_HOLDS})",
    },
)

ON = """
FROM candidates AS candidate JOIN assessments AS assessed ON assessed.id = candidate.assessment_id
WHERE candidate.selection_id = $1 AND candidate.voided_at IS NULL
"""
"""SQL: who stands on a list, as `candidate`, each with their assessment, as `assessed`."""
_NEXT = f"""
SELECT decided.candidate_id FROM candidate_ranks AS ranked {_DECIDED.format(candidate="ranked.candidate_id")}
WHERE ranked.selection_id = $1 AND decided.outcome = 'reserve' AND lapsed.candidate_id IS NULL
    AND moved_up.candidate_id IS NULL
ORDER BY ranked.rank LIMIT 1
"""  # noqa: S608 - no value in it
_HELD_A_PLACE = """
SELECT EXISTS (
    SELECT FROM candidate_lapses AS lapsed
    LEFT JOIN candidate_replacements AS moved_up ON moved_up.candidate_id = lapsed.candidate_id
    WHERE lapsed.candidate_id = $1 AND (lapsed.outcome = 'selected' OR moved_up.candidate_id IS NOT NULL)
)
"""
_STANDS_ON = """
SELECT EXISTS (
    SELECT FROM candidates WHERE selection_id = $1 AND voided_at IS NULL
    AND (person_id = ANY ($2) OR household_id = $3)
)
"""


async def is_closed(reader: Reader, id: int) -> bool:
    """Whether who made a list is done with it."""
    closed: bool = await reader.fetchval("SELECT EXISTS (SELECT FROM selection_closings WHERE selection_id = $1)", id)
    return closed


async def is_decided(reader: Reader, id: int) -> bool:
    """Whether a list is decided on."""
    decided: bool = await reader.fetchval("SELECT EXISTS (SELECT FROM selection_decisions WHERE selection_id = $1)", id)
    return decided


async def is_heard(reader: Reader, id: int) -> bool:
    """Whether the community has said something of everybody on a closed list."""
    unheard: bool = await reader.fetchval(f"SELECT EXISTS ({_UNHEARD.format(selection='$1')})", id)
    return not unheard


async def is_given(reader: Reader, id: int) -> bool:
    """Whether something was approved for somebody on a list, and stands."""
    given: bool = await reader.fetchval(
        "SELECT EXISTS (SELECT FROM assistances AS given JOIN candidates AS candidate"
        " ON candidate.id = given.candidate_id WHERE candidate.selection_id = $1 AND given.voided_at IS NULL)",
        id,
    )
    return given


async def stands_on(reader: Reader, id: int, whose: Subject) -> bool:
    """Whether somebody, or their household, stands on a list."""
    stands: bool = await reader.fetchval(_STANDS_ON, id, whose.cluster, whose.household_id)
    return stands


async def many(reader: Reader, id: int) -> int:
    """How many stand on a list."""
    number: int = await reader.fetchval(f"SELECT count(*) {ON}", id)
    return number


async def ranked(reader: Reader, id: int) -> list[int]:
    """The numbers of those who stood on a list when it was closed, the first one first."""
    rows = await reader.fetch("SELECT candidate_id FROM candidate_ranks WHERE selection_id = $1 ORDER BY rank", id)
    return [row["candidate_id"] for row in rows]


async def next_of_reserve(reader: Reader, id: int) -> int | None:
    """The first of a list's reserve who has not lapsed or moved up; none if there is nobody."""
    next: int | None = await reader.fetchval(_NEXT, id)
    return next


async def held_a_place(reader: Reader, candidate_id: int) -> bool:
    """Whether a candidate lapsed who held a place until then."""
    held: bool = await reader.fetchval(_HELD_A_PLACE, candidate_id)
    return held


async def holds_place(reader: Reader, candidate_id: int) -> bool:
    """Whether something may be approved for a candidate of a list that is held."""
    holds: bool = await reader.fetchval(
        f"SELECT {_HOLDS} FROM candidates AS candidate {_DECIDED.format(candidate='candidate.id')}"  # noqa: S608 - no value in it
        " WHERE candidate.id = $1",
        candidate_id,
    )
    return holds


async def ranking(reader: Reader, id: int, mandate: Mandate) -> Found[CandidatesRankedView]:
    """All who stand on a list, the first one first."""
    scope = mandate.scope(CANDIDATES.name)
    await require_reached(reader, SELECTION, id, mandate)
    rule = RankingRule(await reader.fetchval("SELECT rule FROM selections WHERE id = $1", id))
    order = [row["id"] for row in await reader.fetch(f"SELECT candidate.id {ON} ORDER BY {ORDERS[rule]}", id)]
    offered = CANDIDATES.readable(scope, tuple(CandidatesRankedView.model_fields))
    fields = CANDIDATES.readable(scope, tuple(CandidateView.model_fields)) if offered else ()
    rows = await find_each(reader, CANDIDATE, tuple(dict.fromkeys((*fields, "id"))), order, mandate) if offered else []
    by_id = {row["id"]: row for row in rows}
    items = [{name: by_id[each][name] for name in fields} for each in order if each in by_id]
    people = tuple(dict.fromkeys(person for row in rows for person in people_of(row["person_it_is_about"])))
    told = disclosed(CANDIDATE, fields, people) if fields and rows else None
    return Found(CandidatesRankedView.model_validate(dict.fromkeys(offered, items)), told)
