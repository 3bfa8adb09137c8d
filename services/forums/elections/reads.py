"""Elections within a mandate: they lie where their forum does, and under its project."""

from services.forums.elections.tables import Election
from services.forums.elections.views import ELECTIONS, ElectionView
from services.forums.members.reads import OF_A_FORUM
from shared.facts import Source

_CANDIDATES = """(
    SELECT json_agg(
        json_build_object('member_id', stood.member_id, 'votes', stood.votes, 'elected_as', stood.elected_as)
        ORDER BY stood.votes DESC, stood.member_id
    ) FROM candidates AS stood WHERE stood.election_id = fact.id
)"""

ELECTION = Source(
    "election",
    ELECTIONS,
    Election,
    ElectionView,
    joins=OF_A_FORUM,
    place="forum.place",
    project="forum.project",
    columns={"candidates": _CANDIDATES},
)
