"""Runs all benches, or the one that is named: `python -m bench [NAME]`. Ends with 1 if a target is missed."""

import sys

from bench import (
    composition,
    failing,
    forums,
    foundation,
    grants,
    identity,
    money,
    people,
    platform,
    profile,
    timelines,
    trust,
)
from bench.report import HEADING, Claim, line

BENCHES = {
    "foundation": foundation.claims,
    "trust": trust.claims,
    "platform": platform.claims,
    "people": people.claims,
    "grants": grants.claims,
    "forums": forums.claims,
    "money": money.claims,
    "identity": identity.claims,
    "composition": composition.claims,
    "profile": profile.claims,
    "timelines": timelines.claims,
    "failing": failing.claims,
}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"There is no bench {unknown[0]!r}; there are: {', '.join(BENCHES)}.", file=sys.stderr)
        return 2
    missed: list[Claim] = []
    print(HEADING, flush=True)
    for name in names or BENCHES:
        for claim in BENCHES[name]():
            print(line(claim), flush=True)
            if not claim.met:
                missed.append(claim)
    for claim in missed:
        print(f"missed: {claim.name}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
