"""Between every two parts what passes is delayed, lost, cut and doubled: what is answered meanwhile is right or says
what it lacks, nothing acknowledged is lost or done twice, and all is well again soon after.

NEXUS_ATTACK=long spoils everything in every way, and plants faults.
"""

import os
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest
from brisk import PATIENCE, PLANTED
from enduring import Ground, spoilable
from four import GATEWAY

from bench.between import Fault
from embedded import postgres
from shared.callers import Service

LONG = os.environ.get("NEXUS_ATTACK") == "long"
SECONDS = PATIENCE + 3.0 if LONG else 1.0
DELAY = 2.0 if LONG else 0.5
DATABASES = tuple(f"{name} database" for name in (*Service, GATEWAY))
EVERY = [
    *((service.value, fault) for service in Service for fault in Fault if fault is not Fault.NONE),
    *((name, fault) for name in DATABASES for fault in (Fault.DELAY, Fault.DROP, Fault.CUT, Fault.REFUSE)),
]
SOME = [
    ("grants", Fault.DROP),
    ("beneficiary", Fault.DUPLICATE),
    ("grants database", Fault.CUT),
    ("forums", Fault.REFUSE),
]
NOTICED = {
    "asks_again_and_again": ("grants", Fault.REFUSE, "asked"),
    "shows_what_is_unavailable_as_nothing": ("grants", Fault.REFUSE, "told otherwise"),
    "withholds_what_is_unavailable": ("grants", Fault.REFUSE, "area: whole"),
    "ends_without_what_is_unavailable": ("forums", Fault.REFUSE, "timeline of an area: whole"),
    "never_asks_again": ("forums", Fault.REFUSE, "not well again"),
    "tells_a_partner_half": ("grants", Fault.REFUSE, "lookup: whole"),
    "writes_without_a_key": ("beneficiary", Fault.DUPLICATE, "kept"),
}


@pytest.fixture(scope="module")
async def ground(tmp_path_factory: pytest.TempPathFactory, server: postgres.Server, migrated: dict[str, str]) -> Any:
    with ExitStack() as stack:
        opened = stack.enter_context(spoilable(tmp_path_factory.mktemp("faults"), server, migrated))
        await opened.learn()
        yield opened


@pytest.mark.timeout(3600)
async def test_whatever_is_spoiled_nothing_wrong_is_told_and_nothing_is_lost(
    ground: Ground, record_property: Callable[[str, Any], None]
) -> None:
    longest = 0.0
    for name, fault in EVERY if LONG else SOME:
        longest = max(longest, await ground.under(name, fault, SECONDS, DELAY))
        asked = len(ground.told)
        await ground.reckon()
        assert ground.faults == [], (name, fault)
        assert asked
    record_property("longest recovery in seconds", f"{longest:.1f}")


@pytest.mark.skipif(not LONG, reason="NEXUS_ATTACK=long")
@pytest.mark.timeout(600)
@pytest.mark.parametrize("service", list(Service))
async def test_a_service_that_dies_and_comes_back_takes_nothing_with_it(ground: Ground, service: Service) -> None:
    ground.sign_in()
    ground.platform.kill(service)
    before = ground.between[service].asked
    ground.may_break = True
    await ground._asked_by_many(SECONDS)
    ground.platform.begin(service)
    await ground.recovered(service)
    await ground.reckon()
    assert ground.between[service].asked > before
    assert ground.faults == []


@pytest.mark.skipif(not LONG, reason="NEXUS_ATTACK=long")
@pytest.mark.timeout(600)
@pytest.mark.parametrize("planted", PLANTED)
async def test_a_planted_fault_is_noticed(ground: Ground, planted: str) -> None:
    name, fault, words = NOTICED[planted]
    environment = ground.platform.environment(GATEWAY)
    ground.platform.kill(GATEWAY)
    environment["PLANTED"] = planted
    ground.platform.begin(GATEWAY)
    try:
        await ground.under(name, fault, SECONDS)
    finally:
        ground.platform.kill(GATEWAY)
        del environment["PLANTED"]
        ground.platform.begin(GATEWAY)
    await ground.reckon()
    found, ground.faults = ground.faults, []
    assert any(words in each for each in found), found
