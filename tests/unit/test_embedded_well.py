"""Work that is told to end."""

import asyncio

import pytest

from embedded.well import while_well


async def test_work_that_is_told_to_end_has_ended_before_who_waits_for_it_goes_on() -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0.01)
            ended.set()

    waiting = asyncio.create_task(while_well(None, work()))
    await begun.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert ended.is_set()
