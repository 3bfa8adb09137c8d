"""What the service of grants knows to have happened to somebody and in an area: each from the step that makes it true,
as it stood at any moment before and after."""

from datetime import datetime
from typing import Any

import pytest
from books import Books
from callers import Running, require_made
from committee import NAJAF, SINJAR, TELAFAR, call
from selecting import Lists, somebody
from sites import Sites

from shared.callers import Role
from shared.days import today

TODAY = today().isoformat()


async def told(service: Running, path: str, as_of: datetime | None = None, **asked: Any) -> list[dict[str, Any]]:
    """A timeline as of a moment."""
    monitor = service.caller(Role.MONITORING, as_of=as_of)
    entries: list[dict[str, Any]] = require_made(await monitor.post(path, {"limit": 50} | asked))["entries"]
    return entries


async def of_somebody(service: Running, person: int, *kinds: str, as_of: datetime | None = None) -> list[Any]:
    """What of these kinds happened to somebody: when, and what is told of it."""
    entries = await told(service, "/timelines/person", as_of, people=[person])
    return [(each["kind"], each["on"], each["fields"]) for each in entries if each["kind"] in kinds]


@pytest.fixture
async def books(grants: Running) -> Books:
    opened = Books(grants)
    await opened.opened()
    return opened


async def test_a_demand_is_told_once_another_approved_it_and_a_refund_once_it_is_confirmed(books: Books) -> None:
    service, kinds = books.service, ("recovery_demanded", "refunded")
    package = await books.assisted("1500.00")
    payment = await books.paid_part(package, "1000.00")
    money = {"amount": "1000.00", "currency": "USD"}
    parts = {"instalments": [{"due_on": TODAY, "due": "1000.00"}], "demanded_on": TODAY}
    demand = {"assistance_id": package, "payment_id": payment, "reason": "received_twice"} | money | parts
    recovery = require_made(await books.approver("Hala").post("/recoveries", demand))["id"]
    proposed = await service.moment()
    assert await of_somebody(service, 61, *kinds) == []
    require_made(await books.approver("Salim").post(f"/recoveries/{recovery}/approve"))
    demanded = await service.moment()
    where = {"assistance_id": package, "project": "JPN-SDN-2025", "place": TELAFAR}
    first = ("recovery_demanded", TODAY, where | {"reason": "received_twice"} | money)
    refund = {"assistance_id": package, "recovery_id": recovery, "reference": "RV-1", "refunded_on": TODAY} | money
    stated = require_made(await books.approver("Hala").post("/refunds", refund))["id"]
    assert await of_somebody(service, 61, *kinds) == [first]
    require_made(await books.approver("Salim").post(f"/refunds/{stated}/check"))
    require_made(await books.approver("Noor").post(f"/refunds/{stated}/confirm"))
    back = await service.moment()
    second = ("refunded", TODAY, where | {"recovery_id": recovery} | money)
    assert await of_somebody(service, 61, *kinds) == [second, first]
    require_made(await books.finance.void(f"/refunds/{stated}"))
    assert await of_somebody(service, 61, *kinds) == [first]
    require_made(await books.finance.void(f"/recoveries/{recovery}"))
    assert await of_somebody(service, 61, *kinds) == []
    then = [await of_somebody(service, 61, *kinds, as_of=moment) for moment in (proposed, demanded, back)]
    assert then == [[], [first], [second, first]]
    assert await of_somebody(service, 62, *kinds, as_of=back) == []


async def test_a_wage_is_told_on_the_day_on_which_its_period_was_confirmed(grants: Running) -> None:
    sites = Sites(grants)
    await sites.opened()
    work = await sites.work()
    await sites.worked(await sites.worker(work, 71), "2019-10-07", "2019-10-08")
    period = await sites.closed(work, "2019-10-06", "2019-10-12")
    assert await of_somebody(grants, 71, "wage_confirmed") == []
    closed = await grants.moment()
    require_made(await sites.finance.post(f"/periods/{period}/confirm"))
    confirmed = await grants.moment()
    [(_, on, fields)] = wages = await of_somebody(grants, 71, "wage_confirmed")
    assert (on, fields.pop("assistance_id")) == (TODAY, 1)
    assert fields == {
        "project": "JPN-SDN-2019",
        "place": TELAFAR,
        "begins_on": "2019-10-06",
        "ends_on": "2019-10-12",
        "days": 2,
        "amount": "36.00",
        "currency": "USD",
    }
    require_made(await sites.officer().void(f"/periods/{period}"))
    assert await of_somebody(grants, 71, "wage_confirmed") == []
    assert await of_somebody(grants, 71, "wage_confirmed", as_of=closed) == []
    [(_, on, again)] = await of_somebody(grants, 71, "wage_confirmed", as_of=confirmed)
    assert (on, again) == (TODAY, wages[0][2] | {"assistance_id": 1})


async def test_what_a_list_decided_of_somebody_and_what_became_of_that_is_told_each_as_it_was(grants: Running) -> None:
    kinds = ("selection_decided", "selection_lapsed", "selection_moved_up")
    lists = Lists(grants)
    await lists.opened()
    people = [somebody(id) for id in (1, 2)]
    made, (first, second) = await lists.closed(*people)
    require_made(await lists.validate(made, **{f"c{id}": "confirmed" for id in (first, second)}))
    assert await of_somebody(grants, 1, *kinds) == []
    require_made(await lists.officer("Omar").post(f"/selections/{made}/decide", {}))
    where = {"selection_id": made, "phase_id": lists.by_list, "project": "JPN-SDN-2025", "place": TELAFAR}
    selected = ("selection_decided", TODAY, where | {"outcome": "selected", "reason": "within_places"})
    reserve = ("selection_decided", TODAY, where | {"outcome": "reserve", "reason": "beyond_places"})
    decided = await grants.moment()
    assert [await of_somebody(grants, id, *kinds) for id in (1, 2)] == [[selected], [reserve]]
    require_made(await lists.officer().post(f"/candidates/{first}/lapse", {"reason": "withdrew"}))
    require_made(await lists.officer().post(f"/candidates/{first}/replace"))
    lapsed, moved_up = (
        ("selection_lapsed", TODAY, where | {"lapse_reason": "withdrew"}),
        ("selection_moved_up", TODAY),
    )
    assert await of_somebody(grants, 1, *kinds) == [lapsed, selected]
    assert await of_somebody(grants, 2, *kinds) == [(*moved_up, where), reserve]
    replaced = await grants.moment()
    require_made(await lists.officer().void(f"/selections/{made}"))
    assert [await of_somebody(grants, id, *kinds) for id in (1, 2)] == [[], []]
    then = [[await of_somebody(grants, id, *kinds, as_of=at) for id in (1, 2)] for at in (decided, replaced)]
    assert then == [[[selected], [reserve]], [[lapsed, selected], [(*moved_up, where), reserve]]]


async def test_a_call_is_told_in_each_area_that_has_a_district_of_its_and_in_no_other(books: Books) -> None:
    wide = call(books.fund, districts=[SINJAR, NAJAF], budget="30000.00", opens_at="2025-05-04T22:00:00Z")
    made = require_made(await books.officer().post("/calls", wide))
    before = await books.service.moment()

    async def calls(area: str, as_of: datetime | None = None) -> list[int]:
        entries = await told(books.service, "/timelines/area", as_of, area=area)
        return [each["id"] for each in entries if each["kind"] == "call_opened"]

    both, areas = [books.call, made["id"]], ("IQG15", TELAFAR, SINJAR, "IQG04", "IQG15Q01")
    assert [await calls(area) for area in areas] == [both, [books.call], [made["id"]], [made["id"]], []]
    [entry] = await told(books.service, "/timelines/area", area=SINJAR)
    assert entry["on"] == "2025-05-05"  # in Iraq
    names = ("fund_id", "project", "variant", "districts", "budget", "currency", "closes_at")
    assert entry["fields"] == {name: made[name] for name in names}
    require_made(await books.officer().void(f"/calls/{made['id']}"))
    assert (await calls(SINJAR), await calls(SINJAR, before)) == ([], [made["id"]])
