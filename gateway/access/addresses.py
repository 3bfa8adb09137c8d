"""Where others publish what is fetched: which addresses are accepted, and which machines one may lead to.

An address is read in one way only, here, so that what was looked at is what is asked.
"""

import asyncio
import re
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\])"
    r"(?::(?P<port>[0-9]{1,5}))?(?P<path>/[!\"$-~]*)?"
)
_TRANSLATED = IPv6Network("64:ff9b::/96")
"""IPv4 addresses as IPv6 ones (RFC 6052)."""


@dataclass(frozen=True)
class Address:
    """The parts of an address."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def is_here(self) -> bool:
        """Whether it says of itself that it is on this machine."""
        return self.host == "localhost" or any(numbers.is_loopback for numbers in _numbers(self.host))

    @property
    def is_outside(self) -> bool:
        """Whether it may be outside: a name may, as far as one can see before it is asked for."""
        return not self.is_here and all(is_public(numbers) for numbers in _numbers(self.host))

    @property
    def authority(self) -> str:
        """The host and the port as a request names them."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def read(url: str) -> Address | None:
    """The parts of an address of the one form that is accepted; no user, no password, no fragment, ASCII alone."""
    found = _URL.fullmatch(url)
    if found is None:
        return None
    port = int(found["port"] or (443 if found["scheme"] == "https" else 80))
    host = found["host"].strip("[]").lower()
    return Address(found["scheme"], host, port, found["path"] or "/") if 0 < port < 2**16 else None


def is_public(numbers: IPv4Address | IPv6Address) -> bool:
    """Whether a machine of this address is outside: not this one, not a neighbour, and not either in disguise."""
    if isinstance(numbers, IPv6Address):
        if numbers.ipv4_mapped is not None:
            return is_public(numbers.ipv4_mapped)
        if numbers in _TRANSLATED:
            return is_public(IPv4Address(int(numbers) & (2**32 - 1)))
        if numbers.sixtofour is not None or numbers.teredo is not None:
            return False
    return numbers.is_global and not numbers.is_multicast and not numbers.is_reserved


def _numbers(host: str) -> Iterator[IPv4Address | IPv6Address]:
    try:
        yield ip_address(host)
    except ValueError:
        return


class Resolver:
    """Asks for the machines behind a host, in threads of its own: names that are slow to come hold nobody else up."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(4, "names")

    async def resolve(self, address: Address) -> list[str]:
        """The addresses of a host, as numbers. Raises OSError."""

        def look_up() -> list[str]:
            found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
            return list(dict.fromkeys(str(each[4][0]) for each in found))

        return await asyncio.get_running_loop().run_in_executor(self._threads, look_up)

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
