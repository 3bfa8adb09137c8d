"""Where a timeline goes on, sealed: the moment that all of its pages are as of, and what each service has ahead."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from gateway.clients.timelines import Key
from gateway.timelines.merging import Ahead
from shared.callers import Service
from shared.cursors import Cursors
from shared.errors import Invalid


@dataclass(frozen=True)
class GoingOn:
    """As of when, and what is ahead of each service that is asked."""

    as_of: datetime
    ahead: Mapping[Service, Ahead]

    @property
    def done(self) -> bool:
        return all(each.done for each in self.ahead.values())

    def sealed(self, cursors: Cursors, about: str) -> str | None:
        """`next` of the page before; nothing where no more is to come."""
        if self.done:
            return None
        ahead = {
            service.value: "done" if each.done else each.after and [str(each.after.on), each.after.kind, each.after.id]
            for service, each in self.ahead.items()
        }
        return cursors.sealed(json.dumps([self.as_of.isoformat(), ahead], separators=(",", ":")), about)


def gone_on(cursors: Cursors, cursor: str, about: str, as_of: datetime | None) -> GoingOn:
    """What a cursor says. Raises `Invalid` for one that was not made for this timeline, or as of another moment than
    stated."""
    moment, ahead = json.loads(cursors.opened(cursor, about))
    found = GoingOn(datetime.fromisoformat(moment), {Service(name): _ahead(each) for name, each in ahead.items()})
    if as_of is not None and as_of != found.as_of:
        raise Invalid("unknown-cursor", "This was not given as `next` of this list.", field="after")
    return found


def _ahead(stated: object) -> Ahead:
    if not isinstance(stated, list):
        return Ahead(done=stated == "done")
    on, kind, id = stated
    return Ahead(Key(on=date.fromisoformat(on), kind=kind, id=id))
