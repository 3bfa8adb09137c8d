"""Pages of several services put together into one, and where each of them goes on.

Each service tells its own entries in the order of the whole: by day, then by service, kind and number. Where a service
goes on is said by the last of its own that was told. So one that could not be reached for a page is behind the others
afterwards, and what it has to tell comes on the pages that follow: nothing is left out, and nothing comes twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from heapq import merge
from itertools import islice
from operator import itemgetter
from typing import Any

from gateway.clients.timelines import Entries, Entry, Key
from shared.callers import Service


@dataclass(frozen=True)
class Ahead:
    """What a service has to tell yet: everything behind `after`, and all that it has while that is nothing. Nothing any
    more when it is `done`."""

    after: Key | None = None
    done: bool = False


def merged(
    pages: Mapping[Service, Entries | None], ahead: Mapping[Service, Ahead], limit: int, *, oldest_first: bool
) -> tuple[list[tuple[Service, Entry]], dict[Service, Ahead]]:
    """The next `limit` entries of all services, and what each has ahead then.

    `pages` has what each service told that was asked, at least `limit` entries or all that it has; nothing for one that
    could not be reached.
    """
    rows = (_placed(service, page) for service, page in pages.items() if page is not None)
    shown = [
        (service, entry)
        for _, service, entry in islice(merge(*rows, key=itemgetter(0), reverse=not oldest_first), limit)
    ]
    left = dict(ahead)
    for service, page in pages.items():
        if page is not None:
            told = [entry for of, entry in shown if of is service]
            behind = key_of(told[-1]) if told else ahead[service].after
            left[service] = Ahead(behind, done=len(told) == len(page.entries) and not page.more)
    return shown, left


def _placed(service: Service, page: Entries) -> list[tuple[Any, Service, Entry]]:
    return [((entry.on, service.value, entry.kind, entry.key), service, entry) for entry in page.entries]


def key_of(entry: Entry) -> Key:
    return Key(on=entry.on, kind=entry.kind, id=entry.key)
