"""Faults of identity and consent, planted by patches."""

from collections.abc import Mapping
from typing import Any

import lives_identities_machine as machine
import pytest
from lives import Life
from lives_homes_faults import Plant, nothing

from services.beneficiary.consents import rules as deciding
from services.beneficiary.identities import reads as identities
from services.beneficiary.merges import rules as merging
from services.beneficiary.people import reads as people
from services.beneficiary.reach import reads as reaching


def put(module: Any, name: str, instead: Any) -> Plant:
    """Something else in the place of a function."""

    def plant(life: Life, patch: pytest.MonkeyPatch) -> None:
        patch.setattr(module, name, instead)

    return plant


def said(module: Any, name: str, right: str, wrong: str) -> Plant:
    """Another part in a statement, or in each of several."""

    def plant(life: Life, patch: pytest.MonkeyPatch) -> None:
        real = getattr(module, name)
        statements = real if isinstance(real, dict) else {name: real}
        assert all(right in sql for sql in statements.values())
        changed = {key: sql.replace(right, wrong) for key, sql in statements.items()}
        patch.setattr(module, name, changed if isinstance(real, dict) else changed[name])

    return plant


async def none_below(*_: Any) -> list[int]:
    return []


async def whoever_it_stands_for(reader: Any, number: str, mandate: Any, field: str) -> int:
    return await people.person_id(reader, number, mandate, field)


FAULTS: Mapping[str, Plant] = {
    "a merge changes nobody": put(merging, "_go_on", nothing()),
    "of several merges only the last counts": put(merging, "_below", none_below),
    "what was merged is merged again": put(people, "own_id", whoever_it_stands_for),
    "a person counts once for each registration": said(
        reaching, "_REACH", "coalesce(identity.survivor_id, attendance.person_id) AS person_id", "attendance.person_id"
    ),
    "what was merged later was merged before": said(
        identities, "_ALL_MERGED", "recorded_at <= $1", "recorded_at <> $1"
    ),
    "what was undone since was never merged": said(identities, "_ALL_MERGED", "identities.voided_at > $1", "false"),
    "the last decision that was recorded counts": said(machine, "HOLDS", "decided.decided_on DESC, ", ""),
    "one of several who consents is enough": said(
        machine, "HOLDS", "bool_and(decided.decision <> 'withdrawn') AND", ""
    ),
    "the first decision counts": said(machine, "HOLDS", "decided.decided_on DESC", "decided.decided_on"),
    "a decision that was voided counts": said(machine, "HOLDS", "AND decided.voided_at IS NULL", ""),
    "whoever was merged cannot decide anew": said(machine, "HOLDS", "OR EXISTS (", "OR false AND EXISTS ("),
    "a child consents for itself": put(deciding, "_require_giver", lambda stated, born: None),
}
