"""Looking how things stand: seldom, together, and never for long."""

import asyncio

import pytest

from shared.watching import health
from shared.watching.health import DependencyState, Health, Look, Readiness


def seeing(state: DependencyState) -> Look:
    async def look() -> DependencyState:
        return state

    return look


OK, AWAY = seeing(DependencyState.OK), seeing(DependencyState.UNREACHABLE)


@pytest.mark.parametrize(
    ("needed", "wanted", "status"),
    [
        (OK, OK, Readiness.READY),
        (OK, AWAY, Readiness.DEGRADED),
        (OK, seeing(DependencyState.UNREADY), Readiness.DEGRADED),
        (AWAY, OK, Readiness.UNREADY),
        (seeing(DependencyState.MIGRATION_PENDING), OK, Readiness.UNREADY),
        (seeing(DependencyState.NOT_DURABLE), AWAY, Readiness.UNREADY),
    ],
)
async def test_what_is_needed_decides_and_what_is_wanted_is_told(needed: Look, wanted: Look, status: Readiness) -> None:
    seen = await Health({"database": needed}, {"grants": wanted}).look()
    assert seen.status is status
    assert seen.dependencies == {"database": await needed(), "grants": await wanted()}


async def test_many_who_ask_at_once_and_soon_after_cause_one_look() -> None:
    looks = 0

    async def look() -> DependencyState:
        nonlocal looks
        looks += 1
        await asyncio.sleep(0.01)
        return DependencyState.OK

    looked = Health({"database": look})
    await asyncio.gather(*(looked.look() for _ in range(50)))
    await looked.look()
    assert looks == 1


async def test_it_is_looked_at_anew_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    states = iter((DependencyState.OK, DependencyState.UNREACHABLE))

    async def look() -> DependencyState:
        return next(states)

    looked = Health({"database": look})
    assert (await looked.look()).status is Readiness.READY
    monkeypatch.setattr(health, "KEPT", -1.0)
    assert (await looked.look()).status is Readiness.UNREADY


async def test_what_hangs_counts_as_not_there_and_is_not_begun_again_until_it_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(health, "PATIENCE", 0.05)
    monkeypatch.setattr(health, "KEPT", -1.0)
    begun, end = [], asyncio.Event()

    async def look() -> DependencyState:
        begun.append(True)
        await end.wait()
        return DependencyState.OK

    looked = Health({"database": look}, {"grants": OK})
    for _ in range(3):
        assert (await looked.look()).dependencies == {
            "database": DependencyState.UNREACHABLE,
            "grants": DependencyState.OK,
        }
    assert len(begun) == 1
    end.set()
    assert (await looked.look()).status is Readiness.READY
    looked.close()
