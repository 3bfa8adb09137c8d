"""Everything the demo is made of, put into empty databases, application by application.

A file says what was begun, so that one that was interrupted is made good by the next start, and what somebody else
recorded is never mixed with what was invented.
"""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import asyncpg

from demo import evidence, loading, partners
from demo.callers import partner_secrets
from demo.errors import Filled
from demo.recording import Recorded, record
from demo.sizes import Extent
from embedded import keys
from gateway.access.partners.credentials.secrets import hashed

_TABLES = {**loading.TABLES, "gateway": partners.TABLES}


async def is_wanted(urls: Mapping[str, str], var: Path) -> bool:
    """Whether the demo is to be loaded: nothing at all is in any database, or its loading was interrupted."""
    return _begun(var).exists() or len(await _untouched(urls)) == len(urls)


def is_loaded(var: Path) -> bool:
    """Whether the databases that go with `var` hold the demo."""
    return _truth(var).exists() and not _begun(var).exists()


def extent(var: Path) -> Extent:
    """How large the demo of `var` is, or will be that was begun; the programme's own size where nothing is said."""
    for note in (_begun(var), _done(var)):
        if note.exists() and (said := note.read_text("utf-8")):
            return Extent(**json.loads(said))
    return Extent()


async def fill(urls: Mapping[str, str], var: Path, wanted: Extent | None = None) -> Recorded:
    """Load a register into the services' databases, and the partners into the gateway's; returns what was recorded.

    Its extent is the one that is wanted, or else that of a loading that was interrupted, or the pilot's and its
    follow-up's. Raises `Filled` if there is anything else in the databases already. Who the registered people really
    are goes to a file below `var`, which nothing that runs ever reads.
    """
    untouched = await _untouched(urls)
    again = _begun(var).exists()
    agreed = _agreed(var, wanted, begun=again, untouched=len(untouched) == len(urls))
    _begun(var).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _begun(var).write_text(json.dumps(agreed._asdict()), "utf-8")
    recorded = Recorded()
    async with AsyncExitStack() as stack:
        connections = {name: await stack.enter_async_context(_connected(urls[name])) for name in untouched}
        services = {name: connection for name, connection in connections.items() if name in loading.TABLES}
        if services:
            if again:
                for service, connection in services.items():
                    await loading.clear(connection, service)
            recorded = await record(services, agreed, keys.secret(var, "documents"), _truth(var), evidence.store(var))
        if "gateway" in connections:
            hashes = {code: hashed(secret) for code, secret in partner_secrets(var).items()}
            await partners.seed(connections["gateway"], hashes)
    _begun(var).replace(_done(var))
    return recorded


def _agreed(var: Path, wanted: Extent | None, *, begun: bool, untouched: bool) -> Extent:
    if begun and not untouched and wanted not in {None, extent(var)}:
        raise Filled(
            f"Some of another demo is loaded already. 'nexus demo{options(extent(var))}' completes it; 'make clean'"
            " removes everything."
        )
    if not begun and not untouched:
        raise Filled("The databases are filled already; the demo is loaded into empty ones only.")
    return wanted or (extent(var) if begun else Extent())


def options(of: Extent) -> str:
    """What `nexus demo` has to be told for a demo of this extent, with a space before it."""
    people = "" if of.people is None else f" --people {of.people}"
    return people if of.seed == Extent().seed else f"{people} --seed {of.seed}"


async def _untouched(urls: Mapping[str, str]) -> list[str]:
    found = []
    for application, url in urls.items():
        async with _connected(url) as connection:
            if await loading.is_untouched(connection, _TABLES[application]):
                found.append(application)
    return found


@asynccontextmanager
async def _connected(url: str) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


def _begun(var: Path) -> Path:
    return var / "demo" / "begun"


def _done(var: Path) -> Path:
    return var / "demo" / "done"


def _truth(var: Path) -> Path:
    return var / "demo" / "truth.csv"
