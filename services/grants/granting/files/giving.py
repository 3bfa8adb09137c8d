"""Giving a file, whatever it is about: what that is, its route finds and holds."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from fastapi import Request, Response

from services.grants.granting.files import rules, store
from services.grants.granting.files.content import MEDIA_TYPES, require_type
from services.grants.granting.files.reads import FILE
from services.grants.granting.files.tables import File
from shared.facts import find
from shared.idempotency import Key
from shared.mandate import Mandate
from shared.routes import shown
from shared.write import Write, writing

AS_IT_IS = {media: {"schema": {"type": "string", "format": "binary"}} for media in MEDIA_TYPES.values()}
"""How a document says what files are sent and told as."""
STATED = {"requestBody": {"required": True, "content": AS_IT_IS}}

Hold = Callable[[Write], Awaitable[object]]


async def give(request: Request, about: Mapping[str, Any], hold: Hold, caller: Mandate, key: Key | None) -> Response:
    """Keep the bytes of a request, and then record whose evidence they are: `about` is the number of what they are
    about, under its name in a file. The caller was found to reach that before, and `hold` holds it."""
    content = await request.body()
    type = require_type(request.headers.get("content-type"), content)
    kept_as = rules.hash_of(content)
    await store.keep(request.app.state.files, kept_as, content)
    state = request.scope["state"]
    async with writing(request.app.state.database, state["caller_name"], state["request_id"], key) as write:

        async def record() -> int:
            await hold(write)
            file = File(type=type, size=len(content), sha256=kept_as, recorded_by=write.caller, **about)
            return await rules.record(write, file)

        view = await find(await write.reader(), FILE, int(await write.once(record)), caller)
    return shown(view, 201)
