"""The moment: whatever is read as of it stays as it is, however late the writes around it commit."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
from callers import KEY, Running, mandate, refusal, running, waiting
from registry import PILOT, Registry

from services.beneficiary import app as beneficiary_app
from services.beneficiary.attendances import rules
from services.beneficiary.attendances.views import AttendanceDraft
from shared import moment
from shared.callers import Role, Service
from shared.moment import MOMENT, Fixed, Moments
from shared.write import writing

ROUNDS = 12
WRITERS = 3


def moments_of(service: Running) -> Moments:
    moments: Moments = service.app.state.database.moments
    return moments


# --- the race ---------------------------------------------------------------------------------------------------------


@asynccontextmanager
async def attending(service: Running, session: int, person: str) -> AsyncIterator[None]:
    """A write that has recorded an attendance and commits only at the end of the block."""
    draft = AttendanceDraft.model_validate({"session_id": session, "person": person, "outcome": "present"})
    async with writing(service.app.state.database, "staff:late", "a-late-write") as write:
        await rules.attend(write, draft, mandate(Service.BENEFICIARY, Role.ACTIVITY_LEAD))
        yield


async def settled(fixing: "asyncio.Task[Fixed]", connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Return when the moment is fixed or the fixing is seen to wait for the writers."""
    held_up = asyncio.create_task(waiting(connection, 1))
    await asyncio.wait({fixing, held_up}, return_when=asyncio.FIRST_COMPLETED)
    if not held_up.done():
        held_up.cancel()
        await asyncio.wait({held_up})


async def changed_answers(registry: Registry) -> int:
    """How many answers as of a moment change when writes that were under way commit after it was fixed.

    In every round some writers have written and not committed when a reader fixes a moment. The reader answers as
    soon as it can; then the writers commit, something else is recorded, and the reader answers again.
    """
    service, changed = registry.service, 0
    async with service.connection() as connection:
        for round in range(ROUNDS):
            activity = await registry.activity(project=f"RACE-{round}")
            session = await registry.session(activity)
            people = [await registry.person() for _ in range(WRITERS + 1)]
            fixing: asyncio.Task[Fixed] | None = None
            answers = []
            async with (
                attending(service, session, people[0]),
                attending(service, session, people[1]),
                attending(service, session, people[2]),
            ):
                fixing = asyncio.create_task(moments_of(service).fix())
                await settled(fixing, connection)
                if fixing.done():
                    answers.append(await registry.reach(f"RACE-{round}", as_of=fixing.result().at))
            fixed = await fixing
            answers.append(await registry.reach(f"RACE-{round}", as_of=fixed.at))
            await registry.attendance(activity, people[WRITERS], "2019-06-04")
            answers.append(await registry.reach(f"RACE-{round}", as_of=fixed.at))
            changed += any(answer != answers[0] for answer in answers)
            assert (await registry.reach(f"RACE-{round}"))["total"] == WRITERS + 1
    return changed


async def test_an_answer_as_of_a_moment_never_changes_however_late_the_writes_around_it_commit(
    registry: Registry,
) -> None:
    assert await changed_answers(registry) == 0


async def test_without_the_barrier_the_same_race_changes_every_answer(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moment, "_BARRIER", "SELECT 1")
    assert await changed_answers(registry) == ROUNDS


# --- what waiting costs -----------------------------------------------------------------------------------------------


async def test_readers_who_come_while_a_moment_is_being_fixed_share_the_next_one(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments, fix, begun = moments_of(registry.service), Moments._fix, 0

    async def counted(self: Moments) -> Fixed:
        nonlocal begun
        begun += 1
        return await fix(self)

    monkeypatch.setattr(Moments, "_fix", counted)
    session, person = await registry.session(await registry.activity()), await registry.person()
    async with registry.service.connection() as connection:
        async with attending(registry.service, session, person):
            first = asyncio.create_task(moments.fix())
            await waiting(connection, 1)
            others = [asyncio.create_task(moments.fix()) for _ in range(20)]
            await asyncio.sleep(0)
        fixed = await asyncio.gather(first, *others)
    assert begun == 2
    assert len({moment.at for moment in fixed[1:]}) == 1
    assert fixed[0].at < fixed[1].at


async def test_a_reader_who_leaves_does_not_take_the_moment_from_the_others(registry: Registry) -> None:
    moments = moments_of(registry.service)
    session, person = await registry.session(await registry.activity()), await registry.person()
    async with registry.service.connection() as connection:
        async with attending(registry.service, session, person):
            leaving, staying = asyncio.create_task(moments.fix()), asyncio.create_task(moments.fix())
            await waiting(connection, 1)
            leaving.cancel()
        assert (await staying).at <= datetime.now(UTC)
    assert leaving.cancelled()


async def test_an_earlier_moment_is_read_without_waiting_for_anybody(registry: Registry) -> None:
    await registry.attendance(await registry.activity(), await registry.person())
    fixed = await registry.service.moment()
    async with registry.service.connection() as connection:
        await connection.execute("SELECT pg_advisory_lock($1)", MOMENT)
        for as_of in (fixed, fixed - timedelta(hours=1)):
            assert (await registry.reach(as_of=as_of))["total"] == (as_of == fixed)


async def test_a_reader_is_asked_to_come_again_when_the_writes_do_not_end(registry: Registry) -> None:
    async with registry.service.connection() as connection:
        await connection.execute("SELECT pg_advisory_lock_shared($1)", MOMENT)
        answer = await registry.monitor.get("/reach", project=PILOT)
    assert refusal(answer) == (503, "moment-not-reached", None)
    assert answer.headers["retry-after"] == "2"
    assert (await registry.reach())["total"] == 0


# --- which moments there are ------------------------------------------------------------------------------------------


async def test_a_moment_that_is_still_to_come_is_refused(registry: Registry) -> None:
    ahead = registry.service.caller(Role.MONITORING, as_of=datetime.now(UTC) + timedelta(minutes=1))
    assert refusal(await ahead.get("/reach", project=PILOT)) == (422, "as-of-in-the-future", "as_of")


async def test_a_moment_that_has_passed_is_agreed_to_by_a_service_that_has_fixed_none_yet(registry: Registry) -> None:
    assert (await registry.reach(as_of=datetime.now(UTC)))["total"] == 0


async def test_a_moment_says_which_changes_lie_before_it(registry: Registry) -> None:
    moments = moments_of(registry.service)
    assert (await moments.fix()).sequence == 0
    await registry.person()
    await registry.activity()
    fixed = await moments.fix()
    async with registry.service.connection() as connection:
        await registry.person()
        before = "SELECT count(*) FROM outbox WHERE seq <= $1 AND recorded_at <= $2"
        assert await connection.fetchval(before, fixed.sequence, fixed.at) == 2
        beyond = "SELECT count(*) FROM outbox WHERE seq > $1 AND recorded_at > $2"
        assert await connection.fetchval(beyond, fixed.sequence, fixed.at) == 1


async def test_moments_only_ever_advance(registry: Registry) -> None:
    moments = moments_of(registry.service)
    fixed = [(await moments.fix()).at for _ in range(20)]
    assert fixed == sorted(set(fixed))


async def test_moments_do_not_go_back_when_the_service_restarts_and_its_clock_is_behind(registry: Registry) -> None:
    ahead = datetime.now(UTC) + timedelta(hours=1)
    async with registry.service.connection() as connection:
        await connection.execute("UPDATE moment SET at = $1", ahead)
    url = registry.service.url
    app = beneficiary_app.create_app(beneficiary_app.Settings(database_url=url, mandate_key=KEY, document_key=KEY))
    async with running(Service.BENEFICIARY, app, url) as restarted:
        first, second = await restarted.moment(), await restarted.moment()
        assert ahead < first < second
        assert (await Registry(restarted).reach(as_of=ahead))["total"] == 0


async def test_what_was_recorded_is_read_at_once_although_the_clock_is_behind(registry: Registry) -> None:
    async with registry.service.connection() as connection:
        await connection.execute("UPDATE moment SET at = $1", datetime.now(UTC) + timedelta(hours=1))
    activity = await registry.activity()
    first = await registry.service.moment()
    await registry.attendance(activity, await registry.person())
    assert (await registry.reach())["total"] == 1
    assert (await registry.reach(as_of=first))["total"] == 0
