"""Matching: which records of one or two tables may be one person, by the model of Fellegi and Sunter, over Splink.

A model states beforehand what is compared, how likely each outcome is for one person (m) and for two (u), and from
which probability on a pair is a match. From the records themselves it is learnt how often two people agree by chance
(u, from pairs drawn at random), how often one person's records do (m, by expectation and maximisation) and how frequent
each name is: to agree in a rare one says more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from splink import Linker, SettingsCreator
from splink.internals.blocking_rule_creator import BlockingRuleCreator  # in no public room of Splink, and only named
from splink.internals.comparison_creator import ComparisonCreator
from splink.internals.exceptions import EMTrainingException

from services.beneficiary.linkage.backend import Backend

_SEED = 1
_FEWEST_TO_LEARN_FROM = 1_000
"""Of fewer records the model says more than they do: what it states is not learnt anew."""
_ITERATIONS, _SETTLED = 10, 0.002
"""Learning ends when nothing moves by more, before what hardly occurs becomes nothing at all."""


_FREQUENT = """
SELECT {name}_here, greatest(whole, (here + 1000 * whole) / (region + 1000)) AS tf_{name}_here
FROM (
    SELECT {name}_here, CAST(count(*) AS DOUBLE) AS here,
        CAST(sum(count(*)) OVER (PARTITION BY {name}) AS DOUBLE) / sum(count(*)) OVER () AS whole,
        CAST(sum(count(*)) OVER (PARTITION BY {region}) AS DOUBLE) AS region
    FROM {table} WHERE {name} IS NOT NULL GROUP BY {name}_here, {name}, {region}
) AS counted
"""
"""How frequent names are where. A region of few people says little: a thousand more count with it, as everywhere."""


class Match(NamedTuple):
    """Two records that may be one person, the smaller id first, and how likely it is."""

    one: Any
    other: Any
    probability: float


@dataclass(frozen=True)
class Model:
    """What is compared and when it is a match.

    `candidates` say which pairs are compared at all, `learnt_from` from which ones m is learnt. A record is expected to
    have `expected` others of its person. `apart` is SQL over the outcomes (`gamma_...`): what keeps two apart whatever
    else agrees.
    """

    comparisons: Sequence[ComparisonCreator]
    candidates: Sequence[BlockingRuleCreator]
    learnt_from: Sequence[BlockingRuleCreator]
    expected: float
    threshold: float
    apart: str = "1 = 0"
    frequent: Sequence[str] = ()
    """Columns of names, each with another one that has a region before the name (`_here`): a name is taken to be as
    frequent as it is in the country or in that region, whichever is more, since names of one language live together."""
    region: str = ""
    """SQL of a record's region."""
    kept: Sequence[str] = ()
    """Columns that `apart` asks and no comparison does."""
    drawn: float = 2e6
    """Pairs drawn at random."""


def matches(backend: Backend, model: Model, records: Mapping[str, int], id: str = "id") -> list[Match]:
    """The matches within one table that the backend keeps, or between two, in the order of their ids.

    `records` names the tables, with how many records each has.
    """
    tables = [backend.api.register(name, dataset_display_name=name) for name in records]
    within = len(tables) == 1
    settings = SettingsCreator(
        link_type="dedupe_only" if within else "link_only",
        comparisons=list(model.comparisons),
        blocking_rules_to_generate_predictions=list(model.candidates),
        probability_two_random_records_match=_chance(model, list(records.values())),
        max_iterations=_ITERATIONS,
        em_convergence=_SETTLED,
        unique_id_column_name=id,
        additional_columns_to_retain=list(model.kept),
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
    )
    linker = Linker(tables[0] if within else tables, settings, log_level=None)
    for name in model.frequent:
        counted = backend.api.query_sql(_FREQUENT.format(name=name, region=model.region, table=tables[0].physical_name))
        linker.table_management.register_term_frequency_lookup(counted, f"{name}_here")
    if sum(records.values()) >= _FEWEST_TO_LEARN_FROM:
        _learn(linker, model)
    scored = linker.inference.predict(threshold_match_probability=model.threshold, warning_mode="never")
    found = backend.api.query_sql(
        f"SELECT {id}_l AS one, {id}_r AS other, match_probability AS probability"  # noqa: S608 - of the model
        f" FROM {scored.physical_name} WHERE NOT coalesce({model.apart}, false) ORDER BY 1, 2"
    )
    return sorted(Match(**row) for row in found.as_record_list())


def _chance(model: Model, sizes: Sequence[int]) -> float:
    """How likely two records drawn at random are one person's."""
    pairs = sizes[0] * (sizes[0] - 1) / 2 if len(sizes) == 1 else sizes[0] * sizes[1]
    return min(0.5, model.expected * sizes[0] / max(pairs, 1))


def _learn(linker: Linker, model: Model) -> None:
    linker.training.estimate_u_using_random_sampling(max_pairs=model.drawn, seed=_SEED, min_count_per_level=None)
    for rule in model.learnt_from:
        try:
            linker.training.estimate_parameters_using_expectation_maximisation(rule)
        except (EMTrainingException, ValueError):
            # No pair of that kind, or one so unlike that nothing can be reckoned: what the model states stands.
            continue
