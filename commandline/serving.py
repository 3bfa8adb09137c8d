"""How an application is served, whether alone or together with the others."""

from typing import Any

from shared.connections import Connection

SERVING: dict[str, Any] = {
    "http": Connection,
    "log_config": None,
    "access_log": False,
    "proxy_headers": False,
    "ws": "none",  # nothing here speaks WebSocket, and uvicorn would log the path of one that is refused
    "timeout_graceful_shutdown": 5,  # a request that never ends keeps nobody from stopping
}
