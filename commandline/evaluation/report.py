"""What is measured, in lines: the thresholds first."""

from collections.abc import Iterator

from commandline.evaluation import febrl, register
from commandline.evaluation.measures import Measures
from demo.sizes import Extent
from services.beneficiary.linkage import people

_COLUMNS = "{:<32} {:>9} {:>6} {:>5} {:>7} {:>7} {:>7}  {:>7} {:>7} {:>7}  {:>8}"


def lines(extent: Extent, *, sets: bool) -> Iterator[str]:
    """Link a register of that extent, and the FEBRL sets if they are wanted; a line as soon as it is known."""
    yield f"A pair is found from a probability of {people.THRESHOLD} on, in the FEBRL sets of {febrl.THRESHOLD}: stated"
    yield "beforehand, as all that is not learnt. Clusters are what pairs connect, measured as B-cubed."
    yield ""
    yield _COLUMNS.format("", "", "true", "wrong", "pairs:", "", "", "clusters:", "", "", "wrong in")
    yield _COLUMNS.format("", "records", "pairs", "pairs", *("prec.", "recall", "F1") * 2, "10,000")
    linked = register.evaluated(extent)
    yield _line(f"register of seed {extent.seed}", linked.measures)
    yield from _sets() if sets else ()
    yield ""
    yield f"The register was told and linked in {linked.seconds:.1f} s, of them {linked.comparing:.1f} s after its last"
    yield f"record, in {linked.memory:.1f} GB of memory."


def _sets() -> Iterator[str]:
    where = febrl.folder()
    if where is None:
        yield f"The FEBRL sets are not here: they ship in the package {febrl.PACKAGE}, which the tests install."
        return
    for name, parts in febrl.SETS.items():
        for with_number in (False, True):
            measures = febrl.evaluated(where, parts, with_number=with_number)
            yield _line(f"{name} {'with' if with_number else 'without'} soc_sec_id", measures)


def _line(name: str, measures: Measures) -> str:
    shares = (
        measures.precision,
        measures.recall,
        measures.f1,
        measures.cluster_precision,
        measures.cluster_recall,
        measures.cluster_f1,
    )
    return _COLUMNS.format(
        name,
        f"{measures.records:,}",
        f"{measures.true:,}",
        f"{measures.wrong:,}",
        *(f"{share:.4f}" for share in shares),
        f"{measures.wrong_in_10_000:.2f}",
    )
