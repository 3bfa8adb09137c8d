"""Which roles somebody holds where, in either form in which issuers can state it.

An object, `{"caseworker": ["IQG15"]}`, or a list of words, each a role and an area: `caseworker:IQG15`, or
`/nexus/caseworker/IQG15` as groups are written (the first stroke may be missing). A list may hold whatever else the
issuer has to say. What we do not know gives nothing, and takes nothing from what else is held.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from shared import places
from shared.callers import Role

Held = tuple[tuple[Role, tuple[str, ...]], ...]
"""Roles in the order in which they are written down, each with its areas, none of which lies within another."""

_WORD = re.compile(r"/?nexus/([a-z_]{1,40})/(IQ[A-Z0-9]{0,9})|([a-z_]{1,40}):(IQ[A-Z0-9]{0,9})")
_ROLES = {role.value: role for role in Role}


def held_in(claim: Any) -> Held:
    """The roles and areas that a claim states; nothing if it states none that we know."""
    areas: dict[Role, set[str]] = defaultdict(set)
    for role, area in _stated(claim):
        if role in _ROLES and places.exists(area):
            areas[_ROLES[role]].add(area)
    return tuple((role, _outermost(areas[role])) for role in Role if role in areas)


def _stated(claim: Any) -> Iterator[tuple[str, str]]:
    if isinstance(claim, dict):
        for role, areas in claim.items():
            if isinstance(areas, list):
                yield from ((role, area) for area in areas if isinstance(area, str))
    elif isinstance(claim, list):
        for word in claim:
            if isinstance(word, str) and (found := _WORD.fullmatch(word)):
                yield (found[1], found[2]) if found[1] else (found[3], found[4])


def _outermost(areas: set[str]) -> tuple[str, ...]:
    """Without those that lie within others, so that the same areas are the same however they were stated."""
    return tuple(
        area for area in sorted(areas) if not any(other != area and places.inside(area, other) for other in areas)
    )
