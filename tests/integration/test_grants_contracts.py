"""Contracts in versions, tranches that add up, and milestones that one officer prepares and another one verifies."""

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import earlier
import pytest
from callers import SOMEBODY, THEIRS, Caller, Running, datasets, refusal, require_made, waiting
from committee import Committee

from shared.callers import Role
from shared.classification import LOW, MODERATE
from shared.days import today

TELAFAR, NAJAF, PILOT = "IQG15Q08", "IQG04Q03", "JPN-SDN-2019"
PROJECT = {
    "code": PILOT,
    "title": "Stabilisation pilot",
    "donor": "Government of Japan",
    "starts_on": "2019-04-01",
    "ends_on": "2020-03-31",
    "budget": "1000000",
    "currency": "USD",
}
FIRST = {"milestone": "The contract is signed", "due_on": "2019-09-20", "amount": "5000.00"}
SECOND = {"milestone": "The oven is installed and works", "due_on": "2019-12-01", "amount": "7500.00"}
SIGNED = {"signed_on": "2019-09-15", "amount": "12500.00", "currency": "USD", "tranches": [FIRST, SECOND]}
AMENDED = {"amends": 1, "signed_on": "2019-11-02", "amount": "12500.00", "tranches": [FIRST, SECOND]}


class Bureau:
    """Two grants officers, an award that one of them recorded, and finance."""

    def __init__(self, service: Running) -> None:
        self.service = service
        self.one, self.other = self.officer("one"), self.officer("other")
        self.award = self.enterprise = 0

    def officer(self, name: str, **changes: Any) -> Caller:
        return self.service.caller(Role.GRANTS_OFFICER, caller=name, subjects=(SOMEBODY,), **changes)

    async def approve(self, place: str = TELAFAR, **changes: Any) -> int:
        draft = {"name": "مخبز", "sector": "food", "place": place, "owners": THEIRS}
        self.enterprise = require_made(await self.one.post("/enterprises", draft))["id"]
        approved = {"place": place, "approved_on": "2019-09-01"} | changes
        self.award = await earlier.award(self.service.url, self.enterprise, **approved)
        return self.award

    async def sign(self, **changes: Any) -> Any:
        return await self.one.post("/contracts", SIGNED | {"award_id": self.award} | changes)

    async def signed(self, **changes: Any) -> int:
        return int(require_made(await self.sign(**changes))["id"])

    async def file(self, about: int | None = None) -> int:
        headers = self.one._headers() | {"content-type": "application/pdf"}
        query = {"enterprise_id": str(about or self.enterprise)}
        answer = await self.service.client.post("/files", params=query, content=b"%PDF-1.7 receipt", headers=headers)
        return int(require_made(answer)["id"])

    async def prepare(self, contract: int, by: Caller | None = None, **changes: Any) -> Any:
        files = changes.pop("files", None) or [await self.file()]
        body = {"contract_id": contract, "tranche": 2, "reached_on": "2019-11-28", "files": files}
        return await (by or self.one).post("/milestones", body | changes)

    async def prepared(self, contract: int, **changes: Any) -> int:
        return int(require_made(await self.prepare(contract, **changes))["id"])

    async def verify(self, milestone: int, by: Caller | None = None, on: str = "2019-12-03") -> Any:
        return await (by or self.other).post(f"/milestones/{milestone}/verify", {"verified_on": on})

    async def tranches(self, **query: str) -> dict[int, dict[str, Any]]:
        """The tranches that are listed, by their numbers."""
        return {each["number"]: each for each in require_made(await self.one.get("/tranches", **query))["items"]}

    async def count(self, table: str) -> int:
        async with self.service.connection() as connection:
            return int(await connection.fetchval(f"SELECT count(*) FROM {table}"))


@pytest.fixture
async def bureau(grants: Running) -> Bureau:
    opened = Bureau(grants)
    require_made(await grants.caller(Role.ADMINISTRATOR).post("/projects", PROJECT))
    await opened.approve()
    return opened


# --- signing ----------------------------------------------------------------------------------------------------------


async def test_a_contract_is_told_with_its_value_and_tranches_that_add_up_to_it(bureau: Bureau) -> None:
    made = require_made(await bureau.sign())
    assert {name: made[name] for name in ("version", "amount", "currency", "project", "place", "signed_on")} == {
        "version": 1,
        "amount": "12500.00",
        "currency": "USD",
        "project": PILOT,
        "place": TELAFAR,
        "signed_on": "2019-09-15",
    }
    told = await bureau.tranches(contract_id=str(made["id"]))
    for number, stated in ((1, FIRST), (2, SECOND)):
        assert {name: told[number][name] for name in stated} == stated
        assert (told[number]["payable"], told[number]["milestone_id"]) == (False, None)


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"tranches": [FIRST]}, (422, "tranches-uneven", "tranches")),
        ({"tranches": [FIRST, SECOND | {"amount": "7500.01"}]}, (422, "tranches-uneven", "tranches")),
        ({"tranches": []}, (422, "invalid-request", "tranches")),
        ({"tranches": [FIRST, SECOND | {"amount": "-7500.00"}]}, (422, "invalid-request", "tranches.1.amount")),
        ({"tranches": [FIRST, SECOND | {"amount": "NaN"}]}, (422, "invalid-request", "tranches.1.amount")),
        ({"amount": "NaN"}, (422, "invalid-request", "amount")),
        ({"amount": "12500.001"}, (422, "amount-too-fine", "amount")),
        ({"tranches": [FIRST, SECOND | {"amount": "7500.001"}]}, (422, "amount-too-fine", "tranches")),
        ({"currency": "IQD"}, (422, "other-currency", "currency")),
        (
            {"amount": "12500.01", "tranches": [FIRST, SECOND | {"amount": "7500.01"}]},
            (409, "above-award", "amount"),
        ),
        ({"signed_on": "2019-08-31"}, (422, "signed-before-approval", "signed_on")),
        ({"signed_on": "2090-01-01"}, (422, "in-the-future", "signed_on")),
        ({"signed_on": "2019-10-01"}, (422, "due-before-signed", "tranches")),
        ({"award_id": 999}, (404, "unknown-award", "award_id")),
    ],
)
async def test_a_contract_that_cannot_have_been_signed_is_refused_and_nothing_of_it_is_written(
    bureau: Bureau, changes: dict[str, Any], refused: tuple[int, str, str]
) -> None:
    assert refusal(await bureau.sign(**changes)) == refused
    assert [await bureau.count(table) for table in ("contracts", "contract_versions", "tranches")] == [0, 0, 0]


async def test_tranches_that_do_not_add_up_are_refused_by_the_database_itself(bureau: Bureau) -> None:
    await bureau.signed()
    tranche = (
        "INSERT INTO tranches (contract_id, version_id, number, milestone, due_on, amount, recorded_by)"
        " VALUES (1, $1, $2, 'One more', '2019-12-31', $3, 'staff:x')"
    )
    version = (
        "INSERT INTO contract_versions (contract_id, version, signed_on, amount, recorded_by)"
        " VALUES (1, 2, '2019-10-01', 100, 'staff:x') RETURNING id"
    )
    async with bureau.service.connection() as connection:
        with pytest.raises(asyncpg.CheckViolationError) as refused:
            await connection.execute(tranche, 1, 3, 1)
        assert refused.value.constraint_name == "tranches_sum"
        with pytest.raises(asyncpg.CheckViolationError):
            await connection.execute(version)
        async with connection.transaction():
            id = await connection.fetchval(version)
            for number in (1, 2):
                await connection.execute(tranche, id, number, 50)


async def test_an_award_has_one_contract_also_when_two_sign_at_once(bureau: Bureau) -> None:
    answers = await asyncio.gather(*(bureau.sign() for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    assert {refusal(answer)[1] for answer in answers if answer.status_code == 409} == {"contract-already"}
    assert await bureau.count("tranches") == 2
    [id] = [answer.json()["id"] for answer in answers if answer.status_code == 201]
    require_made(await bureau.one.void(f"/contracts/{id}"))
    assert await bureau.tranches() == {}
    await bureau.signed()


async def test_who_signs_while_the_contract_before_is_voided_waits_for_nobody_in_a_ring(bureau: Bureau) -> None:
    id = await bureau.signed()
    async with bureau.service.connection() as connection:
        async with connection.transaction():
            await connection.execute("SELECT FROM awards FOR UPDATE")
            signing = asyncio.create_task(bureau.sign())
            await waiting(connection, 1)
            voiding = asyncio.create_task(bureau.one.void(f"/contracts/{id}"))
            await waiting(connection, 2)
        assert refusal(await signing) == (409, "contract-already", "award_id")
        require_made(await voiding)
    await bureau.signed()


async def test_a_contract_elsewhere_is_nobodys_to_know_of(bureau: Bureau) -> None:
    ninewa = bureau.officer("ninewa", areas=("IQG15",))
    await bureau.approve(NAJAF)
    assert refusal(await ninewa.post("/contracts", SIGNED | {"award_id": bureau.award})) == refusal(
        await ninewa.post("/contracts", SIGNED | {"award_id": 999})
    )
    id = await bureau.signed()
    for path in (f"/contracts/{id}", f"/contracts/{id}/versions"):
        assert refusal(await ninewa.get(path)) == (404, "not-found", None)
    assert refusal(await ninewa.post(f"/contracts/{id}/amend", AMENDED)) == (404, "not-found", None)
    assert refusal(await bureau.prepare(id, by=ninewa)) == (404, "unknown-contract", "contract_id")
    assert require_made(await ninewa.get("/tranches"))["items"] == []


# --- amending ---------------------------------------------------------------------------------------------------------


async def test_an_amendment_is_a_new_version_and_the_earlier_ones_are_kept(bureau: Bureau) -> None:
    id = await bureau.signed()
    third = {"milestone": "Two women are employed", "due_on": "2020-02-01", "amount": "2000.00"}
    changed = AMENDED | {"amount": "12000.00", "tranches": [FIRST, SECOND | {"amount": "5000.00"}, third]}
    amended = require_made(await bureau.one.post(f"/contracts/{id}/amend", changed))
    assert (amended["version"], amended["amount"], amended["signed_on"]) == (2, "12000.00", "2019-11-02")
    assert {number: each["amount"] for number, each in (await bureau.tranches()).items()} == {
        1: "5000.00",
        2: "5000.00",
        3: "2000.00",
    }
    told = require_made(await bureau.one.get(f"/contracts/{id}/versions"))["versions"]
    assert [(each["version"], each["amount"]) for each in told] == [(1, "12500.00"), (2, "12000.00")]
    assert refusal(await bureau.one.post(f"/contracts/{id}/amend", changed)) == (409, "amended-already", "amends")


async def test_of_two_amendments_at_once_one_is_told_of_the_other(bureau: Bureau) -> None:
    id = await bureau.signed()
    answers = await asyncio.gather(*(bureau.one.post(f"/contracts/{id}/amend", AMENDED) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert await bureau.count("contract_versions") == 2


async def test_a_tranche_whose_milestone_was_prepared_stays_as_it_is(bureau: Bureau) -> None:
    id = await bureau.signed()
    milestone = await bureau.prepared(id)
    begun = (409, "tranche-begun", "tranches")
    for tranches in (
        [FIRST | {"amount": "4000.00"}, SECOND | {"amount": "8500.00"}],
        [FIRST, SECOND | {"milestone": "Something else"}],
        [FIRST | {"amount": "12500.00"}],
    ):
        assert refusal(await bureau.one.post(f"/contracts/{id}/amend", AMENDED | {"tranches": tranches})) == begun
    halves = [FIRST | {"amount": "2500.00"}, SECOND, FIRST | {"amount": "2500.00"}]
    require_made(await bureau.one.post(f"/contracts/{id}/amend", AMENDED | {"tranches": halves}))
    require_made(await bureau.verify(milestone))
    assert {number: each["payable"] for number, each in (await bureau.tranches()).items()} == {
        1: False,
        2: True,
        3: False,
    }


async def test_tranches_of_an_amendment_add_up_too(bureau: Bureau) -> None:
    id = await bureau.signed()
    uneven = await bureau.one.post(f"/contracts/{id}/amend", AMENDED | {"tranches": [FIRST]})
    assert refusal(uneven) == (422, "tranches-uneven", "tranches")
    assert require_made(await bureau.one.get(f"/contracts/{id}"))["version"] == 1


# --- milestones -------------------------------------------------------------------------------------------------------


async def test_a_tranche_is_payable_when_somebody_else_has_verified_its_milestone_and_not_before(
    bureau: Bureau,
) -> None:
    id = await bureau.signed()
    milestone = await bureau.prepared(id)
    assert list(await bureau.tranches(payable="true")) == []
    assert (await bureau.tranches())[2]["milestone_id"] == milestone
    assert refusal(await bureau.verify(milestone, by=bureau.one)) == (403, "same-person", None)
    assert list(await bureau.tranches(payable="true")) == []
    verified = require_made(await bureau.verify(milestone))
    assert (verified["verified_by"], verified["verified_on"]) == ("staff:other", "2019-12-03")
    assert list(await bureau.tranches(payable="true")) == [2]
    assert list(await bureau.tranches(payable="false")) == [1]
    assert refusal(await bureau.verify(milestone)) == (409, "verified-already", None)
    assert refusal(await bureau.one.void(f"/milestones/{milestone}")) == (409, "verified-already", None)
    assert refusal(await bureau.one.void(f"/contracts/{id}")) == (409, "contract-has-milestones", None)


async def test_that_two_people_verify_the_database_holds(bureau: Bureau) -> None:
    milestone = await bureau.prepared(await bureau.signed())
    insert = (
        "INSERT INTO milestone_verifications (milestone_id, prepared_by, verified_on, recorded_by)"
        " VALUES ($1, $2, '2019-12-03', 'staff:one')"
    )
    async with bureau.service.connection() as connection:
        with pytest.raises(asyncpg.CheckViolationError, match="by_another"):
            await connection.execute(insert, milestone, "staff:one")
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            await connection.execute(insert, milestone, "staff:somebody")


async def test_what_waits_for_somebody_else_is_told_to_those_who_did_not_prepare_it(bureau: Bureau) -> None:
    milestone = await bureau.prepared(await bureau.signed())

    async def waiting(caller: Caller) -> list[int]:
        return [each["id"] for each in require_made(await caller.get("/milestones", others="true"))["items"]]

    assert (await waiting(bureau.one), await waiting(bureau.other)) == ([], [milestone])
    require_made(await bureau.verify(milestone))
    assert await waiting(bureau.other) == []
    assert len(require_made(await bureau.one.get("/milestones"))["items"]) == 1


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"tranche": 3}, (404, "unknown-tranche", "tranche")),
        ({"files": [999]}, (404, "unknown-file", "files")),
        ({"reached_on": "2090-01-01"}, (422, "in-the-future", "reached_on")),
        ({"contract_id": 999}, (404, "unknown-contract", "contract_id")),
    ],
)
async def test_a_milestone_that_cannot_have_been_reached_is_refused(
    bureau: Bureau, changes: dict[str, Any], refused: tuple[int, str, str]
) -> None:
    id = await bureau.signed()
    assert refusal(await bureau.prepare(id, **changes)) == refused
    assert await bureau.count("milestones") == 0


async def test_evidence_is_about_the_enterprise_of_the_contract_and_stays_while_something_rests_on_it(
    bureau: Bureau,
) -> None:
    id, enterprise = await bureau.signed(), bureau.enterprise
    await bureau.approve()
    foreign = await bureau.file()
    bureau.enterprise = enterprise
    own, gone = await bureau.file(), await bureau.file()
    require_made(await bureau.one.void(f"/files/{gone}"))
    for files in ([foreign], [own, foreign], [own, gone]):
        assert refusal(await bureau.prepare(id, files=files)) == (404, "unknown-file", "files")
    milestone = await bureau.prepared(id, files=[own])
    assert refusal(await bureau.one.void(f"/files/{own}")) == (409, "file-is-evidence", None)
    require_made(await bureau.one.void(f"/milestones/{milestone}"))
    require_made(await bureau.one.void(f"/files/{own}"))


async def test_what_was_prepared_wrongly_is_voided_and_prepared_anew(bureau: Bureau) -> None:
    id = await bureau.signed()
    first = await bureau.prepared(id)
    assert refusal(await bureau.prepare(id, by=bureau.other)) == (409, "prepared-already", "tranche")
    require_made(await bureau.one.void(f"/milestones/{first}"))
    assert refusal(await bureau.verify(first)) == (409, "already-voided", None)
    second = await bureau.prepared(id, by=bureau.other)
    assert refusal(await bureau.verify(second, by=bureau.other)) == (403, "same-person", None)
    early = await bureau.verify(second, by=bureau.one, on="2019-11-27")
    assert refusal(early) == (422, "verified-too-early", "verified_on")
    require_made(await bureau.verify(second, by=bureau.one))


async def test_a_visit_is_due_from_the_day_of_the_milestone_until_somebody_has_verified_it(bureau: Bureau) -> None:
    tomorrow, now = ((today() + timedelta(days=days)).isoformat() for days in (1, 0))
    id = await bureau.signed(tranches=[FIRST | {"due_on": tomorrow}, SECOND | {"due_on": now}])
    assert {number: each["due"] for number, each in (await bureau.tranches()).items()} == {1: False, 2: True}
    assert list(await bureau.tranches(due="true")) == [2]
    milestone = await bureau.prepared(id)
    assert list(await bureau.tranches(due="true")) == [2]
    require_made(await bureau.verify(milestone))
    assert list(await bureau.tranches(due="true")) == []


async def test_below_moderate_nobody_reads_how_much_is_paid_for_what(bureau: Bureau) -> None:
    id = await bureau.signed()
    moderate, low = (bureau.service.caller(Role.MONITORING, datasets=datasets(level)) for level in (MODERATE, LOW))
    assert require_made(await moderate.get(f"/contracts/{id}"))["amount"] == "12500.00"
    assert "amount" not in require_made(await low.get(f"/contracts/{id}"))
    versions = require_made(await low.get(f"/contracts/{id}/versions"))["versions"]
    assert [set(each) for each in versions] == [{"version", "signed_on", "currency"}]


# --- the application --------------------------------------------------------------------------------------------------


async def test_an_application_is_under_contract_when_it_is_signed_and_at_a_milestone_when_that_is_verified(
    grants: Running,
) -> None:
    committee = await Committee(grants).opened()
    application = await committee.ready()
    award = await committee.approve(application)
    hala, omar = committee.officer(), committee.officer("Omar")

    async def stage() -> str:
        return str(require_made(await hala.get(f"/applications/{application}"))["stage"])

    now = today().isoformat()
    parts = [FIRST | {"due_on": now, "amount": "2000.00"}, SECOND | {"due_on": now, "amount": "10000.00"}]
    draft = {"award_id": award, "signed_on": now, "amount": "12000.00", "currency": "USD", "tranches": parts}
    assert refusal(await hala.post("/contracts", draft | {"tranches": parts[:1]}))[1] == "tranches-uneven"
    assert await stage() == "investment_committee"
    id = require_made(await hala.post("/contracts", draft))["id"]
    assert await stage() == "contract"
    assert refusal(await hala.void(f"/awards/{award}")) == (409, "award-has-contract", None)
    require_made(await hala.void(f"/contracts/{id}"))
    assert await stage() == "investment_committee"
    id = require_made(await hala.post("/contracts", draft))["id"]
    assert await stage() == "contract"
    enterprise = require_made(await hala.get(f"/applications/{application}"))["enterprise_id"]
    headers = hala._headers() | {"content-type": "application/pdf"}
    file = await grants.client.post(f"/files?enterprise_id={enterprise}", content=b"%PDF-1.7", headers=headers)
    reached = {"contract_id": id, "reached_on": now, "files": [require_made(file)["id"]]}
    for tranche in (1, 2):
        milestone = require_made(await hala.post("/milestones", reached | {"tranche": tranche}))["id"]
        require_made(await omar.post(f"/milestones/{milestone}/verify", {"verified_on": now}))
        assert await stage() == "milestone"
    steps = await committee.rows("SELECT stage, milestone FROM transitions ORDER BY number")
    assert [(step["stage"], step["milestone"]) for step in steps[7:]] == [
        ("contract", None),
        ("investment_committee", None),
        ("contract", None),
        ("milestone", 1),
        ("milestone", 2),
    ]
    assert [each["payable"] for each in require_made(await hala.get("/tranches"))["items"]] == [True, True]
    await committee.step(application, "suspend", reason="breach")
    assert [each["payable"] for each in require_made(await hala.get("/tranches"))["items"]] == [False, False]
    await committee.step(application, "resume", reason="settled")


async def test_what_happens_to_a_contract_leaves_references_alone(bureau: Bureau) -> None:
    id = await bureau.signed()
    require_made(await bureau.one.post(f"/contracts/{id}/amend", AMENDED))
    require_made(await bureau.verify(await bureau.prepared(id)))
    async with bureau.service.connection() as connection:
        rows = await connection.fetch("SELECT type, data::text AS data FROM outbox ORDER BY seq")
    assert [row["type"] for row in rows][-5:] == [
        "contract.signed",
        "contract.amended",
        "file.recorded",
        "milestone.prepared",
        "milestone.verified",
    ]
    assert "oven" not in " ".join(row["data"] for row in rows)
