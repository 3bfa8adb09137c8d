"""Faults of membership and status, planted by patches, or by statements in the transaction that is rolled back."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from lives import Life

from services.beneficiary.displacements import reads as statuses
from services.beneficiary.displacements import rules as displacements
from services.beneficiary.households import reads, rearranging, rules

Plant = Callable[[Life, pytest.MonkeyPatch], None]


def dropped(constraint: str) -> Plant:
    """A constraint that is not there."""

    def plant(life: Life, patch: pytest.MonkeyPatch) -> None:
        life.planted = [f"ALTER TABLE memberships DROP CONSTRAINT {constraint}"]

    return plant


def put(names: Mapping[Any, str], change: Callable[[Any], Any]) -> Plant:
    """Something else in the place of a function, wherever it is called by these names."""

    def plant(life: Life, patch: pytest.MonkeyPatch) -> None:
        for module, name in names.items():
            patch.setattr(module, name, change(getattr(module, name)))
        _put_together_anew(patch)

    return plant


def said(module: Any, name: str, right: str, wrong: str) -> Plant:
    """Another part in a piece of SQL."""

    def plant(life: Life, patch: pytest.MonkeyPatch) -> None:
        real = getattr(module, name)

        def changed(*args: Any) -> str:
            sql: str = real(*args)
            assert right in sql
            return sql.replace(right, wrong)

        patch.setattr(module, name, changed)
        _put_together_anew(patch)

    return plant


def _put_together_anew(patch: pytest.MonkeyPatch) -> None:
    """Keep no statement from one reading to the next."""
    for owner, made in ((reads, "_composition"), (statuses, "_status")):
        patch.setattr(owner, made, getattr(owner, made).__wrapped__)


def nothing(*_: Any) -> Any:
    """What looks at nothing."""

    async def looked(*_: Any) -> None:
        """And refuses nothing."""

    return looked


def recorded_then(alias: str, as_of: str) -> str:
    return f"{alias}.recorded_at <= {as_of}"


def not_voided_then(alias: str, as_of: str) -> str:
    return f"({alias}.voided_at IS NULL OR {alias}.voided_at > {as_of})"


def a_day_later(real: Any) -> Any:
    return lambda membership, on, by: real(membership, on + timedelta(days=1), by)


def void_forgotten(real: Any) -> Any:
    async def restate(write: Any, old: Any, new: Any, verdicts: Any) -> None:
        await real(write, [], new, verdicts)

    return restate


def ends_a_day_later(real: Any) -> Any:
    async def end(write: Any, id: int, draft: Any, mandate: Any) -> Any:
        later = draft.model_copy(update={"until": draft.until + timedelta(days=1)})
        return await real(write, id, later, mandate)

    return end


FAULTS: Mapping[str, Plant] = {
    "somebody lives in two households": dropped("ex_memberships_one_at_a_time"),
    "a household has two heads": dropped("ex_memberships_one_head"),
    "a time ends a day late": put({rules: "until", rearranging: "until"}, a_day_later),
    "what gives way is not voided": put({rules: "restate", rearranging: "restate"}, void_forgotten),
    "the day of leaving counts": said(reads, "lives_there", "left_on > $2", "left_on >= $2"),
    "the day of joining does not count": said(reads, "lives_there", "joined_on <= $2", "joined_on < $2"),
    "what is voided is told": put({reads: "standing"}, lambda _: recorded_then),
    "what was recorded later is told": put({reads: "standing"}, lambda _: not_voided_then),
    "what is merged away receives": put(
        {rules: "require_receiving", rearranging: "require_receiving", displacements: "require_receiving"}, nothing
    ),
    "somebody goes there and back on one day": put(
        {rearranging: "_require_earlier"}, lambda _: lambda members, on: None
    ),
    "somebody joins before birth": put({rules: "require_born"}, nothing),
    "a status is from before birth": put({displacements: "require_born"}, nothing),
    "the day on which a status ends counts": said(
        statuses, "lasting", "least(stated.until,", "least(stated.until + 1,"
    ),
    "a status ends a day late": put({displacements: "end"}, ends_a_day_later),
    "a status that was replaced comes back": said(
        statuses, "lasting", "PARTITION BY stated.household_id", "PARTITION BY stated.id, stated.household_id"
    ),
    "a status that is voided is told": put({statuses: "standing"}, lambda _: recorded_then),
    "a status that was recorded later is told": put({statuses: "standing"}, lambda _: not_voided_then),
    "the household's status goes before one's own": said(
        statuses, "holding", "held.person_id IS NULL", "held.person_id IS NOT NULL"
    ),
    "of two statuses since one day the first counts": said(
        statuses, "lasting", "ORDER BY stated.since, stated.id", "ORDER BY stated.since, stated.id DESC"
    ),
    "a status is ended before the next one": put({displacements: "_require_last"}, nothing),
}
