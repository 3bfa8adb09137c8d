"""A service that answers everything with as many bytes as it is told, as fast as they are taken.

    python -m bench.floors.large BYTES

Prints its address and serves there.
"""

import sys
from typing import Any

import uvicorn

from embedded.instance import address, free_port

_CHUNK = b"x" * 65_536


async def _app(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] != "http":
        return
    left = int(sys.argv[1])
    headers = [(b"content-type", b"application/json"), (b"content-length", str(left).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    while left:
        chunk = _CHUNK[:left]
        left -= len(chunk)
        await send({"type": "http.response.body", "body": chunk, "more_body": left > 0})


if __name__ == "__main__":
    listener = free_port(8210)
    print(address(listener), flush=True)
    config = uvicorn.Config(_app, log_config=None, access_log=False, proxy_headers=False, lifespan="off")
    uvicorn.Server(config).run([listener])
