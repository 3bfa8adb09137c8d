"""What estimates are made from, summed up in the database: no row of a respondent leaves it.

The first-stage unit of a respondent is the cluster, or where there are none the respondent.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from services.forums.perception.estimation import Sample, Stratum, Together
from services.forums.perception.views import Division
from services.forums.questions.scales import CHOICES, NO_ANSWER, Scale, favourable
from shared.database import Reader
from shared.facts import standing

EVERYBODY = ""
"""The group that all are in."""
FAVOURABLE = ""
"""What stands for all favourable answers together."""

_PART = {Division.SEX: "respondent.sex", Division.AGE_BAND: "respondent.age_band", Division.AREA: "respondent.area"}
_NONE = ", ".join(f"'{choice}'" for choice in NO_ANSWER)
_EACH = "wave_id, question_id, part, stratum, unit"


@dataclass(frozen=True)
class Worded:
    """A question as a wave asks it."""

    id: int
    code: str
    version: int
    scale: Scale
    reversed: bool

    @property
    def answers(self) -> tuple[str, ...]:
        return FAVOURABLE, *CHOICES[self.scale]

    @property
    def hits(self) -> Iterator[tuple[str, str]]:
        """Each answer with each choice that counts for it."""
        yield from ((FAVOURABLE, choice) for choice in favourable(self.scale, self.reversed))
        yield from ((choice, choice) for choice in CHOICES[self.scale])


@dataclass
class Drawn:
    """A wave's sample: how many units by stratum, and which these are, where they are clusters."""

    units: dict[str, int] = field(default_factory=dict)
    clusters: set[tuple[str, str]] | None = field(default_factory=set)


Key = tuple[int, int, str, str]
"""A wave, a question, a group and an answer."""


Pair = tuple[int, int]
"""A wave and a later one."""

InCommon = Mapping[tuple[int, str, str], Sequence[Together]]
"""By question, group and answer."""


@dataclass(frozen=True)
class Sums:
    """What was found of several waves."""

    drawn: Mapping[int, Drawn]
    sizes: Mapping[tuple[int, int, str], tuple[int, float]]
    """By wave, question and group: how many answered, and the sum of their squared weights."""
    strata: Mapping[Key, Mapping[str, Stratum]]

    def groups(self, wave: int, question: int) -> dict[str, int]:
        """Everybody and the groups that answered a question, and how many."""
        return {part: n for (of, asked, part), (n, _) in self.sizes.items() if (of, asked) == (wave, question)}

    def alike(self, pair: Pair) -> bool:
        """Whether two waves were held in the same clusters."""
        before, after = (self.drawn[wave].clusters if wave in self.drawn else None for wave in pair)
        return bool(before) and before == after

    def sample(self, wave: int, question: int, part: str, answer: str) -> Sample:
        n, squares = self.sizes[wave, question, part]
        found = self.strata[wave, question, part, answer]
        strata = (found.get(name) or Stratum(units, 0, 0, 0, 0, 0, 0) for name, units in self.drawn[wave].units.items())
        return Sample(n, squares, tuple(strata))


@lru_cache(maxsize=32)
def _statement(by: Division | None, told: str) -> str:
    """$1 is the moment and $2 the waves; $3, $4 and $5 are questions, answers, and the choices that count for them."""
    parts = f"('{EVERYBODY}')" + (", (given.part)" if by else "")
    return f"""
WITH given AS MATERIALIZED (
    SELECT answers.wave_id, coalesce(respondent.stratum, '') AS stratum, respondent.cluster,
        coalesce(respondent.cluster, respondent.line::text) AS unit, respondent.weight, respondent.choices,
        {_PART[by] if by else "NULL"}::text AS part
    FROM answers JOIN respondents AS respondent ON respondent.answers_id = answers.id
    WHERE answers.wave_id = ANY ($2) AND {standing("answers", "$1")}
),
hit (question_id, answer, choice) AS (SELECT * FROM unnest($3::int[], $4::text[], $5::text[])),
said AS MATERIALIZED (
    SELECT given.wave_id, asked.question_id, grouped.part, given.stratum, given.unit, stated.choice,
        count(*) AS n, sum(given.weight) AS w, sum(given.weight * given.weight) AS ww
    FROM given
    CROSS JOIN LATERAL unnest(given.choices) WITH ORDINALITY AS stated (choice, position)
    JOIN asked ON asked.wave_id = given.wave_id AND asked.position = stated.position
    CROSS JOIN LATERAL (VALUES {parts}) AS grouped (part)
    WHERE stated.choice NOT IN ({_NONE}) AND asked.question_id = ANY ($3)
    GROUP BY 1, 2, 3, 4, 5, 6
),
whole AS (SELECT {_EACH}, sum(w) AS t FROM said GROUP BY {_EACH}),
part AS (
    SELECT {_EACH}, hit.answer, sum(w) AS a FROM said JOIN hit USING (question_id, choice) GROUP BY {_EACH}, hit.answer
),
summed AS MATERIALIZED (
    SELECT {_EACH}, answer, coalesce(part.a, 0) AS a, whole.t
    FROM whole JOIN (SELECT DISTINCT question_id, answer FROM hit) AS sought USING (question_id)
    LEFT JOIN part USING ({_EACH}, answer)
)
{told}
"""  # noqa: S608 - names from code


_UNITS = "SELECT DISTINCT wave_id, stratum, unit, cluster IS NOT NULL AS clustered FROM given"
_SIZES = "SELECT wave_id, question_id, part, sum(n)::int, sum(ww) FROM said GROUP BY 1, 2, 3"
_STRATA = """
SELECT wave_id, question_id, part, answer, stratum, count(*)::int AS seen,
    sum(a), sum(t), sum(a * a), sum(a * t), sum(t * t)
FROM summed GROUP BY 1, 2, 3, 4, 5
"""
_TOGETHER = """
SELECT pair.before, pair.after, question_id, part, answer, stratum,
    sum(one.a * other.a), sum(one.a * other.t), sum(one.t * other.a), sum(one.t * other.t)
FROM unnest($6::int[], $7::int[]) AS pair (before, after)
JOIN summed AS one ON one.wave_id = pair.before
JOIN summed AS other USING (question_id, part, answer, stratum, unit)
WHERE other.wave_id = pair.after GROUP BY 1, 2, 3, 4, 5, 6
"""


def _hits(questions: Sequence[Worded]) -> tuple[list[int], list[str], list[str]]:
    hits = [(question.id, *hit) for question in questions for hit in question.hits]
    return [id for id, _, _ in hits], [answer for _, answer, _ in hits], [choice for _, _, choice in hits]


async def summed(
    reader: Reader, waves: Sequence[int], questions: Sequence[Worded], by: Division | None, as_of: datetime
) -> Sums:
    """What respondents of some waves said to some questions, as it was known at a moment."""
    values = (as_of, list(waves), *_hits(questions))
    drawn: dict[int, Drawn] = defaultdict(Drawn)
    for wave, stratum, unit, clustered in await reader.fetch(_statement(by, f"{_UNITS} ORDER BY 1, 2"), *values):
        sample = drawn[wave]
        sample.units[stratum] = sample.units.get(stratum, 0) + 1
        if not clustered:
            sample.clusters = None
        elif sample.clusters is not None:
            sample.clusters.add((stratum, unit))
    sizes = {
        (wave, question, part): (n, squares)
        for wave, question, part, n, squares in await reader.fetch(_statement(by, _SIZES), *values)
    }
    strata: dict[Key, dict[str, Stratum]] = defaultdict(dict)
    for wave, question, part, answer, name, seen, *sums in await reader.fetch(_statement(by, _STRATA), *values):
        strata[wave, question, part, answer][name] = Stratum(drawn[wave].units[name], seen, *sums)
    return Sums(drawn, sizes, strata)


async def together(
    reader: Reader, sums: Sums, pairs: Sequence[Pair], questions: Sequence[Worded], by: Division | None, as_of: datetime
) -> dict[Pair, InCommon]:
    """Of pairs of waves that were held in the same clusters, what these have in common; others are independent."""
    same = [pair for pair in pairs if sums.alike(pair)]
    products: dict[Pair, dict[tuple[int, str, str], dict[str, Together]]] = {pair: defaultdict(dict) for pair in same}
    waves = [list(each) for each in zip(*same, strict=True)] or [[], []]
    values = (as_of, list({wave for pair in same for wave in pair}), *_hits(questions), *waves)
    rows = await reader.fetch(_statement(by, _TOGETHER), *values) if same else []
    for before, after, question, part, answer, name, *found in rows:
        both = Together(sums.drawn[before].units[name], *found)
        products[before, after][question, part, answer][name] = both
    return {pair: _in_all_strata(found, sums.drawn[pair[0]].units) for pair, found in products.items()}


def _in_all_strata(
    products: Mapping[tuple[int, str, str], Mapping[str, Together]], units: Mapping[str, int]
) -> InCommon:
    """Strata in which nobody of a group answered in both waves have nothing in common."""
    return {
        key: [found.get(name) or Together(many, 0, 0, 0, 0) for name, many in units.items()]
        for key, found in products.items()
    }
