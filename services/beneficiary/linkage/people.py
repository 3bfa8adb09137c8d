"""The model of people as registers in Iraq write them down: what is compared, and what keeps two people apart.

Thresholds and rates are stated here, before anything is measured; those of m are the shares of one person's pairs of
records, those of u of two people's, met in registers of the demo with seeds 1 to 3, and are learnt anew from each
larger register, but for those that are `fixed`: what happens too rarely to be learnt.

Two people of one family agree in everything but given name, birth and at times sex. So nobody is compared whose given
names are two: a name that sounds alike is another one (Hassan and Hussein are often twins). Where one is registered
under a kunya alone the given name is unknown, and more of the rest has to agree. And births that exclude each other
keep two apart whatever else agrees: a child is often given the name of one that died, or of an uncle.
"""

from typing import Any

import splink.comparison_level_library as levels
from splink import block_on
from splink.blocking_rule_library import CustomRule
from splink.comparison_library import CustomComparison
from splink.internals.comparison_level_creator import ComparisonLevelCreator  # in no public room, and only named

from services.beneficiary.linkage.columns import DISTRICT, GOVERNORATE, PARTS
from services.beneficiary.linkage.matching import Model

THRESHOLD = 0.9
"""From this probability on two registrations go to the queue, for somebody to decide."""
AGAIN = 0.03
"""How many of a register's records are expected to be of somebody who has one already."""

_DIFFERENT = {"nisba": 0.05}
"""A nisba changes with marriage, or from the family's to the tribe's."""
_SLIP = 0.003
_SHORTEST_FOR_A_SLIP = 4


def _level(sql: str, m: float, u: float, **more: Any) -> dict[str, Any]:
    return {"sql_condition": sql, "m_probability": m, "u_probability": u, **more}


def _fixed(sql: str, m: float, u: float) -> dict[str, Any]:
    return _level(sql, m, u, fix_m_probability=True)


def _given() -> CustomComparison:
    return CustomComparison(
        output_column_name="given",
        comparison_levels=[
            levels.NullLevel("given"),
            _as_frequent("given", m=0.99, u=0.007),
            _fixed("ELSE", 0.005, 0.993),
        ],
    )


def _kunya() -> CustomComparison:
    return CustomComparison(
        output_column_name="kunya",
        comparison_levels=[
            levels.NullLevel("kunya"),
            _fixed("kunya_l = kunya_r", 0.9, 0.004),
            _fixed("ELSE", 0.1, 0.996),
        ],
    )


def _part(part: str) -> CustomComparison:
    """A part of the name in whatever scripts both have it: natively, in Latin letters, or by its keys."""
    different = _DIFFERENT.get(part, 0.003)
    return CustomComparison(
        output_column_name=part,
        comparison_levels=[
            levels.NullLevel(f"{part}_key"),
            _as_frequent(part, m=0.7, u=0.01),
            _frequent(levels.ExactMatchLevel(f"{part}_latin"), f"{part}_key", 0.06, 0.0001),
            _frequent(levels.ArrayIntersectLevel(f"{part}_keys"), f"{part}_key", 0.22, 0.004),
            levels.And(
                levels.LevenshteinLevel(part, 1),
                levels.CustomLevel(f"least(length({part}_l), length({part}_r)) >= {_SHORTEST_FOR_A_SLIP}"),
            ).configure(m_probability=_SLIP, u_probability=0.003, fix_m_probability=True),
            _fixed("ELSE", different, 0.98),
        ],
    )


def _as_frequent(name: str, m: float, u: float) -> ComparisonLevelCreator:
    """The same name, which says more where it is a rare one."""
    return _frequent(levels.ExactMatchLevel(name), f"{name}_here", m, u)


def _frequent(level: ComparisonLevelCreator, by: str, m: float, u: float) -> ComparisonLevelCreator:
    """Agreement that says more the less frequent it is, as counted by another column."""
    return level.configure(
        m_probability=m,
        u_probability=u,
        tf_adjustment_column=by,
        disable_tf_exact_match_detection=True,
    )


def _birth() -> CustomComparison:
    """`born` is the date as far as it is known, with zeros for what is not."""
    same_parts = " + ".join(f"CASE WHEN {part}_l = {part}_r THEN 1 ELSE 0 END" for part in ("year", "month", "day"))
    compatible = " AND ".join(f"coalesce({part}_l = {part}_r, true)" for part in ("month", "day"))
    return CustomComparison(
        output_column_name="birth",
        comparison_levels=[
            levels.NullLevel("born"),
            _level("born_l = born_r AND day_l > 0", 0.63, 0.00006),
            _fixed("year_l = year_r AND month_l = day_r AND day_l = month_r", 0.02, 0.00002),
            _level("born_l = born_r AND off_l = off_r", 0.16, 0.0003),
            _level(f"year_l = year_r AND {compatible}", 0.03, 0.004),
            _level("off_l + off_r > 0 AND abs(year_l - year_r) <= greatest(off_l, off_r)", 0.12, 0.03),
            _fixed(f"{same_parts} >= 2", 0.003, 0.002),
            _fixed("ELSE", 0.001, 0.96),
        ],
    )


def _sex() -> CustomComparison:
    return CustomComparison(
        output_column_name="sex",
        comparison_levels=[
            levels.NullLevel("sex"),
            _fixed("sex_l = sex_r", 0.997, 0.5),
            _fixed("ELSE", 0.003, 0.5),
        ],
    )


def _place() -> CustomComparison:
    """People move: one in seven lives in another sub-district by the next registration."""
    return CustomComparison(
        output_column_name="place",
        comparison_levels=[
            levels.NullLevel("place"),
            _fixed("place_l = place_r", 0.86, 0.06),
            _fixed(f"substr(place_l, 1, {DISTRICT}) = substr(place_r, 1, {DISTRICT})", 0.08, 0.1),
            _fixed(f"substr(place_l, 1, {GOVERNORATE}) = substr(place_r, 1, {GOVERNORATE})", 0.02, 0.14),
            _fixed("ELSE", 0.04, 0.7),
        ],
    )


_APART = " OR ".join(
    (
        "gamma_birth = 0",
        # Whoever is registered under a kunya is told from a brother or a sister by birth alone.
        "(gamma_given = -1 AND gamma_birth <= 2)",
        # A clerk who wrote both down at one visit to a household had two people before him.
        "(visit_l = visit_r AND NOT coalesce(born_l = born_r, false))",
    )
)
"""Births that exclude each other, that say too little where the given name is not known (an estimate, a slip, nothing),
or that are stated differently at one visit."""

_NAMED = (
    block_on("given", "born"),
    CustomRule("l.given = r.given AND l.year = r.year AND l.month = r.day AND l.day = r.month"),
    block_on("given", "father_key", "mother_given_key"),
    block_on("given", "father_key", "grandfather_key"),
    block_on("given", "father_key", "place"),
)
# A kunya may stand on either side, and is looked up in the other's names.
_UNNAMED = tuple(
    CustomRule(f"{one}.unnamed_father = {other}.father_key AND {agreeing}")
    for one, other in (("l", "r"), ("r", "l"))
    for agreeing in ("l.born = r.born", f"{one}.mother_given_key = {other}.mother_given_key AND l.sex = r.sex")
)

MODEL = Model(
    comparisons=(_given(), _kunya(), *map(_part, PARTS), _birth(), _sex(), _place()),
    candidates=(*_NAMED, *_UNNAMED),
    learnt_from=(
        block_on("given", "year", "month", "day"),
        block_on("father_key", "mother_given_key", "year", "month", "day"),
        block_on("given", "father_key", "mother_given_key"),
    ),
    expected=AGAIN,
    threshold=THRESHOLD,
    apart=_APART,
    kept=("visit",),
    frequent=("given", *PARTS),
    region=f"substr(place, 1, {GOVERNORATE})",
)
