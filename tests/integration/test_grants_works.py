"""Cash for work: a wage by its rule, days that were worked within every bound, and wages that two people fix."""

import asyncio
from datetime import date, timedelta
from typing import Any

import asyncpg
import pytest
from callers import Running, refusal, require_made, waiting
from sites import WORK, Sites, sheet, workday

from services.grants.assisting.workdays.rules import MOST_NAMED
from services.grants.assisting.workdays.views import MOST_LINES
from shared.callers import Role
from shared.days import today

MONDAY, TUESDAY, WEDNESDAY = "2019-10-07", "2019-10-08", "2019-10-09"


@pytest.fixture
async def sites(grants: Running) -> Sites:
    opened = Sites(grants)
    await opened.opened()
    return opened


async def test_days_that_were_worked_become_wages_that_another_confirms(sites: Sites) -> None:
    work = await sites.work()
    one, other = await sites.worker(work, 71), await sites.worker(work, 72)
    await sites.worked(one, MONDAY, TUESDAY)
    await sites.worked(other, TUESDAY)
    period = await sites.closed(work, "2019-10-06", "2019-10-12")
    shown = require_made(await sites.monitor.get(f"/periods/{period}"))
    told = ("workers", "days", "amount", "currency", "confirmed", "confirmed_by")
    assert [shown[name] for name in told] == [2, 3, "54.00", "USD", False, None]
    wages = require_made(await sites.monitor.get("/wages", period_id=str(period)))["items"]
    assert [(each["worker_id"], each["days"], each["wage"], each["amount"], each["part"]) for each in wages] == [
        (other, 1, "18.00", "18.00", 1),
        (one, 2, "18.00", "36.00", 1),
    ]
    assert refusal(await sites.officer().post(f"/periods/{period}/confirm")) == (403, "same-person", None)
    assert require_made(await sites.finance.post(f"/periods/{period}/confirm"))["confirmed_by"] == "staff:Salim"
    again = await sites.officer("Omar").post(f"/periods/{period}/confirm")
    assert refusal(again) == (409, "confirmed-already", None)
    await sites.worked(one, "2019-10-13")
    await sites.closed(work, "2019-10-13", "2019-10-13")
    parts = require_made(await sites.monitor.get("/wages", work_id=str(work)))["items"]
    assert [(each["part"], each["confirmed"]) for each in parts] == [(2, False), (1, True), (1, True)]


async def test_a_period_that_is_closed_changes_only_after_it_was_voided(sites: Sites) -> None:
    work, hala = await sites.work(), sites.officer()
    worker = await sites.worker(work)
    day, _ = await sites.worked(worker, MONDAY, "2019-10-20")
    period = await sites.closed(work, MONDAY, TUESDAY)
    assert refusal(await hala.void(f"/workdays/{day}")) == (409, "period-closed", None)
    late = await hala.post("/workdays", workday(worker, TUESDAY))
    assert refusal(late) == (409, "period-closed", "worked_on")
    overlapping = {"work_id": work, "begins_on": TUESDAY, "ends_on": WEDNESDAY}
    assert refusal(await hala.post("/periods", overlapping)) == (409, "period-overlaps", "begins_on")
    async with sites.service.connection() as connection:
        with pytest.raises(asyncpg.CheckViolationError, match="stay as they are"):
            await connection.execute(
                "UPDATE workdays SET voided_at = recorded_now(), voided_by = 'x', void_reason = 'duplicate'"
            )
        with pytest.raises(asyncpg.CheckViolationError, match="for the days that were worked"):
            await connection.execute(
                "INSERT INTO periods (recorded_by, work_id, begins_on, ends_on)"
                " SELECT 'x', work_id, ends_on + 1, ends_on + 20 FROM periods"
            )
    require_made(await hala.void(f"/periods/{period}"))
    assert require_made(await sites.monitor.get("/wages"))["items"] == []
    require_made(await hala.void(f"/workdays/{day}"))
    empty = {"work_id": work, "begins_on": MONDAY, "ends_on": TUESDAY}
    assert refusal(await hala.post("/periods", empty)) == (409, "nothing-worked", "begins_on")
    await sites.worked(worker, TUESDAY)
    await sites.closed(work, MONDAY, TUESDAY)


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"wage": "18.01"}, (422, "wage-not-by-rule", "wage")),
        ({"wage": "17.99"}, (422, "wage-not-by-rule", "wage")),
        ({"wage": "-18.00"}, (422, "invalid-request", "wage")),
        ({"wage": "NaN"}, (422, "invalid-request", "wage")),
        ({"minimum_wage": None}, (422, "minimum-wage-by-rule", "minimum_wage")),
        ({"wage_rule": "cluster_rate"}, (422, "minimum-wage-by-rule", "minimum_wage")),
        ({"currency": "IQD", "wage": "22600", "minimum_wage": "25200"}, (422, "not-in-notes", "wage")),
        ({"currency": "IQD", "wage": "22250", "minimum_wage": "25200"}, (422, "wage-not-by-rule", "wage")),
        ({"ends_on": "2019-09-30"}, (422, "ends-before-it-starts", "ends_on")),
        ({"hours": 25}, (422, "invalid-request", "hours")),
        ({"cap": 0}, (422, "invalid-request", "cap")),
        ({"starts_on": "2019-03-31"}, (422, "before-project", "starts_on")),
    ],
)
async def test_a_site_that_cannot_be_is_refused(
    sites: Sites, changes: dict[str, Any], refused: tuple[int, str, str]
) -> None:
    assert refusal(await sites.officer().post("/works", WORK | changes)) == refused


async def test_a_wage_in_dinars_is_rounded_down_to_what_can_be_paid(sites: Sites) -> None:
    work = await sites.work(currency="IQD", wage="22500", minimum_wage="25200")
    shown = require_made(await sites.monitor.get(f"/works/{work}"))
    assert (shown["wage"], shown["minimum_wage"], shown["workers"]) == ("22500", "25200", 0)
    await sites.work(wage="20.00", wage_rule="cluster_rate", minimum_wage=None)


async def test_a_place_is_for_cash_for_work_of_the_same_project_and_currency(sites: Sites) -> None:
    work, hala = await sites.work(cap=10, places=2), sites.officer()

    async def asked(assistance: int) -> Any:
        return refusal(await hala.post("/workers", {"work_id": work, "assistance_id": assistance}))

    other = await sites.assistance(modality="VT", amount="100.00")
    assert await asked(other) == (409, "not-cash-for-work", "assistance_id")
    dinars = await sites.approved_for(71, "200000", currency="IQD")
    assert await asked(dinars) == (422, "other-currency", "assistance_id")
    assert await asked(await sites.approved_for(71, "180.01")) == (409, "above-cap", "assistance_id")
    worker = await sites.worker(work, 71, "180.00")
    again = await sites.approved_for(71, "90.00")
    assert await asked(again) == (409, "works-already", "assistance_id")
    assistance = require_made(await sites.monitor.get(f"/workers/{worker}"))["assistance_id"]
    assert refusal(await hala.void(f"/assistances/{assistance}")) == (409, "assistance-provided-for", None)
    last = [await sites.approved_for(number) for number in (72, 73)]
    both = await asyncio.gather(*(hala.post("/workers", {"work_id": work, "assistance_id": one}) for one in last))
    assert sorted(answer.status_code for answer in both) == [201, 409]
    assert refusal(await hala.void(f"/works/{work}")) == (409, "work-has-workers", None)


async def test_nobody_works_twice_on_a_day_wherever_that_is(sites: Sites) -> None:
    here, there, hala = await sites.work(), await sites.work(), sites.officer()
    one = await sites.worker(here, 71)
    assistance = require_made(await sites.monitor.get(f"/workers/{one}"))["assistance_id"]
    other = require_made(await hala.post("/workers", {"work_id": there, "assistance_id": assistance}))["id"]
    under_another = await sites.worker(there, 72)
    await sites.worked(one, MONDAY)
    assert refusal(await hala.post("/workdays", workday(one, MONDAY))) == (409, "worked-already", "worker_id")
    assert refusal(await hala.post("/workdays", workday(other, MONDAY))) == (409, "works-elsewhere", "worker_id")
    foremen = await asyncio.gather(
        hala.post(f"/works/{here}/sheet", sheet(TUESDAY, one)),
        hala.post(f"/works/{there}/sheet", sheet(TUESDAY, other, under_another)),
    )
    assert sorted(answer.status_code for answer in foremen) in ([200, 409], [200, 422])
    worked = require_made(await sites.monitor.get("/workdays", assistance_id=str(assistance)))["items"]
    assert sorted(each["worked_on"] for each in worked) == [MONDAY, TUESDAY]
    assert refusal(await hala.void(f"/workers/{one}")) == (409, "worker-has-days", None)


async def test_two_sheets_that_name_the_same_people_the_other_way_round_wait_for_nobody_in_a_ring(sites: Sites) -> None:
    here, there, third, hala = await sites.work(), await sites.work(), await sites.work(), sites.officer()
    at = {site: [await sites.worker(site, number) for number in (71, 72)] for site in (here, there)}
    busy = await sites.worker(third, 71)
    async with sites.service.connection() as connection:
        unsaid = connection.transaction()
        await unsaid.start()
        await connection.execute(
            "INSERT INTO workdays (recorded_by, worker_id, work_id, assistance_id, person_id, worked_on, hours, sheet)"
            " SELECT 'x', id, work_id, assistance_id, person_id, $2, 5, 'x' FROM workers WHERE id = $1",
            busy,
            date.fromisoformat(MONDAY),
        )
        foremen = []
        for site, workers in ((here, at[here]), (there, at[there][::-1])):
            foremen.append(asyncio.create_task(hala.post(f"/works/{site}/sheet", sheet(MONDAY, *workers))))
            await waiting(connection, len(foremen))
        await unsaid.rollback()
        recorded, refused = sorted([await foreman for foreman in foremen], key=lambda answer: answer.status_code)
    require_made(recorded)
    assert refusal(refused)[1] == "works-elsewhere"


async def test_the_cap_holds_for_two_foremen_at_once(sites: Sites) -> None:
    work, hala = await sites.work(cap=2), sites.officer()
    worker = await sites.worker(work, 71, "36.00")
    days = [(date(2019, 10, 7) + timedelta(days=each)).isoformat() for each in range(6)]
    answers = await asyncio.gather(*(hala.post("/workdays", workday(worker, day)) for day in days))
    assert sorted(answer.status_code for answer in answers) == [201, 201, 409, 409, 409, 409]
    assert {refusal(answer)[1] for answer in answers if answer.status_code == 409} == {"cap-reached"}
    async with sites.service.connection() as connection:
        with pytest.raises(asyncpg.CheckViolationError) as violated:
            await connection.execute(
                "INSERT INTO workdays"
                " (recorded_by, worker_id, work_id, assistance_id, person_id, worked_on, hours, sheet)"
                " SELECT recorded_by, worker_id, work_id, assistance_id, person_id, '2019-11-20', hours, sheet"
                " FROM workdays LIMIT 1"
            )
    assert violated.value.constraint_name == "workdays_within_cap"


async def test_nobody_earns_more_than_was_approved(sites: Sites) -> None:
    work = await sites.work()
    worker = await sites.worker(work, 71, "50.00")
    await sites.worked(worker, MONDAY, TUESDAY)
    beyond = await sites.officer().post("/workdays", workday(worker, WEDNESDAY))
    assert refusal(beyond) == (409, "above-assistance", "worker_id")


async def test_a_day_outside_of_every_bound_is_refused(sites: Sites) -> None:
    late = {"starts_on": "2019-10-01", "ends_on": (today() + timedelta(days=9)).isoformat()}
    work, hala = await sites.work(**late), sites.officer()
    worker = await sites.worker(work, 71, approved_on="2019-10-08")
    ahead = (today() + timedelta(days=1)).isoformat()
    for body, refused in (
        (workday(worker, ahead), (422, "in-the-future", "worked_on")),
        (workday(worker, "2019-09-30"), (422, "outside-the-dates", "worked_on")),
        (workday(worker, MONDAY), (422, "worked-before-approval", "worker_id")),
        (workday(worker, TUESDAY, hours=6), (422, "too-many-hours", "hours")),
        (workday(worker, TUESDAY, hours=-1), (422, "invalid-request", "hours")),
        (workday(987654, TUESDAY), (404, "unknown-worker", "worker_id")),
    ):
        assert refusal(await hala.post("/workdays", body)) == refused
    elsewhere = sites.officer(areas=("IQG04",))
    assert refusal(await elsewhere.post("/workdays", workday(worker, TUESDAY))) == (404, "unknown-worker", "worker_id")


async def test_a_sheet_of_a_thousand_is_recorded_at_once_or_not_at_all(sites: Sites) -> None:
    work = await sites.work(places=1_000)
    async with sites.service.connection() as connection:
        await connection.execute(
            "INSERT INTO assistances (recorded_by, project, person_id, sex, modality, place, amount, currency,"
            " approved_on) SELECT 'x', 'JPN-SDN-2019', each, 'female', 'CFW', 'IQG15Q08', 720, 'USD', '2019-09-01'"
            " FROM generate_series(1000, 1999) AS each"
        )
        await connection.execute(
            "INSERT INTO workers (recorded_by, work_id, assistance_id, person_id, currency)"
            " SELECT 'x', $1, id, person_id, 'USD' FROM assistances ORDER BY id",
            work,
        )
        workers = [row["id"] for row in await connection.fetch("SELECT id FROM workers ORDER BY id DESC")]
    assert len(workers) == MOST_LINES
    hala, path = sites.officer(), f"/works/{work}/sheet"
    wrong = sheet(MONDAY, *workers[:-1], workers[0])
    answer = await hala.post(path, wrong)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/lines-refused")
    assert [each["field"] for each in answer.json()["errors"]] == ["lines.999.worker_id"]
    many = await hala.post(path, sheet(MONDAY, *range(10**6, 10**6 + 30)))
    assert len(many.json()["errors"]) == MOST_NAMED
    assert require_made(await sites.monitor.get("/workdays"))["items"] == []
    shown = require_made(await hala.post(path, sheet(MONDAY, *workers), key="the-sheet"))
    assert shown == {"work_id": work, "worked_on": MONDAY, "sheet": "W-1", "workers": 1_000}
    assert require_made(await hala.post(path, sheet(MONDAY, *workers), key="the-sheet")) == shown
    too_long = await hala.post(path, sheet(TUESDAY, *workers, 1))
    assert refusal(too_long) == (422, "invalid-request", "lines")
    period = await sites.closed(work, MONDAY, MONDAY)
    assert require_made(await sites.monitor.get(f"/periods/{period}"))["amount"] == "18000.00"


async def test_the_sheet_to_sign_has_numbers_and_no_names(sites: Sites) -> None:
    work = await sites.work(task="Clean <the> canal")
    worker = await sites.worker(work, 71)
    answer = await sites.officer().get(f"/works/{work}/sheet", on=MONDAY)
    assert f"W-{work}-20191007" in answer.text
    assert f'<th scope="row">{worker}</th>' in answer.text
    assert "Clean &lt;the&gt; canal" in answer.text
    assert "0071-0000-0000" not in answer.text
    assert refusal(await sites.monitor.get(f"/works/{work}/sheet"))[1] == "not-your-role"


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"ends_on": "2019-10-06"}, (422, "ends-before-it-starts", "ends_on")),
        ({"ends_on": "2019-11-07"}, (422, "too-long", "ends_on")),
        ({"ends_on": (today() + timedelta(days=1)).isoformat()}, (422, "in-the-future", "ends_on")),
        ({"work_id": 987654}, (404, "unknown-work", "work_id")),
    ],
)
async def test_a_period_that_cannot_be_is_refused(
    sites: Sites, changes: dict[str, Any], refused: tuple[int, str, str]
) -> None:
    body = {"work_id": await sites.work(), "begins_on": MONDAY, "ends_on": TUESDAY}
    assert refusal(await sites.officer().post("/periods", body | changes)) == refused


async def test_cash_for_work_is_paid_as_the_wages_of_a_period_that_was_confirmed(sites: Sites) -> None:
    fund_id, phase_id = await sites.on_a_fund()
    work = await sites.work()
    worker = await sites.worker(work, 71, "90.00", fund_id=fund_id, phase_id=phase_id)
    assistance = require_made(await sites.monitor.get(f"/workers/{worker}"))["assistance_id"]
    await sites.worked(worker, MONDAY, TUESDAY)
    period = await sites.closed(work, MONDAY, TUESDAY)

    def order(part: int = 1, amount: str = "36.00") -> dict[str, Any]:
        return {"assistance_id": assistance, "part": part, "amount": amount}

    not_due = (409, "wages-not-due", "amount")
    assert refusal(await sites.finance.post("/orders", order())) == not_due
    require_made(await sites.finance.post(f"/periods/{period}/confirm"))
    for body in (order(amount="36.01"), order(amount="35.99"), order(part=2)):
        assert refusal(await sites.finance.post("/orders", body)) == not_due
    ordered = require_made(await sites.finance.post("/orders", order()))["id"]
    void = f"/periods/{period}"
    assert refusal(await sites.officer().void(void)) == (409, "period-ordered", None)
    noor = sites.service.caller(Role.FINANCE_APPROVER, caller="Noor")
    require_made(await noor.post(f"/orders/{ordered}/approve"))
    paid = {"reference": "PV-1", "paid_on": today().isoformat()}
    assert require_made(await sites.finance.post(f"/orders/{ordered}/pay", paid))["amount"] == "36.00"
    assert refusal(await sites.officer().void(void)) == (409, "period-ordered", None)


async def test_a_wage_is_paid_however_often_its_period_was_voided_before(sites: Sites) -> None:
    fund_id, phase_id = await sites.on_a_fund()
    work = await sites.work()
    worker = await sites.worker(work, 71, "90.00", fund_id=fund_id, phase_id=phase_id)
    await sites.worked(worker, MONDAY)
    for _ in range(60):
        require_made(await sites.officer().void(f"/periods/{await sites.closed(work, MONDAY, MONDAY)}"))
    require_made(await sites.finance.post(f"/periods/{await sites.closed(work, MONDAY, MONDAY)}/confirm"))
    [due] = require_made(await sites.monitor.get("/wages", confirmed="true"))["items"]
    body = {name: due[name] for name in ("assistance_id", "part", "amount")}
    assert require_made(await sites.finance.post("/orders", body))["part"] == 61


async def test_what_was_worked_is_paid_before_an_assistance_ends_and_owed_whatever_has_ended(sites: Sites) -> None:
    fund_id, phase_id = await sites.on_a_fund()
    work = await sites.work()
    worker = await sites.worker(work, 71, "90.00", fund_id=fund_id, phase_id=phase_id)
    assistance = require_made(await sites.monitor.get(f"/workers/{worker}"))["assistance_id"]
    end, why = f"/assistances/{assistance}/end", {"reason": "completed"}
    owed = (409, "wages-owed", None)
    noor = sites.service.caller(Role.FINANCE_APPROVER, caller="Noor")

    async def pay(order: int, reference: str) -> int:
        paid = {"reference": reference, "paid_on": today().isoformat()}
        return int(require_made(await sites.finance.post(f"/orders/{order}/pay", paid))["id"])

    async def committed() -> str:
        return str(require_made(await sites.monitor.get(f"/funds/{fund_id}"))["committed"])

    [worked] = await sites.worked(worker, MONDAY)
    assert refusal(await sites.officer().post(end, why)) == owed
    period = await sites.closed(work, MONDAY, MONDAY)
    require_made(await sites.finance.post(f"/periods/{period}/confirm"))
    body = {"assistance_id": assistance, "part": 1, "amount": "18.00"}
    order = require_made(await sites.finance.post("/orders", body))["id"]
    require_made(await noor.post(f"/orders/{order}/approve"))
    assert refusal(await sites.officer().post(end, why)) == owed
    payment = await pay(order, "PV-1")
    [unpaid] = await sites.worked(worker, TUESDAY)
    assert refusal(await sites.officer().post(end, why)) == owed
    require_made(await sites.officer().void(f"/workdays/{unpaid}"))
    require_made(await sites.officer().post(end, why))
    assert await committed() == "0.00"
    # A payment under the wrong reference is still voided and paid again.
    require_made(await sites.finance.void(f"/payments/{payment}"))
    assert await committed() == "18.00"
    again = await pay(order, "PV-2")
    assert await committed() == "0.00"
    # And where nobody worked after all, it is committed to nobody.
    require_made(await sites.finance.void(f"/payments/{again}"))
    require_made(await sites.finance.void(f"/orders/{order}"))
    require_made(await sites.officer().void(f"/periods/{period}"))
    assert await committed() == "18.00"
    assert refusal(await sites.officer().post(end, why)) == owed
    require_made(await sites.officer().void(f"/workdays/{worked}"))
    require_made(await sites.officer().post(end, why))
    assert await committed() == "0.00"
    assert refusal(await sites.officer().post(end, why)) == (409, "ended-already", None)


async def test_nobody_takes_a_place_at_a_site_when_their_assistance_has_ended(sites: Sites) -> None:
    fund_id, phase_id = await sites.on_a_fund()
    work = await sites.work()
    assistance = await sites.approved_for(71, fund_id=fund_id, phase_id=phase_id)
    require_made(await sites.officer().post(f"/assistances/{assistance}/end", {"reason": "withdrawn"}))
    late = await sites.officer().post("/workers", {"work_id": work, "assistance_id": assistance})
    assert refusal(late) == (409, "assistance-ended", "assistance_id")


async def test_cash_for_work_on_no_fund_is_paid_up_to_the_wages_that_were_confirmed(sites: Sites) -> None:
    work = await sites.work()
    worker = await sites.worker(work, 71, "90.00")
    assistance = require_made(await sites.monitor.get(f"/workers/{worker}"))["assistance_id"]
    await sites.worked(worker, MONDAY, TUESDAY)
    period = await sites.closed(work, MONDAY, TUESDAY)

    async def pay(reference: str, amount: str, of: int = assistance) -> Any:
        money = {"amount": amount, "currency": "USD", "paid_on": today().isoformat()}
        return await sites.finance.post("/payments", {"assistance_id": of, "reference": reference} | money)

    not_due = (409, "wages-not-due", "amount")
    assert refusal(await pay("PV-1", "1.00")) == not_due
    require_made(await sites.finance.post(f"/periods/{period}/confirm"))
    assert refusal(await pay("PV-1", "36.01")) == not_due
    first = require_made(await pay("PV-1", "36.00"))["id"]
    assert refusal(await pay("PV-2", "0.01")) == not_due
    void = f"/periods/{period}"
    assert refusal(await sites.officer().void(void)) == (409, "period-paid", None)
    require_made(await sites.finance.void(f"/payments/{first}"))
    require_made(await sites.officer().void(void))
    require_made(await pay("PV-3", "40.00", await sites.approved_for(72, "40.00")))  # who has no place at a site
