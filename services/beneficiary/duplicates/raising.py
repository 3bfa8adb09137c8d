"""Raising pairs: registrations that were found alike, by whatever way, come to be judged, each two people once."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text

from services.beneficiary.duplicates.views import Likeness
from services.beneficiary.identities import reads as identities
from shared.write import Write


@dataclass(frozen=True)
class Pair:
    """Two registrations that may be one person, and in what they agree.

    `score` says how much they agree, between 0 and 1, where they agree in their names; what is the same is just that.
    """

    one_id: int
    other_id: int
    likeness: Likeness
    score: float | None = None


# In the order of the ids, so that of two writes that raise the same one waits for the other, and neither for both. Each
# pair is looked up by index, however few the planner takes to be known: whence the limit.
_RAISE = text(f"""
WITH found AS (
    SELECT {identities.survivor("found.one")} AS one, {identities.survivor("found.other")} AS other,
        found.likeness, found.score, found.place
    FROM unnest(CAST(:ones AS int[]), CAST(:others AS int[]), CAST(:likenesses AS text[]), CAST(:scores AS float8[]))
        WITH ORDINALITY AS found (one, other, likeness, score, place)
), pair AS (
    SELECT DISTINCT ON (first_id, second_id) least(one, other) AS first_id, greatest(one, other) AS second_id,
        likeness, score
    FROM found WHERE one <> other ORDER BY first_id, second_id, place
)
INSERT INTO possible_duplicates (first_id, second_id, likeness, score, recorded_by)
SELECT pair.first_id, pair.second_id, pair.likeness, pair.score, :by
FROM pair
CROSS JOIN LATERAL (
    SELECT {identities.cluster("pair.first_id")} AS firsts, {identities.cluster("pair.second_id")} AS seconds
) AS cluster
LEFT JOIN LATERAL (
    SELECT true AS is_known FROM possible_duplicates AS known
    WHERE known.voided_at IS NULL
        AND known.first_id = ANY (cluster.firsts || cluster.seconds)
        AND known.second_id = ANY (cluster.firsts || cluster.seconds)
        AND (known.first_id = ANY (cluster.firsts)) <> (known.second_id = ANY (cluster.firsts))
    LIMIT 1
) AS raised ON true
WHERE raised.is_known IS NULL
ORDER BY pair.first_id, pair.second_id
ON CONFLICT (first_id, second_id) WHERE voided_at IS NULL DO NOTHING
RETURNING id, first_id, second_id
""")  # noqa: S608 - no value in it


async def raise_pairs(write: Write, pairs: Sequence[Pair]) -> list[int]:
    """Raise pairs for somebody to judge, any number at once; gives the numbers of those that are new.

    Two people who were raised before are not raised again, whatever was decided about them and under whichever of their
    registrations; nor are two registrations of one person. Of the same two the first that is stated stands.
    """
    raised = await write.session.execute(
        _RAISE,
        {
            "ones": [pair.one_id for pair in pairs],
            "others": [pair.other_id for pair in pairs],
            "likenesses": [pair.likeness for pair in pairs],
            "scores": [pair.score for pair in pairs],
            "by": write.caller,
        },
    )
    rows = raised.all()
    ids, person_id, other_id = ([row[column] for row in rows] for column in range(3))
    write.trail_each("duplicate.raised", ids, person=person_id, other=other_id)
    return ids
