"""The first page of a timeline and the profile of an area: what composing them costs above the reads that they are made
of."""

import asyncio
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from bench import cpu, running
from bench.asking import answer, asking, bearing
from bench.pairs import Way, compared
from bench.profile import found_somebody
from bench.report import Claim
from bench.running import Nexus
from shared.callers import Role, Service

CONNECTIONS, TIMES = 8, 100
AREA = "IQG15Q08"
PAGE = 50
TARGETS = {"timeline of a person": 3.0, "timeline of an area": 3.0, "profile of an area": 2.5}


def claims() -> Iterator[Claim]:
    """CPU of Python for each, as of a moment: Nexus, and three reads one after another."""
    with running.folder() as var, running.databases(var) as (_, urls), running.nexus(var, urls) as nexus:
        somebody = asyncio.run(found_somebody(urls))
        paths = {
            "timeline of a person": (f"/v1/people/{somebody.number}/timeline", f"/people/{somebody.person_id}"),
            "timeline of an area": (f"/v1/areas/{AREA}/timeline", f"/areas/{AREA}"),
        }
        with running.floor("timelines", running.named(urls)) as (pid, address):
            for name, (path, bare) in paths.items():
                reads = [f"{address}/{service}{bare}" for service in Service]
                yield _against(name, nexus, f"{path}?as_of={somebody.as_of}", pid, reads, _require_same_page)
        with running.floor("areas", running.named(urls)) as (pid, address):
            reads = [f"{address}/{service}/{AREA}" for service in Service]
            path = f"/v1/areas/{AREA}/profile?as_of={somebody.as_of}"
            yield _against("profile of an area", nexus, path, pid, reads, _require_same_area)


def _against(
    name: str, nexus: Nexus, path: str, pid: int, reads: list[str], require_same: Callable[[list[Any], Any], None]
) -> Claim:
    url, token = nexus.address + path, partial(nexus.token, Role.MONITORING)
    require_same([answer(each) for each in reads], answer(url, token()))

    def three(times: int) -> None:
        for each in reads:
            asking(each, CONNECTIONS)(times)

    return compared(
        f"{name}, three bare reads",
        floor=Way(three, cpu.of(pid), TIMES),
        claimed=Way(asking(url, CONNECTIONS, bearing(token)), cpu.of(nexus.pid), TIMES),
        target=TARGETS[name],
    )


def _require_same_page(floor: list[Any], told: Any) -> None:
    """The page has what is the latest of all that the floor tells, and of each the same fields."""
    happened = [
        ((each["on"], service.value, each["kind"], each["id"] or 0), len(each["fields"]))
        for service, page in zip(Service, floor, strict=True)
        for each in page["happened"]
    ]
    ours = [
        ((item["on"], item["service"], item["kind"], item["id"] or 0), len(item["fields"])) for item in told["items"]
    ]
    if ours != sorted(happened, reverse=True)[:PAGE]:
        raise AssertionError(f"the floor tells something else: {happened} and not {ours}")


def _require_same_area(floor: list[Any], told: Any) -> None:
    """Every figure of the floor is told, and no other one than zero."""
    theirs = {name: section for part in floor for name, section in part.items()}
    ours = {name: told[name] for name in ("people", "activities", "grants", "jobs", "forums")}
    if _figures(theirs) != _figures(ours):
        raise AssertionError(f"the floor tells something else: {theirs} and not {ours}")


def _figures(told: Any, *path: object) -> dict[tuple[object, ...], float]:
    """Each figure that is not zero, by where it stands; what stands in a list of quarters or of sums by which it is."""
    if isinstance(told, dict):
        parts = ((name, each) for name, each in told.items() if name not in {"since", "currency"})
    elif isinstance(told, list):
        parts = ((each.get("since") or each["currency"], each) for each in told)
    else:
        return {} if told is None or not float(told) else {path: float(told)}
    return {where: figure for name, each in parts for where, figure in _figures(each, *path, name).items()}
