"""Concerns within a mandate: they lie where they were raised, and under the project of their forum."""

from services.forums.concerns.tables import Concern
from services.forums.concerns.views import CONCERNS, ConcernStatus, ConcernView
from services.forums.members.reads import OF_A_FORUM
from shared.facts import Source

_STATE = """
LEFT JOIN LATERAL (
    SELECT stated.status, stated.since FROM concern_states AS stated
    WHERE stated.concern_id = fact.id AND stated.voided_at IS NULL ORDER BY stated.since DESC, stated.id DESC LIMIT 1
) AS state ON true
"""
# A vote is of the holding at which it was given: held anew, with others there, the meeting has to vote anew.
_VOTE = """
LEFT JOIN LATERAL (
    SELECT given.votes_for, given.votes_of FROM concern_votes AS given
    JOIN holdings AS held ON held.meeting_id = given.meeting_id AND held.voided_at IS NULL
        AND held.recorded_at <= given.recorded_at
    WHERE given.concern_id = fact.id AND given.voided_at IS NULL ORDER BY held.held_on DESC, given.id DESC LIMIT 1
) AS vote ON true
"""
_HISTORY = f"""(
    SELECT json_agg(json_build_object('state', one.status, 'since', one.since) ORDER BY one.since, one.id) FROM (
        SELECT '{ConcernStatus.RAISED}' AS status, fact.raised_on AS since, 0 AS id
        UNION ALL
        SELECT stated.status, stated.since, stated.id FROM concern_states AS stated
        WHERE stated.concern_id = fact.id AND stated.voided_at IS NULL
    ) AS one
)"""  # noqa: S608 - no value in it

CONCERN = Source(
    "concern",
    CONCERNS,
    Concern,
    ConcernView,
    joins=f"{OF_A_FORUM} {_STATE} {_VOTE}"
    " LEFT JOIN concern_merges AS merged ON merged.concern_id = fact.id AND merged.voided_at IS NULL"
    " LEFT JOIN concern_releases AS release ON release.concern_id = fact.id",
    place="fact.place",
    project="forum.project",
    columns={
        "status": f"coalesce(state.status, '{ConcernStatus.RAISED}')",
        "status_since": "coalesce(state.since, fact.raised_on)",
        "history": _HISTORY,
        "votes_for": "vote.votes_for",
        "votes_of": "vote.votes_of",
        "merged_into_id": "merged.into_id",
        "marks": "fact.text",
        "released": "release.concern_id IS NOT NULL",
        "released_text": "CASE WHEN release.concern_id IS NOT NULL AND fact.voided_at IS NULL THEN fact.text END",
        "despite": "release.despite",
    },
)
