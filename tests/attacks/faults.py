"""What an attack finds: all of it where nothing may be wrong, and the first of it where a hole is planted."""

from collections.abc import AsyncGenerator
from contextlib import aclosing


async def every(faults: AsyncGenerator[str, None]) -> list[str]:
    return [fault async for fault in faults]


async def first(faults: AsyncGenerator[str, None]) -> str | None:
    """The first fault, or none after all was tried; nothing is tried after it."""
    async with aclosing(faults):
        return await anext(faults, None)
