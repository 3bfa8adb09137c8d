"""Linking a whole register: how long it takes, in how much memory, and how well it is done.

The registers are told from seeds that nothing was tuned on. What is measured is `nexus identity evaluate`: the people
are told by one process and compared in another, as the job does it with those whom it reads from the database.
"""

from collections.abc import Iterator

from bench.report import Claim
from commandline.evaluation import febrl, register
from demo.sizes import Extent

SIZES = {100_000: (61, 180), 1_000_000: (62, 1_800)}
"""The seed of a register of so many people, and the seconds in which it is to be linked."""
WELL, WRONG_IN_10_000, MEMORY = 0.97, 1.0, 8.0
FEBRL_WELL = 0.985


def claims() -> Iterator[Claim]:
    for people, (seed, within) in SIZES.items():
        linked = register.evaluated(Extent(people, seed))
        measures, name = linked.measures, f"{people:,} people linked"
        found = f"F1 {measures.f1:.4f}: precision {measures.precision:.4f}, recall {measures.recall:.4f}"
        yield Claim(name, linked.seconds, within, f"s, telling them included ({linked.comparing:.1f} s after the last)")
        yield Claim(f"{name}, memory", linked.memory, MEMORY, "GB, at the most")
        yield Claim(f"{name}, 1 - F1 of pairs", 1 - measures.f1, 1 - WELL, found)
        yield Claim(f"{name}, wrong pairs", measures.wrong_in_10_000, WRONG_IN_10_000, "in 10,000 people")
    where = febrl.folder()
    assert where is not None, "the FEBRL sets are installed with the tests"
    for name in ("FEBRL 3", "FEBRL 4"):
        measures = febrl.evaluated(where, febrl.SETS[name], with_number=False)
        yield Claim(f"{name} without soc_sec_id, 1 - F1", 1 - measures.f1, 1 - FEBRL_WELL, f"F1 {measures.f1:.4f}")
