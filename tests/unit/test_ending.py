"""How a command ends that is told to stop."""

import asyncio

import pytest

from commandline.ending import heed_ctrl_c


async def test_a_task_that_was_told_to_stop_and_went_on_ends_where_it_heeds_that() -> None:
    came_far = []

    async def work() -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            came_far.append("it went on")
        heed_ctrl_c()
        came_far.append("too far")

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert came_far == ["it went on"]


async def test_a_task_that_nobody_told_to_stop_goes_on() -> None:
    await asyncio.create_task(asyncio.sleep(0))
    heed_ctrl_c()
